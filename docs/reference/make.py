"""Writes a page for each kind of file, every key in it, from the schemas: `make docs`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

FOLDER = Path(__file__).parent
SCHEMAS = FOLDER.parents[1] / "schemas"
TITLES = {
    "project": "The project file, reconciler.yaml",
    "roles": "Role files",
    "policies": "Policy files",
    "catalog": "The catalog file, catalog.yaml",
    "plan": "Saved plans",
}
NOTE = "<!-- Written by `make docs` from the documents; a test keeps it current. -->"

Schema: TypeAlias = dict[str, Any]


def page(kind: str) -> str:
    """The page of one kind of file."""
    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text("utf-8"))
    definitions = schema.get("definitions", {})
    head = f"{schema['description']} A key in bold must stand there."
    sections = [f"# {TITLES[kind]}", NOTE, head, table(schema, definitions)]
    for path, model in entries(schema):
        sections += [f"## {path}", model["description"], table(model, definitions)]
    return "\n\n".join(sections) + "\n"


def entries(whole: Schema) -> Iterator[tuple[str, Schema]]:
    """Every mapping inside, once, under the keys that lead to it first."""
    definitions, seen = whole.get("definitions", {}), set()
    waiting = [("", whole)]
    while waiting:
        path, model = waiting.pop(0)
        for key, value in model["properties"].items():
            for name in sorted(references(value) - seen):
                seen.add(name)
                below = f"{path}.{key}" if path else key
                waiting.append((below, definitions[name]))
                yield f"`{below}`", definitions[name]


def references(value: Any) -> set[str]:
    """The definitions that a value can be."""
    if isinstance(value, list):
        return set[str]().union(*map(references, value))
    if not isinstance(value, dict):
        return set()
    here = {value["$ref"].rpartition("/")[2]} if "$ref" in value else set()
    return here.union(*map(references, value.values()))


def table(model: Schema, definitions: Schema) -> str:
    """Every key of a mapping; those that must stand there in bold."""
    required = set(model.get("required", ()))
    rows = ["| Key | Value | Says |", "|---|---|---|"]
    for key, value in model["properties"].items():
        name = f"**`{key}`**" if key in required else f"`{key}`"
        rows.append(f"| {name} | {kind_of(value)} | {said(value, definitions)} |")
    return "\n".join(rows)


def said(value: Schema, definitions: Schema) -> str:
    """What a key means, what its words mean, and what holds where it is missing."""
    model = definitions.get(value.get("$ref", "").rpartition("/")[2], {})
    parts = [value.get("description") or model.get("description", "")]
    parts += [f"`{word['const'] or 'empty'}`: {word['description']}" for word in words(value)]
    if "default" in value:
        parts.append(f"Left out: {shown(value['default'])}.")
    return "<br>".join(parts).replace("|", "\\|")


def shown(value: Any) -> str:
    """A value that stands for a missing one."""
    if value == []:
        return "an empty list"
    return f"`{value}`" if value != "" else "empty"


def words(value: Schema) -> list[Schema]:
    """The constants that a value must be one of."""
    return [each for each in value.get("oneOf", ()) if "const" in each]


def kind_of(value: Schema) -> str:
    """What kind of value stands there, in a word or two."""
    if "$ref" in value:
        return "mapping"
    if alternatives := value.get("anyOf"):
        return " or ".join(dict.fromkeys(map(kind_of, alternatives)))
    if "enum" in value or words(value):
        return "word"
    if value.get("type") == "array":
        return f"list of {plural(kind_of(value.get('items', {})))}"
    kinds = {"integer": "number", "object": "mapping", "boolean": "true or false"}
    return kinds.get(str(value.get("type")), "text")


def plural(kind: str) -> str:
    """Several of a kind: `text or mappings`, `lists of text`."""
    if kind.startswith("list"):
        return kind.replace("list", "lists", 1)
    return " or ".join(each if each == "text" else f"{each}s" for each in kind.split(" or "))


if __name__ == "__main__":
    for kind in TITLES:
        if (SCHEMAS / f"{kind}.schema.json").exists():
            (FOLDER / f"{kind}.md").write_text(page(kind), "utf-8")
