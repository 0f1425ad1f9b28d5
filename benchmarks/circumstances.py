"""Under which circumstances is measured: machine, versions, seed, commit."""

import importlib.metadata
import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from world import SEED

LIBRARY = re.compile(r"[\w.-]+")


def circumstances() -> Mapping[str, Any]:
    """What results must have in common to stand in one table."""
    return {
        "seed": SEED,
        "machine": {
            "cores": os.cpu_count(),
            "processor": processor(),
            "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3),
            "system": platform.platform(),
        },
        "versions": {
            platform.python_implementation(): platform.python_version(),
            "SQLite": sqlite3.sqlite_version,
        },
        "libraries": libraries(),
    }


def processor() -> str:
    """The model, by the name that Linux has for it."""
    path = Path("/proc/cpuinfo")
    text = path.read_text("utf-8") if path.exists() else ""
    model = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return model[1] if model else platform.processor() or platform.machine()


def libraries() -> Mapping[str, str]:
    """The packages that the program asks for itself, without those for development."""
    asked = importlib.metadata.requires("reconciler") or []
    names = [LIBRARY.match(text)[0] for text in asked if "extra == 'dev'" not in text]
    return {name: importlib.metadata.version(name) for name in sorted(names)}


def commit() -> str:
    """The commit that is measured, marked where files differ from it."""
    asked = ("git", "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty")
    said = subprocess.run(
        asked, cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "unknown"
