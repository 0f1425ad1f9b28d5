"""Limits: how long a text may be where it is shown, counted as the channel counts."""

from dataclasses import dataclass
from typing import Literal

_MARGIN = 500
"""What is left free: for a marker by which a comment is found again, and for what a forge adds."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a channel takes; `html` says whether it knows the few tags that fold a text away.

    Characters are counted as UTF-16 counts them, which is never fewer than a channel does.
    """

    name: str
    size: int
    unit: Literal["characters", "bytes"] = "characters"
    html: bool = True

    @property
    def room(self) -> int:
        """How much a report may take."""
        return self.size - _MARGIN

    def measure(self, text: str) -> int:
        """How much a text takes."""
        if self.unit == "bytes":
            return len(text.encode())
        return len(text) + sum(character > "\uffff" for character in text)


GITHUB = Limit("github", 65_536)
GITLAB = Limit("gitlab", 1_000_000)
BITBUCKET = Limit("bitbucket", 32_768, html=False)
"""Bitbucket Data Center escapes every tag."""
AZURE_DEVOPS = Limit("azure-devops", 150_000)
GITHUB_SUMMARY = Limit("github-summary", 1_048_576, "bytes")
"""Over it the runner uploads nothing, and the job stays green."""

LIMITS = {limit.name: limit for limit in (GITHUB, GITLAB, BITBUCKET, AZURE_DEVOPS, GITHUB_SUMMARY)}
"""The channels by name: the comments of four forges, and the summary of a job."""
