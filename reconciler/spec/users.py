"""Users: from names as people write them to the keys that a state holds, many at once."""

import re
from collections.abc import Mapping, Sequence
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
    keys: dict[str, str] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    special: dict[str, UserName] = field(default_factory=dict)
    _found: dict[str, str] = field(default_factory=dict)

    def look_up(self, names: Sequence[str]) -> list[str | None]:
        """The key of each name, in the same order; None for one that cannot be read."""
        known = [*map(self.keys.get, names)]
        if None not in known:
            return known
        self._learn([name for name in names if name not in self.keys] if any(known) else names)
        return [*map(self.keys.get, names)]

    def plain(self) -> Mapping[str, str]:
        """Every name without scope and escapes, as it stands in the files, and its key."""
        if not self.special:
            return self.keys
        return {text: key for text, key in self.keys.items() if text not in self.special}

    def named(self, text: str) -> UserName:
        """The user behind a plain name."""
        return UserName(self.scope, self.trim(text), self.rules.fold(text))

    def find_plain(self, folded: str) -> str | None:
        """The first plain name that folds to this."""
        if not self._found:
            self._found = {key: text for text, key in reversed([*self.plain().items()])}
        return self._found.get(folded)

    def trim(self, text: str) -> str:
        """A name as it is shown."""
        return text.strip() if self.rules.trim else text

    def _learn(self, new: Sequence[str]) -> None:
        text = "".join(new)
        if not any(character in text for character in "\\/:"):  # so no name needs an escape
            folded = self.rules.fold_all(new)
            if "" not in folded:
                self.keys.update(zip(new, folded, strict=True))
                return
        for text in new:
            user = self._read(text)
            if isinstance(user, Problem):
                self.problems[text] = user
                continue
            self.keys[text] = user_key(user.folded, user.home, self.scope)
            if _SPECIAL.search(text):
                self.special[text] = user

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
