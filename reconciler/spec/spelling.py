"""Spelling of users: how each is written, and that it is always in one way."""

from reconciler.core.model import Ref
from reconciler.core.names import escape
from reconciler.core.scope import Scope
from reconciler.spec.context import Context, two_spellings
from reconciler.spec.rosters import Rosters
from reconciler.spec.users import UserName


def spell_users(rosters: Rosters, context: Context) -> dict[Ref | Scope, str]:
    """The users whose names are not written as they are folded; two spellings are an error."""
    first: dict[Ref, tuple[str, Scope, str]] = {}
    for book in rosters.books.values():
        for text, user in book.unusual():
            ref = Ref("user", user.home, (user.folded,))
            known = first.setdefault(ref, _plain(rosters, user) or (user.written, book.scope, text))
            if known[0] != user.written:
                _report(rosters, (user.written, book.scope, text), known, context)
    return {ref: written for ref, (written, _, _) in first.items() if written != ref.name[0]}


def _plain(rosters: Rosters, user: UserName) -> tuple[str, Scope, str] | None:
    """The user written just as folded, at home: such names are not looked at one by one."""
    text = escape(user.folded)
    book = rosters.books.get(user.home)
    if book is None or book.keys.get(text) != text:
        return None
    return user.folded, user.home, text


def _report(
    rosters: Rosters,
    one: tuple[str, Scope, str],
    other: tuple[str, Scope, str],
    context: Context,
) -> None:
    places = [(rosters.places_of(scope, text)[0], name) for name, scope, text in (one, other)]
    (origin, known), (later, name) = sorted(places)
    context.say(two_spellings(name, known), later, ("spelt so here", origin))
