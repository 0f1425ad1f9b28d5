"""A directed graph of steps that wait for each other, kept free of cycles while it grows.

Every edge is checked when it is added, by the incremental topological order of Pearce and Kelly
("A Dynamic Topological Sort Algorithm for Directed Acyclic Graphs", 2007): only the steps between
the two ends are looked at.
"""

from collections.abc import Callable, Iterable, Sequence


class Graph:
    """Steps 0..n-1; an edge says which one comes first. Starts in the order of the numbers."""

    def __init__(self, size: int) -> None:
        self.after: list[set[int]] = [set() for _ in range(size)]
        self.before: list[set[int]] = [set() for _ in range(size)]
        self._rank = list(range(size))

    def add(self, first: int, then: int) -> bool:
        """Let `first` come before `then`; False, and nothing added, when that closes a cycle."""
        if first == then:
            return False
        if then in self.after[first]:
            return True
        if self._rank[then] < self._rank[first] and not self._make_room(first, then):
            return False
        self.after[first].add(then)
        self.before[then].add(first)
        return True

    def waves(self) -> list[int]:
        """For each step the length of the longest chain of steps before it."""
        waves = [0] * len(self.after)
        for step in sorted(range(len(self.after)), key=self._rank.__getitem__):
            for later in self.after[step]:
                waves[later] = max(waves[later], waves[step] + 1)
        return waves

    def waiting(self, steps: Iterable[int]) -> dict[int, int]:
        """Everything that waits for one of these steps, and for which of them."""
        cause = {step: step for step in steps}
        todo = sorted(cause)
        for step in todo:
            for later in sorted(self.after[step] - cause.keys()):
                cause[later] = cause[step]
                todo.append(later)
        return {step: origin for step, origin in cause.items() if step != origin}

    def _make_room(self, first: int, then: int) -> bool:
        """Move what `then` leads to behind what leads to `first`; False when one is both."""
        low, high = self._rank[then], self._rank[first]
        ahead = self._reached(then, self.after, lambda rank: rank <= high)
        if first in ahead:
            return False
        behind = self._reached(first, self.before, lambda rank: rank >= low)
        rank = self._rank.__getitem__
        steps = sorted(behind, key=rank) + sorted(ahead, key=rank)
        for step, place in zip(steps, sorted(map(rank, steps)), strict=True):
            self._rank[step] = place
        return True

    def _reached(
        self, start: int, edges: Sequence[set[int]], within: Callable[[int], bool]
    ) -> set[int]:
        seen, todo = {start}, [start]
        while todo:
            for step in edges[todo.pop()]:
                if step not in seen and within(self._rank[step]):
                    seen.add(step)
                    todo.append(step)
        return seen


class Union:
    """Sets of numbers that grow together."""

    def __init__(self, size: int) -> None:
        """Each number by itself."""
        self._up = list(range(size))

    def root(self, one: int) -> int:
        """The number that stands for all of its set."""
        while self._up[one] != one:
            self._up[one] = one = self._up[self._up[one]]
        return one

    def join(self, one: int, other: int) -> None:
        """Make one set of two."""
        self._up[self.root(one)] = self.root(other)
