"""Output: people and data on standard output, logs and findings on standard error."""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import TextIO
