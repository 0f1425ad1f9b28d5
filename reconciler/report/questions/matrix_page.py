"""A grid on a page: in blocks of numbered columns, or as lists where these would be too many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.text import Text

from reconciler.core.access.grid import Column, Grid
from reconciler.core.access.view import View
from reconciler.report.escape import visible
from reconciler.report.layout import Item
from reconciler.report.wording import place, plural, thing

ROOM = 200
"""So many roles and groups are listed of more."""
_BLOCKS = 2
"""Of more blocks no reader keeps the lines together."""
_CELL = 4


@dataclass(frozen=True)
class GridPage:
    """A grid, and the page it is for; `full` lists every role and group of many."""

    found: Grid
    view: View
    width: int
    full: bool

    def items(self, head: str) -> Iterator[Item]:
        """The whole page."""
        yield Item(Text(head, "bold"))
        if len(self.found.columns) <= self._fits * _BLOCKS:
            yield from self._blocks()
        else:
            yield from self._lists()
        if self.found.absent:
            yield Item(Text())
            names = ", ".join(map(visible, self.found.absent))
            yield Item(Text(f"Carried by none of them: {names}."), 2)

    @property
    def _keys(self) -> int:
        """The width of the column of permissions."""
        return max((cell_len(visible(key)) for key in self.found.permissions), default=0)

    @property
    def _fits(self) -> int:
        """How many columns the page has room for."""
        return max((self.width - self._keys) // _CELL, 1)

    def _blocks(self) -> Iterator[Item]:
        columns, fits = self.found.columns, self._fits
        for start in range(0, len(columns), fits):
            yield from self._block(dict(enumerate(columns[start : start + fits], start + 1)))
        if any(column.implied for column in columns):
            yield Item(Text())
            yield Item(Text("x: it lists the permission; i: it comes along with what it lists."))

    def _block(self, numbered: Mapping[int, Column]) -> Iterator[Item]:
        """What the numbers stand for, then one line for each permission."""
        yield Item(Text())
        for number, column in numbered.items():
            head = (f"{number:>{_CELL - 1}}", "bold")
            yield Item(Text.assemble(head, f"  {named(column, self.view)}"), 5)
        yield Item(Text())
        width, permissions = self._keys, self.found.permissions
        numbers = "".join(f"{number:>{_CELL}}" for number in numbered)
        yield Item(Text(f"{'':{width}}{numbers}", "bold"))
        for key in permissions:
            marks = "".join(f"{mark(key, column):>{_CELL}}" for column in numbered.values())
            pad = " " * (width - cell_len(visible(key)))
            yield Item(Text(f"{visible(key)}{pad}{marks}"))

    def _lists(self) -> Iterator[Item]:
        """One role or group after the other, by scope."""
        columns = self.found.columns
        shown = columns if self.full else columns[:ROOM]
        for scope, here in groupby(shown, key=lambda column: column.ref.scope):
            yield Item(Text())
            yield Item(Text(place(scope, self.view.spelling), "bold"))
            yield from self._scope([*here])
        if len(shown) < len(columns):
            yield Item(Text())
            count = f"{len(shown):,} of {len(columns):,} roles and groups"
            yield Item(Text(f"Shown: {count}.  --full shows all."))

    def _scope(self, columns: Sequence[Column]) -> Iterator[Item]:
        for column in columns:
            keys = self.view.access.target.catalog.sorted(column.carried)
            count = plural(len(keys), "permission") if keys else "no permission"
            name = thing(column.ref, self.view.spelling)
            yield Item(Text.assemble(f"  {name}", (f"  {count}", "dim")), 4)
            if keys:
                yield Item(Text(f"      {', '.join(map(visible, keys))}", "dim"), 6)


def mark(key: str, column: Column) -> str:
    """How a column says that it has a permission."""
    if key in column.listed:
        return "x"
    return "i" if key in column.implied else "."


def named(column: Column, view: View) -> str:
    """A role or group with its scope."""
    return f"{thing(column.ref, view.spelling)} of {place(column.ref.scope, view.spelling)}"
