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
| RC07 | files that are written: edits that cannot be made, and what no file can hold |
| RC08 | plans without the live system: what is not known, and what a change decides of itself |
"""

from collections.abc import Sequence

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
    "RC0027": "Project file or catalog as a role file",
    "RC0028": "Pattern that CODEOWNERS cannot say",
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
    "RC0123": "Catalog of another account",
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
    "RC0216": "Names that look alike",
    "RC0217": "Exception to the limits that can never apply",
    "RC0218": "Two rules of one name",
    "RC0219": "Waiver of no rule",
    "RC0221": "Members of something that gives nothing",
    "RC0222": "Role that nobody has",
    "RC0223": "Roles that give the same",
    "RC0224": "Role that gives less than another",
    "RC0225": "Membership that is given already",
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
    "RC0246": "Members in a circle",
    "RC0301": "Scope that does not exist",
    "RC0302": "Live scope that no file speaks of",
    "RC0303": "Unknown user",
    "RC0304": "User who belongs elsewhere",
    "RC0305": "Role that is not there",
    "RC0306": "Live role assigned at the wrong level",
    "RC0307": "Group without a place",
    "RC0308": "Role that hides a live one",
    "RC0309": "New role without a type",
    "RC0310": "Rename that is done",
    "RC0311": "Rename to a name that exists",
    "RC0312": "Rename that another entry makes",
    "RC0313": "Names swapped in a circle",
    "RC0314": "Rename or move of what is built in",
    "RC0315": "Deletion and creation that look like a rename",
    "RC0320": "Permissions that are fixed",
    "RC0321": "Members who are fixed",
    "RC0322": "Last active member",
    "RC0323": "Type that changes under members",
    "RC0324": "Deletion that takes from people elsewhere",
    "RC0325": "Narrowing that takes from people elsewhere",
    "RC0326": "Rename of what people elsewhere have",
    "RC0327": "Widening that reaches people elsewhere",
    "RC0328": "Live permission that the role type cannot carry",
    "RC0329": "Pinned catalog that is out of date",
    "RC0330": "Name that looks like a live one",
    "RC0331": "Pattern without a live scope",
    "RC0401": "List of users that seems short",
    "RC0402": "Too many removals",
    "RC0403": "Too few administrators",
    "RC0404": "Permission that the applying identity does not hold",
    "RC0411": "Name in a policy that nobody knows",
    "RC0412": "Separated duties in one hand",
    "RC0413": "Too few or too many holders",
    "RC0414": "Membership that lasts too long",
    "RC0415": "Membership without a reason",
    "RC0416": "Loss for what is protected",
    "RC0417": "Change of an identity that no plan touches",
    "RC0418": "Forbidden permission",
    "RC0419": "Name that breaks a naming rule",
    "RC0420": "Access test that fails",
    "RC0421": "Violations that are waived",
    "RC0422": "Waiver of nothing",
    "RC0423": "Policy that cannot be judged",
    "RC0501": "Kind that cannot be renamed or moved",
    "RC0502": "Attribute that cannot change",
    "RC0511": "Scope deeper than the system's tree",
    "RC0512": "Not declared at this level",
    "RC0513": "Sub-group where groups are flat",
    "RC0514": "Group outside the built-in one",
    "RC0515": "Kind of member that the system does not take",
    "RC0516": "User of another scope",
    "RC0517": "Membership that cannot have an end",
    "RC0601": "No safe order",
    "RC0602": "Somebody would reach a group for a moment",
    "RC0603": "Somebody is without access for a moment",
    "RC0604": "Somebody would hold too much for a moment",
    "RC0605": "Too few administrators for a moment",
    "RC0606": "Separated duties in one hand for a moment",
    "RC0607": "Right that the plan takes and still needs",
    "RC0608": "Applying identity that locks itself out",
    "RC0609": "Order that is not proved",
    "RC0610": "Changed since the plan was made",
    "RC0701": "Edit that would change more than it should",
    "RC0702": "Comment that may be anybody's",
    "RC0703": "File that somebody else changed",
    "RC0704": "File that cannot be written",
    "RC0705": "Link in the place of a file",
    "RC0711": "Scope that no source covers",
    "RC0712": "Scope that no file can speak of",
    "RC0713": "Scope in several files",
    "RC0714": "What no file can hold",
    "RC0715": "What the next plan would still change",
    "RC0716": "What no file would manage any more",
    "RC0721": "Difference that the files cannot take in",
    "RC0801": "Plan without the live system",
    "RC0802": "Snapshot that is a day old",
    "RC0803": "Live side that nobody knows",
    "RC0804": "Taken for existing",
    "RC0805": "Catalog that the files change",
    "RC0806": "Scopes that are managed no more",
    "RC0807": "Rule or limit that the files change",
    "RC0808": "Another live system than before",
}

_ESCALATION = "RC0404"
_POLICIES = "RC0411"
"""The first refusal of a policy; those before are of limits."""


def is_refusal(finding: Finding) -> bool:
    """Whether a limit or policy speaks, not a mistake in a file."""
    return finding.code.startswith(REFUSALS)


def refusal(findings: Sequence[Finding]) -> str:
    """What refuses a plan, limits or policies or both, in one sentence."""
    if all(finding.code == _ESCALATION for finding in findings):
        return "Whoever applies this plan may not give what it gives: it cannot be applied."
    kinds = {finding.code >= _POLICIES for finding in findings}
    who = "A policy refuses" if True in kinds else "A limit refuses"
    if kinds == {True, False}:
        who = "Limits and policies refuse"
    return f"{who} this plan: it cannot be applied."
