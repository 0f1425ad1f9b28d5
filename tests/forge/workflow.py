"""Runs the jobs of our workflows as they stand: each step's script in bash, as a runner does.

Actions of others are played: a checkout is there, artifacts are folders. So is the installation,
which takes a minute: its outputs name the program that is tested here.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).parent / "reconciler"
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
_TERM = re.compile(r"([\w.-]+) (==|!=) (?:'([^']*)'|([\w.-]+))")


def read(path):
    """YAML 1.2, where `on` is a string."""
    return YAML(typ="safe", pure=True).load(path)


@dataclass
class Runner:
    """A machine with a checkout at `workspace`; `contexts` are what expressions name."""

    workspace: Path
    temp: Path
    environment: dict[str, str]
    contexts: dict[str, object]
    adds: dict[str, str] = field(default_factory=dict)  # what a user gives our action besides
    said: list[str] = field(default_factory=list)
    summary: str = ""

    def job(self, workflow, name, needs=None):
        """Run one job, if its condition holds: its outputs, None where it failed or did not run."""
        job = read(ROOT / ".github/workflows" / f"{workflow}.yml")["jobs"][name]
        contexts = {**self.contexts, "needs": needs or {}}
        if not _holds(str(job.get("if", "")), contexts, ok=True):
            return None
        shutil.rmtree(self.temp / "reconciler-plan", ignore_errors=True)
        ok, steps = self._steps(job["steps"], contexts)
        outputs = {
            key: _filled(text, {"steps": steps}) for key, text in job.get("outputs", {}).items()
        }
        return outputs if ok else None

    def _steps(self, steps, contexts):
        """Run steps: whether all went well, and what they put out."""
        ok, done = True, {}
        for step in steps:
            known = {**contexts, "steps": done}
            if not _holds(str(step.get("if", "")), known, ok=ok):
                continue
            fine, outputs = self._step(step, known)
            ok = ok and fine
            done[step.get("id", "")] = {"outputs": outputs}
        return ok, done

    def _step(self, step, contexts):
        if step.get("id") == "install" and "run" in step:
            folder = self.temp / "reconciler-plan"
            folder.mkdir(exist_ok=True)
            return True, {"folder": str(folder), "program": str(PROGRAM)}
        if "run" in step:
            return self._script(step, contexts)
        given = {key: _filled(text, contexts) for key, text in step.get("with", {}).items()}
        used = step["uses"].partition("@")[0]
        if used == "./":
            return self._action(given, contexts)
        artifact = self.temp / "artifacts" / given.get("name", "")
        if used == "actions/upload-artifact":
            shutil.rmtree(artifact, ignore_errors=True)
            shutil.copytree(given["path"], artifact)
        elif used == "actions/download-artifact":
            shutil.copytree(artifact, given["path"], dirs_exist_ok=True)
        return True, {}

    def _action(self, given, contexts):
        action = read(ROOT / "action.yml")
        known = {"github": contexts["github"]}
        given = {**given, **self.adds}
        inputs = {
            key: given.get(key, _filled(str(each.get("default", "")), known))
            for key, each in action["inputs"].items()
        }
        assert given.keys() <= inputs.keys()
        ok, steps = self._steps(action["runs"]["steps"], {**known, "inputs": inputs})
        outputs, left = action["outputs"].items(), {"steps": steps, "inputs": inputs}
        return ok, {key: _filled(each["value"], left) for key, each in outputs}

    def _script(self, step, contexts):
        files = {name: self.temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        env = {key: _filled(str(text), contexts) for key, text in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.workspace,
            env={
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "CI": "true",
                "RUNNER_TEMP": str(self.temp),
                **self.environment,
                **{name: str(file) for name, file in files.items()},
                **env,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.said.append(done.stdout)
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
        lines = files["GITHUB_OUTPUT"].read_text("utf-8").splitlines()
        return done.returncode == 0, dict(line.split("=", 1) for line in lines)


def _filled(text, contexts):
    return _EXPRESSION.sub(lambda found: _value(found[1], contexts), str(text))


def _value(name, contexts):
    """What a name stands for; what is unknown is empty."""
    found = contexts
    for part in name.split("."):
        found = found.get(part, {}) if isinstance(found, dict) else {}
    return "" if found == {} else str(found)


def _holds(condition, contexts, *, ok):
    """Whether a step or job runs: without a word about failure it needs that all went well."""
    text = condition.removeprefix("${{").removesuffix("}}").strip()
    terms = [term.strip() for term in text.split("&&") if term.strip()]
    if "!cancelled()" not in terms and not ok:
        return False
    return all(_is_true(term, contexts) for term in terms if term != "!cancelled()")


def _is_true(term, contexts):
    name, sign, text, other = _TERM.fullmatch(term).groups()
    wanted = text if text is not None else _value(other, contexts)
    return (_value(name, contexts) == wanted) == (sign == "==")
