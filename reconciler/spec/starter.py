"""The first files of a project, each with a word on what it is for."""

from dataclasses import dataclass
from typing import Final

from reconciler.spec.export.text import modeline
from reconciler.spec.scalar import scalar

PROJECT: Final = "reconciler.yaml"
CATALOG: Final = "catalog.yaml"
PEOPLE: Final = "portal.yaml"
ROLES: Final = "roles/acme/london.yaml"


@dataclass(frozen=True, slots=True)
class Helper:
    """A file that a repository may have already; then it keeps its own, and takes the advice."""

    text: str
    advice: str


HELPERS: Final = {
    ".gitignore": Helper(
        """\
# What reconciler makes on this machine: the embedded portal, receipts.
.reconciler/
""",
        "it needs the line `.reconciler/`",
    ),
    ".pre-commit-config.yaml": Helper(
        """\
# The checks before a commit: `pre-commit install` once. They run the reconciler that is installed.
repos:
  - repo: local
    hooks:
      - id: reconciler-validate
        name: reconciler validate
        entry: reconciler validate
        language: system
        files: \\.yaml$
        pass_filenames: false
      - id: reconciler-fmt
        name: reconciler fmt --check
        entry: reconciler fmt --check
        language: system
        files: \\.yaml$
        pass_filenames: false
""",
        "`reconciler validate` and `reconciler fmt --check` make good hooks",
    ),
}


def project_text(provider: str, url: str, account: str, manage: str) -> str:
    """A project file about one pattern of scopes, its role files below `roles/`."""
    return f"""\
{modeline(PROJECT, "project")}version: 1
target:
  provider: {scalar(provider)}
  url: {scalar(url)}
  account: {scalar(account)}   # any other account that answers there is refused

manage:   # the scopes these files answer for; everything else is left alone
  - {scalar(manage)}

sources:   # which files may speak of which scopes
  - {{files: roles/**/*.yaml, within: /**}}

limits:   # what refuses a plan
  removals: {{count: 20, percent: 25}}
"""


def people_text(account: str) -> str:
    """Who is there in the embedded portal of a project from nothing."""
    return f"""\
# Who is there: the embedded portal is made from this. To make it anew:
#   rm -r .reconciler && reconciler portal init --from portal.yaml
account: {scalar(account)}
users: [olivia]
customers:
  - name: acme
    users: [charlotte]
    phone_systems:
      - name: london
        users: [amelia, noah, isla, jack]   # the first is put into Top Role
"""


def roles_text() -> str:
    """The first role file, about the phone system of these people."""
    return f"""\
{modeline(ROLES, "roles")}scope: /acme/london

groups:
  - name: Top Role   # built in: only its members and the groups below it are declared
    members:
      - amelia
    groups:
      - name: Sales
        permissions: [soft_phone.access, presence.access]
        members:
          - isla
          - {{user: jack, expires: 2031-01-31, reason: Covers a parental leave}}
          - noah
        groups: []

memberships: []   # nobody holds a role here
"""
