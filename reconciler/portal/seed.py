r"""What `init` reads: the account, its customers, phone systems and users, from YAML or CSV.

YAML, where every value is a text (`0100`, `NO` and `+442079460000` are names):

```yaml
account: northwind
users: [olivia]                  # at the reseller
customers:
  - name: Acme
    users: [amanda]              # at the customer
    phone_systems:
      - name: London
        users:
          - amelia               # the first user of a phone system is put into its Top Role
          - noah
          - {user: oskar, active: no}
```

CSV, in UTF-8, where `/`, `:` and `\` inside the name of a scope get a backslash. Scopes are made
where they are first named; a line without a user makes the scope alone:

```csv
account,northwind
scope,user,active
/,olivia,
/Acme,amanda,
/Acme/London,amelia,
/Acme/London,oskar,no
/Acme/Paris,,
```
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reconciler.portal.errors.base import PortalError
from reconciler.portal.errors.database import UserTwice
from reconciler.portal.names import accept, fold, scope_names, scope_path
from reconciler.portal.words import listing
from reconciler.portal.work import Work
from reconciler.portal.yamltree import Node, Place, parse

LARGEST = 32 * 1024 * 1024
"""Bytes that a file may have."""

_YES = {"yes": True, "true": True, "no": False, "false": False, "": True}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to make: a scope by its names, or where `user` is given, that user in it."""

    number: int
    scope: tuple[str, ...]
    user: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Seed:
    """What a file asks for, in its order."""

    place: Place
    account: str
    lines: tuple[Line, ...]

    def fill(self, work: Work) -> None:
        """Make it all. Raises `BadFile` with the line where a rule refuses."""
        for line in self.lines:
            try:
                _make(line, work)
            except PortalError as error:
                raise self.place.bad(line.number, str(error)) from error


def read_seed(path: Path) -> Seed:
    """Read a file; `.csv` is CSV and anything else YAML. Raises `BadFile`."""
    place = Place(path)
    text = _read(place)
    account, lines = (_from_csv if path.suffix.lower() == ".csv" else _from_yaml)(text, place)
    try:
        accept(account)
    except PortalError as error:
        raise place.bad(1, str(error)) from error
    _refuse_twins(lines, place)
    return Seed(place, account, lines)


def _read(place: Place) -> str:
    try:
        with place.path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise place.bad(1, f"cannot be read: {error.strerror}") from error
    if len(data) > LARGEST:
        raise place.bad(1, f"larger than {LARGEST // 1024 // 1024} MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise place.bad(line, "not UTF-8") from error


def _refuse_twins(lines: Iterable[Line], place: Place) -> None:
    """A user belongs to one scope, so one line of the file is all there can be."""
    seen: dict[str, int] = {}
    for line in lines:
        name = (line.user or "").strip()
        key = fold(name)
        if key in seen:
            numbers = sorted({seen[key], line.number})
            where = f"line{'s' if numbers[1:] else ''} {listing(list(map(str, numbers)))}"
            raise UserTwice(name=name, path=place.path, where=where)
        if key:
            seen[key] = line.number


def _make(line: Line, work: Work) -> None:
    if line.user is not None:
        work.users.create(scope_path(line.scope), line.user)
        if not line.active:
            work.users.deactivate(line.user)
    elif len(line.scope) == 1:
        work.scopes.create_customer(line.scope[0])
    else:
        work.scopes.create_phone_system(scope_path(line.scope[:-1]), line.scope[-1])


def _from_yaml(text: str, place: Place) -> tuple[str, tuple[Line, ...]]:
    root = place.fields(parse(text, place), ("account", "users", "customers"))
    lines = [*_users(root.get("users"), (), place)]
    for customer in place.items(root.get("customers")):
        lines += _scope(customer, (), place)
    return place.text(root["account"]), tuple(lines)


def _scope(node: Node, above: tuple[str, ...], place: Place) -> Iterator[Line]:
    known = ("name", "users") if above else ("name", "users", "phone_systems")
    fields = place.fields(node, known)
    names = (*above, place.text(fields["name"]))
    yield Line(fields["name"].line, names)
    yield from _users(fields.get("users"), names, place)
    for phone_system in place.items(fields.get("phone_systems")):
        yield from _scope(phone_system, names, place)


def _users(node: Node | None, scope: tuple[str, ...], place: Place) -> Iterator[Line]:
    for entry in place.items(node):
        if isinstance(entry.value, str):
            yield Line(entry.line, scope, entry.value)
            continue
        fields = place.fields(entry, ("user", "active"))
        active = fields.get("active")
        is_active = active is None or _yes(place.text(active), active.line, place)
        yield Line(entry.line, scope, place.text(fields["user"]), is_active)


def _yes(text: str, line: int, place: Place) -> bool:
    if text.strip().lower() not in _YES:
        raise place.bad(line, f"active is yes or no, not {text}")
    return _YES[text.strip().lower()]


def _from_csv(text: str, place: Place) -> tuple[str, tuple[Line, ...]]:
    rows = _rows(text, place)
    number, first = next(rows, (1, []))
    if len(first) != 2 or first[0].strip() != "account":
        raise place.bad(number, "the first line is account,NAME")
    number, header = next(rows, (number + 1, []))
    columns = [cell.strip() for cell in header]
    if columns not in (["scope", "user"], ["scope", "user", "active"]):
        raise place.bad(number, "the second line is scope,user or scope,user,active")
    return first[1], tuple(_lines(rows, len(columns), place))


def _rows(text: str, place: Place) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the number of its last line."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise place.bad(reader.line_num, f"not CSV: {error}") from error


def _lines(rows: Iterator[tuple[int, list[str]]], columns: int, place: Place) -> Iterator[Line]:
    seen: set[tuple[str, ...]] = {()}
    for number, row in rows:
        if not 2 <= len(row) <= columns:
            raise place.bad(number, f"{columns} cells should stand here, not {len(row)}")
        scope = _names(row[0], number, place)
        for depth in range(1, len(scope) + 1):
            key = tuple(map(fold, scope[:depth]))
            if key not in seen:
                seen.add(key)
                yield Line(number, scope[:depth])
        if row[1].strip():
            is_active = _yes(row[2], number, place) if len(row) > 2 else True
            yield Line(number, scope, row[1], is_active)


def _names(path: str, number: int, place: Place) -> tuple[str, ...]:
    try:
        names = scope_names(path.strip())
    except PortalError as error:
        raise place.bad(number, str(error)) from error
    if len(names) > 2:
        raise place.bad(number, f"{path.strip()} is deeper than a phone system")
    return names
