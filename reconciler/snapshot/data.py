"""A snapshot as plain data: what is written, and what its digest is computed of."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, TypeAlias

from reconciler.core.canonical import canonical
from reconciler.core.model import Container, Group, Members, Role, State
from reconciler.core.spelling import Spelt
from reconciler.snapshot.snapshot import FORMAT_VERSION, Snapshot

Data: TypeAlias = dict[str, Any]
"""A JSON object."""

DIGEST = "digest"
"""The name of what is computed over everything else."""


def snapshot_data(snapshot: Snapshot) -> Data:
    """The whole snapshot; `schemas/snapshot.schema.json` says what each name means."""
    data = {
        "format_version": FORMAT_VERSION,
        "tool_version": snapshot.tool,
        "account": snapshot.target.account,
        "created": canonical(snapshot.created),
        "covers": [str(pattern) for pattern in snapshot.covers],
        "target": canonical(snapshot.target),
        **_state(snapshot.state),
    }
    return {**data, DIGEST: digest(data)}


def digest(data: Data) -> str:
    """The SHA-256 of all of a snapshot's data but the digest itself."""
    rest = {name: value for name, value in data.items() if name != DIGEST}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def snapshot_text(data: Data) -> str:
    """The data as JSON in ASCII: each role, each group and each list of people on its own line."""
    pairs = ",\n".join(f"  {json.dumps(name)}: {_lines(data[name])}" for name in sorted(data))
    return f"{{\n{pairs}\n}}\n"


def _lines(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value, sort_keys=True)
    items = ",\n".join(f"    {json.dumps(item, sort_keys=True)}" for item in value)
    return f"[\n{items}\n  ]"


def _state(state: State) -> Data:
    spelt = Spelt.of(state.spelling)
    return {
        "caller": state.caller,
        "scopes": sorted(map(str, state.scopes)),
        "complete": sorted(map(str, state.complete)),
        "users": [
            {"scope": str(at), "active": sorted(of.active), "inactive": sorted(of.inactive)}
            for at, of in sorted(state.users.items(), key=lambda item: item[0])
        ],
        "elsewhere": [
            {"scope": str(at), "users": sorted(names)}
            for at, names in sorted(state.elsewhere.items())
        ],
        "roles": [*_things(state.roles.values())],
        "groups": [*_things(state.groups.values())],
        "members": [_members(at, state.members[at]) for at in sorted(state.members)],
        "fixed": [
            {"ref": str(ref), "fixed": canonical(state.fixed[ref])} for ref in sorted(state.fixed)
        ],
        "kept": [_place(at) for at in sorted(state.kept)],
        "spelling": dict(sorted((str(k), v) for k, v in spelt.things.items())),
        "written": [
            {"scope": str(at), "names": dict(sorted(spelt.users[at].items()))}
            for at in sorted(spelt.users)
        ],
    }


def _things(things: Any) -> Iterator[Data]:
    for thing in sorted(things, key=lambda thing: thing.ref):
        yield _thing(thing)


def _thing(thing: Role | Group) -> Data:
    kind = {"type": thing.type} if isinstance(thing, Role) else {}
    return {
        "ref": str(thing.ref),
        **kind,
        "description": thing.description,
        "permissions": canonical(thing.permissions),
    }


def _place(container: Container) -> Data:
    return {"container": str(container.ref), "at": str(container.scope)}


def _members(container: Container, members: Members) -> Data:
    until = {str(member): canonical(end) for member, end in members.until.items()}
    return {
        **_place(container),
        "users": sorted(members.users),
        "refs": sorted(map(str, members.refs)),
        "until": dict(sorted(until.items())),
    }
