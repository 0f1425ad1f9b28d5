"""Paths that people write: of groups, of scopes, and the patterns that speak of scopes."""

import re

from reconciler.core.names import NameRules, split
from reconciler.core.scope import Scope
from reconciler.spec.bounds import MAX_NAME
from reconciler.spec.problem import Problem

_BARE_COLON = re.compile(r"(?<!\\)(?:\\\\)*:")
_LAST_COLON = re.compile(r"(.*(?<!\\)(?:\\\\)*):(.*)", re.DOTALL)


def name_problem(name: str, rules: NameRules) -> Problem | None:
    """What is wrong with one name, taken out of a path and without escapes."""
    folded = rules.fold(name)
    if not folded:
        return Problem("RC0116", "a name cannot be empty", "write a name on each side of a `/`")
    if len(name) > MAX_NAME:
        return Problem("RC0015", f"a name longer than {MAX_NAME} characters", "shorten it")
    return None


def read_path(path: str, rules: NameRules) -> tuple[str, ...] | Problem:
    """The names of a path as written, without their escapes; or what is wrong with it."""
    if colon_problem := _colon_problem(path):
        return colon_problem
    names = split(path)
    problems = (name_problem(name, rules) for name in names)
    return next((problem for problem in problems if problem), names)


def read_name(text: str, rules: NameRules) -> str | Problem:
    """One name as written, without its escapes; or what is wrong with it."""
    names = read_path(text, rules)
    if isinstance(names, Problem):
        return names
    if len(names) > 1:
        return Problem(
            "RC0116", f"`{text}` is a path, not a name", r"write a `/` in a name as `\/`"
        )
    return names[0]


def read_address(
    text: str, rules: NameRules
) -> tuple[tuple[str, ...] | None, tuple[str, ...]] | Problem:
    """The scope and the path of `/acme:Top Role/Sales`, as written; no scope for a bare path."""
    if not text.startswith("/"):
        names = read_path(text, rules)
        return names if isinstance(names, Problem) else (None, names)
    parts = _LAST_COLON.match(text)
    if parts is None:
        return Problem("RC0116", f"`{text}` names nobody", "write a name, or `/acme:name`")
    scope, path = read_scope(parts[1], rules), read_path(parts[2], rules)
    if isinstance(scope, Problem):
        return scope
    return path if isinstance(path, Problem) else (scope, path)


def read_scope(text: str, rules: NameRules) -> tuple[str, ...] | Problem:
    """The names of a scope as written, from the root; or what is wrong with it."""
    if text == "/":
        return ()
    if not text.startswith("/") or not split(text)[-1]:
        return Problem(
            "RC0115", f"`{text}` is no scope", "write it as `/`, `/acme` or `/acme/london`"
        )
    names = read_path(text[1:], rules)
    if not isinstance(names, Problem) and any("*" in name for name in names):
        return Problem("RC0115", f"`{text}` is a pattern, not a scope", "name one scope")
    return names


def fold_scope(names: tuple[str, ...], rules: NameRules) -> Scope:
    """The address of a scope from its names as written."""
    return Scope.of(*map(rules.fold, names))


def pattern_problem(text: str) -> Problem | None:
    """What is wrong with a pattern of scopes."""
    base = text.removesuffix("/**") or "/"
    problem = read_scope(base, NameRules(trim=True))
    if not isinstance(problem, Problem):
        return None
    return Problem("RC0115", f"`{text}` is no pattern of scopes", "write `/acme` or `/acme/**`")


def _colon_problem(path: str) -> Problem | None:
    if ":" not in path or not _BARE_COLON.search(path):
        return None
    return Problem("RC0116", f"a bare `:` in `{path}`", r"write a `:` in a name as `\:`")
