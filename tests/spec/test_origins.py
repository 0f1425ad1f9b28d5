import pytest

from reconciler.core.model import Container, Ref
from reconciler.core.scope import ROOT, Scope
from reconciler.spec import origins as module
from reconciler.spec.bounds import MAX_ABOVE

LONDON = Scope("/acme/london")
MANAGERS = Ref("group", LONDON, ("top role", "managers"))
TEAM = Container.of(MANAGERS)
RECEPTION = Ref("role", ROOT, ("reception",))
DESK = Container(RECEPTION, LONDON)


@pytest.fixture
def origins(world):
    world.write(
        a="""\
        scope: /
        sets:
          office: [users.access, presence.access]
        roles:
          - name: Reception
            type: user
            permissions: [call_flow.access, set:office]
            previously: Desk
        """,
        b="""\
        scope: /acme/london
        groups:
          - name: Top Role/Managers
            permissions: ['set:office']
            members: [Noah, {user: mia, expires: 2026-01-01}]
        memberships:
          - role: Reception
            users: [ivy]
        """,
        c="""\
        scope: /acme/london
        groups:
          - name: Top Role/Managers
            members: [leo]
        """,
    )
    return world.read()[0].origins


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (ROOT, "a.roles.yaml:1:8"),
        (LONDON, "b.roles.yaml:1:8"),
        (RECEPTION, "a.roles.yaml:5:11"),
        ((RECEPTION, "type"), "a.roles.yaml:6:11"),
        ((RECEPTION, "previously"), "a.roles.yaml:8:17"),
        ((RECEPTION, "call_flow.access"), "a.roles.yaml:7:19"),
        ((RECEPTION, "users.access"), "a.roles.yaml:7:37"),
        ((RECEPTION, "description"), "None"),
        (MANAGERS, "b.roles.yaml:3:11"),
        ((MANAGERS, "presence.access"), "b.roles.yaml:4:19"),
        (TEAM, "b.roles.yaml:5:5"),
        ((TEAM, "noah"), "b.roles.yaml:5:15"),
        ((TEAM, "mia"), "b.roles.yaml:5:28"),
        ((TEAM, "leo"), "c.roles.yaml:4:15"),
        ((TEAM, "eve"), "None"),
        (DESK, "b.roles.yaml:7:11"),
        ((DESK, "ivy"), "b.roles.yaml:8:13"),
        ((ROOT, "set:office"), "a.roles.yaml:3:3"),
        ((ROOT, "set:office", "presence.access"), "a.roles.yaml:3:26"),
        ((LONDON, "set:office"), "None"),
        ((ROOT, "roles"), "a.roles.yaml:4:1"),
        ((LONDON, "groups"), "b.roles.yaml:2:1"),
        ((LONDON, "memberships"), "b.roles.yaml:6:1"),
        ((LONDON, "roles"), "None"),
        ((ROOT, "office"), "None"),
        ((MANAGERS, "groups"), "None"),
        (Scope("/globex"), "None"),
        (Ref("role", ROOT, ("none",)), "None"),
        (Container(RECEPTION, ROOT), "None"),
    ],
)
def test_everything_declared_is_found_where_it_stands(origins, key, place):
    assert str(origins.of(key)) == place


def test_of_two_lists_the_one_that_answers_is_found(world):
    world.write(
        a="scope: /acme/london\nmode: additive\ngroups:\n  - {name: A, groups: []}\n",
        b="scope: /acme/london\ngroups:\n  - name: A\n    groups: []\n",
    )
    origins = world.declared().origins
    assert str(origins.of((LONDON, "groups"))) == "b.roles.yaml:2:1"
    assert str(origins.of((Ref("group", LONDON, ("a",)), "groups"))) == "b.roles.yaml:4:5"


def test_a_member_is_found_by_its_own_question_too(origins):
    assert str(origins.of_member(DESK, "ivy")) == "b.roles.yaml:8:13"
    assert origins.of_member(DESK, RECEPTION) is None


def test_a_declared_origin_covers_the_whole_name(origins):
    assert origins.of((TEAM, "noah")).end == 19


def test_who_is_asked_about_after_many_others_is_found_all_the_same(origins, monkeypatch):
    monkeypatch.setattr(module, "_REMEMBERED", 1)
    asked = [(TEAM, "noah"), (DESK, "ivy"), (TEAM, "leo"), (DESK, "ivy")]
    found = [str(origins.of_member(container, member)) for container, member in asked]
    assert found == [
        "b.roles.yaml:5:15",
        "b.roles.yaml:8:13",
        "c.roles.yaml:4:15",
        "b.roles.yaml:8:13",
    ]


def test_a_group_is_at_most_so_many_groups_deep(world):
    path = "/".join(["Top Role", *(f"g{number}" for number in range(MAX_ABOVE))])
    world.write(a=f"scope: /acme/london\ngroups:\n  - name: {path}\n")
    (found,) = [each for each in world.read()[1] if each.code == "RC0012"]
    assert (found.message, str(found.origin)) == (
        f"a group more than {MAX_ABOVE} groups deep",
        "a.roles.yaml:3:11",
    )
