"""The first files of a project are sound, whatever their account is called."""

import pytest
from ruamel.yaml import YAML

from reconciler.spec.project import read_project
from reconciler.spec.starter import HELPERS, people_text, project_text, roles_text


@pytest.mark.parametrize("account", ["northwind", "0100", "NO", "a: b #c", "it's"])
def test_a_project_file_says_what_it_was_made_for(tmp_path, account):
    text = project_text("portal", "sqlite:///C:/my portal.db?x=1#y", account, "/acme/**")
    (tmp_path / "reconciler.yaml").write_text(text)
    project, findings = read_project(tmp_path / "reconciler.yaml")
    assert findings == []
    assert (project.account, project.url) == (account, "sqlite:///C:/my portal.db?x=1#y")
    assert [str(pattern) for pattern in project.manage] == ["/acme/**"]


def test_the_first_role_file_declares_a_group(world):
    world.file("london.roles.yaml", roles_text())
    assert sorted(str(ref) for ref in world.declared().state.groups) == [
        "group:/acme/london:top role",
        "group:/acme/london:top role/sales",
    ]


def test_the_hooks_run_commands_that_exist():
    hooks = YAML(typ="safe").load(HELPERS[".pre-commit-config.yaml"].text)["repos"][0]["hooks"]
    assert [hook["entry"].split()[1] for hook in hooks] == ["validate", "fmt"]
    assert [hook["files"] for hook in hooks] == [r"\.yaml$", r"\.yaml$"]


def test_the_people_are_of_the_account():
    people = YAML(typ="safe").load(people_text("it's"))
    assert people["account"] == "it's"
    assert people["customers"][0]["phone_systems"][0]["name"] == "london"
