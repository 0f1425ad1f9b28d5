"""The page: all parts of a review in the order they are read, within room for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.access.verdict import verdict
from reconciler.core.plan import Plan
from reconciler.core.risk import Risks
from reconciler.core.scope import Scope
from reconciler.report import wording
from reconciler.report.blocks import by_scope
from reconciler.report.effect_words import Words
from reconciler.report.folding import Excerpt, riskiest
from reconciler.report.html.assets import policies, script, style
from reconciler.report.html.bar import bar, keys
from reconciler.report.html.changes import Changes
from reconciler.report.html.details import Details
from reconciler.report.html.drawing import Drawing
from reconciler.report.html.findings import Findings
from reconciler.report.html.header import Header
from reconciler.report.html.links import Links
from reconciler.report.html.markup import Markup, element
from reconciler.report.html.people import People, effect_scopes
from reconciler.report.html.remarks import left_out, outcomes, unmanaged
from reconciler.report.html.rich_text import Sentences
from reconciler.report.html.room import BYTES, ROOMS, Room
from reconciler.report.html.scopes import Scopes
from reconciler.report.lines import updates
from reconciler.report.review.privileged import unjudged
from reconciler.report.review.review import Review
from reconciler.report.sets import by_ref, edits


def html(review: Review) -> str:
    """A review as one file: it asks for nothing else and obeys nothing but its own script.

    Of a plan with more than there is room for the riskiest is shown and all is counted.
    """
    for room in ROOMS:
        text = _Page(review, room).text()
        if len(text.encode()) <= BYTES:
            break
    return text


@dataclass(frozen=True)
class _Page:
    review: Review
    room: Room

    def text(self) -> str:
        header = Header(self.review)
        head = [
            element("meta", charset="utf-8"),
            policies(),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("title", header.title),
            style(),
        ]
        body = [
            element("a", "To the changes", href="#changes", class_="skip"),
            element("div", header.markup(), class_="head"),
            self._bar(),
            element("main", *self._parts()),
            element("footer", keys(), self._closing()),
            script(),
        ]
        page = element("html", element("head", *head), element("body", *body), lang="en")
        return f"<!DOCTYPE html>\n{page}\n"

    def _bar(self) -> Markup:
        return bar(self.scopes, self.plan.spelling)

    def _parts(self) -> Iterator[Markup]:
        review, spelling = self.review, self.plan.spelling
        yield outcomes(review.outcomes, spelling, self.room)
        findings = Findings(self.links, review.beside.sources, self.room)
        yield findings.section(self.plan.findings, is_planned=review.is_planned)
        yield from self._people()
        if self.plan.is_empty:
            return
        yield Drawing(spelling, self.scopes, self.room).section(self.excerpt)
        yield self._changes()
        yield left_out(self.plan.left_out, spelling, self.room)
        yield unmanaged(review.saved.unmanaged or self.plan.unmanaged.counts)

    def _people(self) -> Iterator[Markup]:
        plan, people = self.plan, self.people
        if plan.since is not None:
            since = plan.since
            title = f"People, by what the files change since {since.revision}"
            yield people.section(since.caused, "people", title)
            if since.changes or since.pending.effects:
                total = sum(plan.counts.values())
                were = "was" if since.changes == 1 else "were"
                note = f"{since.changes:,} of the {total:,} changes below {were} pending before."
                title = f"Pending at {since.revision} already"
                said = verdict(since.pending, self.review.beside.target.catalog.sensitive)
                yield people.section(since.pending, "pending", title, note, said)
        elif plan.access is not None and (plan.access.effects or not plan.is_empty):
            yield people.section(plan.access, "people", "People")
        elif not plan.is_empty:
            yield self._unknown()

    def _unknown(self) -> Markup:
        """Where nobody knows what becomes of access, what gives something sensitive is counted."""
        risky = sum(1 for _ in unjudged(self.review))
        words = "What becomes of access is not computed for this system. "
        if risky:
            verb = "gives" if risky == 1 else "give"
            words += f"{wording.plural(risky, 'change')} {verb} what is sensitive."
        return element("p", words, class_="note", id="people")

    def _changes(self) -> Markup:
        details = Details(self.sentences, self.plan.spelling, self.room)
        found = edits(updates(self.plan), self.review.beside.notes)
        named = sorted(found, key=lambda edit: -len(edit.refs))[: self.room.named]
        changes = Changes(
            self.review,
            self.excerpt,
            Risks(self.review.beside.target.catalog, self.plan.privileged),
            self.links,
            self.scopes,
            details,
            by_ref(named),
            {outcome.change: outcome for outcome in self.review.outcomes},
        )
        return changes.section(details.sets(named, len(found) - len(named)))

    def _closing(self) -> Markup:
        made = self.review.saved.made
        tool = f"reconciler {made.tool}" if made.tool else "reconciler"
        words = f"Written by {tool}. This file needs no network and sends nothing."
        return element("p", words, class_="note")

    @cached_property
    def plan(self) -> Plan:
        return self.review.saved.plan

    @cached_property
    def excerpt(self) -> Excerpt:
        count = sum(self.plan.counts.values())
        if count <= self.room.whole:
            return Excerpt(count, by_scope(self.plan))
        return riskiest(self.plan, self.review.beside.target.catalog, self.room.changes)

    @cached_property
    def scopes(self) -> Scopes:
        return Scopes.of(self._scopes())

    def _scopes(self) -> Iterator[Scope]:
        yield from (part.scope for part in self.excerpt.parts)
        since = self.plan.since
        told = [self.plan.access] if since is None else [since.caused, since.pending]
        for difference in told:
            if difference is not None:
                yield from effect_scopes(difference, self.room)

    @cached_property
    def links(self) -> Links:
        return Links(self.review.around)

    @cached_property
    def sentences(self) -> Sentences:
        return Sentences(self.review.beside.target.catalog)

    @cached_property
    def people(self) -> People:
        words = Words(self.plan.spelling, self.review.beside.target.catalog)
        return People(words, self.sentences, self.review.causes, self.links, self.scopes, self.room)
