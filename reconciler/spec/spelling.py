"""Spelling of users: how each is written, and that it is always in one way.

Nearly all users are written plainly in the scope they belong to: these are compared in bulk. Names
with a scope or an escape, and scopes in which something is wrong, are gone through one by one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reconciler.core.model import Ref
from reconciler.core.scope import Scope
from reconciler.spec.context import Context, two_spellings
from reconciler.spec.rosters import Rosters
from reconciler.spec.users import UserBook, UserName


@dataclass(frozen=True, eq=False)
class Spelt(Mapping[Ref | Scope, str]):
    """How things are written, users by scope: no object for a user until somebody asks."""

    things: Mapping[Ref | Scope, str]
    users: Mapping[Scope, Mapping[str, str]]

    def __getitem__(self, thing: Ref | Scope) -> str:
        """How the last name of an address is written."""
        if isinstance(thing, Ref) and thing.kind == "user":
            return self.users[thing.scope][thing.name[0]]
        return self.things[thing]

    def __iter__(self) -> Iterator[Ref | Scope]:
        """Everything that is not written as it is folded."""
        yield from self.things
        for scope, names in self.users.items():
            yield from (Ref("user", scope, (name,)) for name in names)

    def __len__(self) -> int:
        """How many these are."""
        return len(self.things) + sum(map(len, self.users.values()))


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
        plain = dict(book.plain())
        changed = {key: text for text, key in plain.items() if key != text}
        count = sum(key != text for text, key in plain.items())
        if len(changed) == count and plain.keys().isdisjoint(changed):
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
