"""Users: from names as people write them to the keys that a state holds, many at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reconciler.core.model import user_key
from reconciler.core.names import NameRules
from reconciler.core.scope import Scope
from reconciler.spec.paths import fold_scope, read_address
from reconciler.spec.problem import Problem

_SPECIAL = re.compile(r"[\\/:]")


@dataclass(frozen=True, slots=True)
class UserName:
    """One user as somebody wrote the name: where the user belongs, and the name by itself."""

    home: Scope
    written: str
    folded: str


@dataclass(slots=True)
class UserBook:
    """The users that containers of one scope name: each spelling once, with the key it stands for.

    A name that cannot be read has no key; `problems` says why. `special` are those with a scope
    or an escape. Users may be compared by other rules than scopes are.
    """

    scope: Scope
    rules: NameRules
    scope_rules: NameRules
    keys: dict[str, str | None] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    special: dict[str, UserName] = field(default_factory=dict)
    _found: dict[str, str] = field(default_factory=dict)

    def look_up(self, names: Sequence[str]) -> list[str | None]:
        """The key of each name, in the same order; None for one that cannot be read."""
        new = set(names).difference(self.keys)
        if new:
            self._learn(new)
        return list(map(self.keys.__getitem__, names))

    def plain(self) -> Iterator[tuple[str, str]]:
        """Every name without scope and escapes, as it stands in the files, and its key."""
        for text, key in self.keys.items():
            if key is not None and text not in self.special:
                yield text, key

    def named(self, text: str) -> UserName:
        """The user behind a plain name."""
        return UserName(self.scope, self.trim(text), self.rules.fold(text))

    def find_plain(self, folded: str) -> str | None:
        """The first plain name that folds to this."""
        if not self._found:
            self._found = {key: text for text, key in reversed(list(self.plain()))}
        return self._found.get(folded)

    def trim(self, text: str) -> str:
        """A name as it is shown."""
        return text.strip() if self.rules.trim else text

    def _learn(self, new: set[str]) -> None:
        fold = self.rules.fold
        if not _SPECIAL.search("\n".join(new)):  # one search for all: no name needs an escape
            folded = {name: fold(name) for name in new}
            if "" not in folded.values():
                self.keys.update(folded)
                return
        for text in new:
            self.keys[text] = self._key(text)

    def _key(self, text: str) -> str | None:
        user = self._read(text)
        if isinstance(user, Problem):
            self.problems[text] = user
            return None
        key = user_key(user.folded, user.home, self.scope)
        if _SPECIAL.search(text):
            self.special[text] = user
        return key

    def _read(self, text: str) -> UserName | Problem:
        address = read_address(text, self.rules)
        if isinstance(address, Problem):
            return address
        scope, names = address
        if len(names) > 1:
            advice = r"write a `/` in a name as `\/`"
            return Problem("RC0116", f"`{text}` is a path, not a user", advice)
        home = self.scope if scope is None else fold_scope(scope, self.scope_rules)
        return UserName(home, self.trim(names[0]), self.rules.fold(names[0]))
