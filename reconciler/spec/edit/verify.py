"""Verify: a new text is read again, and must say what was meant, each comment with its item."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from reconciler.core.finding import has_errors
from reconciler.spec.edit.changes import Changes, Way
from reconciler.spec.edit.comments import Comment, comments_of
from reconciler.spec.edit.nodes import node_at
from reconciler.spec.edit.refusal import Unsafe
from reconciler.spec.edit.source import Source
from reconciler.spec.places import Tree
from reconciler.spec.reader import read_yaml


def verify(tree: Tree, source: Source, changes: Changes, new: bytes) -> None:
    """Raises `Unsafe` where the new text of a file is not the old one but for the changes."""
    again, findings = read_yaml(tree.path, new)
    if again is None or has_errors(findings):
        raise _unlike(source, changes.first)
    difference = first_difference(changes.apply(tree.data), again.data)
    if difference is not None:
        raise _unlike(source, changes.before(difference))
    _same_comments(source, changes, Source.of(new))


def first_difference(one: Any, other: Any, way: Way = ()) -> Way | None:
    """The way to the first place where two documents differ, the order of keys included."""
    if one.__class__ is not other.__class__ or isinstance(one, str):
        return None if one == other else way
    if len(one) != len(other) or (isinstance(one, dict) and list(one) != list(other)):
        return way
    for index, (each, its) in enumerate(zip(_values(one), _values(other), strict=True)):
        found = first_difference(each, its, (*way, index))
        if found is not None:
            return found
    return None


def _values(data: Any) -> Iterable[Any]:
    return data.values() if isinstance(data, dict) else data


def _unlike(source: Source, way: Way) -> Unsafe:
    message = "this cannot be edited line by line without changing what the file means"
    advice = "edit it by hand; an anchor, or a text over several lines, may be in the way"
    return Unsafe(message, advice, node_at(source.root, way).start)


def _same_comments(source: Source, changes: Changes, new: Source) -> None:
    old = comments_of(source)
    places = changes.moved(comment.owner for comment in old)
    meant = sorted([*_meant(old, places), *_carried(source, changes)], key=_owner)
    found = list(map(_said, sorted(comments_of(new), key=_owner)))
    if list(map(_said, meant)) != found:
        missing = Counter(map(_said, meant)) - Counter(found)
        lost = [comment for comment in meant if _said(comment) in missing] or meant
        message = f"the comment `{lost[0].text}` would change its place"
        advice = "move it by hand, so that it is clear what it speaks of"
        raise Unsafe(message, advice, lost[0].place)


def _meant(old: Iterable[Comment], places: Iterator[Way | None]) -> Iterator[Comment]:
    for comment, owner in zip(old, places, strict=True):
        if owner is not None:
            yield Comment(owner, comment.text, comment.place)


def _carried(source: Source, changes: Changes) -> Iterator[Comment]:
    """The comments that come from elsewhere: they are said at the list that they come to."""
    for way, item in changes.carried():
        place = node_at(source.root, changes.before(way)).start
        for below, text in item.notes:
            yield Comment((*way, *below), text, place)


def _owner(comment: Comment) -> Way:
    return comment.owner


def _said(comment: Comment) -> tuple[Way, str]:
    return comment.owner, comment.text
