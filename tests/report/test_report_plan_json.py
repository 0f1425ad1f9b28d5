"""A plan file is read back whole, or refused as a whole and by name."""

import copy
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from sample import (
    LONDON,
    TARGET,
    Lines,
    at,
    everything,
    grant,
    group,
    permissions,
    plan,
    renamed,
    revoke,
    role,
)

from reconciler.core.access.effect import Difference, Effect, Kind, Reached
from reconciler.core.change import Change
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.identity import plan_digest
from reconciler.core.model import Container, Group, Ref
from reconciler.core.plan import Step
from reconciler.core.saved import Asked, Made, SavedPlan
from reconciler.core.scope import Pattern, Scope
from reconciler.errors import PlanFileError
from reconciler.report.beside import Beside
from reconciler.report.lines import lines
from reconciler.report.plan_data import checksum, plan_data
from reconciler.report.plan_json import plan_json, read_plan
from reconciler.report.plan_schema import plan_schema_text
from reconciler.report.review.gone import Cause
from reconciler.report.text import TextOptions, plan_text

ROOT = Path(__file__).parents[2]
SALES = group("Top Role/Sales")
CATALOG = "ca7a" * 16
MADE = Made(
    created=at(2026, 7, 1, 12),
    good_until=at(2026, 7, 2, 12),
    asked=Asked((Pattern.parse("/**"),)),
    tool="0.1.0",
    commit="c0ffee",
    configuration="f11e",
)


def saved(made):
    """A plan as the planner would have made it, put aside."""
    steps = tuple(replace(step, wave=wave) for wave, step in enumerate(made.steps))
    whole = replace(made, catalog=CATALOG, steps=steps)
    whole = replace(whole, digest=plan_digest(whole))
    return SavedPlan(whole, MADE, whole.unmanaged.counts)


MIA = Ref("user", LONDON, ("mia",))


def effects(through):
    """Effects with everything that one can say."""
    places = (Pattern(LONDON), Pattern(Scope("/acme"), deep=True))
    role_ = Container(role("Auditor"), LONDON)
    loss = Effect(Kind.LOSS, (MIA,), ("presence.access", "users.access"), places)
    yield replace(loss, through=(Container.of(through),), start=MADE.created)
    reached = Reached("users", 1, (MIA,), (through, Pattern(LONDON)))
    yield replace(loss, kind=Kind.GAIN, reached=reached, through=(role_,), end=MADE.good_until)
    kept = replace(loss, kind=Kind.KEPT, places=(), reached=Reached("groups", 1, (through,)))
    yield replace(kept, instead=(role_,))


def full():
    """A plan with everything in it, what comes along with a deletion too, and its data."""
    made, notes, origins = everything()
    night = group("Top Role/Night Shift")
    along = (revoke(Container.of(night), "mia"),)
    gone = Step(Change(Group(night, "", permissions("presence.access")), None), 0, along)
    related = Finding(
        "RC0204",
        Severity.HINT,
        "twice",
        LONDON,
        Origin("london.yaml", 3, 1, 5),
        (("here", Origin("london.yaml", 1)), ("there", Origin("gone.yaml", 2))),
    )
    made = replace(
        made,
        steps=(*made.steps, gone),
        findings=(*made.findings, related),
        access=Difference(tuple(effects(night)), frozenset({MIA}), 2),
    )
    lines = {"london.yaml": Lines(["scope: /acme/london", "", "groups:"])}
    return saved(made), Beside(TARGET, notes, origins, lines.get)


FULL, BESIDE = full()
DATA = plan_data(FULL, BESIDE)


def read(data):
    return read_plan("plan.json", plan_json(data).encode())


def refusal(data):
    content = data if isinstance(data, bytes) else plan_json(data).encode()
    with pytest.raises(PlanFileError) as error:
        read_plan("plan.json", content)
    return str(error.value)


# --- what is written is read ----------------------------------------------------------------------


def test_what_is_read_is_what_was_saved():
    found = read(DATA).saved
    assert found.made == FULL.made
    assert found.unmanaged == FULL.unmanaged
    for name in ("account", "catalog", "steps", "findings", "left_out", "access", "digest"):
        assert getattr(found.plan, name) == getattr(FULL.plan, name), name


def shown(plan_, beside, **options):
    return [line.plain for line in plan_text(plan_, beside, TextOptions(100, **options))]


def test_what_is_read_is_shown_as_it_was_planned():
    found = read(DATA)
    before = shown(FULL.plan, BESIDE)
    assert shown(found.saved.plan, found.beside, unmanaged=found.saved.unmanaged) == before


def test_changes_before_a_rename_are_shown_as_they_were_planned():
    made, notes, origins = renamed()
    kept, beside = saved(made), Beside(TARGET, notes, origins)
    found = read(plan_data(kept, beside))
    assert shown(found.saved.plan, found.beside) == shown(kept.plan, beside)


def test_what_is_read_is_the_same_data_again():
    found = read(DATA)
    assert found.data == DATA
    assert plan_data(found.saved, found.beside) == DATA


COMMIT = "26f67346212a9569540db594bb0e3954973134e0"


def with_causes():
    """The full plan, of which every removal has a line that is gone, and the data of it."""
    beside = replace(
        BESIDE, gone=lambda key, _: Cause(Origin("london.yaml", len(str(key))), COMMIT)
    )
    return plan_data(FULL, beside), beside.causes(FULL.plan)


def test_the_lines_behind_changes_and_effects_are_read_as_they_were_saved():
    data, causes = with_causes()
    found = read(data)
    again = found.beside.causes(found.saved.plan)
    effects = FULL.plan.access.effects
    assert any(causes.of_effect(effect) for effect in effects)
    assert [*map(again.behind, effects)] == [*map(causes.behind, effects)]
    both = zip(lines(FULL.plan), lines(found.saved.plan), strict=True)
    assert all(causes.of_change(one) == again.of_change(other) for one, other in both)
    assert plan_data(found.saved, found.beside) == data


def older(data, version):
    """The plan as that version wrote it, without the names that came later."""
    later = {"1.1": ("author", "uncommitted"), "1.0": ("author", "uncommitted", "access", "since")}
    data = copy.deepcopy({**data, "format_version": version})
    for name in later[version]:
        del data[name]
    for change in data["changes"]:
        for each in (change, *change["along"]):
            del each["gone"]
    for change in data["left_out"]:
        del change["gone"]
    for effect in data["access"]["effects"] if version == "1.1" else ():
        del effect["causes"]
    data["asked"].pop("offline", None)
    return {**data, "checksum": checksum(data)}


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_plan_of_an_older_version_is_read(version):
    data = older(DATA, version)
    found = read(data)
    assert (found.data, found.saved.plan.steps) == (data, FULL.plan.steps)
    assert (found.saved.made.author, found.saved.made.uncommitted) == ("", False)
    for effect in FULL.plan.access.effects:
        assert found.beside.causes(found.saved.plan).of_effect(effect) == ()


@pytest.mark.parametrize("commit", ["HEAD", "--upload-pack=x", "\x1b[31m", "26F6", "0" * 39])
def test_a_commit_that_is_no_name_of_one_is_refused(commit):
    data, _ = with_causes()
    change = next(change for change in data["changes"] if change["gone"])
    change["gone"]["commit"] = commit
    assert "is no plan" in refusal({**data, "checksum": checksum(data)})


def test_who_made_it_from_what_is_read_as_it_was_saved():
    made = replace(MADE, author="Ada", uncommitted=True)
    assert read(plan_data(replace(FULL, made=made), BESIDE)).saved.made == made


def test_each_change_and_each_finding_stands_on_a_line_of_its_own():
    lines = plan_json(DATA).splitlines()
    assert sum(line.startswith('    {"action"') for line in lines) == len(FULL.plan.steps) + 1
    assert sum(line.startswith('    {"severity"') for line in lines) == 2
    assert json.loads(plan_json(DATA)) == DATA


def test_names_that_a_later_version_adds_are_ignored():
    later = copy.deepcopy(DATA)
    later["format_version"] = "1.7"
    later["mood"] = {"good": True}
    later["changes"][0]["risk"] = "low"
    later["checksum"] = checksum(later)
    assert read(later).saved.plan.digest == FULL.plan.digest


# --- what is not as it was written ----------------------------------------------------------------


def leaves(value, path=()):
    """Every place of a value that holds no others."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path


def flipped(value):
    """Another value of the same kind, as like it as can be."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value.swapcase() if value.swapcase() != value else f"{value}0"
        case None:
            return ""
        case list():
            return [""]
        case _:
            return {"": ""}


LEAVES = list(leaves(DATA))


@pytest.mark.parametrize("chunk", range(8))
def test_any_flipped_field_is_refused(chunk):
    for path in LEAVES[chunk::8]:
        other = copy.deepcopy(DATA)
        place = other
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = flipped(place[path[-1]])
        assert refusal(other).startswith("plan.json "), path


def test_a_flipped_change_does_not_match_the_digest():
    other = copy.deepcopy(DATA)
    granted = next(one for one in other["changes"] if one["action"] == "grant")
    granted["after"]["member"] = "mallory"
    assert refusal(other) == (
        "plan.json does not match its own digest: its changes are not what was planned."
    )


@pytest.mark.parametrize("name", ["created", "good_until", "commit", "tool_version"])
def test_a_flipped_field_beside_the_changes_does_not_match_the_checksum(name):
    other = {**DATA, name: "2026-07-01T12:30:00Z"}
    assert refusal(other) == (
        "plan.json does not match its own checksum: it was changed after it was made."
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("summary", "No changes."),
        ("applyable", True),
        ("complete", True),
        ("counts.revoke", 0),
        ("changes.0.action", "grant"),
        ("changes.0.sentence", "nothing to see here"),
        ("changes.0.scope", "/"),
        ("left_out.0.ref", "role:/:receptionist"),
    ],
)
def test_a_lie_about_the_changes_is_refused_though_all_sums_are_right(path, value):
    lying = plan_data(saved(replace(FULL.plan, findings=(ERROR,))), BESIDE)
    *above, last = path.split(".")
    place = lying
    for step in above:
        place = place[int(step) if step.isdecimal() else step]
    place[last] = value
    lying["checksum"] = checksum(lying)
    assert refusal(lying) == (
        f"plan.json contradicts itself: `{path}` is not what its changes say."
    )


ERROR = Finding("RC0402", Severity.ERROR, "too many")


@pytest.mark.parametrize("part", [0, 1, 2, 30, 400, -300, -3, -2])
def test_a_file_that_was_cut_off_is_refused(part):
    said = refusal(plan_json(DATA).encode()[:part])
    assert said.startswith("plan.json is no plan: it is not JSON at line ")
    assert said.endswith("; was it cut off?")


TOO_NEW = (
    "has format 2.0; this version of reconciler reads 1.x. "
    "Plan again, or use the version that made it."
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{}\xff\xfe", "is no plan: it is not UTF-8."),
        (b"[]", "is no plan: it is no JSON object."),
        (b"{}", "is no plan of reconciler: it has no `format_version`."),
        (b'{"format_version": 1}', "is no plan of reconciler: it has no `format_version`."),
        (b'{"format_version": "2.0"}', TOO_NEW),
        (b'{"format_version": "1.0"}', "is no plan: tool_version: Field required."),
        (b'{"a": 1, "a": 2}', "is no plan: a name stands twice in it."),
        (b'{"a": 1.5}', "is no plan: `1.5` is no whole number."),
        (b'{"a": NaN}', "is no plan: `NaN` is no whole number."),
        (b"[" * 100_000, "is no plan: it is nested too deep."),
        (b'{"a": ' + b"9" * 5000 + b"}", "is no plan: a number in it is too long."),
    ],
)
def test_what_is_no_plan_is_refused_by_name(content, said):
    assert refusal(content) == f"plan.json {said}"


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_end_in_anything_but_a_refusal(content):
    refusal(content)


@settings(max_examples=300)
@given(st.data())
def test_no_value_in_any_place_ends_in_anything_but_a_refusal(draw):
    other = copy.deepcopy(DATA)
    path = draw.draw(st.sampled_from(LEAVES))
    place = other
    for step in path[: draw.draw(st.integers(0, len(path) - 1))]:
        place = place[step]
    key = draw.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else [0]))
    place[key] = draw.draw(VALUES)
    other["checksum"] = checksum(other)
    with suppress(PlanFileError):
        read(other)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["/acme", "group:/:a"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


# --- what no planner makes, though all sums are right ---------------------------------------------


def signed(*changes, made=MADE, **more):
    """The data of a plan with digest and checksum, whatever its changes are."""
    whole = plan(*changes, **more)
    whole = replace(whole, catalog=CATALOG)
    whole = replace(whole, digest=plan_digest(whole))
    return plan_data(SavedPlan(whole, made, whole.unmanaged.counts), Beside(TARGET))


def resigned(data, path, value):
    """The same data with another value, and a checksum for it."""
    other = copy.deepcopy(data)
    *above, last = path
    place = other
    for step in above:
        place = place[step]
    place[last] = value
    other["checksum"] = checksum(other)
    return other


ISLA = grant(Container.of(SALES), "isla")
ONE = signed(ISLA)
GROUP = {"ref": "group:/acme/london:top role/sales", "description": "", "permissions": []}
SIDES = {
    "neither before nor after": (None, None),
    "a group that becomes a role": (GROUP, {**GROUP, "ref": "role:/acme/london:sales"}),
    "a group that moves to another scope": (GROUP, {**GROUP, "ref": "group:/acme/paris:top role"}),
    "a group that becomes a membership": (GROUP, ONE["changes"][0]["after"]),
    "a change of nothing": (GROUP, GROUP),
}


@pytest.mark.parametrize(("before", "after"), SIDES.values(), ids=SIDES)
def test_a_change_that_is_none_is_refused(before, after):
    odd = resigned(resigned(ONE, ("changes", 0, "before"), before), ("changes", 0, "after"), after)
    assert refusal(odd) == (
        "plan.json is no plan: it holds a change that is none: grant isla in group Top Role/Sales."
    )


def test_a_change_outside_of_what_was_asked_for_is_refused():
    elsewhere = replace(MADE, asked=Asked((Pattern.parse("/acme/paris"),)))
    assert refusal(signed(ISLA, made=elsewhere)) == (
        "plan.json is no plan: it changes /acme/london, which is none of its scopes."
    )


def test_waves_out_of_order_are_refused():
    two = signed(ISLA, grant(Container.of(SALES), "noah"))
    odd = resigned(two, ("changes", 0, "wave"), 9)
    assert refusal(odd) == "plan.json is no plan: its waves are out of order."


def test_a_plan_is_good_for_a_day_at_most():
    longer = signed(ISLA, made=replace(MADE, good_until=at(2026, 7, 3, 12)))
    assert refusal(longer) == "plan.json is no plan: it would be good for longer than any plan."


def test_a_spelling_of_no_address_is_refused():
    odd = resigned(ONE, ("spelling",), {"somewhere": "Over the Rainbow"})
    assert refusal(odd) == "plan.json is no plan: `somewhere` is no address."


# --- the schema -----------------------------------------------------------------------------------

SCHEMA = json.loads(plan_schema_text())


def complaints(data):
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(data)]


def test_the_schema_in_the_repository_is_current():
    assert (ROOT / "schemas/plan.schema.json").read_text("utf-8") == plan_schema_text()


def test_it_is_a_schema_of_draft_07_that_knows_a_plan():
    Draft7Validator.check_schema(SCHEMA)
    assert complaints(DATA) == []


def test_every_name_of_the_schema_is_described():
    models = [SCHEMA, *SCHEMA["definitions"].values()]
    silent = [
        name
        for model in models
        for name, value in model["properties"].items()
        if not ("description" in value or "$ref" in value)
    ]
    assert (silent, [model for model in models if "description" not in model]) == ([], [])


WRONG = {
    "no digest": (("digest",), ""),
    "a digest in capitals": (("digest",), "A" * 64),
    "no account": (("account",), None),
    "another format": (("format_version",), "2.0"),
    "a date that is none": (("created",), 20260701),
    "text for a number": (("changes", 0, "wave"), "0"),
    "a wave before the first": (("changes", 0, "wave"), -1),
    "an unknown action": (("changes", 0, "action"), "explode"),
    "an address that is none": (("changes", 0, "ref"), "group:acme:sales"),
    "a user who is none": (("changes", 0, "after", "member"), "/acme"),
    "a value that is none": (("changes", 0, "after"), {"anything": 1}),
    "a list of changes that is none": (("changes",), {}),
    "a severity that is none": (("findings",), [{"severity": "fatal"}]),
    "a flag that is none": (("asked", "removals"), "yes"),
    "a scope that is none": (("asked", "scope"), "acme"),
}


@pytest.mark.parametrize(("path", "value"), WRONG.values(), ids=WRONG)
def test_what_the_schema_refuses_is_refused_by_the_reader(path, value):
    odd = resigned(ONE, path, value)
    assert complaints(odd) != []
    assert refusal(odd).startswith(("plan.json is no plan: ", "plan.json has format 2.0"))
