"""`reconciler ci`: what a pipeline tells its forge, in one comment and one issue."""

import click

from reconciler.cli.ci_comment import comment
from reconciler.cli.ci_drift import drift


@click.group()
def ci() -> None:
    """Tell a forge what a pipeline found: in one comment, and in one issue.

    \b
    Examples:
      reconciler ci comment --plan plan.json
      reconciler ci drift --plan plan.json

    Both write what is theirs alone, and nothing where nothing is new. The token is in GITHUB_TOKEN
    or GITLAB_TOKEN, or in the file that GITHUB_TOKEN_FILE or GITLAB_TOKEN_FILE names.
    """


ci.add_command(comment)
ci.add_command(drift)
