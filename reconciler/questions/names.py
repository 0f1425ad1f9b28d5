"""Names: the user, group, permission and scope that somebody means who typed them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from reconciler.core.access.view import View
from reconciler.core.listing import listed
from reconciler.core.model import Ref
from reconciler.core.nearest import did_you_mean
from reconciler.core.scope import Scope
from reconciler.errors import UsageError
from reconciler.pipeline import asked_scope
from reconciler.spec.paths import fold_scope, read_address
from reconciler.spec.problem import Problem

_USER, _GROUP = "user:", "group:"
"""What may stand before an address, where a user and a group have the same."""


def user_named(view: View, written: str) -> Ref:
    """The user of `noah` or `/acme/london:noah`.

    Raises `UsageError` for one whom nobody knows, and for a name of more than one.
    """
    found, nobody = _users(view, written.removeprefix(_USER)), f"No user `{written}` is known here"
    return _the_one(view, found, nobody, written, _known(view, written))


def subject_named(view: View, written: str, at: Scope | None) -> Ref:
    """The user, or the group as `Top Role/Sales` or `/acme/london:Top Role/Sales`.

    Of more than one, that of the scope `at` which is asked about is meant. Raises `UsageError` as
    `user_named` does.
    """
    users = [] if written.startswith(_GROUP) else _users(view, written.removeprefix(_USER))
    groups = [] if written.startswith(_USER) else _groups(view, written.removeprefix(_GROUP))
    known = chain(_known(view, written), map(view.spelling.path, view.state.groups))
    found = [*users, *groups]
    here = [ref for ref in found if ref.scope == at]
    nobody = f"No user or group `{written}` is known here"
    return _the_one(view, here if len(here) == 1 else found, nobody, written, known)


def permission_named(view: View, key: str) -> str:
    """The key of a permission. Raises `UsageError` for one that the catalog does not have."""
    carries = view.access.carries
    catalog = view.access.target.catalog
    roles = map(str, view.state.roles) if carries.roles_are_permissions else ()
    known = [*catalog.by_key, *roles]
    if key not in known and not catalog.open:
        advice = did_you_mean(key, known, f"there are {listed(known)}.")
        raise UsageError(f"There is no permission `{key}`: {advice}")
    return key


def scope_named(view: View, written: str) -> Scope:
    """The scope that is asked about.

    Raises `UsageError` for one that is not there, and for one that was not read: what people hold
    there is not known, and a no would be a guess.
    """
    scope = asked_scope(written, view.access.target.names)
    state = view.state
    if scope not in state.scopes:
        known = sorted(map(view.spelling.scope, state.scopes))
        advice = did_you_mean(written, known, f"there are {listed(known)}.")
        raise UsageError(f"There is no scope {written}: {advice}")
    return known_scope(view, scope)


def known_scope(view: View, scope: Scope) -> Scope:
    """A scope that was read. Raises `UsageError` for another one."""
    if not view.knows(scope):
        where = view.spelling.scope(scope)
        raise UsageError(
            f"This project does not manage {where}: what people can do there is not known here."
        )
    return scope


def _users(view: View, written: str) -> list[Ref]:
    home, names = _address(view, written)
    if home in view.state.scopes:
        known_scope(view, home)
    folded = view.access.target.rules("user").fold(names[-1])
    found = view.users_called(folded) if len(names) == 1 else []
    return [user for user in found if home in (None, user.scope)]


def _groups(view: View, written: str) -> list[Ref]:
    scope, names = _address(view, written)
    found = view.groups_called(tuple(map(view.access.target.names.fold, names)))
    return [group for group in found if scope in (None, group.scope)]


def _address(view: View, written: str) -> tuple[Scope | None, tuple[str, ...]]:
    rules = view.access.target.names
    address = read_address(written, rules)
    if isinstance(address, Problem):
        raise UsageError(f"{address.message}: {address.help}.")
    scope, names = address
    return None if scope is None else fold_scope(scope, rules), names


def _known(view: View, written: str) -> Iterator[str]:
    """The users that may be meant; of an address those of its name first."""
    name = view.access.target.rules("user").fold(written.rpartition(":")[2])
    here = view.users_called(name) if ":" in written else []
    yield from map(view.address, here) if here else view.user_names()


def _the_one(
    view: View, found: Sequence[Ref], nobody: str, written: str, known: Iterable[str]
) -> Ref:
    if not found:
        names = [*known]
        is_address = any(name.startswith("/") for name in names)
        advice = did_you_mean(written if is_address else written.rpartition(":")[2], names)
        raise UsageError(f"{nobody}: {advice}" if advice else f"{nobody}.")
    if len(found) > 1:
        are_alike = len({view.address(ref) for ref in found}) < len(found)
        addresses = [
            f"{ref.kind}:{view.address(ref)}" if are_alike else view.address(ref) for ref in found
        ]
        raise UsageError(f"More than one is called `{written}`: write {listed(addresses, ' or ')}.")
    return found[0]
