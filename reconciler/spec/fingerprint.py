"""The fingerprint of a configuration: one digest for all files that a plan is made from."""

import hashlib

from reconciler.core.canonical import digest
from reconciler.spec.discover import discover, discover_policies
from reconciler.spec.files import read_bytes
from reconciler.spec.project import Project


def fingerprint(project: Project) -> str:
    """The digest of the project file, the catalog, role and policy files: of paths and bytes."""
    files = [*discover(project)[0], *discover_policies(project)[0]]
    named = [(project.file, ""), (project.catalog, ""), *((file.path, file.base) for file in files)]
    return digest({path: _digest(project, path, base) for path, base in named})


def _digest(project: Project, path: str, base: str) -> str | None:
    content, _ = read_bytes(project.root, path, base)
    return None if content is None else hashlib.sha256(content).hexdigest()
