"""The phone-system portal as a live system: in a database, or behind its HTTP service."""

from collections.abc import Mapping
from typing import Final

from reconciler.providers.base import Provider

_SERVED: Final = ("https://", "http://")


def open_provider(url: str, account: str, environment: Mapping[str, str]) -> Provider:
    """Open a portal by its address.

    `sqlite:///path` and `postgresql://host/name` are opened as the user in `RECONCILER_AS`, else as
    the owner; a password is in libpq's own variables. `https://host/path` is its service, spoken to
    with a token; `http://` is for this machine alone.

    Raises `TargetError` and `UsageError`.
    """
    # Each needs what the other does without: a database, or the network.
    if url.startswith(_SERVED):
        from reconciler.providers.portal.remote.provider import open_remote  # noqa: PLC0415 - one is used

        return open_remote(url, account, environment)
    from reconciler.providers.portal.local.provider import open_local  # noqa: PLC0415 - one is used

    return open_local(url, account, environment)
