"""Where requests go: one origin (scheme, host, port), and nowhere else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Self
from urllib.parse import quote, urlencode, urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from reconciler.errors import TargetError, UsageError

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
_UNSAFE = re.compile(r"[^!-~]|\\")
_PORTS: Final = {"http": 80, "https": 443}


class ForeignLink(TargetError):
    """A link of the live system leads to another origin, or out of the address it was opened at."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The address of one live system, and the path below which all of it stands."""

    scheme: str
    host: str
    port: int
    prefix: str = ""

    @classmethod
    def of(cls, url: str, what: str = "The target's `url`") -> Self:
        """The origin of `url`. Raises `UsageError` for an address that no secret may be sent to.

        `what` is what the error calls it.
        """
        try:
            return cls._parsed(url)
        except _Unfit as unfit:
            complaint = str(unfit)
        raise UsageError(f"{what} {complaint}")

    @classmethod
    def _parsed(cls, url: str) -> Self:
        parts = _parse(url)
        if parts.query is not None or parts.fragment is not None:
            raise _Unfit("must end with a path: leave out what begins with ? or #")
        scheme, host = parts.scheme or "", (parts.host or "").lower()
        if scheme == "http" and not _is_loopback(host):
            raise _Unfit("must begin with https://: http:// is for this machine alone")
        return cls(scheme, host, parts.port or _PORTS[scheme], (parts.path or "").rstrip("/"))

    def __str__(self) -> str:
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.prefix}"

    def url(self, path: str) -> str:
        """The address of a path, which begins with a slash."""
        if not path.startswith("/"):
            raise ValueError("a path begins with a slash: it would change the host")
        return f"{self}{path}"

    def link(self, link: str, at: str) -> str:
        """The path of a link that the live system gave in its answer at path `at`.

        Raises `ForeignLink`. What is foreign is not quoted: it may hold anything.
        """
        try:
            _check(link)
            target = _parse(urljoin(self.url(at), link))
        except (_Unfit, ValueError):
            raise ForeignLink(f"{self} gave a link that is no address") from None
        place = (target.scheme, target.host, target.port or _PORTS[str(target.scheme)])
        if place != (self.scheme, self.host, self.port):
            raise ForeignLink(f"{self} gave a link to another place, {target.host}: not followed")
        whole, path = target.request_uri, target.request_uri.removeprefix(self.prefix)
        if not path.startswith("/") or (self.prefix and path == whole):
            raise ForeignLink(f"{self} gave a link out of {self.prefix}: not followed")
        return path


class _Unfit(Exception):
    """What is wrong with an address."""


def _parse(url: str) -> Url:
    """The parts of an address, taken apart by the library that will send to it: no two readings."""
    _check(url)
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise _Unfit("is no address") from None
    if parts.auth is not None:
        raise _Unfit("must hold no user name or password: secrets are in RECONCILER_TOKEN")
    if parts.scheme not in _PORTS:
        raise _Unfit("must begin with https://")
    if not _HOST.fullmatch(parts.host or ""):
        raise _Unfit("names no host")
    return parts


def _check(text: str) -> None:
    if _UNSAFE.search(text):
        raise _Unfit("holds a space, a control character, a backslash or a letter beyond ASCII")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def path_of(*segments: str, query: Mapping[str, str | int] | None = None) -> str:
    """A path of names: `path_of("v1", "roles", "a/b")` is `/v1/roles/a%2Fb`.

    Raises `ValueError` for a name that a path cannot hold: `.` and `..` would name what is above.
    """
    if lost := [segment for segment in segments if segment in ("", ".", "..")]:
        raise ValueError(f"a path cannot hold the name {lost[0]!r}")
    path = "".join(f"/{quote(segment, safe='')}" for segment in segments)
    return f"{path}?{urlencode(query)}" if query else path
