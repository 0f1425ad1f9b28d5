"""The context of one resolution: what the target is like, and what was found and said so far."""

from dataclasses import dataclass, field
from datetime import datetime
from unicodedata import normalize

from reconciler.core.finding import Finding, Origin
from reconciler.core.lookalike.pairs import difference
from reconciler.core.model import Ref
from reconciler.core.names import NameRules
from reconciler.core.scope import Scope
from reconciler.core.target import Target
from reconciler.spec.problem import Problem, Related


@dataclass(slots=True)
class Context:
    """What every step of a resolution shares. `now` is aware, in UTC."""

    target: Target
    now: datetime
    findings: list[Finding] = field(default_factory=list)
    written: dict[Ref | Scope, tuple[str, Origin]] = field(default_factory=dict)
    groups: dict[tuple[Ref, tuple[str, ...]], Ref] = field(default_factory=dict)
    """The groups that paths below a parent have named, each as it was written."""

    @property
    def rules(self) -> NameRules:
        """How the target compares names."""
        return self.target.names

    def say(
        self,
        problem: Problem,
        origin: Origin | None,
        *related: Related,
        ref: Ref | Scope | None = None,
    ) -> None:
        """Report a problem at a place."""
        self.findings.append(problem.at(origin, *related, ref=ref))

    def spell(self, thing: Ref | Scope, name: str, origin: Origin) -> None:
        """Note how the last name of an address is written; another spelling of it is an error."""
        name = name.strip() if self.rules.trim else name
        known, first = self.written.setdefault(thing, (name, origin))
        if known != name:
            self.say(two_spellings(name, known), origin, ("spelt so here", first), ref=thing)

    def spelling(self) -> dict[Ref | Scope, str]:
        """How names are written, where that differs from the folded name."""
        return {
            thing: name
            for thing, (name, _) in self.written.items()
            if name != (thing.name if isinstance(thing, Ref) else thing.names)[-1]
        }


def two_spellings(name: str, known: str) -> Problem:
    """One name is written in two ways."""
    message = f"`{name}` and `{known}` are the same name in the live system"
    if normalize("NFC", name) == normalize("NFC", known):  # they look alike: say what differs
        message = f"{message}: {difference(name, known)}"
    return Problem("RC0211", message, f"write `{known}` everywhere")
