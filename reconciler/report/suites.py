"""Suites: test cases as JUnit XML, in the form that Jenkins' schema describes (junit-10.xsd).

That schema is the only one that is published and checked against. It has no attributes for a file
and a line: texts name the place.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from rich.text import Text

from reconciler.report.harmless import harmless

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (its section 2.2), however it is escaped."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a case failed: in a sentence, and in lines that name every place."""

    message: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One test case, which passed unless it failed or was skipped for a reason; with its output."""

    name: str
    failed: Failed | None = None
    skipped: str = ""
    output: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases that belong together."""

    name: str
    cases: Sequence[Case]


def suites_text(suites: Iterable[Suite]) -> str:
    """The file."""
    root = ET.Element("testsuites", name="reconciler")
    for suite in suites:
        element = ET.SubElement(root, "testsuite", _counts(suite))
        for case in suite.cases:
            _case(element, case, suite.name)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _counts(suite: Suite) -> dict[str, str]:
    numbers = {
        "tests": len(suite.cases),
        "failures": sum(case.failed is not None for case in suite.cases),
        "errors": 0,
        "skipped": sum(bool(case.skipped) for case in suite.cases),
    }
    return {"name": suite.name, **{key: str(number) for key, number in numbers.items()}}


def _case(suite: ET.Element, case: Case, classname: str) -> None:
    element = ET.SubElement(suite, "testcase", name=_fit(case.name), classname=classname)
    if case.failed:
        failure = ET.SubElement(element, "failure", message=_fit(case.failed.message))
        failure.text = "\n".join(map(_fit, case.failed.lines))
    if case.skipped:
        ET.SubElement(element, "skipped", message=_fit(case.skipped))
    if case.output:
        ET.SubElement(element, "system-out").text = "\n".join(map(_fit, case.output))


def _fit(text: str) -> str:
    """One line that nobody obeys, everything unseen made visible, as far as XML can hold it."""
    return _UNFIT.sub("?", harmless(Text(text)).plain)
