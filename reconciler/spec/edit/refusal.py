"""Refusals: an edit that cannot be made without harm, and where in the file."""

from reconciler.spec.problem import Problem


class Unsafe(Exception):
    """An edit is not made; `place` is a character of the file's text."""

    def __init__(self, message: str, advice: str, place: int, code: str = "RC0701") -> None:
        super().__init__(message)
        self.problem = Problem(code, message, advice)
        self.place = place
