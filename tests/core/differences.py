"""Differences of access in words, so that a test is one screen of sentences."""

from reconciler.core.access.difference import difference
from reconciler.core.access.effect import Kind
from reconciler.core.access.question import Access
from reconciler.core.access.sides import Side, Sides
from reconciler.core.model import Ref
from reconciler.core.rename.moves import Moves

from .build import LONDON, NOW, short
from .ways import REACHING

SIGNS = {Kind.GAIN: "+", Kind.LOSS: "-", Kind.KEPT: "="}


def compared(before, after, target=REACHING, moves=(), pinned=None):
    """What becomes of access from one state to another."""
    old = Side(Access(before, pinned or target, NOW), Moves(dict(moves)))
    return difference(Sides(old, Side(Access(after, target, NOW))))


def told(before, after, target=REACHING, **more):
    """The effects, each in a line: who, what, where, on whom, via what, and when."""
    return [line(effect) for effect in compared(before, after, target, **more).effects]


def line(effect):
    words = [SIGNS[effect.kind], " ".join(map(name, effect.people)), ",".join(effect.permissions)]
    words += [f"at {' '.join(map(str, effect.places))}"] if effect.places else []
    words += [on(effect.reached)] if effect.reached else []
    words += [f"via {' '.join(map(short, effect.through))}"]
    words += [f"not {' '.join(map(short, effect.instead))}"] if effect.instead else []
    words += [f"from {effect.start:%Y-%m-%d}"] if effect.start else []
    words += [f"until {effect.end:%Y-%m-%d}"] if effect.end else []
    return " ".join(words)


def on(reached):
    some = f" ({' '.join(map(name, reached.some))})" if reached.some else ""
    within = " ".join(name(one) if isinstance(one, Ref) else str(one) for one in reached.within)
    return f"on {reached.count} {reached.kind}{some} in {within}"


def name(ref):
    if ref.kind != "user":
        return short(ref)
    return ref.name[0] if ref.scope == LONDON else f"{ref.scope}:{ref.name[0]}"
