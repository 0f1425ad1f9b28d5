"""A bare loop over the API of the service, with nothing but requests: what ours stands beside.

It runs in the folder of a project that is served, and prints a line of JSON: what it has done, and
in how many seconds without its start.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import requests

LISTINGS = ("memberships", "users", "groups", "roles", "scopes")
LIMIT = 5000
"""Things of a page, as many as ours asks for."""
WRITES = 1000
FOR_EACH_GROUP = 10


def main() -> None:
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {Path('token').read_text('ascii')}"
        address = Path("address").read_text("ascii")
        print(json.dumps(LOOPS[sys.argv[1]](session, f"{address}/v1")))


def read(session: requests.Session, api: str) -> Mapping[str, float]:
    """Every page of every listing, one after the other."""
    start = time.perf_counter()
    found = {name: list(listing(session, api, name)) for name in LISTINGS}
    seconds = time.perf_counter() - start
    held = sum(len(part["members"]) for part in found["memberships"])
    return {"memberships": held, "seconds": seconds}


def listing(session: requests.Session, api: str, name: str) -> Iterator[Any]:
    where: dict[str, Any] = {"limit": LIMIT}
    while True:
        answer = session.get(f"{api}/{name}", params=where)
        answer.raise_for_status()
        page = answer.json()
        yield from page["items"]
        if page["next"] is None:
            return
        where["cursor"] = page["next"]


def write(session: requests.Session, api: str) -> Mapping[str, float]:
    """Memberships that are not there yet, each by a request of its own."""
    addresses = list(seats(session, api))[:WRITES]
    start = time.perf_counter()
    for address in addresses:
        answer = session.put(address, json={"expires": None})
        if answer.status_code != requests.codes.created:
            sys.exit(f"{address} answered {answer.status_code}: {answer.text}")
    seconds = time.perf_counter() - start
    return {"written": len(addresses), "each": seconds / len(addresses)}


def seats(session: requests.Session, api: str) -> Iterator[str]:
    """Where a few users of each phone system are put into each of its groups."""
    users = defaultdict(list)
    for user in listing(session, api, "users"):
        users[user["scope"]].append(user["id"])
    for group in listing(session, api, "groups"):
        if not group["built_in"]:
            for user in users[group["scope"]][:FOR_EACH_GROUP]:
                yield f"{api}/groups/{group['id']}/members/{user}"


LOOPS: Mapping[str, Callable[[requests.Session, str], Mapping[str, float]]] = {
    "read": read,
    "write": write,
}

if __name__ == "__main__":
    main()
