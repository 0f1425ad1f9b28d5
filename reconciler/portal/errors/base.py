"""The root of all refusals."""

from typing import ClassVar


class PortalError(Exception):
    """The root; carries the facts of one refusal and writes the sentence when it is asked for."""

    code: ClassVar[str] = "portal"
    sentence: ClassVar[str] = "The portal refused."

    def __init__(self, **facts: object) -> None:
        super().__init__()
        self.facts = facts

    def __str__(self) -> str:
        """One plain sentence."""
        return self.sentence.format(**self.facts)
