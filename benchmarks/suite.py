"""All cases in the order in which they are measured: first ours, then beside other programs."""

import asked
import engine
import load
import octodns
import ours
import over_http
import terraform
from cases import Case

BESIDE = (1_000, 5_000, 20_000)
"""Objects, memberships or records where programs are measured beside each other."""


def suite() -> tuple[Case, ...]:
    others = [
        subject
        for count in BESIDE
        for subject in (
            ours.beside(count),
            octodns.zone(count),
            terraform.blocks(count),
            terraform.for_each(count),
        )
    ]
    subjects = (
        *ours.subjects(),
        *engine.subjects(),
        *asked.subjects(),
        *over_http.subjects(),
        *load.subjects(),
        *others,
    )
    return tuple(Case(subject, step) for subject in subjects for step in subject.steps)
