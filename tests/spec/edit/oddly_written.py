"""Role files as people may write them: every style that YAML has, comments in every place.

Each comment that belongs to somebody says so: `# of ann: above 7`. So a test can tell without our
code whether a comment still stands with its person: on the line of the name, or on a line of its
own directly above it.
"""

import json
import re

from hypothesis import strategies as st

NAMES = ["ann", "Bob", "carol-ann", "0100", "+442079460000", "NO", "zoë", "O'Neil", "x#y", "null"]
NAMES += [
    "a, b",
    "e: f",
    "- g",
    "{h}",
    "/acme:ann",
    "\u00e9",
    "e\u0301",
    "yes",
    "Ann Lee",
    "q?r",
    "s:t",
]
PERMISSIONS = ["set:everyday", "soft_phone.access", "presence.access", "users.access", "other.one"]
PLAIN = re.compile(r"[\w+/.:'-]+(?: \w+)*")
OWNED = re.compile(r"# of (.+): (?:above|behind|deeper) \d+$")


@st.composite
def role_files(draw):
    """The bytes of a file and the names in it: each person is a member once."""
    return Author(draw).file()


class Author:
    """Writes one file, drawing every choice."""

    def __init__(self, draw):
        self.draw = draw
        self.count = 0
        self.left = draw(st.permutations(NAMES))
        self.offset = draw(st.sampled_from([0, 2, 4]))
        self.used = []

    def file(self):
        lines = self.some(
            ["# yaml-language-server: $schema=x.json", ""], ["%YAML 1.2", "---", ""], []
        )
        entries = [["scope: /acme/london"], self.sets(), self.groups(), self.memberships()]
        entries = self.draw(st.permutations([entry for entry in entries if entry]))
        for entry in entries:
            above = self.some([], [""], ["# about what follows"], ["", "# a heading", ""])
            lines += (above if lines else []) + entry
        lines += self.some([], ["# the end"], ["", "  # deeper", ""], ["..."])
        text = "\n".join(lines) + self.some("\n", "")
        text = text.replace("\n", self.some("\n", "\n", "\r\n", "\r"))
        return self.some("", "", "\ufeff").encode() + text.encode(), self.used

    def some(self, *choices):
        return self.draw(st.sampled_from(choices))

    def number(self, least, most):
        return self.draw(st.integers(least, most))

    def owned(self, name, how):
        self.count += 1
        return f"# of {name}: {how} {self.count}"

    def sets(self):
        lines = self.entry("everyday", self.permissions())
        return self.some([], ["sets:", *("  " + line if line else "" for line in lines)])

    def groups(self):
        group = self.group(0)
        return ["groups:", *self.list_of([group])]

    def group(self, depth):
        entries = [
            [f"name: {self.some('Sales', '&n Sales')}{self.some('', '  # known')}"],
            [self.some("description: Sells", "description: |\n  Sells\n\n  # no comment\n", "")],
            self.entry("permissions", self.permissions()),
            self.entry("members", self.members()),
        ]
        if depth < 2 and self.some(True, False):
            entries.append(["groups:", *self.list_of([self.group(depth + 1)])])
        entries = [entry for entry in entries if entry != [""]]
        lines = []
        for entry in self.draw(st.permutations(entries)):
            above = self.some([], [], ["# about this key"], [""]) if lines else []
            lines += above + [line for text in entry for line in text.split("\n")]
        return lines

    def entry(self, key, items):
        return [f"{key}:{items[0]}", *items[1:]]

    def memberships(self):
        if self.some(True, False):
            return []
        return [
            "memberships:",
            *self.list_of([["role: Reader", *self.entry("users", self.members())]]),
        ]

    def list_of(self, items):
        """Items of several lines each, behind dashes."""
        lines = []
        for item in items:
            gap = self.some("- ", "-   ")
            indent = " " * len(gap)
            lines += [gap + item[0], *(indent + line if line else "" for line in item[1:])]
        return self.indented(lines)

    def indented(self, lines):
        return (
            [" " * self.offset + line if line else "" for line in lines] if self.offset else lines
        )

    def members(self):
        """What stands behind the colon of a list of members, and the lines below."""
        names = [self.left.pop() for _ in range(min(self.number(0, 4), len(self.left)))]
        self.used += names
        if not names:
            return self.some([" []"], [" [ ]  # nobody"])
        styles = [self.on_lines, self.in_a_line, self.in_brackets]
        return self.some(*styles)(names, self.member, owned=True)

    def permissions(self):
        keys = self.draw(st.permutations(PERMISSIONS))[: self.number(0, 4)]
        if not keys:
            return [" []"]
        styles = [self.on_lines, self.in_a_line, self.in_brackets]
        return self.some(*styles)(keys, lambda key: key, owned=False)

    def on_lines(self, names, written, *, owned):
        lines = self.some([], [], ["# a heading", ""])
        for name in names:
            if lines:
                lines += self.some([], [], [], [""], ["", "# a heading", ""])
            lines += self.above(name, owned=owned)
            if owned and self.some(True, False, False, False):
                lines += self.member_on_lines(name)
                continue
            lines.append(f"- {written(name)}{self.behind(name, owned=owned)}")
            if owned and self.some(True, False, False):
                lines.append(f"  {self.owned(name, 'deeper')}")
        if self.offset:
            lines += self.some([], [], ["# the tail"])
        return [self.some("", "", "   # the list"), *self.indented(lines)]

    def member_on_lines(self, name):
        return [
            f"- {self.some('', '&odd ')}user: {self.quoted(name)}{self.behind(name, owned=True)}",
            *self.some(["  reason: |", "", "    why", ""], ["  reason: >-", "    why", "    not"]),
            "  expires: 2031-01-31",
        ]

    def in_a_line(self, names, written, *, owned):  # noqa: ARG002 - as the other styles
        space = self.some("", " ")
        comma = self.some(", ", ",", " , ", ",\n        ")
        text = f" [{space}{comma.join(map(written, names))}{self.some('', ',')}{space}]"
        return (text + self.some("", "\t# the list")).split("\n")

    def in_brackets(self, names, written, *, owned):
        lines = [self.some(" [", " [  # the list")]
        for place, name in enumerate(names):
            comma = "," if place + 1 < len(names) else self.some("", ",")
            lines += [f"      {line}" for line in self.above(name, owned=owned)]
            lines.append(f"      {written(name)}{comma}{self.behind(name, owned=owned)}")
        lines += self.some([], ["      # the tail"])
        return [*lines, f"      ]{self.some('', '  # the list')}"]

    def above(self, name, *, owned):
        if not owned:
            return self.some([], [], ["# about a permission"])
        return [self.owned(name, "above") for _ in range(self.some(0, 0, 1, 2))]

    def behind(self, name, *, owned):
        if not owned:
            return self.some("", "", "  # about a permission")
        return self.some(
            "", "  ", f"  {self.owned(name, 'behind')}", f"\t{self.owned(name, 'behind')}"
        )

    def member(self, name):
        name = self.quoted(name)
        entries = [f"user: {name}", "expires: 2031-01-31", "reason: 'it''s # so'"]
        some = entries[: self.number(1, 3)]
        mapping = "{" + ", ".join(self.draw(st.permutations(some))) + "}"
        return self.some(name, name, name, mapping)

    def quoted(self, name):
        forms = written_forms(name)
        is_plain = (
            PLAIN.fullmatch(name) and ": " not in name and name != "null" and name[:2] != "- "
        )
        return self.some(*forms) if is_plain else self.some(*forms[1:])


def written_forms(name):
    """Plain, in double quotes, in single quotes."""
    single = name.replace("'", "''")
    return [name, json.dumps(name, ensure_ascii=False), f"'{single}'"]


def misplaced(raw):
    """The comments that no longer stand with their person, found without our code."""
    lines = raw.decode("utf-8-sig").splitlines()
    return [line for number, line in enumerate(lines) if not _is_placed(lines, number)]


def owners(raw):
    """Whose comments there are, each with its number."""
    return sorted(found[0] for line in raw.decode().splitlines() if (found := OWNED.search(line)))


def _is_placed(lines, number):
    found = OWNED.search(lines[number])
    if found is None:
        return True
    if " behind " in found[0]:
        near = lines[number][: found.start()]
    else:
        step = 1 if " above " in found[0] else -1
        near = _next(lines, number + step, step)
    return any(form in near for form in written_forms(found[1]))


def _next(lines, number, step):
    """The nearest line that is more than a comment."""
    while lines[number].lstrip().startswith("#"):
        number += step
    return lines[number]
