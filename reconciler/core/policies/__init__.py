"""Policies: what must hold of who has what, whatever the files say; and whether it does."""

from reconciler.core.policies.judge import judge
from reconciler.core.policies.judgement import Judgement, Result, Status
from reconciler.core.policies.of_plan import policy_findings
from reconciler.core.policies.rules import NO_POLICIES, Policies
from reconciler.core.policies.scene import Passage, Scene, scene_of_files

__all__ = [
    "NO_POLICIES",
    "Judgement",
    "Passage",
    "Policies",
    "Result",
    "Scene",
    "Status",
    "judge",
    "policy_findings",
    "scene_of_files",
]
