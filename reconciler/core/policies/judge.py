"""The judge: every rule and test against what the files say, or against what a plan makes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reconciler.core.finding import Finding, Severity
from reconciler.core.policies.assertions import must, only
from reconciler.core.policies.break_glass import break_glass
from reconciler.core.policies.holders import holders
from reconciler.core.policies.judgement import Judgement, Kind, Result, Status
from reconciler.core.policies.known import unknown_names
from reconciler.core.policies.memberships import expires, justify
from reconciler.core.policies.protect import protect
from reconciler.core.policies.rules import (
    Assertion,
    Expires,
    Forbid,
    Holders,
    Justify,
    Must,
    Naming,
    Policies,
    Protect,
    Rule,
    Separate,
)
from reconciler.core.policies.said import Before, Said
from reconciler.core.policies.scene import Passage, Scene
from reconciler.core.policies.separate import separate
from reconciler.core.policies.things import forbid, naming
from reconciler.core.policies.violation import Violation, Violations
from reconciler.core.policies.waive import Waivers

_NOT_COMPUTED = "what people can do is not computed for this system"
_IN_PLANS = "judged in plans alone: it is about what a plan would change"


def judge(
    policies: Policies, scene: Scene, passage: Passage | None = None, *, is_whole: bool = True
) -> Judgement:
    """Every rule and test, and everything wrong with them; nothing is hidden by anything else.

    With a passage, what was as bad before it is a warning: healing must not wait for it. `is_whole`
    is False where this run looks at a part of what the project manages.
    """
    if policies.is_empty:
        return Judgement()
    waivers = Waivers(policies.waivers, scene.now.date())
    judging = _Judging(scene, passage, waivers, is_whole)
    results = [*map(judging.rule, policies.rules), *map(judging.test, policies.tests)]
    is_sure = is_whole and (scene.gaps is None or not scene.gaps.exist)
    others = [
        *unknown_names(policies, scene, passage, is_whole=is_whole),
        *waivers.findings(is_whole=is_sure),
    ]
    gaps = scene.gaps.words(scene.spelling) if scene.gaps else ()
    return Judgement(tuple(results), tuple(others), tuple(gaps))


@dataclass(frozen=True)
class _Judging:
    scene: Scene
    passage: Passage | None
    waivers: Waivers
    is_whole: bool

    def rule(self, rule: Rule) -> Result:
        """What became of one rule."""
        if isinstance(rule.demand, Protect):
            return self._protection(rule, rule.demand)
        if _asks_for_access(rule) and not self.scene.is_computed:
            return _not_computed("rule", rule)
        return self._ruled(rule, list(_violations(rule, self.scene)))

    def _protection(self, rule: Rule, demand: Protect) -> Result:
        """What became of protection; what a plan changes was never so before."""
        if self.passage is None:
            return Result("rule", rule.name, rule.origin, {Status.SKIPPED: 1}, (), _IN_PLANS)
        both = (protect, break_glass)
        return self._ruled(rule, [one for each in both for one in each(rule, demand, self.passage)])

    def _ruled(self, rule: Rule, found: Sequence[Violation]) -> Result:
        rest = [each for each in found if not self.waivers.waive(rule, each)]
        said = self._said("rule", rule, self._before(rule) if rest else {})
        named = [(each, self.waivers.run_out(rule, each)) for each in rest]
        return said.result(named, len(found) - len(rest))

    def test(self, test: Assertion) -> Result:
        """What became of one test."""
        if not self.scene.is_computed:
            return _not_computed("test", test)
        found = list(_failures(test, self.scene))
        before: Before = {}
        if found and self.passage is not None:
            before = _by_subject(_failures(test, self.passage.before))
        return self._said("test", test, before).result([(each, ()) for each in found])

    def _before(self, rule: Rule) -> Before:
        """How bad it was, by what it is about."""
        if self.passage is None or isinstance(rule.demand, Protect):
            return {}
        return _by_subject(_violations(rule, self.passage.before))

    def _said(self, kind: Kind, about: Rule | Assertion, before: Before) -> Said:
        return Said(kind, about, before, self.passage is not None, not self.is_whole)


def _by_subject(violations: Violations) -> Before:
    return {each.subject: each for each in violations}


_JUDGES: Mapping[type, Callable[[Rule, Any, Scene], Violations]] = {
    Separate: separate,
    Holders: holders,
    Expires: expires,
    Justify: justify,
    Forbid: forbid,
    Naming: naming,
}


def _violations(rule: Rule, scene: Scene) -> Violations:
    """What in a state breaks a rule."""
    return _JUDGES[type(rule.demand)](rule, rule.demand, scene)


def _failures(test: Assertion, scene: Scene) -> Violations:
    claim = test.claim
    yield from must(claim, scene) if isinstance(claim, Must) else only(claim, scene)


def _asks_for_access(rule: Rule) -> bool:
    """Whether a rule is about permissions, which come by ways that some systems keep to themselves.

    What a role or group carries by itself is known of any.
    """
    match rule.demand:
        case Separate(of=of):
            return any(isinstance(each, str) for each in of)
        case Holders(of=str()) | Expires(of=str()) | Justify(of=str()):
            return True
    return False


def _not_computed(kind: Kind, each: Rule | Assertion) -> Result:
    message = f"{kind} `{each.name}` is not judged: {_NOT_COMPUTED}"
    finding = Finding("RC0423", Severity.WARNING, message, None, each.origin)
    counts = {Status.SKIPPED: 1}
    return Result(kind, each.name, each.origin, counts, (finding,), _NOT_COMPUTED)
