"""Known names: a rule about what does not exist is pointed out, never silently fulfilled."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Ref
from reconciler.core.nearest import did_you_mean
from reconciler.core.policies.people import people
from reconciler.core.policies.rules import (
    Assertion,
    Expires,
    Holders,
    Justify,
    Named,
    Only,
    Policies,
    Protect,
    Rule,
    Separate,
)
from reconciler.core.policies.scene import Passage, Scene
from reconciler.core.scope import Pattern

_CODE = "RC0411"
_MOST = 20_000
"""Among so many users the one who was probably meant is looked for."""


def unknown_names(
    policies: Policies, scene: Scene, passage: Passage | None, *, is_whole: bool
) -> Iterator[Finding]:
    """Every role, group, user and scope of a policy that nobody knows; each place once."""
    checker = _Checker(scene, passage, is_whole)
    for rule in policies.rules:
        yield from checker.pattern(rule.within, rule.origin)
        yield from checker.all(_of_rule(rule), protected=isinstance(rule.demand, Protect))
    for test in policies.tests:
        if test.claim.at is not None:
            yield from checker.pattern(Pattern(test.claim.at), test.origin)
        yield from checker.asked(test)
    for waiver in policies.waivers:
        yield from checker.all(waiver.users or ())


def _of_rule(rule: Rule) -> Iterator[Named]:
    match rule.demand:
        case Separate(of=of):
            yield from (each for each in of if isinstance(each, Named))
        case Protect(things=things, users=users):
            yield from (*things, *users)
        case Holders(of=Named() as of) | Expires(of=Named() as of) | Justify(of=Named() as of):
            yield of


@dataclass(frozen=True)
class _Checker:
    scene: Scene
    passage: Passage | None
    is_whole: bool

    def pattern(self, pattern: Pattern, origin: Origin) -> Iterator[Finding]:
        """A pattern that no scope fits."""
        scopes = self.scene.state.scopes | self.scene.known
        if not any(map(pattern.covers, scopes)):
            known = map(self.scene.spelling.scope, scopes)
            advice = did_you_mean(str(pattern), known, "mend the scope, or drop the entry")
            message = f"no scope fits {pattern}: this holds nowhere"
            yield Finding(_CODE, Severity.ERROR, message, None, origin, (), advice)

    def all(self, several: Iterable[Named], *, protected: bool = False) -> Iterator[Finding]:
        """Those of some names that nobody knows."""
        for named in several:
            found = (
                self._user(named)
                if named.kind == "user"
                else self._thing(named, protected=protected)
            )
            if found is not None:
                yield found

    def asked(self, test: Assertion) -> Iterator[Finding]:
        """Those of a test; whom it asks about the files must name, or nobody can answer."""
        claim = test.claim
        if isinstance(claim, Only):
            yield from self.all(claim.users)
            return
        asked = [each for each in (claim.user, claim.on) if each is not None]
        yield from self.all(asked)
        for each in asked if not self.scene.is_live else ():
            if each.kind == "user" and not people(each, self.scene.state):
                yield _finding(
                    each, "no file names a user `{}`, so only a plan can tell", Severity.WARNING
                )

    def _user(self, named: Named) -> Finding | None:
        """Files name few users, so only the live system can tell; a leaver blocks nobody."""
        is_seen = self.is_whole if named.scope is None else named.scope in self.scene.known
        if not self.scene.is_live or not is_seen or people(named, self.scene.state):
            return None
        advice = did_you_mean(named.written, self._users(named), "mend the name, or drop it")
        return _finding(named, "there is no user `{}`", Severity.WARNING, advice)

    def _users(self, named: Named) -> Collection[str]:
        """The users among whom somebody may be meant; of too many none is worth the search."""
        users = self.scene.state.users
        scopes = users if named.scope is None else {named.scope} & users.keys()
        known = {key for scope in scopes for key in users[scope].all}
        return known if len(known) <= _MOST else ()

    def _thing(self, named: Named, *, protected: bool) -> Finding | None:
        known = self._known[named.kind]
        severity = self._severity(named)
        if severity is None or any(map(named.means, known)):
            return None
        advice = did_you_mean(named.written, self._written(named, known), "mend the name")
        if protected:
            return self._unprotected(named, severity, advice)
        words = f"there is no {named.kind} `{{}}`"
        if severity is Severity.WARNING:
            words = f"nobody knows here whether there is a {named.kind} `{{}}`"
        return _finding(named, words, severity, advice)

    def _unprotected(self, named: Named, severity: Severity, advice: str) -> Finding | None:
        """Something protected that is not there; what a plan takes away is said as that."""
        if self.passage is None:
            advice = "put its block back, or take it out of the rule where it is gone for good"
            return _finding(
                named, f"no file declares the protected {named.kind} `{{}}`", severity, advice
            )
        if any(named.means(thing.ref) for thing in self.passage.before.state.things):
            return None
        words = f"there is no {named.kind} `{{}}` to protect"
        return _finding(named, words, Severity.WARNING, advice)

    @cached_property
    def _known(self) -> Mapping[str, frozenset[Ref]]:
        """Every role and every group that is there; one that a membership names too."""
        state = self.scene.state
        refs = {*(thing.ref for thing in state.things), *(each.ref for each in state.members)}
        kinds = ("role", "group")
        return {kind: frozenset(ref for ref in refs if ref.kind == kind) for kind in kinds}

    def _written(self, named: Named, known: Iterable[Ref]) -> Iterator[str]:
        spelling = self.scene.spelling
        for ref in known:
            path = spelling.path(ref)
            yield path if named.scope is None else f"{spelling.scope(ref.scope)}:{path}"

    def _severity(self, named: Named) -> Severity | None:
        """How sure it is that what is unseen is not there; None where this run looks elsewhere."""
        if self.scene.gaps is not None:
            return Severity.WARNING if self.scene.gaps.may_live(named) else Severity.ERROR
        if named.scope in self.scene.known or (named.scope is None and self.is_whole):
            return Severity.ERROR
        return Severity.WARNING if self.is_whole else None


def _finding(named: Named, words: str, severity: Severity, advice: str | None = None) -> Finding:
    message = words.format(named.written)
    return Finding(_CODE, severity, message, None, named.origin, (), advice)
