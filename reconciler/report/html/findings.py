"""Findings: what stands against a plan or its files, with the line and what helps."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reconciler.core.codes import REFUSALS, TITLES
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Ref
from reconciler.report.diagnostics import count
from reconciler.report.html.links import Links
from reconciler.report.html.look import SEVERITIES, mark
from reconciler.report.html.markup import NOTHING, Markup, clipped, element, escaped, joined
from reconciler.report.html.room import Room
from reconciler.report.snippet import snippet
from reconciler.report.sources import Sources

_WIDTH = 84
"""So many characters of a source line are shown."""
_SHORT = 300
"""So many characters of a message are shown where there is room for one line only."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What findings are written from."""

    links: Links
    sources: Sources
    room: Room

    def section(self, findings: Sequence[Finding], *, is_planned: bool) -> Markup:
        """Limits and policies first, then everything else; nothing for no findings."""
        ordered = sorted(findings, key=_worst_first)
        refusals = [one for one in ordered if one.code.startswith(REFUSALS)]
        others = [one for one in ordered if not one.code.startswith(REFUSALS)]
        policies = self._part("policies", "Limits and policies", refusals)
        if not refusals and is_planned and not any(map(_is_error, others)):
            policies = element(
                "p", _mark_well(), "No limit and no policy stands against this plan.", class_="well"
            )
        return joined([policies, self._part("findings", "Findings", others)])

    def _part(self, name: str, title: str, findings: Sequence[Finding]) -> Markup:
        if not findings:
            return NOTHING
        whole, short = findings[: self.room.findings], findings[self.room.findings :]
        said = [
            element("h2", title, " ", element("span", f"{len(findings):,}", class_="count")),
            element("p", f"{count(findings)}.", class_="lead"),
            *map(self._card, whole),
            self._short(short),
        ]
        return element("section", *said, id=name, class_="part holder", data_part=name)

    def _short(self, findings: Sequence[Finding]) -> Markup:
        """Those that there is less room for: errors in a line each, all others by their code."""
        errors = [one for one in findings if _is_error(one)][: 20 * self.room.findings]
        lines = [element("li", self._line(one), class_="row", data_row="error") for one in errors]
        rest = Counter(one.code for one in findings) - Counter(one.code for one in errors)
        counts = [
            element("li", f"... and {number:,} more of {code}, {TITLES.get(code, '')}")
            for code, number in sorted(rest.items())
        ]
        return element("ul", *lines, *counts, class_="rows short") if findings else NOTHING

    def _line(self, finding: Finding) -> Markup:
        place = self.links.origin(finding.origin) if finding.origin else NOTHING
        message = finding.message
        text = message if len(message) <= _SHORT else f"{message[:_SHORT]} …"
        return joined([element("code", finding.code), f" {text} ", place])

    def _card(self, finding: Finding) -> Markup:
        look = SEVERITIES[finding.severity]
        head = element(
            "p",
            mark(look),
            element("b", _quoting(finding.message)),
            element("span", f"{finding.severity} {finding.code}", class_="code"),
            class_="message",
        )
        places = [self._place(origin, label) for label, origin in _places(finding)]
        about = NOTHING
        if finding.origin is None and finding.ref is not None:
            place = finding.ref.scope if isinstance(finding.ref, Ref) else finding.ref
            about = element("p", str(place), class_="note")
        helps = element("p", element("b", "Help: "), _quoting(finding.help or ""), class_="help")
        inside = [head, *places, about, helps if finding.help else NOTHING]
        kind = f"finding card row {look.name}"
        return element("article", *inside, class_=kind, tabindex=-1, data_row=look.name)

    def _place(self, origin: Origin, label: str) -> Markup:
        words = element("p", self.links.origin(origin), f": {label}" if label else "")
        source = self.sources(origin.path)
        if source is None or not 0 < origin.line <= len(source):
            return words
        return joined([words, _source(source[origin.line - 1], origin, label)])


def _source(line: str, origin: Origin, label: str) -> Markup:
    """The line and below it the carets."""
    shown = snippet(line, origin, _WIDTH)
    number = str(origin.line)
    marks = ("-" if label else "^") * shown.length
    code = [
        element("span", f"{number} | ", class_="number"),
        shown.shown,
        Markup("\n"),
        element("span", f"{' ' * len(number)} | ", class_="number"),
        " " * shown.indent,
        element("span", marks, class_="caret"),
    ]
    return element("pre", *code, tabindex=0)


def _quoting(message: str) -> Markup:
    """A message, with what it quotes as code. Where quotes do not pair up it stays as it is."""
    parts = clipped(message).split("`")
    if not len(parts) % 2:
        return escaped(message)
    return joined(element("code", part) if place % 2 else part for place, part in enumerate(parts))


def _places(finding: Finding) -> list[tuple[str, Origin]]:
    first = [("", finding.origin)] if finding.origin else []
    return [*first, *finding.related]


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _worst_first(finding: Finding) -> tuple[int, tuple[str, int, int, str, str]]:
    return [*Severity].index(finding.severity), finding.order


def _mark_well() -> Markup:
    """The sign of what is as it must be."""
    return element("span", "✓", class_="sign add", aria_hidden="true")
