"""The document is true: whatever is made from it is answered as it says, and nothing breaks."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from serving import Client, issue

PHASES = "examples,coverage,fuzzing"
NOT_OURS = "positive_data_acceptance"
"""The rules of the portal refuse more than a schema can say: 422 is no mistake of the document."""


@pytest.fixture(scope="module")
def document(base):
    anybody = Client(base)
    yield anybody.get("/openapi.json")
    anybody.session.close()


def operations(document):
    return [
        (f"{method} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_nothing_that_is_made_from_the_document_is_answered_otherwise(base, url, tmp_path):
    """schemathesis: no 5xx, no answer that is not in the document, no wrong data let through."""
    program = Path(sys.executable).with_name("schemathesis")
    token = issue(url, "olivia")
    done = subprocess.run(
        [
            *(program, "run", f"{base}/openapi.json", "--no-color", "--seed", "1"),
            *("-H", f"Authorization: Bearer {token}", "--phases", PHASES),
            *("--max-examples", "2", "--exclude-checks", NOT_OURS),
            *("--generation-database", "none", "--workers", "1", "--max-time", "60"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:]
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested[1] == "37"
    assert int(re.search(r"(\d+) generated", done.stdout)[1]) > 300


def test_each_address_says_what_it_does_and_who_may_ask(document):
    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["description"].endswith("."), name
        open_to_all = name in {"get /healthz", "get /metrics"}
        assert ("security" in operation) != open_to_all, name


def test_each_refusal_that_an_address_may_give_has_the_shape_of_a_problem(document):
    for name, operation in operations(document):
        refusals = {code: answer for code, answer in operation["responses"].items() if code > "400"}
        assert {"500"} <= set(refusals), name
        for answer in refusals.values():
            assert list(answer["content"]) == ["application/problem+json"], name


def test_the_document_has_an_example_of_each_thing(document):
    schemas = document["components"]["schemas"]
    looks = ("UserLook", "RoleLook", "GroupLook", "EventLook", "LockLook")
    for name in (*looks, "NewUser", "NewGroup", "NewLock", "Batch"):
        fields = schemas[name]["properties"].values()
        assert any("examples" in field for field in fields), name
