"""The way in from a shell: whatever ends the program from outside ends it in one sentence."""

import gc
import os
import sys


def start() -> int:
    """Run the program. Loading it takes a moment, in which Ctrl-C is no traceback either.

    The collector of cycles stays off: a run builds up what it compares and ends. Looking through
    a million memberships for cycles, again and again, takes a tenth of its time and finds none.
    Plugins of pydantic, from whatever else is installed, are neither looked for nor run.
    """
    gc.disable()
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    try:
        from reconciler.cli.main import main
        from reconciler.cli.signals import interrupt, on_signals

        with on_signals(interrupt):
            return main()
    except KeyboardInterrupt:
        sys.stderr.write("error: Interrupted.\n")
        return 4
