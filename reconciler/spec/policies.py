"""Policies of a project: its policy files, read and resolved by what the target is like."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from reconciler.core.finding import Finding, Origin, has_errors
from reconciler.core.nearest import did_you_mean
from reconciler.core.policies.rules import Assertion, Policies, Rule, Waiver
from reconciler.core.target import Target
from reconciler.spec.dates import parse_day
from reconciler.spec.discover import discover_policies
from reconciler.spec.files import read_bytes
from reconciler.spec.places import Places, Tree
from reconciler.spec.policies_file import AssertionEntry, PoliciesFile, RuleEntry, WaiverEntry
from reconciler.spec.policy_names import PolicyNames
from reconciler.spec.policy_rules import demand_of
from reconciler.spec.policy_tests import claim_of
from reconciler.spec.problem import Problem
from reconciler.spec.project import Project
from reconciler.spec.reader import read_yaml
from reconciler.spec.rescue import rescued
from reconciler.spec.shape import shaped

PolicyDocument = tuple[PoliciesFile, Tree]


def load_policies(project: Project) -> tuple[list[PolicyDocument], list[Finding]]:
    """Every policy file, as far as it has the right shape, and every problem of all of them."""
    files, findings = discover_policies(project)
    documents: list[PolicyDocument] = []
    for file in files:
        raw, wrong = read_bytes(project.root, file.path, file.base)
        findings += wrong
        tree, wrong = (None, []) if raw is None else read_yaml(file.path, raw)
        findings += wrong
        if tree is not None:
            document, wrong = shaped(PoliciesFile, tree)
            findings += wrong
            usable = rescued(PoliciesFile, tree) if document is None else (document, tree)
            documents += [usable] if usable is not None else []
    return documents, findings


def read_policies(project: Project, target: Target) -> tuple[Policies, list[Finding]]:
    """What all policy files say together, and everything wrong with them.

    A rule, test or waiver with an error is left out; nothing is ever planned then.
    """
    documents, findings = load_policies(project)
    is_whole = not has_errors(findings)
    reading = _Reading(target, findings)
    for document, tree in documents:
        reading.read(document, tree)
    reading.report_names()
    if is_whole:  # else the rule may be what could not be read
        reading.report_idle()
    return reading.policies, findings


class _Reading:
    """The policies of all files, as far as they are read."""

    def __init__(self, target: Target, findings: list[Finding]) -> None:
        self._target = target
        self._findings = findings
        self._rules: list[Rule] = []
        self._tests: list[Assertion] = []
        self._waivers: list[Waiver] = []

    @property
    def policies(self) -> Policies:
        """All of them, in the order of the files."""
        return Policies(tuple(self._rules), tuple(self._tests), tuple(self._waivers))

    def read(self, document: PoliciesFile, tree: Tree) -> None:
        """Add what one file says."""
        names = PolicyNames(self._target, tree, self._findings)
        for rule, places in _entries(document.rules, tree, "rules"):
            self._rules += self._rule(rule, places, names)
        for test, places in _entries(document.tests, tree, "tests"):
            self._tests += claim_of(test, places, names)
        for waiver, places in _entries(document.waivers, tree, "waivers"):
            self._waivers += self._waiver(waiver, places, names)

    def report_names(self) -> None:
        """Report rules of one name."""
        first: dict[str, Origin] = {}
        for rule in self._rules:
            known = first.setdefault(rule.name.casefold(), rule.origin)
            if known is not rule.origin:
                problem = Problem("RC0218", f"another rule is called `{rule.name}`", _RENAME)
                self._findings.append(problem.at(rule.origin, ("the other one", known)))

    def report_idle(self) -> None:
        """Report waivers of no rule."""
        known = {rule.name.casefold() for rule in self._rules}
        for waiver in self._waivers:
            if waiver.rule.casefold() not in known:
                advice = did_you_mean(waiver.rule, (each.name for each in self._rules), _DROP)
                problem = Problem("RC0219", f"there is no rule `{waiver.rule}`", advice)
                self._findings.append(problem.at(waiver.origin))

    def _rule(self, entry: RuleEntry, places: Places, names: PolicyNames) -> Iterator[Rule]:
        demand = demand_of(entry, places, names)
        within = names.pattern(entry.within, places, "within")
        if demand is not None and within is not None:
            yield Rule(entry.name.strip(), demand, within, names.origin(places, "name"))

    def _waiver(self, entry: WaiverEntry, places: Places, names: PolicyNames) -> Iterator[Waiver]:
        origin = names.origin(places, "rule")
        users = names.all("user", entry.users, places.below("users"))
        until = parse_day(entry.until)
        if until is None:
            problem = Problem("RC0117", f"`{entry.until}` is no day", "write it as 2027-01-31")
            self._findings.append(problem.at(names.origin(places, "until")))
        elif entry.users is None or len(users) == len(entry.users):
            whose = None if entry.users is None else users
            rule = entry.rule.strip()
            yield Waiver(rule, entry.reason, entry.owner, until, origin, whose)


_RENAME = "give each rule its own name: waivers and findings call it by that"
_DROP = "name a rule, or drop the waiver"

_Entry = TypeVar("_Entry", RuleEntry, AssertionEntry, WaiverEntry)


def _entries(entries: Iterable[_Entry], tree: Tree, key: str) -> Iterator[tuple[_Entry, Places]]:
    inside = tree.places.below(key)
    for index, entry in enumerate(entries):
        yield entry, inside.below(index)
