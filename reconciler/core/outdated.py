"""Outdated: what the live system is like by now, held against what was pinned of it."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from reconciler.core.listing import listed
from reconciler.core.target import Target


def outdated(pinned: Target, live: Target) -> list[str]:
    """What is different, one kind a sentence part: `new: a.b, c.d`. Nothing for equal ones."""
    then, now = pinned.catalog.by_key, live.catalog.by_key
    parts = {
        "new": [key for key in now if key not in then],
        "vanished": vanished(pinned, live),
        "changed": [
            f"{key} ({', '.join(unlike)})"
            for key in now
            if key in then and (unlike := list(_unlike(then[key], now[key])))
        ],
        "other rules": [*_order(pinned, live), *_rules(pinned, live)],
    }
    return [f"{name}: {listed(found)}" for name, found in parts.items() if found]


def vanished(pinned: Target, live: Target) -> list[str]:
    """The permissions that the live system has no more."""
    return [key for key in pinned.catalog.by_key if key not in live.catalog]


def _order(pinned: Target, live: Target) -> list[str]:
    then, now = pinned.catalog.by_key, live.catalog.by_key
    is_same = [key for key in then if key in now] == [key for key in now if key in then]
    return [] if is_same else ["order of permissions"]


def _rules(pinned: Target, live: Target) -> Iterator[str]:
    yield from _unlike(pinned.catalog, live.catalog)
    yield from _unlike(pinned, live)


def _unlike(then: Any, now: Any) -> Iterator[str]:
    """The fields that differ, but for those that hold what is compared by itself."""
    for field in fields(then):
        name = field.name
        if name not in ("catalog", "permissions") and getattr(then, name) != getattr(now, name):
            yield name.replace("_", " ")
