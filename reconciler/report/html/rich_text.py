"""Sentences of the text plan as HTML: people in bold, permissions by their titles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rich.text import Text

from reconciler.core.target import Catalog
from reconciler.report.escape import visible
from reconciler.report.html.markup import Markup, element, joined

SENSITIVE = element("span", "sensitive", class_="flag")


@dataclass(frozen=True)
class Sentences:
    """Writes sentences, with the words of a catalog."""

    catalog: Catalog

    def sentence(self, text: Text) -> Markup:
        """A sentence of `effect_words`."""
        return joined(self._piece(part, style) for part, style in _pieces(text))

    def permission(self, key: str) -> Markup:
        """A permission by its title, and by its key."""
        known = self.catalog.by_key.get(key)
        parts = [self.title(key), " "] if known and known.title else []
        parts.append(element("code", key))
        parts += [" ", SENSITIVE] if key in self.catalog.sensitive else []
        return joined(parts)

    def _piece(self, part: str, style: str) -> Markup:
        if style == "bold":
            return element("b", part)
        if part == " (sensitive)" and style:
            return joined([" ", SENSITIVE])
        if style and part in self._keys:
            return self.title(self._keys[part])
        return joined([part])

    def title(self, key: str) -> Markup:
        """A permission by its title alone; its key where the catalog has none."""
        known = self.catalog.by_key.get(key)
        if known is None or not known.title:
            return element("code", key)
        return element("span", known.title, class_="permission", title=key)

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return {visible(key): key for key in self.catalog.by_key}


def _pieces(text: Text) -> Iterator[tuple[str, str]]:
    """The parts of a text, each with its style. In a sentence no style lies over another."""
    place = 0
    for span in sorted(text.spans):
        yield text.plain[place : span.start], ""
        yield text.plain[span.start : span.end], str(span.style)
        place = span.end
    yield text.plain[place:], ""
