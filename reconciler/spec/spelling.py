"""Spelling of users: how each is written, and that it is always in one way.

Nearly all users are written plainly in the scope they belong to: these are compared in bulk. Names
with a scope or an escape, and scopes in which something is wrong, are gone through one by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelt
from reconciler.spec.context import Context, two_spellings
from reconciler.spec.rosters import Rosters
from reconciler.spec.users import UserBook, UserName


def spell(rosters: Rosters, context: Context) -> Spelt:
    """How everything is written where that differs from the folded name.

    Two spellings of one user are an error; those of other things have been noted before.
    """
    speller = _Speller(rosters, context)
    rest = [use for book in rosters.books.values() for use in speller.bulk(book)]
    for use in rest:
        speller.one(use)
    return Spelt(context.spelling(), speller.users)


@dataclass(frozen=True, slots=True)
class _Use:
    """One way in which a user is written: `text` stands in containers of `scope`."""

    user: UserName
    scope: Scope
    text: str


@dataclass(slots=True)
class _Speller:
    rosters: Rosters
    context: Context
    users: dict[Scope, dict[str, str]] = field(default_factory=dict)
    first: dict[tuple[Scope, str], _Use] = field(default_factory=dict)

    def bulk(self, book: UserBook) -> Iterator[_Use]:
        """Spell the plain names of a book; gives what must be gone through one by one."""
        plain = book.plain()
        other = [(key, text) for text, key in plain.items() if key != text]
        changed = dict(other)
        if len(changed) == len(other) and plain.keys().isdisjoint(changed):
            self.users[book.scope] = {key: book.trim(text) for key, text in changed.items()}
        else:
            yield from (_Use(book.named(text), book.scope, text) for text in plain)
        yield from (_Use(user, book.scope, text) for text, user in book.special.items())

    def one(self, use: _Use) -> None:
        """Spell one user, and say so where the name is written in another way elsewhere."""
        user = use.user
        known = self.first.setdefault((user.home, user.folded), self._plain(user) or use)
        if known.user.written != user.written:
            self._report(use, known)
        elif user.written != user.folded:
            self.users.setdefault(user.home, {})[user.folded] = user.written

    def _plain(self, user: UserName) -> _Use | None:
        """The same user, written plainly at home."""
        book = self.rosters.books.get(user.home)
        found = book.find_plain(user.folded) if book else None
        return _Use(book.named(found), user.home, found) if book and found else None

    def _report(self, use: _Use, known: _Use) -> None:
        both = [
            (self.rosters.places_of(each.scope, each.text)[0], each.user.written)
            for each in (use, known)
        ]
        (first, name), (later, other) = sorted(both)
        self.context.say(two_spellings(other, name), later, ("spelt so here", first))
