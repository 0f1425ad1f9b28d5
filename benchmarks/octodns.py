"""octoDNS on a zone with as many records as we have memberships: the nearest Python engine.

Both sides are files of its own YAML provider, so that no server takes part.
"""

import functools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cases import Missing, Step, Subject, size

PINS = Path(__file__).with_name("octodns.txt")
VENV = Path(__file__).parents[1] / ".venv/octodns"
PINNED = re.compile(r"octodns==\S+")
PATIENCE = 120
"""Seconds for the installation."""
CONFIG = """\
providers:
  desired: {class: octodns.provider.yaml.YamlProvider, directory: desired, enforce_order: false}
  live: {class: octodns.provider.yaml.YamlProvider, directory: live, enforce_order: false}
zones:
  example.com.: {sources: [desired], targets: [live]}
"""
SYNC = (VENV / "bin/octodns-sync", "--config-file=octodns.yaml")
ONCE_ABOVE = 5_000


def zone(count: int) -> Subject:
    runs = 1 if count > ONCE_ABOVE else None
    says = "No changes were planned"
    step = Step("plan", "plan, nothing to do", SYNC, says=says, runs=runs)
    name, row = f"octodns-{size(count)}", f"{count:,}: octoDNS"
    return Subject(name, "others", row, program, lambda place: build(count, place), (step,))


def build(count: int, directory: Path) -> None:
    (directory / "octodns.yaml").write_text(CONFIG, "utf-8")
    for side in ("desired", "live"):
        (directory / side).mkdir()
        (directory / side / "example.com.yaml").write_text("".join(records(count)), "utf-8")


def records(count: int) -> Iterator[str]:
    for number in range(count):
        yield f"user-{number:06}:\n  type: A\n  value: 192.0.2.{number % 250 + 1}\n"


@functools.cache
def program() -> str:
    """Install it, which takes no network once that is done."""
    install = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "-r", PINS)
    try:
        if not (VENV / "bin/pip").exists():
            run(sys.executable, "-m", "venv", VENV)
        run(VENV / "bin/python", *install)
    except (OSError, subprocess.SubprocessError) as error:
        raise Missing("octoDNS could not be installed") from error
    return PINNED.search(PINS.read_text("utf-8"))[0].replace("octodns==", "octoDNS ")


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
