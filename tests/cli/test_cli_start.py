"""The way in from a shell: whatever ends the program from outside ends it in one sentence."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("reconciler")
SLOW = """
import signal, sys, time
from importlib.abc import MetaPathFinder

signal.signal(signal.SIGINT, signal.default_int_handler)  # where the tests run it may be ignored

module = sys.argv[1]

class Slow(MetaPathFinder):
    def find_spec(self, name, *rest):
        if name == module:
            print("loading", flush=True)
            time.sleep(30)

sys.meta_path.insert(0, Slow())
from reconciler.cli.start import start
sys.argv[1:] = ["validate"]
sys.exit(start())
"""


def test_the_program_starts():
    said = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("reconciler, version ")


@pytest.mark.parametrize(
    ("ending", "module"),
    [
        (signal.SIGINT, "reconciler.cli.main"),
        (signal.SIGINT, "reconciler.validate"),
        (signal.SIGTERM, "reconciler.validate"),
    ],
)
def test_a_program_that_is_ended_while_it_loads_says_so(tmp_path, ending, module):
    (tmp_path / "reconciler.yaml").touch()
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, module],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        text=True,
    ) as process:
        assert process.stdout.readline() == "loading\n"
        process.send_signal(ending)
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said.strip()) == (4, "error: Interrupted.")


def test_no_plugin_of_pydantic_runs_in_the_program(tmp_path):
    about = tmp_path / "intruder-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: intruder\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[pydantic]\nintruder = intruder:plugin\n")
    (tmp_path / "intruder.py").write_text("print('I ran')\nplugin = None\n")
    (tmp_path / "reconciler.yaml").write_text("version: 1\n")
    said = subprocess.run(
        [PROGRAM, "validate"],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        text=True,
        check=False,
    )
    assert (said.returncode, "I ran" in said.stdout + said.stderr) == (1, False)
