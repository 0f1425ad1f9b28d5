"""A new portal, for the commands that make one: `reconciler portal init` and `reconciler init`."""

from pathlib import Path

from reconciler.cli.portal_database import url_of
from reconciler.cli.portal_shared import translated
from reconciler.core.target import Target
from reconciler.portal import Portal
from reconciler.portal.seed import read_seed
from reconciler.providers.portal.target import portal_target


def make_portal(database: Path, people: Path) -> Target:
    """Make a portal of the account, places and people that a file names; what it is like."""
    with translated():
        seed = read_seed(people)
        with Portal.create(url_of(str(database)), seed.account, fill=seed.fill) as made:
            return portal_target(made.account)
