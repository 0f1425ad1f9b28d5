"""Draws the Markdown report as a comment on a pull request looks: `comment.png`.

.venv/bin/python docs/pictures/markdown.py [WIDTH [light|dark [FILE]]]
"""

import os
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from html import escape
from io import StringIO
from pathlib import Path
from shutil import copytree, ignore_patterns

from make import BEFORE, EDITS, EXAMPLE
from markdown_it import MarkdownIt

from reconciler.cli.main import main

HERE = Path(__file__).parent
BROWSER = "chromium"
COLOURS = {
    "light": "--page:#fff;--ink:#1f2328;--dim:#59636e;--line:#d1d9e0;--box:#f6f8fa;"
    "--add:#dafbe1;--gone:#ffebe9;--other:#fff8c5;--place:#ddf4ff",
    "dark": "--page:#0d1117;--ink:#f0f6fc;--dim:#9198a1;--line:#3d444d;--box:#151b23;"
    "--add:#12361f;--gone:#4b1c1f;--other:#3b2e00;--place:#0c2d4d",
}
PAGE = """\
<!doctype html><meta charset="utf-8"><style>
:root {{ {colours} }}
body {{ background: var(--page); color: var(--ink); margin: 0; padding: 16px;
  font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif }}
article {{ border: 1px solid var(--line); border-radius: 6px; padding: 0 16px 12px }}
h3 {{ font-size: 17.5px; line-height: 1.25; margin: 16px 0 12px }}
h4 {{ font-size: 14px; margin: 20px 0 8px }}
p, ul, pre, table, details {{ margin: 0 0 12px }}
ul {{ padding-left: 24px }} li + li {{ margin-top: 4px }}
sub {{ color: var(--dim); font-size: 11px; overflow-wrap: anywhere; vertical-align: baseline }}
code {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12px;
  background: var(--box); border-radius: 6px; padding: 2px 5px; overflow-wrap: anywhere }}
pre {{ background: var(--box); border-radius: 6px; padding: 12px; overflow-x: auto }}
pre code {{ padding: 0; background: none; display: block; min-width: max-content }}
pre span {{ display: block; min-height: 1.5em; white-space: pre }}
.add {{ background: var(--add) }} .gone {{ background: var(--gone) }}
.other {{ background: var(--other) }} .place {{ background: var(--place); color: var(--dim) }}
a {{ color: inherit }} summary {{ cursor: pointer }}
td, th {{ border: 1px solid var(--line); padding: 4px 12px }} table {{ border-collapse: collapse }}
</style><article>{body}</article>
"""
SIGNS = {"+": "add", "-": "gone", "!": "other", "@": "place"}


def report() -> str:
    """The report of the example after some edits, as a pipeline asks for it."""
    place = {
        "CI": "true",
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_REPOSITORY": "northwind/roles",
        "GITHUB_SHA": "3f9d2c1a7b5e4d6f8091a2b3c4d5e6f708192a3b",
        "GITHUB_ACTOR": "charlotte",
    }
    with tempfile.TemporaryDirectory() as folder:
        copytree(EXAMPLE, folder, ignore=ignore_patterns(".reconciler"), dirs_exist_ok=True)
        os.chdir(folder)
        for command in BEFORE:
            quiet(command)
        for name, old, new in (*EDITS[:3], *EDITS[4:]):
            Path(name).write_text(Path(name).read_text().replace(old, new))
        os.environ.update(place)
        return quiet(["plan", "--format", "markdown"])


def quiet(command: list[str]) -> str:
    """What a command writes."""
    with redirect_stdout(StringIO()) as written, redirect_stderr(StringIO()):
        main(command)
    return written.getvalue()


def page(text: str, colours: str) -> str:
    """The report as a page, its changes unfolded; the lines of a diff have their colours."""
    renderer = MarkdownIt("gfm-like", {"html": True})
    renderer.options["highlight"] = coloured
    *folded, changes = renderer.render(text).rsplit("<details>", 1)
    return PAGE.format(colours=COLOURS[colours], body="<details open>".join([*folded, changes]))


def coloured(code: str, language: str, _: str) -> str:
    """A fence, its lines by the sign at their start."""
    if language != "diff":
        return ""
    lines = code.rstrip("\n").split("\n")
    return "".join(f'<span class="{SIGNS.get(one[:1], "")}">{escape(one)}</span>' for one in lines)


def draw(html: str, width: int, height: int, target: Path) -> None:
    """A picture of a page."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(html)
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu"]
        size = [f"--window-size={width},{height}", f"--screenshot={target}"]
        subprocess.run(
            [BROWSER, *options, *size, f"file://{source}"], check=True, capture_output=True
        )


if __name__ == "__main__":
    asked = [*sys.argv[1:], *["1012", "light", str(HERE / "comment.png")][len(sys.argv) - 1 :]]
    wide, look, file = int(asked[0]), asked[1], Path(asked[2]).resolve()
    draw(page(report(), look), wide, 800 if wide > 600 else 1300, file)
