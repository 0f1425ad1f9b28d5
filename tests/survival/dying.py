"""The real program, in a process that kills itself at one moment: the `AT`th time of `MOMENT`."""

import itertools
import os
import signal
import sys
import threading

import reconciler.connect
from reconciler.cli.main import main
from reconciler.providers.http import transport, wire

MOMENT, AT = os.environ["MOMENT"], int(os.environ["AT"])


def die(now, count):
    if (now, count) == (MOMENT, AT):
        os.kill(os.getpid(), signal.SIGKILL)


class Dying:
    """A provider that dies before or after one of its slices, or after one of its outcomes."""

    def __init__(self, provider):
        self.provider, self.slices, self.outcomes = provider, 0, 0
        if hasattr(provider, "portal"):
            provider.portal.transaction = self.dying_within(provider.portal.transaction)

    def __getattr__(self, name):
        return getattr(self.provider, name)

    lock = property(lambda self: self.provider.lock)
    unlock = property(lambda self: self.provider.unlock)
    holder = property(lambda self: self.provider.holder)

    def apply(self, changes, run):
        self.slices += 1
        die("before the slice", self.slices)
        outcomes = list(self.provider.apply(changes, run))
        die("after the slice", self.slices)
        for outcome in outcomes:
            yield outcome
            self.outcomes += 1
            die("after an outcome", self.outcomes)

    def dying_within(self, transaction):
        """At the end of a slice's transaction, before it is committed: a slice says its run."""
        return lambda *run: Within(transaction(*run), self.slices if run else 0)


class Within:
    def __init__(self, transaction, number):
        self.transaction, self.number = transaction, number

    def __enter__(self):
        return self.transaction.__enter__()

    def __exit__(self, *error):
        die("within the slice", self.number)
        return self.transaction.__exit__(*error)


def die_on_the_line():
    """Before a request, after its answer, or within: when it is sent and not answered yet."""
    calls, now = itertools.count(1), threading.local()
    send, put = transport.Transport.send, wire._Socket.send

    def call(self, *given):
        now.number = next(calls)
        die("before the call", now.number)
        answer = send(self, *given)
        die("after the call", now.number)
        return answer

    def bytes_of_it(self, *given):
        sent = put(self, *given)
        die("within the call", now.number)
        return sent

    transport.Transport.send, wire._Socket.send = call, bytes_of_it


die_on_the_line()
connect = reconciler.connect.connect
reconciler.connect.connect = lambda *given: Dying(connect(*given))
sys.exit(main())
