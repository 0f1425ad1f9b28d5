"""Terraform with as many objects as we have memberships, all of a kind that is built into it.

It is measured in two forms, because its cost depends on them: one block with `for_each` over a
map, as people write it, and one block for each object in JSON, the fastest that keeps names.
"""

import functools
import json
import re
import shutil
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cases import Missing, Step, Subject, size
from measure import measure, succeed

TERRAFORM = "terraform"
TYPE = "terraform_data"
PROVIDER = 'provider["terraform.io/builtin/terraform"]'
ONCE_ABOVE = 5_000
"""Objects above which one run must be enough."""
VERSION = r'"terraform_version": "([^"]+)"'
STATE = "terraform.tfstate"
ARGUMENTS = ("-input=false", "-no-color")
PLAN = (TERRAFORM, "plan", "-detailed-exitcode", *ARGUMENTS)
APPLY = (TERRAFORM, "apply", "-auto-approve", *ARGUMENTS)

_Document = Mapping[str, Any]
_Form = Callable[[int], _Document]


def for_each(count: int) -> Subject:
    """One block over a map. From 5,000 objects on an apply does not finish in time."""
    steps = (*plans(count, map_state), *([apply()] if count < 5_000 else []))
    return subject(count, "map", "`for_each` over a map", (map_form, steps))


def blocks(count: int) -> Subject:
    """One block for each object. Above 5,000 objects an apply does not finish in time."""
    steps = (*plans(count, block_state), *([apply()] if count <= 5_000 else []))
    return subject(count, "blocks", "a block for each", (block_form, steps))


def subject(count: int, name: str, row: str, what: tuple[_Form, tuple[Step, ...]]) -> Subject:
    form, steps = what

    def build(place: Path) -> None:
        write(place / "main.tf.json", form(count))
        succeed(place, (TERRAFORM, "init", *ARGUMENTS))

    return Subject(
        f"terraform-{name}-{size(count)}",
        "others",
        f"{count:,}: Terraform, {row}",
        program,
        build,
        steps,
    )


@functools.cache
def program() -> str:
    if shutil.which(TERRAFORM) is None:
        raise Missing("there is no terraform on PATH")
    said = measure(Path(), (TERRAFORM, "version", "-json")).said
    return f"Terraform {re.search(VERSION, said)[1]}"


def plans(count: int, state: _Form) -> tuple[Step, ...]:
    """The first plan, and the plan with nothing to do: its state is written, not applied."""
    runs = 1 if count > ONCE_ABOVE else None
    return (
        Step("first", "first plan", PLAN, exit=2, once=forget, runs=runs),
        Step(
            "plan",
            "plan, nothing to do",
            PLAN,
            says="No changes.",
            once=lambda place: write(place / STATE, state(count)),
            runs=runs,
        ),
    )


def apply() -> Step:
    return Step("apply", "apply", APPLY, each=forget, runs=1)


def forget(place: Path) -> None:
    (place / STATE).unlink(missing_ok=True)


def write(path: Path, document: _Document) -> None:
    path.write_text(json.dumps(document), "utf-8")


def objects(count: int) -> Mapping[str, str]:
    """Memberships as names and values, a hundred to each group."""
    return {f"group-{number // 100}_user-{number}": f"user-{number}" for number in range(count)}


def map_form(count: int) -> _Document:
    block = {"for_each": "${var.members}", "input": "${each.value}"}
    members = {"type": "map(string)", "default": objects(count)}
    return {"variable": {"members": members}, "resource": {TYPE: {"members": block}}}


def block_form(count: int) -> _Document:
    return {"resource": {TYPE: {name: {"input": value} for name, value in objects(count).items()}}}


def map_state(count: int) -> _Document:
    instances = [{"index_key": name, **instance(value)} for name, value in objects(count).items()]
    return state(resource("members", *instances))


def block_state(count: int) -> _Document:
    return state(*(resource(name, instance(value)) for name, value in objects(count).items()))


def state(*resources: _Document) -> _Document:
    """The file that an apply of all of it would have left."""
    return {
        "version": 4,
        "terraform_version": "1.0.0",
        "serial": 1,
        "lineage": str(uuid.UUID(int=1)),
        "outputs": {},
        "resources": resources,
    }


def resource(name: str, *instances: _Document) -> _Document:
    return {
        "mode": "managed",
        "type": TYPE,
        "name": name,
        "provider": PROVIDER,
        "instances": instances,
    }


def instance(value: str) -> _Document:
    text = {"value": value, "type": "string"}
    id_ = str(uuid.uuid5(uuid.NAMESPACE_OID, value))
    attributes = {"id": id_, "input": text, "output": text, "triggers_replace": None}
    return {"schema_version": 0, "attributes": attributes}
