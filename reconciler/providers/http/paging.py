"""Lists that come in pages, each with a link to the next."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from reconciler.providers.http.answer import Answer
from reconciler.providers.http.call import Call
from reconciler.providers.http.errors import BadAnswer
from reconciler.providers.http.origin import Origin

MOST: Final = 100_000
"""Pages: a list beyond them has no end."""


def pages(
    origin: Origin,
    read: Callable[[Call], Answer],
    first: Call,
    next_of: Callable[[Answer], str | None],
) -> Iterator[Answer]:
    """Every page of a list, to its end.

    `next_of` finds the link to the next page in an answer, None on the last. It may be relative;
    `?after=x` will do. Raises `ForeignLink` for one that leads elsewhere, `BadAnswer` for a page
    that was there before: the list would be short or endless.
    """
    call, seen = first, {first.path}
    while True:
        answer = read(call)
        yield answer
        link = next_of(answer)
        if link is None:
            return
        call = replace(first, path=origin.link(link, call.path))
        if call.path in seen:
            raise BadAnswer(str(first), "the list leads back to a page that was read before")
        if len(seen) == MOST:
            raise BadAnswer(str(first), f"the list has more than {MOST} pages")
        seen.add(call.path)
