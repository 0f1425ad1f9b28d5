"""Syntax errors: what the YAML parser complains of, said so that a writer of roles understands."""

import re

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.spec.places import origin, pack

_SAID = {
    "mapping values are not allowed in this context": (
        "a `:` stands where no key can be",
        "quote a value that holds `: `, or mend the indentation of this line",
    ),
    "could not find expected ':'": (
        "a key without its `:`",
        "write `key: value`, or begin an item of a list with `- `",
    ),
    "did not find expected ',' or ']'": (
        "a list in brackets is not closed",
        "write `]` at its end and `,` between its items",
    ),
    "did not find expected ',' or '}'": (
        "a mapping in braces is not closed",
        "write `}` at its end and `,` between its keys",
    ),
    "found unexpected ':'": (
        "a `:` in brackets is followed by nothing",
        "write `key: value`, or quote the text",
    ),
    "did not find expected key": (
        "the indentation fits no key above",
        "begin the keys of one mapping in the same column",
    ),
    "did not find expected '-' indicator": (
        "the indentation fits no item above",
        "begin the `- ` of one list in the same column",
    ),
    "found unexpected end of stream": (
        "a quote is opened and never closed",
        "write the same quote at the end of the text",
    ),
    "did not find expected <document start>": (
        "the file goes on after its end",
        "mend the indentation: everything belongs to one mapping",
    ),
}
_MERGE = re.compile(rb"^<{7} ", re.MULTILINE)
_UNMERGED = (
    "a merge that is not finished",
    "choose what shall stand, and delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`",
)
_NO_START = "found character that cannot start any token"
_TAB = ("a tab is used for indentation", "indent with spaces")
_START = ("a character that begins no plain text in YAML", "put the text in quotes")


def syntax_finding(path: str, error: YAMLError, data: bytes) -> Finding:
    """One clear finding for what the parser found; `data` is the file, to look at the place."""
    if begins := _MERGE.search(data):
        place = origin(path, pack(data.count(b"\n", 0, begins.start()), 0, 7))
        return Finding("RC0004", Severity.ERROR, _UNMERGED[0], None, place, (), _UNMERGED[1])
    place, problem, opened = _where(path, error)
    message, advice = _SAID.get(problem, (f"not valid YAML: {problem}", None))
    if isinstance(error, MarkedYAMLError) and problem == _NO_START:
        message, advice = _TAB if _character(error, data) == "\t" else _START
    related = (("it began here", opened),) if opened and opened != place else ()
    return Finding("RC0004", Severity.ERROR, message, None, place, related, advice)


def _where(path: str, error: YAMLError) -> tuple[Origin, str, Origin | None]:
    if not isinstance(error, MarkedYAMLError):
        return Origin(path), str(error), None
    mark, context = error.problem_mark, error.context_mark
    opened = origin(path, pack(context.line, context.column, 1)) if context else None
    return origin(path, pack(mark.line, mark.column, 1)), error.problem, opened


def _character(error: MarkedYAMLError, data: bytes) -> str:
    index: int = error.problem_mark.index
    return data.decode()[index : index + 1]
