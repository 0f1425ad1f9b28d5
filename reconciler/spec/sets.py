"""Sets: named permission lists, valid in their scope and below."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reconciler.core.finding import Origin
from reconciler.core.names import NameRules
from reconciler.core.scope import Scope
from reconciler.spec.context import Context, two_spellings
from reconciler.spec.parts import Part
from reconciler.spec.places import Place, Places, Tree
from reconciler.spec.problem import Problem

PREFIX = "set:"


@dataclass(frozen=True, slots=True)
class NamedSet:
    """One set, where its name stands, and where each of its permissions does."""

    name: str
    scope: Scope
    permissions: tuple[str, ...]
    tree: Tree
    place: Place
    places: Places

    @property
    def origin(self) -> Origin:
        """Where the set is named."""
        return self.tree.origin(self.place)

    def origin_of(self, permission: str) -> Origin:
        """Where one of its permissions stands."""
        return self.tree.origin(self.places.of(self.permissions.index(permission)))


@dataclass(slots=True)
class Sets:
    """Every set by scope and folded name, looked up from a scope upwards."""

    rules: NameRules
    declared: dict[Scope, dict[str, NamedSet]] = field(default_factory=dict)
    _visible: dict[Scope, Mapping[str, NamedSet]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[NamedSet]:
        """Every set."""
        for named in self.declared.values():
            yield from named.values()

    def find(self, name: str, scope: Scope) -> NamedSet | None:
        """The set declared at exactly this scope."""
        return self.declared.get(scope, {}).get(self.rules.fold(name))

    def visible(self, scope: Scope) -> Mapping[str, NamedSet]:
        """The sets of a scope and of those above, by folded name."""
        if scope not in self._visible:
            above = self.visible(scope.parent) if scope.parent else {}
            self._visible[scope] = {**above, **self.declared.get(scope, {})}
        return self._visible[scope]


def sets_of(parts: Iterable[Part], context: Context) -> Sets:
    """Every set of all files; reports those declared twice and those that hide another."""
    sets = Sets(context.rules)
    for part in parts:
        for named in _named(part):
            _check_items(named, context)
            folded = context.rules.fold(named.name)
            first = sets.declared.setdefault(named.scope, {}).setdefault(folded, named)
            if first is not named:
                related = ("it is declared here first", first.origin)
                context.say(_twice(named, first), named.origin, related)
    for named in sets:
        _check_shadowing(named, sets, context)
    return sets


def _named(part: Part) -> Iterator[NamedSet]:
    tree = part.document.tree
    declared = part.document.file.sets or {}
    if declared:
        for name, place, places in tree.places.below("sets").entries():
            yield NamedSet(name, part.scope, tuple(declared[name]), tree, place, places)


def _twice(named: NamedSet, first: NamedSet) -> Problem:
    if named.name != first.name:
        return two_spellings(named.name, first.name)
    return Problem("RC0207", f"the set `{named.name}` is declared twice", "keep one")


def _check_items(named: NamedSet, context: Context) -> None:
    seen: dict[str, int] = {}
    for index, item in enumerate(named.permissions):
        origin = named.tree.origin(named.places.of(index))
        if item.startswith(PREFIX):
            problem = Problem("RC0210", "a set holds no sets", "write its permissions out")
            context.say(problem, origin)
        if seen.setdefault(item, index) != index:
            first = named.tree.origin(named.places.of(seen[item]))
            context.say(listed_twice(item), origin, ("it stands here first", first))


def _check_shadowing(named: NamedSet, sets: Sets, context: Context) -> None:
    for above in named.scope.above:
        hidden = sets.find(named.name, above)
        if hidden:
            message = f"the set `{named.name}` hides the one of {above}"
            problem = Problem("RC0208", message, "give it another name")
            context.say(problem, named.origin, ("the other one", hidden.origin))


def listed_twice(item: str) -> Problem:
    """One permission stands twice in what is one list."""
    return Problem("RC0206", f"`{item}` is listed twice", "remove one")
