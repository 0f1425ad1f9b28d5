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
    "RC0001": "File that cannot be read",
    "RC0002": "Empty file",
    "RC0003": "File that is not UTF-8",
    "RC0004": "File that is not YAML",
    "RC0005": "Control character in a file",
    "RC0006": "Several documents in one file",
    "RC0010": "File too large",
    "RC0011": "Too many files",
    "RC0012": "Nested too deep",
    "RC0013": "Too many keys, values and items",
    "RC0014": "Too much through aliases",
    "RC0015": "Text too long",
    "RC0020": "Link that leads out",
    "RC0021": "Link that leads in a circle",
    "RC0022": "Not a regular file",
    "RC0023": "File names that some systems hold for one",
    "RC0024": "Path that is not allowed",
    "RC0025": "Source without a file",
    "RC0026": "File matched twice",
    "RC0101": "Key that stands twice",
    "RC0102": "Merge key",
    "RC0103": "Tag",
    "RC0104": "Alias of nothing",
    "RC0105": "Key that is no name",
    "RC0106": "Null",
    "RC0107": "Hidden character",
    "RC0110": "Unknown key",
    "RC0111": "Missing key",
    "RC0112": "Text, list or mapping in the wrong place",
    "RC0113": "Value that does not fit",
    "RC0114": "Member that is not exactly one",
    "RC0115": "Scope or pattern that cannot be read",
    "RC0116": "Name that cannot be read",
    "RC0117": "Date that cannot be read",
    "RC0119": "Url that cannot be read",
    "RC0120": "User or password in a url",
    "RC0121": "Url that others can read along",
    "RC0122": "Catalog changed by hand",
    "RC0201": "Scope outside of what the file may speak of",
    "RC0202": "Scope outside of what the project manages",
    "RC0203": "Managed scope without a file",
    "RC0204": "Value given twice",
    "RC0205": "Member listed twice",
    "RC0206": "Permission listed twice",
    "RC0207": "Set declared twice",
    "RC0208": "Set that hides another",
    "RC0209": "Unknown set",
    "RC0210": "Set in a set",
    "RC0211": "Two spellings of one name",
    "RC0212": "Role that hides another",
    "RC0213": "Renames that conflict",
    "RC0214": "Rename of nothing",
    "RC0215": "Membership that has ended",
    "RC0230": "Unknown permission",
    "RC0231": "Unknown role type",
    "RC0233": "Permission that the role type cannot carry",
    "RC0234": "Permission of another level",
    "RC0235": "Role assigned at the wrong level",
    "RC0236": "Scope deeper than the tree",
    "RC0237": "Role at a level without roles",
    "RC0238": "Group at a level without groups",
    "RC0239": "User of another scope",
    "RC0240": "Member of a kind that is not allowed",
    "RC0241": "Membership that cannot end",
    "RC0242": "Name too long for the live system",
    "RC0243": "Rename that the live system cannot do",
    "RC0244": "Group below a group where there are no trees",
    "RC0245": "Group outside of the built-in one",
    "RC0501": "Kind that cannot be renamed or moved",
    "RC0502": "Attribute that cannot change",
    "RC0511": "Scope deeper than the system's tree",
    "RC0512": "Not declared at this level",
    "RC0513": "Sub-group where groups are flat",
    "RC0514": "Group outside the built-in one",
    "RC0515": "Kind of member that the system does not take",
    "RC0516": "User of another scope",
    "RC0517": "Membership that cannot have an end",
}


def is_refusal(finding: Finding) -> bool:
    """Whether a limit or policy speaks, not a mistake in a file."""
    return finding.code.startswith(REFUSALS)
