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

    A name that cannot be read has no key; `problems` says why. Users may be compared by other
    rules than scopes are.
    """

    scope: Scope
    rules: NameRules
    scope_rules: NameRules
    keys: dict[str, str | None] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)

    def look_up(self, names: Sequence[str]) -> list[str | None]:
        """The key of each name, in the same order; None for one that cannot be read."""
        new = set(names).difference(self.keys)
        if new:
            self._learn(new)
        return list(map(self.keys.__getitem__, names))

    def unusual(self) -> Iterator[tuple[str, UserName]]:
        """Every name as it stands in the files that is not just a folded name of this scope."""
        for text, key in self.keys.items():
            is_plain = key == text and not text.startswith("/")
            if is_plain or isinstance(user := self._read(text), Problem):
                continue
            yield text, user

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
        return user_key(user.folded, user.home, self.scope)

    def _read(self, text: str) -> UserName | Problem:
        address = read_address(text, self.rules)
        if isinstance(address, Problem):
            return address
        scope, names = address
        if len(names) > 1:
            advice = r"write a `/` in a name as `\/`"
            return Problem("RC0116", f"`{text}` is a path, not a user", advice)
        home = self.scope if scope is None else fold_scope(scope, self.scope_rules)
        written = names[0].strip() if self.rules.trim else names[0]
        return UserName(home, written, self.rules.fold(written))
