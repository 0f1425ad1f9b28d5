"""The wheel: the same bytes from the same files, whoever builds it, and all of them."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
FILES = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")
NOT_OURS = ignore_patterns("__pycache__", "*.pyc")


def build(place, *, umask, clock):
    """Build a wheel in a fresh copy of the project, as of some time, under some mask."""
    tree = place / "tree"
    copytree(ROOT / "reconciler", tree / "reconciler", ignore=NOT_OURS)
    for name in FILES:
        copy(ROOT / name, tree / name)
    for path in tree.rglob("*"):
        path.chmod((0o777 if path.is_dir() else 0o666) & ~umask)
        os.utime(path, (clock, clock))
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place / "out"],
        cwd=tree,
        env={"PATH": os.defpath, "HOME": str(place), "PYTHONHASHSEED": str(umask)},
        umask=umask,
        check=True,
        capture_output=True,
    )
    (wheel,) = (place / "out").glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """Two builds that have nothing in common but the files."""
    old = build(tmp_path_factory.mktemp("old"), umask=0o022, clock=1_000_000_000)
    new = build(tmp_path_factory.mktemp("new"), umask=0o077, clock=1_790_000_000)
    return old, new


def test_a_wheel_is_the_same_whoever_builds_it(wheels):
    old, new = (sha256(wheel.read_bytes()).hexdigest() for wheel in wheels)
    assert old == new


def test_it_holds_every_file_of_the_package_and_no_other(wheels):
    package = ROOT / "reconciler"
    ours = {
        str(path.relative_to(ROOT))
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with ZipFile(wheels[0]) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == ours
