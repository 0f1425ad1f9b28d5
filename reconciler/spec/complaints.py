"""Complaints: what is wrong with one file as YAML, until there is too much of it to go on."""

from typing import NoReturn

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.spec.bounds import MAX_DEPTH, MAX_FINDINGS, MAX_NAME
from reconciler.spec.places import Place, origin


class Stopped(Exception):
    """The file is not worth reading on; the last finding says why."""


class Complaints:
    """The findings about one file, each with its place."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.findings: list[Finding] = []

    def say(
        self, code: str, message: str, place: Place, advice: str | None, first: Origin | None = None
    ) -> None:
        """Report a mistake; `first` is where the other one of two stands. May raise `Stopped`."""
        where = origin(self.path, place)
        related = (("it stands here first", first),) if first else ()
        self.findings.append(
            Finding(code, Severity.ERROR, message, None, where, related, advice),
        )
        if len(self.findings) >= MAX_FINDINGS:
            raise Stopped

    def stop(self, code: str, message: str, place: Place, advice: str | None = None) -> NoReturn:
        """Report what ends the reading. Raises `Stopped`."""
        self.say(code, message, place, advice)
        raise Stopped

    def null(self, place: Place) -> None:
        """Report a value that says nothing."""
        advice = "leave the key out, write [] for an empty list, or put a name in quotes"
        self.say("RC0106", "null is no value here", place, advice)

    def tag(self, tag: str, place: Place) -> None:
        """Report a tag."""
        advice = "leave the tag out: every value is text as it is typed"
        self.say("RC0103", f"tags are not read: `{tag[:MAX_NAME]}`", place, advice)

    def too_deep(self, place: Place) -> NoReturn:
        """Report what stands too deep. Raises `Stopped`."""
        advice = "name groups further down by their path: `name: Top Role/Managers`"
        self.stop("RC0012", f"nested deeper than {MAX_DEPTH} levels", place, advice)
