"""The answer alone, as `reconciler explain` gives it: how long it takes once both states are read.

It runs in the folder of a project and prints a line of JSON: in how many seconds the files and the
live system were read, the plan was made, and the question was answered down to the last line.
"""

import gc
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from reconciler.connect import connect
from reconciler.core.access.explanation import explanation
from reconciler.core.access.question import Question
from reconciler.pipeline import Question as Run
from reconciler.pipeline import plan, sound_files
from reconciler.providers.base import ReadOnly
from reconciler.questions.names import permission_named, subject_named, user_named
from reconciler.questions.views import desired_view
from reconciler.report.questions.explain import explain_report


class Watch:
    """A provider that says when it was read."""

    def __init__(self, provider):
        self.read_only = ReadOnly(provider)
        self.describe = self.read_only.describe
        self.normalize = self.read_only.normalize
        self.read = 0.0

    def observe(self, of):
        state = self.read_only.observe(of)
        self.read = time.perf_counter()
        return state


def main() -> None:
    user, permission, on = sys.argv[1:]
    gc.disable()  # as a run does
    run = Run(datetime.now(UTC))
    start = time.perf_counter()
    files = sound_files(Path("reconciler.yaml"), run)
    watch = Watch(connect(files.project, os.environ))
    planned = plan(files, watch, run)
    made = time.perf_counter()
    view = desired_view(planned, run.now)
    who = user_named(view, user)
    whom = subject_named(view, on, who.scope)
    question = Question(who, permission_named(view, permission), who.scope, whom)
    report = explain_report(explanation(view.access, question), view)
    lines = list(report.text(100))
    seconds = time.perf_counter() - made
    read = {"reading": watch.read - start, "planning": made - watch.read}
    print(report.message, f"{len(lines)} lines", file=sys.stderr)
    print(json.dumps({**read, "seconds": seconds}))


if __name__ == "__main__":
    main()
