"""The benchmarks run and say what is true; how fast anything is, no test judges."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import load
from cases import Missing
from load import figures
from measure import Failed
from portal_server import kind
from results import Result, Results
from table import Ratio, cell, times
from trial import by_name

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"

WRK = """\
Running 5s test @ http://127.0.0.1:8080/v1/check
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    19.53ms   25.90ms 216.40ms   88.21%
    Req/Sec     1.31k    163.32     1.60k    74.00%
  Latency Distribution
     50%  {median}
     75%   20.66ms
     90%   50.36ms
     99%  123.33ms
  6520 requests in 5.01s, 1.62MB read
{errors}Requests/sec:   1301.50
Transfer/sec:    331.14KB
"""
TWICE = Ratio("slow", "fast", "seconds", 2)


def bench(*arguments):
    command = [sys.executable, BENCHMARKS / "run.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def results(folder):
    return json.loads((folder / "results.json").read_text("utf-8"))["cases"]


def test_every_benchmark_has_a_name_of_its_own():
    names = bench("--list").stdout.split()
    assert len(names) > 40
    assert sorted(names) == sorted(set(names))


def test_benchmarks_are_asked_for_by_name_or_by_pattern():
    names = bench("--list", "plan-1m", "*-roles").stdout.split()
    assert names == ["validate-roles", "plan-1m"]


def test_an_unknown_name_is_refused():
    asked = bench("plan-2m")
    assert (asked.returncode, asked.stderr) == (
        1,
        "There is no benchmark plan-2m. --list names them.\n",
    )


def test_only_benchmarks_that_exist_have_a_result():
    assert set(results(BENCHMARKS)) - set(bench("--list").stdout.split()) == set()


def test_the_tables_in_the_readme_are_those_of_the_results(tmp_path):
    committed = (BENCHMARKS / "README.md").read_text("utf-8")
    without = re.sub(r"(<!-- results -->\n).*(<!-- end)", r"\1\2", committed, flags=re.DOTALL)
    (tmp_path / "README.md").write_text(without, "utf-8")
    shutil.copy(BENCHMARKS / "results.json", tmp_path)
    bench("--tables", "--into", tmp_path)
    assert (tmp_path / "README.md").read_text("utf-8") == committed


def test_a_small_benchmark_runs_to_its_end_and_writes_down_what_it_took(tmp_path):
    run = bench("plan-reconciler-1k", "--runs", "2", "--into", tmp_path)
    assert run.returncode == 0, run.stderr
    found = results(tmp_path)
    assert list(found) == ["plan-reconciler-1k"]
    assert [len(found["plan-reconciler-1k"][each]) for each in ("seconds", "memory")] == [2, 2]


def test_one_benchmark_replaces_its_own_result_and_no_other(tmp_path):
    bench("version", "help", "--runs", "1", "--into", tmp_path)
    first = results(tmp_path)
    bench("help", "--runs", "2", "--into", tmp_path)
    second = results(tmp_path)
    assert second["version"] == first["version"]
    assert len(second["help"]["seconds"]) == 2


# Figures that are neither time nor memory


@pytest.mark.parametrize(
    ("median", "milliseconds"), [("850.00us", 0.85), ("12.25ms", 12.25), ("1.50s ", 1500.0)]
)
def test_the_figures_of_a_load_are_what_wrk_says(median, milliseconds):
    said = WRK.format(median=median, errors="")
    assert figures(said) == {"rate": 1301.5, "median": milliseconds, "errors": 0}


def test_refusals_and_broken_connections_are_errors_of_a_load():
    errors = "  Socket errors: connect 1, read 2, write 0, timeout 4\n"
    errors += "  Non-2xx or 3xx responses: 30\n"
    assert figures(WRK.format(median="1.00ms", errors=errors))["errors"] == 37


def test_a_load_that_does_not_say_how_much_it_was_has_failed():
    with pytest.raises(Failed, match="unable to connect"):
        figures("unable to connect to 127.0.0.1:8080 Connection refused\n")


def test_a_load_without_wrk_is_left_out_by_name(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Missing, match="wrk is not found"):
        load.loaded(load.CHECK, load.KINDS[0]).program()


@pytest.mark.parametrize(
    ("method", "route", "expected"),
    [
        ("GET", "/v1/users", "reads"),
        ("POST", "/v1/batch", "writes"),
        ("PUT", "/v1/groups/{number}/members/{user}", "writes"),
        ("GET", "/v1/lock", "lock"),
        ("PUT", "/v1/lock/{lock}", "lock"),
        ("GET", "/healthz", ""),
    ],
)
def test_requests_are_reads_or_writes_or_about_the_lock(method, route, expected):
    assert kind({"method": method, "route": route}) == expected


def test_figures_of_several_runs_stand_together_and_are_shown_by_their_medians():
    result = Result("", "", seconds=(9.0,), figures=by_name([{"a": 1.0}, {"a": 4.0}, {"a": 2.0}]))
    assert result.figures == {"a": (1.0, 4.0, 2.0)}
    assert cell(result, "{a:.1f} of them") == "2.0 of them"


def measured(seconds, commit="c1", **more):
    return Result("2026-11-26", commit, figures={"seconds": [seconds]}, **more)


def test_a_ratio_is_of_the_medians_of_two_results():
    assert times(TWICE, Results({}, {"slow": measured(6.0), "fast": measured(4.0)})) == 1.5


@pytest.mark.parametrize(
    "others",
    [
        {},
        {"fast": measured(4.0, "c2")},
        {"fast": Result("2026-11-26", "c1", left_out="it is not here")},
    ],
    ids=["alone", "of another commit", "left out"],
)
def test_there_is_no_ratio_of_what_was_not_measured_together(others):
    assert times(TWICE, Results({}, {"slow": measured(6.0), **others})) is None
