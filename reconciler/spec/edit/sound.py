"""Sound files: only a file in which nothing is wrong is edited, and as it was read."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from reconciler.core.finding import Finding, has_errors
from reconciler.spec.edit.draft import Draft
from reconciler.spec.edit.saving import Edited
from reconciler.spec.files import read_bytes
from reconciler.spec.places import Tree
from reconciler.spec.reader import read_yaml
from reconciler.spec.shape import shaped


@dataclass(frozen=True, slots=True)
class Sound:
    """A file without an error in itself, and its bytes."""

    tree: Tree
    raw: bytes
    model: type[BaseModel]

    def draft(self) -> Draft:
        """Edits of this file."""
        return Draft(self.tree, self.raw, self.model)

    def edited(self, draft: Draft) -> tuple[list[Edited], list[Finding]]:
        """The file with the edits, if they change it; or why they cannot be made."""
        new, findings = draft.finish()
        if new is None or new == self.raw:
            return [], findings
        return [Edited(self.tree.path, self.raw, new)], findings


def read_sound(
    root: Path, path: str, base: str, model: type[BaseModel]
) -> tuple[Sound | None, list[Finding]]:
    """The file, or everything wrong with it. `base` is the folder that bounds its links."""
    raw, findings = read_bytes(root, path, base)
    if raw is None:
        return None, findings
    tree, findings = read_yaml(path, raw)
    if tree is None:
        return None, findings
    document, wrong = shaped(model, tree)
    if document is None or has_errors(findings):
        return None, [*findings, *wrong]
    return Sound(tree, raw, model), findings
