"""Changes that a target must refuse: one for each rule that can be broken there."""

from reconciler.core.target import Target
from reconciler.testing.cases import Case
from reconciler.testing.refusals.memberships import Memberships
from reconciler.testing.refusals.places import BuiltIn, Deletions, Trees
from reconciler.testing.refusals.values import Names, Permissions
from reconciler.testing.world import World


def refused(target: Target) -> list[Case]:
    """Every refusal that the target's data lets one expect."""
    world = World(target)
    return [
        *Names(world).changes(),
        *Permissions(world).changes(),
        *Trees(world).changes(),
        *Deletions(world).changes(),
        *BuiltIn(world).changes(),
        *Memberships(world).changes(),
        *Permissions(world).left_behind(),
    ]
