"""What the environment says about connections: whom to trust, and through which proxy to go."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from requests.utils import should_bypass_proxies

from reconciler.errors import UsageError
from reconciler.providers.http.origin import Origin

_CA: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
_PROXY: Final = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_NO_PROXY: Final = ("no_proxy", "NO_PROXY")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Read from the environment alone: no project file may choose where a secret goes through.

    `trusted` is a file or folder of certificates, True for those that come with requests. There is
    no value that trusts everybody.
    """

    trusted: str | bool
    proxies: Mapping[str, str]

    @classmethod
    def of(cls, environment: Mapping[str, str], origin: Origin) -> Self:
        """What holds for an origin. Raises `UsageError` for certificates that are not there."""
        trusted = _first(environment, _CA)
        if trusted and not Path(trusted).exists():
            raise UsageError(f"There are no certificates to trust at {trusted}: no such file.")
        return cls(trusted or True, _proxies(environment, origin))


def _proxies(environment: Mapping[str, str], origin: Origin) -> Mapping[str, str]:
    """The proxy of what is encrypted. What is not goes through none: it would read the secret."""
    proxy = _first(environment, _PROXY)
    if not proxy or should_bypass_proxies(str(origin), no_proxy=_first(environment, _NO_PROXY)):
        return {}
    return {"https": proxy}


def _first(environment: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((environment[name] for name in names if environment.get(name)), "")
