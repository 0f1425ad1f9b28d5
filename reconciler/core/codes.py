"""Every finding code with its title: the index that `explain-code` and the documentation grow from.

| family | about |
|---|---|
| RC00 | files that cannot be read |
| RC01 | YAML and the shape of documents |
| RC02 | declarations that contradict themselves or the catalog |
| RC03 | declarations that contradict the live system |
| RC04 | limits and policies: what refuses a plan |
| RC05 | what the live system cannot do |
| RC06 | the plan itself: order, and what was left out |
"""

from reconciler.core.finding import Finding

REFUSALS = "RC04"
"""Findings of this family refuse a plan (exit code 3); other errors are errors in files (1)."""

TITLES: dict[str, str] = {
    "RC0501": "Scope deeper than the system's tree",
    "RC0502": "Not declared at this level",
    "RC0503": "Sub-group where groups are flat",
    "RC0504": "Group outside the built-in one",
    "RC0505": "Kind of member that the system does not take",
    "RC0506": "User of another scope",
    "RC0507": "Membership that cannot have an end",
}


def is_refusal(finding: Finding) -> bool:
    """Whether a limit or policy speaks, not a mistake in a file."""
    return finding.code.startswith(REFUSALS)
