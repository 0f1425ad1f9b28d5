"""What the parts of a saved plan are made of: addresses, digests, places, each with its form."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_ESCAPED = r"(?:[^\\/:]|\\.)"
_SCOPE = rf"(?:/|(?:/{_ESCAPED}+)+)"

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in hexadecimal."""
ScopePath = Annotated[str, StringConstraints(pattern=rf"^{_SCOPE}$")]
"""The path of a scope, folded: `/acme/london`; special characters have a backslash before them."""
Address = Annotated[
    str, StringConstraints(pattern=rf"^(?:role|group):{_SCOPE}:{_ESCAPED}+(?:/{_ESCAPED}+)*$")
]
"""The address of a role or group, folded: `group:/acme/london:top role/sales`."""
MemberName = Annotated[
    str,
    StringConstraints(
        pattern=rf"^(?:(?:{_SCOPE}:)?{_ESCAPED}+|(?:role|group):{_SCOPE}:{_ESCAPED}+(?:/{_ESCAPED}+)*)$"
    ),
]
"""A user of the scope by name, of another as `/acme:bob`, or the address of a group or role."""
UserAddress = Annotated[str, StringConstraints(pattern=rf"^user:{_SCOPE}:{_ESCAPED}+$")]
"""The address of a user, folded: `user:/acme/london:noah`."""
PatternPath = Annotated[str, StringConstraints(pattern=rf"^(?:/\*\*|{_SCOPE}(?:/\*\*)?)$")]
"""A scope, or with `/**` also all below it."""
Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}(?:[0-9a-f]{24})?$")]
"""The full name of a commit."""
Place = Annotated[int, Field(ge=1)]
Number = Annotated[int, Field(ge=0)]


class Part(BaseModel):
    """What all parts share: names that a later version adds are ignored, no value is converted."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class PlacePart(Part):
    """A place in a file."""

    path: str = Field(description="The file, relative to the project file.")
    line: Place = Field(description="The line, from 1.")
    column: Place = Field(description="The column, from 1.")
    end: Place = Field(description="The column after the last.")
