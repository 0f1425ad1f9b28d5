"""The header: what the plan does in one sentence, a few numbers, and where it comes from."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from reconciler.core.access.effect import Difference, Kind
from reconciler.core.access.verdict import verdict
from reconciler.core.change import Action
from reconciler.core.codes import REFUSALS
from reconciler.core.finding import Severity, has_errors
from reconciler.core.model import Ref
from reconciler.core.plan import Plan
from reconciler.report import wording
from reconciler.report.html.markup import NOTHING, Markup, element
from reconciler.report.review.review import Review


@dataclass(frozen=True, slots=True)
class Header:
    """What the header is written from."""

    review: Review

    @property
    def title(self) -> str:
        """What the page is called where it is one of many."""
        account = self.review.saved.plan.account
        return f"Plan for {account}" if account else "Plan"

    def markup(self) -> Markup:
        """The whole header."""
        title, said = _gist(self.review)
        state, word = _state(self.review)
        top = element(
            "p",
            element("span", word, class_=f"state {state}"),
            element("span", self.title, class_="name"),
            class_="top",
        )
        return element(
            "header",
            top,
            element("h1", title),
            *(element("p", each, class_="also") for each in self._beside(said)),
            self._tiles(),
            element("dl", *(_fact(name, *said) for name, said in self._facts()), class_="facts"),
            *(element("p", note, class_="remark") for note in self._notes()),
        )

    def _beside(self, said: str) -> Iterator[str]:
        """What the title does not say, and whoever reads no further must know."""
        plan, offline = self.review.saved.plan, self.review.saved.made.asked.offline
        if offline:
            yield f"Compared with {offline}, not with the live system: for review alone."
        if said:
            yield said
        if plan.since is not None and (plan.since.changes or plan.since.pending.effects):
            was = verdict(plan.since.pending, self.review.beside.target.catalog.sensitive)
            yield f"Pending before, and done by the same plan: {was[0].lower()}{was[1:]}"

    def _tiles(self) -> Markup:
        if not self.review.is_planned:
            return NOTHING
        tiles = [*self._people(), *self._numbers()]
        return element("ul", *tiles, class_="tiles")

    def _people(self) -> Iterator[Markup]:
        found = _difference(self.review.saved.plan)
        if found is None:
            return
        risky = _with_sensitive(found, self.review.beside.target.catalog.sensitive)
        gaining, losing = (len(found.people(kind)) for kind in (Kind.GAIN, Kind.LOSS))
        yield _tile(gaining, "gain access", f"{risky:,} to something sensitive", href="#people")
        altogether = f"{len(found.bereft):,} altogether"
        yield _tile(losing, "lose access", altogether, href="#people")

    def _numbers(self) -> Iterator[Markup]:
        plan = self.review.saved.plan
        done = plan.counts
        gone = done[Action.DELETE] + done[Action.REVOKE]
        total = sum(done.values())
        noun = "change" if total == 1 else "changes"
        more = f"{gone:,} of them removals"
        if plan.since is not None and plan.since.changes:
            more += f", {plan.since.changes:,} pending before"
        yield _tile(total, noun, more, href="#changes")
        violations = _violations(plan)
        others = wording.plural(len(plan.findings) - violations, "other finding")
        noun = "violation" if violations == 1 else "violations"
        where = "#policies" if violations else "#findings" if plan.findings else None
        look = "bad" if plan.is_refused else ""
        yield _tile(violations, noun, others, href=where, look=look)

    def _facts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        plan, made = self.review.saved.plan, self.review.saved.made
        changed = ", and changes that are not committed" if made.uncommitted else ""
        commit = element("code", made.commit) if made.commit else "not known"
        yield "Commit", (commit, changed)
        yield "Author", (made.author or "not known",)
        if self.review.is_planned:
            yield "Digest", (element("code", plan.digest or "none"),)
        yield "Made", (_instant(made.created), f" by reconciler {made.tool}" if made.tool else "")
        if self.review.is_planned:
            yield "Good until", (_instant(made.good_until),)

    def _notes(self) -> Iterator[str]:
        """What ended the run, and what the plan was asked for otherwise than for all."""
        asked = self.review.saved.made.asked
        if self.review.error not in ("", self.review.message):
            yield self.review.error
        if asked.within is not None:
            where = wording.place(asked.within, self.review.saved.plan.spelling)
            yield f"This plan is of {where} and below alone."
        if not asked.removals:
            yield "This plan takes nothing away: it was asked for without removals."
        if asked.at is not None:
            yield f"This plan is as of {_written(asked.at)}. It is for review and is never applied."


def _state(review: Review) -> tuple[str, str]:
    """How it stands, for the style sheet and in words."""
    plan = review.saved.plan
    if not review.is_planned:
        return ("bad", "No plan") if has_errors(plan.findings) else ("calm", "No plan")
    if review.outcomes:
        is_done = all(outcome.is_done for outcome in review.outcomes)
        return ("good", "Applied") if is_done else ("bad", "Applied in part")
    if plan.is_refused:
        return "bad", "Refused" if _violations(plan) else "Errors"
    if plan.is_empty:
        return "good", "In sync"
    return ("good", "Can be applied") if review.saved.is_applyable else ("calm", "For review")


def _gist(review: Review) -> tuple[str, str]:
    """What matters most, and what matters beside it."""
    plan = review.saved.plan
    if not review.is_planned:
        return review.message, ""
    if plan.is_empty:
        never = "There is no plan while these errors stand."
        return (_against(plan), never) if plan.is_refused else (plan.summary, "")
    found = _difference(plan)
    said = plan.summary
    if found is not None:
        said = verdict(found, review.beside.target.catalog.sensitive)
    if not plan.is_refused:
        return said.removesuffix("."), ""
    return f"Refused: {_against(plan)}", f"If it were applied: {said[0].lower()}{said[1:]}"


def _against(plan: Plan) -> str:
    """What forbids a plan, counted."""
    violations = _violations(plan)
    errors = sum(one.severity is Severity.ERROR for one in plan.findings) - violations
    counts = {"violation": violations, "error": errors}
    return wording.listing(
        [wording.plural(number, noun) for noun, number in counts.items() if number]
    )


def _violations(plan: Plan) -> int:
    return sum(
        one.code.startswith(REFUSALS) and one.severity is Severity.ERROR for one in plan.findings
    )


def _difference(plan: Plan) -> Difference | None:
    """What becomes of access by what is reviewed: by that alone, where something was pending."""
    return plan.access if plan.since is None else plan.since.caused


def _with_sensitive(difference: Difference, sensitive: Collection[str]) -> int:
    """How many people gain something sensitive, or reach more with it."""
    found: set[Ref] = set()
    for effect in difference.of(Kind.GAIN):
        if not effect.is_reach and not set(sensitive).isdisjoint(effect.permissions):
            found.update(effect.people)
    return len(found)


def _tile(number: int, noun: str, more: str, *, href: str | None, look: str = "") -> Markup:
    inside = [
        element("b", f"{number:,}"),
        element("span", noun),
        element("span", more, class_="note"),
    ]
    tag = element("a", *inside, href=href) if href else element("div", *inside)
    return element("li", tag, class_=f"tile {look}".strip())


def _fact(name: str, *said: str) -> Markup:
    return element("div", element("dt", name), element("dd", *said))


def _instant(instant: datetime) -> Markup:
    exact = instant.astimezone(UTC).isoformat(timespec="seconds")
    return element("time", _written(instant), datetime=exact)


def _written(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
