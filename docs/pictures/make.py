"""Draws a plan of the example, as the terminal shows it; without arguments that of the README.

.venv/bin/python docs/pictures/make.py [WIDTH light|dark FILE]

`plan-80.svg` and `plan-160.svg` are dark, `plan-100.svg` is light.
"""

import os
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from shutil import copytree, ignore_patterns

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, MONOKAI, TerminalTheme

from reconciler.cli.main import main
from reconciler.connect import connect
from reconciler.pipeline import Question, plan, sound_files
from reconciler.report.beside import Beside
from reconciler.report.text import TextOptions, plan_text

HERE = Path(__file__).parent
EXAMPLE = HERE.parent.parent / "examples" / "roles"
WIDTH = 96
NOW = datetime(2026, 11, 22, tzinfo=UTC)

LOOKS: dict[str, tuple[TerminalTheme, str]] = {
    "dark": (MONOKAI, "#16181d"),
    "light": (DEFAULT_TERMINAL_THEME, "#ffffff"),
}

BEFORE = [
    ["portal", "init", ".reconciler/portal.db", "--from", "portal/northwind.yaml"],
    ["catalog", "pull"],
    ["apply", "--auto-approve"],
]
EDITS = [
    (
        "customers/acme/london.yaml",
        "- name: Outbound",
        "- name: Telesales\n                previously: Outbound",
    ),
    ("customers/acme/london.yaml", "members: [ivy, leo]", "members: [ivy]"),
    ("customers/acme/london-support.yaml", "max, willow", "max, rosie, willow"),
    (
        "reseller.yaml",
        "    - call_history.access\n  phone_engineer",
        "    - call_history.access\n    - users.manage_devices\n  phone_engineer",
    ),
    ("reseller.yaml", "    previously: Reception", "    # was Reception"),
    ("customers/birchwood/bristol.yaml", "previously: Top Role/Nurses", "# was Nurses"),
]

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">
<style>
text {{ font: 20px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace }}
{styles}
</style>
<defs>{lines}</defs>
<rect width="100%" height="100%" rx="10" fill="PAPER"/>
<g transform="translate(10, 10)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def draw(width: int, look: str) -> str:
    """The plan after the edits, as SVG."""
    for command in BEFORE:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            main(command)
    for name, old, new in EDITS:
        Path(name).write_text(Path(name).read_text().replace(old, new))
    files = sound_files(Path("reconciler.yaml"), Question(NOW))
    planned = plan(files, connect(files.project, {}), Question(NOW))
    beside = Beside(planned.target, files.declared.notes, files.declared.origins)
    console = Console(record=True, width=width, file=StringIO(), force_terminal=True)
    console.print("$ reconciler plan", style="bold")
    for line in plan_text(planned.plan, beside, TextOptions(width=width)):
        console.print(line, soft_wrap=True)
    theme, paper = LOOKS[look]
    code = SVG.replace("PAPER", paper)
    return console.export_svg(title="", theme=theme, code_format=code, unique_id="plan")


if __name__ == "__main__":
    width, look, file = sys.argv[1:] or [WIDTH, "dark", HERE / "plan.svg"]
    target = Path(file).resolve()
    with tempfile.TemporaryDirectory() as folder:
        copytree(EXAMPLE, folder, ignore=ignore_patterns(".reconciler"), dirs_exist_ok=True)
        os.chdir(folder)
        picture = draw(int(width), look)
    target.write_text(picture)
