"""Time and chance as arguments: a run has the real ones, a test its own."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from reconciler.providers.base import utc_now


@dataclass(frozen=True, slots=True)
class Time:
    """`now` in seconds, never backwards; `wall` in UTC; `chance` is random, from 0 up to 1."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    wall: Callable[[], datetime] = utc_now
    chance: Callable[[], float] = random.SystemRandom().random
