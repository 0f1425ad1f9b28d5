"""The strict YAML reader: from the parser's events to plain data, every scalar as it was typed.

Nothing is built for a scalar but its text and one number, its place. What YAML offers beyond
lists, mappings and text is an error here: tags, merge keys, several documents.
"""

from ruamel.yaml.error import YAMLError

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.spec.bounds import MAX_NODES, nodes
from reconciler.spec.builder import Builder
from reconciler.spec.complaints import Stopped
from reconciler.spec.flow import masked
from reconciler.spec.places import Tree
from reconciler.spec.syntax import syntax_finding
from reconciler.spec.text import FORBIDDEN, has_hidden, unusual, without_bom

_LINE_ENDS = ("\r\n", "\r")


def read_yaml(path: str, raw: bytes) -> tuple[Tree | None, list[Finding]]:
    """The data of a file and everything wrong with it as YAML; None where it has no data.

    Never raises. Null values stay in the data as None: each is a finding already.
    """
    data = without_bom(raw)
    try:
        strange = unusual(data)
    except UnicodeDecodeError:
        return None, [_not_utf8(path, data)]
    if FORBIDDEN.search(strange):
        return None, [_control(path, data.decode())]
    if len(data) >= MAX_NODES and nodes(data) > MAX_NODES:
        return None, [too_many_nodes(path)]
    parsed, stands_for = masked(data)
    builder = Builder(path, stands_for)
    builder.careful = has_hidden(strange)
    return _build(builder, parsed)


def too_many_nodes(path: str) -> Finding:
    """More keys, values and items than a project may have; this is the file that has them."""
    message = f"more than {MAX_NODES:,} keys, values and items"
    advice = "split the project: it holds more than one run may read"
    return Finding("RC0013", Severity.ERROR, message, None, Origin(path), (), advice)


def _build(builder: Builder, data: bytes) -> tuple[Tree | None, list[Finding]]:
    try:
        tree = builder.build(data)
    except Stopped:
        return None, builder.findings
    except YAMLError as error:
        problem = syntax_finding(builder.path, error, data)
        return None, [*builder.findings, problem]
    return tree, builder.findings


def _not_utf8(path: str, data: bytes) -> Finding:
    place = Origin(path)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        place = _origin(path, data[: error.start].decode())
    advice = "save the file as UTF-8"
    return Finding("RC0003", Severity.ERROR, "the file is not UTF-8 text", None, place, (), advice)


def _control(path: str, text: str) -> Finding:
    found = FORBIDDEN.search(text)
    before, code = (text[: found.start()], ord(found[0])) if found else ("", 0)
    message = f"the file holds the control character U+{code:04X}"
    advice = "remove it; inside double quotes it could not be a name either"
    return Finding("RC0005", Severity.ERROR, message, None, _origin(path, before), (), advice)


def _origin(path: str, before: str) -> Origin:
    """The place right behind this text, with line ends counted as YAML counts them."""
    for line_end in _LINE_ENDS:
        before = before.replace(line_end, "\n")
    column = len(before) - before.rfind("\n")
    return Origin(path, before.count("\n") + 1, column, column + 1)
