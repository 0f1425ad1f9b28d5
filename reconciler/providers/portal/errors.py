"""What every provider of a portal refuses, whichever way it reaches it."""

from reconciler.errors import TargetError


class NoSuchPlace(Exception):
    """The change speaks of something that no portal has a place for; says what in a sentence."""


def another_account(url: str, found: str, wanted: str) -> TargetError:
    """What a run is told whose `url` leads to the portal of somebody else."""
    return TargetError(
        f"{url} is the portal of {found}, not of {wanted}: nothing was read or written"
    )
