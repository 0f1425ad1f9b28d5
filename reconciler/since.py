"""A plan against the files of a revision: what this change causes, and what was pending before it.

Both plans are made from one look at the live system, so that what happens meanwhile is no cause.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from reconciler.core.access.since import Looked, since
from reconciler.core.finding import Finding
from reconciler.core.model import State
from reconciler.core.scope import Selection
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target
from reconciler.pipeline import Planned, Question, plan, selected
from reconciler.providers.base import Reader
from reconciler.validate import Files


def plan_since(
    revision: str, base: Files, files: Files, provider: Reader, question: Question
) -> Planned:
    """The plan of the files, with what they cause apart from what the base leads to already.

    The base is planned for the scopes that the project manages now. Raises as `plan` does.
    """
    base = replace(base, project=replace(base.project, managed=files.project.managed))
    look = OneLook(provider, base, question)
    planned = plan(files, look, question)
    before = plan(base, look, question).plan
    looked = Looked(planned.live, planned.target, question.now)
    made = replace(
        planned.plan,
        since=since(revision, before, planned.plan, looked),
        spelling=Spelling((*planned.plan.spelling.written, *before.spelling.written)),
    )
    return replace(planned, plan=made, before=base.declared.origins)


class OneLook:
    """A live system that is looked at once, for what is asked first and for some files besides."""

    def __init__(self, provider: Reader, files: Files, question: Question) -> None:
        self.describe: Callable[[], Target] = provider.describe
        self.normalize: Callable[[State], tuple[State, Sequence[Finding]]] = provider.normalize
        self._provider, self._files, self._question = provider, files, question
        self._seen: State | None = None

    def observe(self, of: Selection) -> State:
        """What was seen at the first look."""
        if self._seen is None:
            self._seen = self._provider.observe(self._widened(of))
        return self._seen

    def _widened(self, of: Selection) -> Selection:
        state, _ = self._provider.normalize(self._files.declared.state)
        more = selected(self._files, state, self._provider.describe(), self._question)
        return replace(of, declared=of.declared | more.declared, named=of.named | more.named)
