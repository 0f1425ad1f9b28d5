"""Each address does what it says, with tags and without."""

import pytest
from serving import Client, code

LONDON = "/Acme/London"


def test_the_account_says_who_answers_and_who_asks(as_user):
    answer = as_user("amanda", "read", scope="/acme/london").get("/v1/account")
    assert answer["account"] == "northwind"
    assert answer["caller"] == {"user": "amanda", "scope": "/Acme"}
    assert (answer["token"]["kind"], answer["token"]["scope"]) == ("read", LONDON)
    assert answer["version"] > 0


def test_the_catalog_lists_permissions_in_the_order_in_which_they_are_shown(gina):
    catalog = gina.get("/v1/catalog")
    keys = [one["key"] for one in catalog["permissions"]]
    assert (keys[0], keys[-1], len(keys)) == ("roles.manage", "presence.access", 38)
    assert catalog["role_types"][2] == {"type": "user", "level": "phone_system"}


def test_a_scope_is_made_found_and_listed(olivia):
    made = olivia("POST", "/v1/scopes", {"path": "/Initech"})
    assert (made.status_code, made.json()["level"]) == (201, "customer")
    below = olivia("POST", "/v1/scopes", {"path": "/initech/Bergen"})
    assert below.json()["path"] == "/Initech/Bergen"
    found = olivia("GET", below.headers["Location"])
    assert (found.json(), found.headers["ETag"]) == (below.json(), below.headers["ETag"])
    listed = olivia.items("/v1/scopes?scope=/initech")
    assert [one["path"] for one in listed] == ["/Initech", "/Initech/Bergen"]
    assert listed[1]["etag"] == found.headers["ETag"]


def test_a_user_is_made_switched_off_and_on_and_removed(olivia):
    made = olivia("POST", "/v1/users", {"scope": "/acme/paris", "name": "Zoë"})
    assert made.status_code == 201
    place = made.headers["Location"]
    off = olivia("PATCH", place, {"active": False}, If_Match=made.headers["ETag"])
    assert (off.status_code, off.json()["active"]) == (200, False)
    on = olivia("PATCH", place, {"active": True}, If_Match=off.headers["ETag"])
    assert on.headers["ETag"] == made.headers["ETag"]
    assert olivia("DELETE", place, If_Match=on.headers["ETag"]).status_code == 204
    assert code(olivia("GET", place)) == (404, "unknown-number")


def test_a_role_is_made_edited_renamed_and_deleted(olivia):
    made = olivia("POST", "/v1/roles", {"name": "Night", "type": "user"})
    place, tag = made.headers["Location"], made.headers["ETag"]
    edits = {"name": "Night Shift", "permissions": ["presence.access", "call_flow.access"]}
    edited = olivia("PATCH", place, edits, If_Match=tag)
    assert edited.json() == {
        "id": made.json()["id"],
        "name": "Night Shift",
        "type": "user",
        "description": "",
        "permissions": ["call_flow.access", "presence.access"],
    }
    assert edited.headers["ETag"] != tag
    assert olivia("DELETE", place, If_Match=f'"x", {edited.headers["ETag"]}').status_code == 204


def test_a_group_is_made_edited_moved_and_deleted(olivia):
    body = {"scope": "/acme/london", "path": ["top role", "Night"]}
    made = olivia("POST", "/v1/groups", body)
    assert made.json()["path"] == ["Top Role", "Night"]
    edits = {"path": ["Top Role", "Sales", "Nights"], "description": "late"}
    place = made.headers["Location"]
    moved = olivia("PATCH", place, edits, If_Match=made.headers["ETag"])
    assert moved.json()["path"] == ["Top Role", "Sales", "Nights"]
    assert moved.json()["description"] == "late"
    assert olivia("DELETE", place, If_Match="*").status_code == 204


@pytest.mark.parametrize(
    ("holder", "user"),
    [({"path": ["Top Role", "Sales"]}, "jack"), ({"name": "Receptionist"}, "noah")],
    ids=["group", "role"],
)
def test_a_membership_is_made_re_dated_and_taken(olivia, holder, user):
    kind = "groups" if "path" in holder else "roles"
    number = olivia.find(f"/v1/{kind}", **holder)["id"]
    place = f"/v1/{kind}/{number}/members/{olivia.find('/v1/users', name=user)['id']}"
    assert code(olivia("GET", place)) == (404, "unknown-number")
    made = olivia("PUT", place, {"expires": "2999-01-31T12:00:00+02:00"})
    assert (made.status_code, made.json()["expires"]) == (201, "2999-01-31T10:00:00Z")
    assert olivia("GET", place).headers["ETag"] == made.headers["ETag"]
    assert code(olivia("PUT", place, {})) == (428, "precondition-required")
    lasting = olivia("PUT", place, {"expires": None}, If_Match=made.headers["ETag"])
    assert (lasting.status_code, lasting.json()["expires"]) == (200, None)
    assert code(olivia("DELETE", place)) == (428, "precondition-required")
    assert olivia("DELETE", place, If_Match=lasting.headers["ETag"]).status_code == 204
    assert code(olivia("DELETE", place, If_Match="*")) == (404, "unknown-number")


def test_memberships_come_by_container_with_who_ends(olivia):
    by_container = {
        (
            one["container"]["scope"],
            *one["container"].get("path", [one["container"].get("role")]),
        ): (
            one["members"],
            one["until"],
        )
        for one in olivia.items("/v1/memberships")
    }
    assert by_container["/Acme/London", "Top Role", "Sales"] == (["isla"], {})
    assert by_container["/Acme/London", "Receptionist"] == (["ivy"], {})
    assert by_container["/", "Reseller Admin"] == (["olivia"], {})


@pytest.mark.parametrize("listing", ["scopes", "users", "roles", "groups", "memberships", "events"])
def test_pages_of_any_size_make_the_same_listing(olivia, listing):
    def flat(items):
        if listing != "memberships":
            return items
        return sorted((str(one["container"]), name) for one in items for name in one["members"])

    whole = olivia.items(f"/v1/{listing}", 5000)
    for size in (1, 2, 7):
        assert flat(olivia.items(f"/v1/{listing}", size)) == flat(whole)


def test_a_check_comes_with_every_reason(olivia):
    asked = {"user": "amelia", "permission": "users.access", "scope": "/acme/london"}
    answer = olivia("POST", "/v1/check", {**asked, "on_user": "isla"}).json()
    assert (answer["allowed"], answer["obstacles"]) == (True, [])
    assert answer["reasons"][0]["text"] == "group Top Role at /Acme/London, over Top Role/Sales"
    answer = olivia("POST", "/v1/check", {**asked, "on_user": "amelia"}).json()
    assert (answer["allowed"], answer["reasons"]) == (False, [])
    assert answer["obstacles"]
    on = {"user": "amelia", "permission": "role_membership.manage", "scope": LONDON}
    answer = olivia("POST", "/v1/check", {**on, "on_group": ["Top Role", "Sales"]}).json()
    assert answer["allowed"]


def test_the_log_has_who_did_what_through_which_token(olivia):
    olivia("POST", "/v1/users", {"scope": "/acme/paris", "name": "noted"})
    event = olivia.items("/v1/events")[-1]
    assert (event["actor"], event["action"], event["scope"]) == (
        "olivia",
        "user.create",
        "/Acme/Paris",
    )
    assert event["run"] == {"token": str(olivia.get("/v1/account")["token"]["id"])}


def test_without_a_token_there_is_health_numbers_and_the_document(base):
    anybody = Client(base)
    assert anybody.get("/healthz") == {"status": "ok"}
    assert anybody.get("/openapi.json")["openapi"].startswith("3.1")
    metrics = anybody("GET", "/metrics").text
    assert 'portal_requests_total{method="GET",route="/v1/account",status="200"}' in metrics
    anybody.session.close()
