"""What the tests of files share: a target like the portal's, and projects in a folder."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from reconciler.core.names import NameRules
from reconciler.core.target import Catalog, Level, Permission, RoleType, Target
from reconciler.spec.load import load
from reconciler.spec.project import read_project
from reconciler.spec.resolve import resolve

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
ALL_TYPES = ("reseller", "customer", "user")


def permission(key, level="phone_system", types=ALL_TYPES):
    return Permission(key, key.title(), level=level, role_types=types)


TARGET = Target(
    account="northwind",
    levels=(
        Level("reseller", "Reseller", roles=True),
        Level("customer", "Customer"),
        Level("phone_system", "Phone system", groups=True),
    ),
    catalog=Catalog(
        (
            permission("roles.manage", "reseller", ("reseller",)),
            permission("phone_systems.manage", "customer", ("reseller", "customer")),
            permission("users.access"),
            permission("users.manage_voicemail"),
            permission("soft_phone.access"),
            permission("presence.access"),
            permission("call_flow.access"),
        )
    ),
    role_types=(
        RoleType("reseller", "reseller"),
        RoleType("customer", "customer"),
        RoleType("user", "phone_system"),
    ),
    tree="reach",
    assignment="below",
    names=NameRules(case=False, trim=True, form="NFC"),
    expiry=True,
    access="exact",
)

PROJECT = """\
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/**]
sources:
  - {files: "**/*.roles.yaml", within: /**}
"""


@dataclass
class World:
    """A project in a folder: write files, then ask what they declare and what is wrong."""

    root: Path
    target: Target = TARGET
    now: datetime = NOW

    def write(self, **files):
        """Role files by name, without their ending."""
        for name, text in files.items():
            self.file(f"{name}.roles.yaml", dedent(text))
        return self

    def file(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def project(self, text=PROJECT):
        self.file("reconciler.yaml", text)
        return self

    def read(self):
        """What is declared, and every finding of project, files and resolution."""
        project, findings = read_project(self.root / "reconciler.yaml")
        assert project is not None, findings
        documents, problems = load(project)
        declared, contradictions = resolve(documents, project, self.target, self.now)
        return declared, [*findings, *problems, *contradictions]

    def declared(self):
        """What is declared, by files in which nothing is wrong."""
        declared, findings = self.read()
        assert findings == []
        return declared

    def said(self):
        """Every finding as `code place`, and after it the places that have to do with it."""
        return [
            " ".join(
                [finding.code, str(finding.origin), *(str(place) for _, place in finding.related)]
            )
            for finding in self.read()[1]
        ]


@pytest.fixture
def world(tmp_path):
    return World(tmp_path).project()


@pytest.fixture
def target():
    return TARGET
