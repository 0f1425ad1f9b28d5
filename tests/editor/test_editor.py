"""An editor session: the YAML language server with the schemas of a project."""

import shutil
from pathlib import Path

import pytest

from reconciler.cli.main import main
from tests.editor.language_server import editor

ROOT = Path(__file__).parents[2]
SERVER = ROOT / ".venv/node/node_modules/yaml-language-server/bin/yaml-language-server"

pytestmark = pytest.mark.skipif(
    not (SERVER.exists() and shutil.which("node")),
    reason="the editor session needs node and npm, and make test to install its server",
)

ROLES = """\
# yaml-language-server: $schema=../schemas/roles.schema.json
scope: /acme/london
groups:
  - name: Top Role
    groups:
      - name: NO
        permissions: [users.access, users.acces, set:everyday]
        member: [isla]
        members: [0100, no, 12:30, 2027-01-31, +442079460000, 1.10]
        groups: []
memberships:
  - role: 0100
    users: none
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A project with a pinned catalog and its schemas, opened in an editor."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("reconciler.yaml", "catalog.yaml"):
        shutil.copy(ROOT / "examples/roles" / name, folder)
    (folder / "roles").mkdir()
    (folder / "roles/london.yaml").write_text(ROLES, "utf-8")
    assert main(["--project", str(folder / "reconciler.yaml"), "schema"]) == 0
    with editor(SERVER, folder) as opened:
        underlined = opened.open("roles/london.yaml")
        yield opened, underlined


def test_what_is_wrong_is_underlined_and_nothing_else(session):
    _, underlined = session
    assert {text: message.partition(".")[0] for text, message in underlined} == {
        "member": "Property member is not allowed",
        "users.acces": 'Value must be "dashboard',
        "none": "Incorrect type",
    }


def test_a_permission_is_explained_where_the_pointer_rests(session):
    opened, _ = session
    shown = opened.hover("roles/london.yaml", "users.access")
    assert "Access Users (User Permissions). " in shown
    assert "Works on users: those below the group" in shown


def test_permissions_that_a_group_may_carry_are_offered_with_their_explanation(session):
    opened, _ = session
    offered = opened.complete("roles/london.yaml", "permissions: [users.access, ")
    keys = {label for label in offered if "." in label}
    assert len(keys) == 27
    assert "roles.manage" not in keys
    assert offered["presence.access"].startswith("Access Presence (Presence Permissions). ")


def test_the_keys_of_a_group_are_offered_and_explained(session):
    opened, _ = session
    shown = opened.hover("roles/london.yaml", "members: [0100")
    assert "Exactly who is in the group" in shown
