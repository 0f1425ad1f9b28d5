"""From the document of a snapshot back to the snapshot, where every word of it can be trusted."""

from collections.abc import Iterator
from datetime import UTC

from pydantic_core import from_json

from reconciler.core.model import (
    Container,
    Group,
    Member,
    Members,
    Ref,
    Role,
    State,
    Users,
)
from reconciler.core.scope import Pattern, Scope
from reconciler.core.spelling import Spelt
from reconciler.document.shape import Flaw, shaped
from reconciler.snapshot.data import snapshot_data
from reconciler.snapshot.document import SnapshotDocument
from reconciler.snapshot.snapshot import FORMAT_VERSION, Snapshot


def read_snapshot(content: bytes) -> Snapshot:
    """The snapshot that some bytes are. Raises `Flaw` for whatever is not exactly as written."""
    _demand_format(content)
    document = shaped(SnapshotDocument, content, "snapshot")
    try:
        snapshot = _snapshot(document)
    except ValueError as error:
        raise Flaw(f"is no snapshot: `{error}` is no address.") from None
    if snapshot_data(snapshot)["digest"] != document.digest:
        raise Flaw("does not match its own digest: it was changed after it was taken.")
    if document.account != snapshot.target.account:
        raise Flaw("is no snapshot: it names two accounts.")
    return snapshot


def _demand_format(content: bytes) -> None:
    try:
        data = from_json(content, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:
        raise Flaw(f"is no snapshot: it is not JSON ({error}); was it cut off?") from None
    if not isinstance(data, dict) or not {"format_version", "scopes", "covers"} <= data.keys():
        raise Flaw("is no snapshot of reconciler.")
    if data["format_version"] != FORMAT_VERSION:
        raise Flaw(
            f"is not of format {FORMAT_VERSION}, which this version of reconciler reads: take it "
            "anew."
        )


def _snapshot(document: SnapshotDocument) -> Snapshot:
    return Snapshot(
        target=document.target,
        state=_state(document),
        created=document.created.astimezone(UTC),
        covers=tuple(map(Pattern.parse, document.covers)),
        tool=document.tool_version,
    )


def _state(said: SnapshotDocument) -> State:
    return State(
        users={
            Scope(part.scope): Users(frozenset(part.active), frozenset(part.inactive))
            for part in said.users
        },
        elsewhere={Scope(part.scope): frozenset(part.users) for part in said.elsewhere},
        roles={role.ref: role for role in _roles(said)},
        groups={group.ref: group for group in _groups(said)},
        members=dict(_members(said)),
        scopes=frozenset(map(Scope, said.scopes)),
        complete=frozenset(map(Scope, said.complete)),
        fixed={Ref.parse(part.ref): frozenset(part.fixed) for part in said.fixed},
        kept=frozenset(_container(part.container, part.at) for part in said.kept),
        spelling=_spelling(said),
        caller=said.caller,
    )


def _roles(said: SnapshotDocument) -> Iterator[Role]:
    for part in said.roles:
        yield Role(Ref.parse(part.ref), part.type, part.description, _keys(part.permissions))


def _groups(said: SnapshotDocument) -> Iterator[Group]:
    for part in said.groups:
        yield Group(Ref.parse(part.ref), part.description, _keys(part.permissions))


def _keys(permissions: list[str] | None) -> frozenset[str] | None:
    return None if permissions is None else frozenset(permissions)


def _members(said: SnapshotDocument) -> Iterator[tuple[Container, Members]]:
    for part in said.members:
        until = {_member(key): end.astimezone(UTC) for key, end in part.until.items()}
        members = Members(frozenset(part.users), frozenset(map(Ref.parse, part.refs)), until)
        yield _container(part.container, part.at), members


def _container(ref: str, at: str) -> Container:
    return Container(Ref.parse(ref), Scope(at))


def _member(key: str) -> Member:
    return Ref.parse(key) if key.startswith(("role:", "group:")) else key


def _spelling(said: SnapshotDocument) -> Spelt:
    things: dict[Ref | Scope, str] = {
        Scope(key) if key.startswith("/") else Ref.parse(key): name
        for key, name in said.spelling.items()
    }
    return Spelt(things, {Scope(part.scope): part.names for part in said.written})
