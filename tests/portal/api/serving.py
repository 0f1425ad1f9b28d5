"""A server in a process of its own, and clients that speak to it."""

import subprocess
import sys
from contextlib import contextmanager

import requests
from portal_world import populate

from reconciler.portal import Portal

PROGRAM = "import sys; from reconciler.cli.start import start; sys.exit(start())"
RESELLER = (
    *("roles.manage", "customers.manage", "phone_systems.manage"),
    *("reseller.assign_roles", "reseller.manage_users", "reseller.access_events"),
    *("customer.assign_roles", "customer.manage_users", "customer.access_events"),
    *("users.deactivate", "role_permissions.manage", "role_membership.manage"),
    *("call_flow.access", "presence.access", "users.access"),
)


def make_portal(url):
    """The small portal; olivia holds nearly everything, gina what there is at Globex."""
    with Portal.create(url, "northwind", fill=populate) as portal, portal.transaction() as work:
        work.roles.create("Reseller Admin", "reseller", RESELLER)
        work.roles.create("Globex Admin", "customer", [k for k in RESELLER if not at_reseller(k)])
        work.roles.create("Receptionist", "user", ["call_flow.access"])
        work.assignments.grant("Reseller Admin", "olivia")
        work.assignments.grant("Globex Admin", "gina")
        work.groups.create("/acme/london", ("Top Role", "Sales"), ["presence.access"])
        work.memberships.grant("/acme/london", ("Top Role", "Sales"), "isla")
        work.assignments.grant("Receptionist", "ivy")


def at_reseller(key):
    return key in {"roles.manage", "customers.manage"} or key.startswith("reseller.")


def issue(url, user, kind="write", **more):
    with Portal.open(url) as portal, portal.transaction() as work:
        return work.tokens.create(user, kind, **more)[1]


@contextmanager
def serving(url, log, *options):
    """Serve a database on a port that the system chooses; the address of the server."""
    command = [sys.executable, "-c", PROGRAM, "portal", "serve", url, "--port", "0", *options]
    with log.open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
    assert process.returncode == 0


class Client:
    """One token at one server; every answer is looked at as all answers must be."""

    def __init__(self, base, token=None):
        self.base = base
        self.session = requests.Session()
        self.session.trust_env = False
        if token:
            self.session.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method, path, body=None, **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.session.request(
            method, self.base + path, json=body, headers=names, timeout=30
        )
        assert answer.headers["X-Request-Id"]
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json"
            problem = answer.json()
            assert problem["status"] == answer.status_code
            assert problem["type"].startswith("urn:reconciler:portal:")
            assert problem["title"]
            assert problem["detail"]
            assert "Traceback" not in answer.text
        return answer

    def get(self, path):
        answer = self("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def items(self, path, limit=100):
        """Every thing of a listing, page by page."""
        found, cursor = [], ""
        while cursor is not None:
            sign = "&" if "?" in path else "?"
            page = self.get(f"{path}{sign}limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
            found += page["items"]
            cursor = page["next"]
        return found

    def find(self, listing, **fields):
        (found,) = [
            one
            for one in self.items(listing)
            if all(one[name] == value for name, value in fields.items())
        ]
        return found

    def batch(self, *writes, **headers):
        answer = self("POST", "/v1/batch", {"writes": list(writes)}, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]


def code(answer):
    """The status, and the last word of the type."""
    problem = answer.json()
    return problem["status"], problem["type"].rpartition(":")[2]
