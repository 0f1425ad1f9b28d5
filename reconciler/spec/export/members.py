"""Members: who is in a container, as files list them. Who has ended is left out."""

from reconciler.core.model import NOBODY, Container, Kind, Member
from reconciler.spec.dates import end_text
from reconciler.spec.documents import MemberItem
from reconciler.spec.export.lost import Lost
from reconciler.spec.export.world import World

Items = list[str | MemberItem]


def members(container: Container, usual: Kind, world: World, lost: Lost) -> Items:
    """The members of a group, or of a role those of one kind, by name.

    One of the `usual` kind is a plain name where that says it all.
    """
    there = world.live.members.get(container, NOBODY).lasting(world.now)
    written: list[tuple[Kind, str, Member]] = []
    for member in sorted(there, key=str):
        kind: Kind = "user" if isinstance(member, str) else member.kind
        if kind != usual and container.ref.kind == "role":
            continue
        text = world.names.member(member, container)
        if text is None:
            lost.member(member, container)
        else:
            written.append((kind, text, member))
    written.sort(key=lambda each: world.target.rules(each[0]).fold(each[1]))
    ends = {member: end_text(end) for member, end in there.until.items()}
    return [
        text
        if kind == usual and member not in ends
        else MemberItem.model_validate({kind: text, "expires": ends.get(member)})
        for kind, text, member in written
    ]
