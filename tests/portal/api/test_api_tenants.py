"""One tenant never sees another: each address with a token of one and the things of the other.

Each address of the document needs an entry here, so a new one without a test is a failure.
"""

import pytest
from serving import Client, code

OSLO, LONDON = "/Globex/Oslo", "/Acme/London"
ANYBODY = {("get", "/healthz"), ("get", "/metrics")}


@pytest.fixture(scope="module")
def theirs(olivia, as_user):
    """What there is at Acme, by its numbers, as the reseller sees it."""
    return {
        "scopes": olivia.find("/v1/scopes", path=LONDON)["id"],
        "users": olivia.find("/v1/users", name="isla")["id"],
        "groups": olivia.find("/v1/groups", path=["Top Role", "Sales"])["id"],
        "roles": olivia.find("/v1/roles", name="Receptionist")["id"],
        "ivy": olivia.find("/v1/users", name="ivy")["id"],
        "amanda": as_user("amanda"),
    }


def hidden(path, body=None):
    """Whatever is asked of this, it is not there."""

    def ask(gina, method, theirs):
        answer = gina(method, path.format(**theirs), body, If_Match="*")
        assert answer.status_code == 404
        assert not {"isla", "ivy", "amelia"} & set(answer.text.replace('"', " ").split())

    return ask


def listed(path, *mine):
    """Nothing of theirs is among it."""

    def ask(gina, method, _):
        text = "".join(map(str, gina.items(path)))
        assert all(word in text for word in mine)
        assert not any(word in text for word in ("Acme", "isla", "amelia", "Sales"))
        narrowed = gina(method, f"{path}?scope=/acme")
        assert narrowed.status_code in {404, 422}

    return ask


def harmless(path, *, says=()):
    """What it says is of nobody or of the caller."""

    def ask(gina, method, _):
        text = gina(method, path).text
        assert all(word in text for word in says)
        assert not any(word in text for word in ("Acme", "isla", "amelia"))

    return ask


def refused(path, body, expected):
    """Something of the account that this caller may not change."""

    def ask(gina, method, theirs):
        answer = gina(method, path.format(**theirs), body, If_Match="*")
        assert code(answer) == expected

    return ask


def events(gina, method, _):
    """Nothing that was done elsewhere; of what was refused, what somebody of hers had asked."""
    found = gina.items("/v1/events", 5000)
    done = str([one for one in found if one["refused"] is None])
    assert "user.create" in done
    assert not any(word in done for word in ("Acme", "isla", "amelia", "Sales"))
    assert {one["scope"].split("/")[1] for one in found} == {"Globex"}
    assert gina(method, "/v1/events?scope=/acme").status_code == 422


def checks(gina, method, _):
    for who, where in (("isla", LONDON), ("isla", OSLO), ("ola", LONDON), ("nobody", OSLO)):
        asked = {"user": who, "permission": "presence.access", "scope": where}
        assert code(gina(method, "/v1/check", asked)) == (404, "out-of-sight")
    asked = {"user": "ola", "permission": "users.access", "scope": OSLO, "on_user": "isla"}
    assert code(gina(method, "/v1/check", asked)) == (404, "out-of-sight")


THEIRS = "a11cafe5"
IVY = {"user": "ivy", "host": "desk", "process": "p1", "link": "https://ci", "commit": "c0ffee"}


def locked(body=None, expected=(404, "no-such-lock"), *, path="/v1/lock/{theirs}"):
    """It is held by somebody at Acme: she is told that it is, and may wait for the lease."""

    def ask(gina, method, theirs):
        amanda_holds(theirs)
        answer = gina(method, path.format(theirs=THEIRS), body)
        found = code(answer) if answer.status_code >= 400 else answer.status_code
        assert found == expected
        assert not any(f'"{said}"' in answer.text for said in IVY.values())
        if answer.status_code in {200, 409}:
            assert set(answer.json()["holder"].values()) >= {THEIRS, ""}
        assert theirs["amanda"].get("/v1/lock")["holder"].items() >= IVY.items()

    return ask


def amanda_holds(theirs):
    taken = theirs["amanda"]("POST", "/v1/lock", {"id": THEIRS, **IVY})
    assert taken.status_code == 201


def batches(gina, _, __):
    seat = {"scope": LONDON, "path": ["Top Role", "Sales"], "user": "isla"}
    has = {"role": "Receptionist", "scope": LONDON, "user": "ivy"}
    writes = [
        {"do": "membership.grant", **seat},
        {"do": "membership.redate", **seat, "expires": None},
        {"do": "membership.revoke", **seat, "expected": {"expires": None}},
        {"do": "membership.grant", **seat, "scope": OSLO, "path": ["Top Role"]},
        {"do": "assignment.grant", **has, "expected": None},
        {"do": "assignment.redate", **has, "expires": None},
        {"do": "assignment.revoke", **has},
        {"do": "group.create", "scope": LONDON, "path": ["Top Role", "X"]},
        {"do": "group.edit", "scope": LONDON, "path": ["Top Role", "Sales"], "if_match": "*"},
        {"do": "group.move", "scope": LONDON, "path": ["Top Role", "Sales"], "to": ["a"]},
        {"do": "group.delete", "scope": LONDON, "path": ["Top Role", "Sales"]},
        {"do": "user.create", "scope": LONDON, "name": "mine"},
        {"do": "user.deactivate", "name": "isla"},
        {"do": "user.activate", "name": "isla"},
        {"do": "user.remove", "name": "isla"},
        {"do": "scope.create", "path": "/acme/Rome"},
    ]
    results = gina.batch(*writes)
    assert [one["status"] for one in results] == [404] * len(writes)
    assert {one["problem"]["type"].rpartition(":")[2] for one in results} == {"out-of-sight"}


THEIR = {
    "membership": "/v1/groups/{groups}/members/{users}",
    "has": "/v1/roles/{roles}/members/{ivy}",
}
NOT_HERS = (403, "may-not-manage-roles")
TESTS = {
    ("get", "/v1/account"): harmless("/v1/account", says=("gina", "/Globex")),
    ("get", "/v1/catalog"): harmless("/v1/catalog"),
    ("get", "/v1/scopes"): listed("/v1/scopes", OSLO),
    ("get", "/v1/scopes/{number}"): hidden("/v1/scopes/{scopes}"),
    ("post", "/v1/scopes"): hidden("/v1/scopes", {"path": "/acme/Rome"}),
    ("get", "/v1/users"): listed("/v1/users", "ola"),
    ("get", "/v1/users/{number}"): hidden("/v1/users/{users}"),
    ("post", "/v1/users"): hidden("/v1/users", {"scope": "/acme/london", "name": "mine"}),
    ("patch", "/v1/users/{number}"): hidden("/v1/users/{users}", {"active": False}),
    ("delete", "/v1/users/{number}"): hidden("/v1/users/{users}"),
    # Roles belong to the account: everybody sees them, nobody but the reseller writes them.
    ("get", "/v1/roles"): listed("/v1/roles", "Receptionist"),
    ("get", "/v1/roles/{number}"): harmless("/v1/roles/1", says=("Reseller Admin",)),
    ("post", "/v1/roles"): refused("/v1/roles", {"name": "x", "type": "user"}, NOT_HERS),
    ("patch", "/v1/roles/{number}"): refused("/v1/roles/{roles}", {"name": "x"}, NOT_HERS),
    ("delete", "/v1/roles/{number}"): refused("/v1/roles/{roles}", None, NOT_HERS),
    ("get", "/v1/groups"): listed("/v1/groups", OSLO),
    ("get", "/v1/groups/{number}"): hidden("/v1/groups/{groups}"),
    ("post", "/v1/groups"): hidden("/v1/groups", {"scope": LONDON, "path": ["Top Role", "X"]}),
    ("patch", "/v1/groups/{number}"): hidden("/v1/groups/{groups}", {"description": "x"}),
    ("delete", "/v1/groups/{number}"): hidden("/v1/groups/{groups}"),
    ("get", "/v1/memberships"): listed("/v1/memberships", "ola", "gina"),
    ("get", "/v1/groups/{number}/members/{user}"): hidden(THEIR["membership"]),
    ("put", "/v1/groups/{number}/members/{user}"): hidden(THEIR["membership"], {}),
    ("delete", "/v1/groups/{number}/members/{user}"): hidden(THEIR["membership"]),
    ("get", "/v1/roles/{number}/members/{user}"): hidden(THEIR["has"]),
    ("put", "/v1/roles/{number}/members/{user}"): hidden(THEIR["has"], {}),
    ("delete", "/v1/roles/{number}/members/{user}"): hidden(THEIR["has"]),
    ("post", "/v1/check"): checks,
    ("get", "/v1/events"): events,
    ("post", "/v1/batch"): batches,
    ("get", "/v1/lock"): locked(expected=200, path="/v1/lock"),
    ("post", "/v1/lock"): locked(
        {"id": "0ddba11c", "replaces": THEIRS}, (409, "lock-held"), path="/v1/lock"
    ),
    ("put", "/v1/lock/{lock}"): locked(),
    ("delete", "/v1/lock/{lock}"): locked(expected=204),
    ("post", "/v1/lock/{lock}/break"): locked(path="/v1/lock/{theirs}/break"),
}


def test_each_address_of_the_document_has_a_test_here(base):
    anybody = Client(base)
    document = anybody.get("/openapi.json")
    anybody.session.close()
    found = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert found == set(TESTS) | ANYBODY


@pytest.mark.parametrize("address", TESTS, ids=" ".join)
def test_one_tenant_never_sees_or_touches_another(olivia, gina, theirs, address):
    def state():
        return [
            olivia.items(f"/v1/{kind}", 5000)
            for kind in ("scopes", "users", "groups", "memberships")
        ]

    before = state()
    TESTS[address](gina, address[0].upper(), theirs)
    assert state() == before


@pytest.mark.parametrize("address", [one for one in TESTS if one[0] == "get"], ids=" ".join)
def test_a_token_narrowed_to_one_tenant_sees_no_more_than_a_user_of_it(as_user, theirs, address):
    """Olivia sees everything; her token for Globex does not."""
    narrowed = as_user("olivia", scope="/globex")
    if address in {("get", "/v1/account"), ("get", "/v1/memberships")}:
        text = narrowed("GET", address[1]).text
        assert not any(word in text for word in ("Acme", "isla", "amelia"))
        return
    TESTS[address](narrowed, "GET", theirs)


@pytest.mark.parametrize("address", TESTS, ids=" ".join)
def test_no_address_answers_without_a_token(base, address):
    anybody = Client(base)
    method, path = address
    answer = anybody(method.upper(), path.format(number=1, user=1, lock="0ddba11c"), {})
    assert code(answer) == (401, "token-missing")
    anybody.session.close()
