"""R4 on larger worlds by chance: with ends, words, several scopes and roles of every type."""

from hypothesis import given, note, settings
from hypothesis import strategies as st

from reconciler.core.order import waiting
from reconciler.core.planner import make_plan
from reconciler.core.replay import replay

from .build import TARGET, Case, declare
from .choose import ALL
from .feasible import is_feasible
from .large import large_cases
from .run import INTENT, in_turn, memory, send
from .test_worlds_same import in_another_order

EXAMPLES = settings(max_examples=500 if ALL else 60, derandomize=True)
ORDER = {"RC0313", "RC0601", "RC0602"}
"""No order leads there: a circle of names, or somebody would be reached on the way."""


@given(large_cases(), st.integers(0, 3))
@EXAMPLES
def test_a_plan_comes_true_and_then_there_is_nothing_to_do(case, seed):
    note(f"moved: {case.moved}")
    found = make_plan(case.declared, case.before, TARGET, INTENT)
    codes = {finding.code for finding in found.findings if finding.severity == "error"}
    assert codes <= ORDER
    if codes:
        assert codes == {"RC0602"} or not is_feasible(case)
        return
    assert is_feasible(case)
    provider = memory(case.before)
    for change in in_turn(found, seed or None):
        send(provider, [change], found, case)
    assert provider.state == case.after
    assert make_plan(case.declared, case.after, TARGET, INTENT).is_empty
    assert make_plan(declare(case.after, {}), case.after, TARGET, INTENT).is_empty


@given(large_cases(), st.integers(1, 1000))
@EXAMPLES
def test_a_plan_is_the_same_however_the_states_were_filled(case, seed):
    found = make_plan(case.declared, case.before, TARGET, INTENT)
    other = in_another_order(case, seed)
    again = make_plan(other.declared, other.before, TARGET, INTENT)
    assert (again.digest, again.findings) == (found.digest, found.findings)


@given(large_cases())
@EXAMPLES
def test_who_waits_for_whom_is_found_again_from_the_changes_alone(case):
    found = make_plan(case.declared, case.before, TARGET, INTENT)
    if found.is_refused:
        return
    later = waiting(found.steps, case.before.kept).later
    waves = [0] * len(found.steps)
    for place in range(len(found.steps)):  # steps stand wave by wave: who waits stands behind
        for behind in later[place]:
            waves[behind] = max(waves[behind], waves[place] + 1)
    assert waves == [step.wave for step in found.steps]


@given(large_cases())
@EXAMPLES
def test_without_moves_the_changes_replayed_on_paper_give_the_same_state(case):
    still = Case(case.name, case.before, case.after)
    found = make_plan(still.declared, still.before, TARGET, INTENT)
    assert replay(still.before, found.changes) == still.after
