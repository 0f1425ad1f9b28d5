"""The observation alone, as a run makes it: everything that is seen of the portal, as a state.

It runs in the folder of a project that is served, and prints a line of JSON: how many memberships
there are, and in how many seconds they were observed, without the start of the program.
"""

import gc
import json
import os
import time
from pathlib import Path

from reconciler.core.scope import ROOT, Pattern, Selection
from reconciler.providers.portal import open_provider


def main() -> None:
    gc.disable()  # as a run does
    provider = open_provider(Path("address").read_text("ascii"), "bench", os.environ)
    start = time.perf_counter()
    state = provider.observe(Selection((Pattern(ROOT, deep=True),)))
    seconds = time.perf_counter() - start
    held = sum(len(members.users) for members in state.members.values())
    print(json.dumps({"memberships": held, "seconds": seconds}))


if __name__ == "__main__":
    main()
