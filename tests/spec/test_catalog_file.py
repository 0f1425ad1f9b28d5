from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.core.names import NameRules
from reconciler.core.target import Catalog, Level, Permission, RoleType, Target
from reconciler.errors import UsageError
from reconciler.spec.catalog import catalog_text, read_catalog, write_catalog
from reconciler.spec.project import read_project
from reconciler.spec.text import hidden

SEEN = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
WORDS = st.text(SEEN.filter(lambda each: hidden(each, free=False) is None), max_size=12)
NAMES = WORDS.filter(bool)
PERMISSIONS = st.builds(
    Permission,
    key=NAMES,
    title=WORDS,
    description=WORDS | st.just("two\nlines"),
    category=WORDS,
    level=st.none() | NAMES,
    role_types=st.lists(NAMES, max_size=2).map(tuple),
    reach=st.sampled_from(["users", "groups", "ungrouped", "place"]),
    implies=st.lists(NAMES, max_size=2).map(tuple),
    sensitive=st.booleans(),
)
TARGETS = st.builds(
    Target,
    account=NAMES,
    levels=st.lists(
        st.builds(Level, NAMES, WORDS, st.booleans(), st.booleans()), min_size=1, max_size=2
    ).map(tuple),
    catalog=st.builds(Catalog, st.lists(PERMISSIONS, max_size=3).map(tuple), st.booleans(), WORDS),
    role_types=st.lists(st.builds(RoleType, NAMES, NAMES), max_size=2).map(tuple),
    arrows=st.frozensets(st.tuples(NAMES, NAMES), max_size=2),
    tree=st.sampled_from(["reach", "inherit", "none", "flat"]),
    assignment=st.sampled_from(["here", "below"]),
    members=st.sampled_from(["own", "above", "any"]),
    names=st.builds(
        NameRules,
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "NFC"]),
        st.integers(1, 300),
        st.booleans(),
    ),
    renames=st.frozensets(NAMES, max_size=2),
    immutable=st.frozensets(NAMES, max_size=2),
    expiry=st.booleans(),
    deletion=st.sampled_from(["emptied", "along"]),
    access=st.sampled_from(["exact", "not computed"]),
    deep=st.booleans(),
    root=st.none() | NAMES,
    user_names=st.none() | st.builds(NameRules, longest=st.integers(1, 9)),
)


def read(tmp_path, text):
    path = tmp_path / "catalog.yaml"
    path.write_bytes(text.encode())
    return read_catalog(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=TARGETS)
def test_a_target_is_read_back_as_it_was_written(tmp_path, made):
    assert read(tmp_path, catalog_text(made)) == (made, [])


def test_the_permissions_stand_in_the_vendor_s_order(target):
    text = catalog_text(target)
    keys = [line.split("key: ")[1] for line in text.splitlines() if "- key: " in line]
    assert keys == [each.key for each in target.catalog.permissions]


def test_a_catalog_changed_by_hand_is_refused_at_its_digest(tmp_path, target):
    text = catalog_text(target).replace("account: northwind", "account: southwind")
    found, (finding,) = read(tmp_path, text)
    assert (found, finding.code, finding.origin.line) == (None, "RC0122", 5)
    assert "catalog pull" in finding.help


def test_a_name_with_a_hidden_character_is_pinned_and_then_refused(tmp_path, target):
    text = catalog_text(replace(target, immutable=frozenset({"Top\u3164Role"})))
    found, (finding,) = read(tmp_path, text)
    assert (found, finding.code) == (None, "RC0107")
    assert text.splitlines()[finding.origin.line - 1] == 'immutable: ["Top\u3164Role"]'


def test_a_catalog_without_a_level_is_of_no_use(tmp_path, target):
    found, (finding,) = read(tmp_path, catalog_text(replace(target, levels=())))
    assert (found, finding.code) == (None, "RC0113")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "RC0002"), ("a: [", "RC0004"), ("version: 1\n", "RC0111"), ("a: 1\na: 2\n", "RC0101")],
)
def test_a_broken_catalog_is_a_finding(tmp_path, text, code):
    found, findings = read(tmp_path, text)
    assert (found, findings[0].code) == (None, code)


def test_a_missing_catalog_says_how_to_get_it(tmp_path):
    found, (finding,) = read_catalog(tmp_path / "catalog.yaml")
    assert (found, finding.code, finding.help) == (None, "RC0001", "run `reconciler catalog pull`")


def test_a_catalog_outside_of_the_project_is_not_read(tmp_path, tmp_path_factory, target):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "catalog.yaml").write_text(catalog_text(target))
    (tmp_path / "sub").symlink_to(outside)
    assert read_catalog(tmp_path / "sub/catalog.yaml", tmp_path)[1][0].code == "RC0020"


@pytest.mark.parametrize("there", ["scope: /\n", "a: [", "- x\n", "\x00"])
def test_what_is_no_catalog_is_not_replaced_by_one(world, target, there):
    project, _ = read_project(world.root / "reconciler.yaml")
    world.file("catalog.yaml", there)
    with pytest.raises(UsageError) as refusal:
        write_catalog(project, target)
    assert str(refusal.value).startswith("catalog.yaml is no catalog, so it is not replaced.")
    assert (world.root / "catalog.yaml").read_text() == there


@pytest.mark.parametrize("spoilt", ["<<<<<<< ours\n", "levels: [", "x"])
def test_a_catalog_that_was_spoilt_is_replaced(world, target, spoilt):
    project, _ = read_project(world.root / "reconciler.yaml")
    world.file("catalog.yaml", catalog_text(target) + spoilt)
    write_catalog(project, target)
    assert read_catalog(world.root / "catalog.yaml") == (target, [])


@pytest.mark.parametrize("there", ["", "permissions: []\ndigest: x\n"])
def test_an_empty_file_and_a_catalog_without_its_first_line_are_replaced(world, target, there):
    project, _ = read_project(world.root / "reconciler.yaml")
    world.file("catalog.yaml", there)
    write_catalog(project, target)
    assert read_catalog(world.root / "catalog.yaml") == (target, [])


def test_a_catalog_is_written_where_the_project_says(world, target):
    project, _ = read_project(world.root / "reconciler.yaml")
    write_catalog(replace(project, catalog="pinned/catalog.yaml"), target)
    assert read_catalog(world.root / "pinned/catalog.yaml", world.root) == (target, [])
