"""The secret of a provider: from the environment or a file, and shown by nothing."""

import os
import re
import stat
from base64 import b64encode
from collections.abc import Mapping
from typing import Final, NoReturn
from urllib.parse import quote

from reconciler.errors import UsageError

LONGEST: Final = 8192
"""Bytes: more is no token, and no server takes a longer header."""

_TOKEN = re.compile(r"[!-~]+")


class Secret:
    """A token that can be sent and not be seen: neither printed, nor formatted, nor pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def bearer(self) -> str:
        """The value of an Authorization header (RFC 6750, section 2.1)."""
        return f"Bearer {self._value}"

    def hidden_in(self, text: str) -> str:
        """A text that the live system sent, without the secret if it repeats it in any spelling."""
        for spelling in _spellings(self._value):
            text = re.sub(re.escape(spelling), "[secret]", text, flags=re.IGNORECASE)
        return text

    def __repr__(self) -> str:
        return "Secret()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


def read_secret(
    environment: Mapping[str, str], variable: str = "RECONCILER_TOKEN"
) -> Secret | None:
    """The secret in `RECONCILER_TOKEN`, or in the file that `RECONCILER_TOKEN_FILE` names.

    Raises `UsageError` for one that is empty, no token, or in a file that others can read.
    """
    given, path = environment.get(variable), environment.get(f"{variable}_FILE")
    if given is not None and path is not None:
        raise UsageError(f"{variable} and {variable}_FILE are both set: unset one.")
    if path is not None:
        content = _read(path, f"{variable}_FILE")
        return _checked(content, f"the file of {variable}_FILE, {path},")
    return None if given is None else _checked(given, variable)


def _checked(value: str, where: str) -> Secret:
    if not value:
        raise UsageError(f"There is no secret: {where} is empty.")
    if not _TOKEN.fullmatch(value):
        raise UsageError(
            f"The secret is no token: {where} holds a space, a control character or a letter "
            "beyond ASCII."
        )
    return Secret(value)


def _read(path: str, variable: str) -> str:
    """The content without the end of its line. A link, a pipe or a device is never followed."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError):
        raise UsageError(
            f"The file of {variable}, {path}, cannot be opened: it must be there, "
            "readable, and no link."
        ) from None
    try:
        _check_file(os.fstat(opened), path, variable)
        content = os.read(opened, LONGEST + 1)
    finally:
        os.close(opened)
    if len(content) > LONGEST:
        raise UsageError(f"The file of {variable}, {path}, is too long for a secret.")
    return content.decode("latin-1").removesuffix("\n").removesuffix("\r")


def _check_file(status: os.stat_result, path: str, variable: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UsageError(f"{variable} names {path}, which is not a regular file.")
    if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UsageError(
            f"Others may read the secret in {path}: its mode is "
            f"{stat.S_IMODE(status.st_mode):04o}. Run: chmod 600 {path}"
        )


def _spellings(value: str) -> list[str]:
    """The secret as it is, in addresses and in base64, the longest first."""
    plain = {value, quote(value, safe=""), quote(value)}
    return sorted({*plain, *_in_base64(value)}, key=lambda text: (-len(text), text))


def _in_base64(value: str) -> list[str]:
    """What is the same in base64 whatever stands around it, for each place where it may begin."""
    shifted = [b64encode(b"\0" * shift + value.encode()).decode() for shift in range(3)]
    inner = [text[start:].rstrip("=")[:-1] for text, start in zip(shifted, (0, 2, 3), strict=True)]
    return [text for text in inner if len(text) > 8]
