"""The place of a change: where the files say what it does."""

from reconciler.core.change import Change
from reconciler.core.declared import list_of
from reconciler.core.finding import Origin, Origins
from reconciler.core.model import Membership


def declared_at(change: Change, origins: Origins) -> Origin | None:
    """Where the change was written, given at the addresses of the files.

    Of what goes that is the line that has ended, else the list that does not name it.
    """
    value = change.value
    if isinstance(value, Membership):
        written = origins.of_member(value.container, value.member)
        return written if written or change.after else _unlisted(value, origins)
    written = origins.of(change.ref)
    return written if written or change.after else list_of(change.ref, origins)


def _unlisted(gone: Membership, origins: Origins) -> Origin | None:
    """The list that answers for the members, else for the container that goes with them."""
    ref, scope = gone.container.ref, gone.container.scope
    if (members := origins.of(gone.container)) is not None:
        return members
    return origins.of((scope, "memberships")) if ref.kind == "role" else list_of(ref, origins)
