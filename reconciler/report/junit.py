"""JUnit: rules and access tests as test cases, for whatever shows those of a pipeline."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from reconciler.core.finding import Finding
from reconciler.core.policies import Judgement, Result, Status
from reconciler.errors import UsageError
from reconciler.report.suites import Case, Failed, Suite, suites_text

_START = b"<?xml"


def junit_text(judgement: Judgement) -> str:
    """The file: one suite for the rules, one for the tests."""
    return suites_text(_suites(judgement))


def _suites(judgement: Judgement) -> Iterator[Suite]:
    for kind in ("rule", "test"):
        results = [result for result in judgement.results if result.kind == kind]
        yield Suite(f"{kind}s", [*map(_case, results)])
    others = [finding for finding in judgement.others if finding.severity == "error"]
    if others:
        yield Suite("names", [Case("Every name is known", failed(others))])


def save_junit(path: Path, judgement: Judgement) -> None:
    """Write the file. Raises `UsageError` where it cannot be, or where something else stands there.

    Only an older XML file is replaced, or a file with nothing in it.
    """
    try:
        if path.exists() and not path.is_file():
            raise UsageError(f"{path} is not written: something else than a file stands there.")
        if path.exists() and path.read_bytes()[: len(_START)] not in (_START, b""):
            raise UsageError(f"{path} is no XML, so it is not replaced. Name another file.")
        path.write_text(junit_text(judgement), encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise UsageError(f"{path} cannot be written: {reason}.") from error


def _case(result: Result) -> Case:
    match result.status:
        case Status.FAILED:
            errors = [each for each in result.findings if each.severity == "error"]
            return Case(result.name, failed(errors))
        case Status.SKIPPED | Status.UNKNOWN:
            reason = result.note or "; ".join(each.message for each in result.findings)
            return Case(result.name, skipped=reason or "not known here")
        case Status.OK if not result.findings:
            return Case(result.name)
        case _:
            words = [each.message for each in result.findings] or [str(result.status)]
            return Case(result.name, output=("; ".join(words),))


def failed(findings: Sequence[Finding]) -> Failed:
    """Why something does not hold: the first of these, and all of them with their places."""
    return Failed(findings[0].message, tuple(map(_sentence, findings)))


def _sentence(finding: Finding) -> str:
    places = [str(finding.origin)] if finding.origin else []
    places += [f"{label}: {origin}" for label, origin in finding.related]
    return f"{finding.code}: {finding.message} ({'; '.join(places)})"
