"""Addresses at the moment of a change: before a move the old path, after it the new one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Member, Membership, Ref, Thing
from reconciler.core.order.situation import Situation
from reconciler.core.rename.moves import child


@dataclass(frozen=True, slots=True)
class _Moment:
    """The moves that are made before one wave, as old live address to final address."""

    situation: Situation
    done: dict[Ref, int]
    wave: int

    def at(self, final: Ref) -> Ref:
        """Where something stands now that will stand at `final`.

        The nearest thing around it that has moved carries it: what stands around that is final
        already, since a move comes after the moves of what it moves into. What is made stands
        where the group that it is made in stands by then.
        """
        if not self.situation.exists_live(final):
            return final if final.parent is None else child(self.at(final.parent), final.name[-1])
        live = self.situation.moves.live(final)
        for base in (live, *live.above):
            if self.done.get(base, self.wave) < self.wave:
                new = self.situation.moves.new[base]
                return Ref(live.kind, live.scope, new.name + live.name[len(base.name) :])
        return live


def addressed(situation: Situation, waves: Mapping[int, int]) -> dict[int, Change]:
    """The changes with the addresses that hold when each is made; only those with a wave."""
    moved = situation.by_ref(Action.MOVE)
    done = {
        old: waves[moved[new]] for old, new in situation.moves.new.items() if moved[new] in waves
    }
    return {
        step: _addressed(situation.changes[step], _Moment(situation, done, wave))
        if situation.moves.new
        else situation.changes[step]
        for step, wave in waves.items()
    }


def _addressed(change: Change, moment: _Moment) -> Change:
    if change.action is Action.MOVE:
        before = change.before
        assert before is not None  # noqa: S101 - what moves exists
        return Change(_value(before, moment, moment.at(change.ref)), change.after)
    return Change(*(side and _value(side, moment) for side in (change.before, change.after)))


def _value(
    value: Thing | Membership, moment: _Moment, ref: Ref | None = None
) -> Thing | Membership:
    if not isinstance(value, Membership):
        return replace(value, ref=ref or moment.at(value.ref))
    container = Container(moment.at(value.container.ref), value.container.scope)
    return replace(value, member=_member(value.member, moment), container=container)


def _member(member: Member, moment: _Moment) -> Member:
    return member if isinstance(member, str) else moment.at(member)
