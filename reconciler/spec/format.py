"""Format: one way to order what has no order of its own in a file.

Keys stand as in the schema, members by name, permissions as in the catalog with the sets first.
Groups, roles and memberships stay as their author has them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel

from reconciler.core.finding import Finding
from reconciler.core.model import Kind
from reconciler.core.names import NameRules
from reconciler.core.target import Target
from reconciler.spec.documents import RolesFile
from reconciler.spec.edit.draft import Draft
from reconciler.spec.edit.saving import Edited
from reconciler.spec.edit.sound import Sound
from reconciler.spec.lists import member_lists, named, permission_lists
from reconciler.spec.models import model_below
from reconciler.spec.prune import Steps
from reconciler.spec.sets import PREFIX

_WITHOUT_CATALOG = NameRules(case=False, trim=True)


@dataclass(frozen=True, slots=True)
class Manner:
    """How members and permissions are ordered: as the target does it, where a catalog is known."""

    target: Target | None = None

    def rank_member(self, usual: Kind, item: Any) -> str:
        """Members by name, as the target compares names; plain names are of the `usual` kind."""
        kind, name = named(item, usual)
        return (self.target.rules(kind) if self.target else _WITHOUT_CATALOG).fold(name)

    def rank_permission(self, permission: str) -> tuple[bool, int]:
        """Sets first, as their author has them; then the vendor's order."""
        if permission.startswith(PREFIX) or self.target is None:
            return not permission.startswith(PREFIX), 0
        return True, self.target.catalog.place(permission)


def formatted(file: Sound, manner: Manner) -> tuple[list[Edited], list[Finding]]:
    """A file in order, if that changes it; or why it stays as it is.

    Of a project file only the keys have an order.
    """
    draft, data = file.draft(), file.tree.data
    for steps, mapping, order in _mappings(file.model, data, ()):
        places = [order.index(key) for key in mapping]
        if places != sorted(places):
            draft.arrange(steps, sorted(range(len(places)), key=places.__getitem__))
    if file.model is RolesFile:
        _order_lists(draft, data, manner)
    return file.edited(draft)


def _order_lists(draft: Draft, data: Any, manner: Manner) -> None:
    for members in member_lists(data):
        draft.sort(members.steps, partial(manner.rank_member, members.kind))
    for steps, _ in permission_lists(data):
        draft.sort(steps, manner.rank_permission)


def _mappings(
    model: type[BaseModel] | None, data: Any, steps: Steps
) -> Iterator[tuple[Steps, dict[str, Any], list[str]]]:
    """Every mapping that has a model, with the keys it may have, from the top."""
    if isinstance(data, dict) and model is not None:
        yield steps, data, list(model.model_fields)
    if isinstance(data, str) or model is None:
        return
    for step, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield from _mappings(model_below(model, step), value, (*steps, step))
