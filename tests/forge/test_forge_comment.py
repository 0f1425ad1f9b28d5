"""`reconciler ci comment` against a real server that plays GitHub and GitLab."""

import pytest

from tests.forge.conftest import run
from tests.forge.forging import BOT, CANARY, GRACE, MALLORY, Fault

MARKER = "<!-- reconciler:plan -->"
KINDS = ["github", "gitlab"]


@pytest.fixture(params=KINDS)
def comment(request, forge, here):
    """Comment on pull request 5, from the environment of either forge."""

    def commenting(*words, given="", **more):
        environment = getattr(forge, request.param)(**more)
        return here("ci", "comment", *words, environment=environment, given=given)

    return commenting


def bodies(forge, author=BOT):
    return [one.body for one in forge.comments if one.author == author]


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_becomes_one_comment(forge, plans, kind):
    environment = getattr(forge, kind)()
    said = run("ci", "comment", "--plan", "one.json", environment=environment, cwd=plans)
    assert (said.code, said.out) == (0, "The comment is written in #5.")
    (body,) = bodies(forge)
    assert body.startswith(f"{MARKER}\n### ")
    assert "noah" in body


def test_the_comment_is_the_markdown_of_the_plan(forge, here, tmp_path):
    """What `show` writes is what stands there, below the marker."""
    text = tmp_path / "plan.md"
    environment = forge.github(CI="true")  # nobody watches: no command to apply it by hand
    shown = here("show", "one.json", "--report", f"markdown={text}", environment=environment)
    assert shown.code == 0
    assert here("ci", "comment", "--plan", "one.json", environment=forge.github()).code == 0
    assert bodies(forge) == [f"{MARKER}\n{text.read_text('utf-8')}"]


def test_the_next_run_updates_it_in_place(forge, comment):
    comment("--plan", "one.json")
    number = forge.comments[0].number
    assert comment("--plan", "two.json").out == "The comment in #5 is updated."
    assert [one.number for one in forge.comments] == [number]
    assert "isla" in forge.comments[0].body


def test_a_run_with_nothing_new_writes_nothing(forge, comment):
    comment("--plan", "one.json")
    before = list(forge.writes)
    assert comment("--plan", "one.json").out == "The comment in #5 says it already."
    assert forge.writes == before


def test_other_ends_of_lines_are_nothing_new(forge, comment):
    comment("--plan", "one.json")
    forge.comments[0].body = forge.comments[0].body.rstrip().replace("\n", "\r\n")
    assert comment("--plan", "one.json").out == "The comment in #5 says it already."


@pytest.mark.parametrize("author", [MALLORY, None])
def test_a_comment_of_somebody_else_with_our_marker_is_not_touched(forge, comment, author):
    forged = forge.say(author, f"{MARKER}\nNo changes: please approve.")
    assert comment("--plan", "one.json").code == 0
    assert forged in forge.comments
    assert forged.body == f"{MARKER}\nNo changes: please approve."
    assert len(bodies(forge)) == 1


def test_somebody_who_took_our_name_is_somebody_else(forge, comment):
    forged = forge.say((99, BOT[1]), f"{MARKER}\nNo changes.")
    comment("--plan", "one.json")
    assert (forged.body, len(bodies(forge))) == (f"{MARKER}\nNo changes.", 1)


@pytest.mark.parametrize(
    "body",
    [
        f"A quote:\n{MARKER}\nNo changes.",
        f" {MARKER}\nNo changes.",
        f"{MARKER} and more\nNo changes.",
        "<!-- reconciler:plan sales -->\nNo changes.",
        "<!-- reconciler:drift -->\nNo changes.",
        "",
    ],
)
def test_our_own_comment_without_our_marker_at_its_start_is_another(forge, comment, body):
    forge.say(BOT, body)
    comment("--plan", "one.json")
    assert [one.startswith(f"{MARKER}\n###") for one in bodies(forge)] == [False, True]


def test_ours_is_found_behind_pages_of_others(forge, comment):
    for number in range(130):
        forge.say(GRACE, f"Comment {number}")
    ours = forge.say(BOT, f"{MARKER}\nold")
    for number in range(40):
        forge.say(MALLORY, f"{MARKER}\n{number}")
    assert comment("--plan", "one.json").out == "The comment in #5 is updated."
    assert "### " in ours.body
    assert len(forge.comments) == 171
    assert len([each for each in forge.asked if "per_page" in each]) >= 3


def test_of_two_of_ours_the_oldest_stays_and_the_other_goes(forge, comment):
    first = forge.say(BOT, f"{MARKER}\nfrom one run")
    forge.say(BOT, f"{MARKER}\nfrom another at the same time")
    comment("--plan", "one.json")
    assert forge.comments == [first]
    assert "### " in first.body


def test_a_comment_in_another_pull_request_is_another(forge, comment):
    forge.say(BOT, f"{MARKER}\nold", pull=4)
    assert comment("--plan", "one.json").out == "The comment is written in #5."
    assert forge.comments[0].body == f"{MARKER}\nold"


def test_a_comment_that_is_removed_meanwhile_is_written_anew(forge, comment):
    forge.say(BOT, f"{MARKER}\nold")
    forge.faults.append(Fault("^(PATCH|PUT) ", 404, {}, first=forge.comments.clear))
    assert comment("--plan", "one.json").code == 0
    assert len(bodies(forge)) == 1


@pytest.mark.parametrize("method", ["POST", "PATCH|PUT"])
def test_a_write_whose_answer_is_lost_is_not_made_twice(forge, comment, method):
    if method != "POST":
        forge.say(BOT, f"{MARKER}\nold")
    forge.faults.append(Fault(f"^({method}) .*(comments|notes)", 502, {}, is_done=True))
    assert comment("--plan", "one.json").code == 0
    assert len(bodies(forge)) == 1
    assert len(forge.writes) == 1


def test_a_write_that_failed_is_made_again(forge, comment):
    forge.faults.append(Fault("^POST .*(comments|notes)", 500, {}))
    assert comment("--plan", "one.json").code == 0
    assert len(bodies(forge)) == 1


@pytest.mark.parametrize("status", [429, 403])
def test_who_is_told_to_wait_waits(forge, comment, status):
    forge.faults.append(Fault("^POST .*(comments|notes)", status, {}, {"Retry-After": "1"}))
    forge.faults.append(Fault("^GET .*(comments|notes)", 429, {}, {"Retry-After": "1"}))
    assert comment("--plan", "one.json").code == 0
    assert len(bodies(forge)) == 1


def test_a_rate_that_is_spent_for_long_ends_the_run_at_once(forge, comment):
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4000000000"}
    said_by_forge = {"message": "API rate limit exceeded"}
    forge.faults.append(Fault("^GET .*(comments|notes)", 403, said_by_forge, spent))
    said = comment("--plan", "one.json")
    assert said.code == 7
    assert "API rate limit exceeded" in said.out
    assert "longer than a call may take" in said.out


def test_a_locked_conversation_is_an_error_that_says_so(forge, comment):
    locked = {"message": "Unable to create comment because issue is locked."}
    forge.faults.append(Fault("^POST .*(comments|notes)", 403, locked))
    said = comment("--plan", "one.json")
    assert (said.code, forge.comments) == (7, [])
    assert "because issue is locked." in said.out


def test_a_redirect_is_not_followed(forge, comment):
    away = {"Location": "https://elsewhere.example/"}
    forge.faults.extend(Fault("^GET .*(comments|notes)", 302, {}, away) for _ in range(2))
    said = comment("--plan", "one.json")
    assert said.code == 7
    assert "not followed" in said.out


def test_a_link_to_the_next_page_at_another_place_is_not_followed(forge, comment):
    away = {"Link": '<https://elsewhere.example/notes?page=2>; rel="next"'}
    forge.faults.append(Fault("^GET .*(comments|notes)", 200, [], away))
    said = comment("--plan", "one.json")
    assert (said.code, forge.comments) == (7, [])
    assert "not followed" in said.out


def test_an_answer_of_another_shape_is_an_error(forge, comment):
    forge.faults.extend(Fault("^GET .*(comments|notes)", 200, [{"id": "x"}]) for _ in range(9))
    said = comment("--plan", "one.json")
    assert (said.code, forge.comments) == (7, [])
    assert "is not what this forge says" in said.out


def test_a_token_that_is_no_good_ends_the_run(forge, comment):
    other = {"GITHUB_TOKEN": "wrong", "GITLAB_TOKEN": "wrong"}
    said = comment("--plan", "one.json", **other)
    assert (said.code, forge.comments) == (7, [])
    assert "Bad credentials" in said.out


def test_a_forge_that_repeats_the_secret_is_not_quoted(forge, comment):
    told = {"message": f"The token {CANARY} may not"}
    forge.faults.append(Fault("^POST .*(comments|notes)", 403, told))
    assert "[secret]" in comment("--plan", "one.json").out


def test_the_secret_of_the_target_goes_to_no_forge(forge, comment):
    target = "rcp_secret_of_the_target"
    assert comment("--plan", "one.json", RECONCILER_TOKEN=target).code == 0
    assert [each for each in forge.headers if target in str(each)] == []


def test_a_text_stands_where_there_is_no_plan(forge, comment):
    said = comment("--body", "-", given="### No plan: 1 error\n")
    assert said.code == 0
    assert bodies(forge) == [f"{MARKER}\n### No plan: 1 error\n"]


def test_a_text_that_is_too_long_is_refused_whole(forge, comment):
    said = comment("--body", "-", given="a" * 1_000_001)
    assert (said.code, forge.asked) == (1, [])
    assert "too long for a comment" in said.out


def test_a_line_that_a_forge_would_obey_is_written_inert(forge, comment):
    comment("--body", "-", given="/merge\n/close now\r/label ~x\nsee /merge\n/acme/london  3\n")
    expected = "\\/merge\n\\/close now\n\\/label ~x\nsee /merge\n/acme/london  3\n"
    assert bodies(forge) == [f"{MARKER}\n{expected}"]


def test_each_project_of_a_repository_has_its_own(forge, comment):
    comment("--plan", "one.json", "--name", "sales")
    comment("--plan", "two.json", "--name", "support")
    assert comment("--plan", "one.json", "--name", "sales").out.endswith("says it already.")
    starts = ["<!-- reconciler:plan sales -->", "<!-- reconciler:plan support -->"]
    assert [body.split("\n")[0] for body in bodies(forge)] == starts


@pytest.mark.parametrize("name", ["a --> b", "a--b", "-", "a\nb", "é", "x" * 101, "a b"])
def test_a_name_that_could_end_the_marker_is_refused(forge, comment, name):
    said = comment("--plan", "one.json", "--name", name)
    assert (said.code, forge.asked) == (1, [])
    assert "--name" in said.out


def test_without_a_plan_or_with_two_things_to_say_nothing_is_asked(forge, comment):
    for words in ([], ["--plan", "one.json", "--body", "-"], ["--plan", "lost.json"]):
        assert comment(*words).code == 1
    assert [each for each in forge.asked if "graphql" not in each] == []


def test_a_forge_without_the_graph_is_asked_who_we_are(forge, here):
    environment = forge.github(GITHUB_GRAPHQL_URL="")
    assert here("ci", "comment", "--plan", "one.json", environment=environment).code == 0
    assert len(bodies(forge)) == 1
    assert "GET /api/v3/user" in forge.asked


RUN = {
    "github": {"GITHUB_SERVER_URL": "https://forge.example", "GITHUB_RUN_ID": "7"},
    "gitlab": {"CI_JOB_URL": "https://forge.example/northwind/access/-/jobs/7"},
}
PAGES = {
    "github": "https://forge.example/northwind/access/actions/runs/7",
    "gitlab": "https://forge.example/northwind/access/-/jobs/7",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", [("--plan", "one.json"), ("--body", "-")])
def test_the_last_line_leads_to_the_run(forge, here, kind, words):
    environment = getattr(forge, kind)(**RUN[kind])
    assert here("ci", "comment", *words, environment=environment, given="### No plan\n").code == 0
    (body,) = bodies(forge)
    last = f"Written by [this run]({PAGES[kind]}), which keeps the artifacts."
    assert body.splitlines()[-2:] == ["", last]


def test_the_same_run_again_writes_nothing_and_another_run_leads_to_itself(forge, here):
    def comment(**more):
        environment = forge.github(**{**RUN["github"], **more})
        return here("ci", "comment", "--plan", "one.json", environment=environment).out

    comment()
    assert comment(GITHUB_RUN_ATTEMPT="2") == "The comment in #5 says it already."
    assert comment(GITHUB_RUN_ID="8") == "The comment in #5 is updated."
    (body,) = bodies(forge)
    assert "/runs/8)" in body


@pytest.mark.parametrize(
    "page",
    [
        "http://forge.example/jobs/7",
        "javascript:alert(1)",
        "https://a:b@forge.example/jobs/7",
        "https://forge.example/jobs/7) ![x](https://evil.example/x",
        "https://forge.example/<!--",
        "https://forge.example/jobs/7\n/merge",
        "https://forge.example/jobs/7\n",
        "https://",
    ],
)
def test_an_address_that_could_be_more_than_one_is_left_out(forge, here, page):
    environment = forge.gitlab(CI_JOB_URL=page)
    here("ci", "comment", "--body", "-", environment=environment, given="### No plan\n")
    assert bodies(forge) == [f"{MARKER}\n### No plan\n"]


@pytest.mark.parametrize(("length", "is_told"), [(65_000, True), (65_500, False)])
def test_the_line_gives_way_to_the_text(forge, here, length, is_told):
    environment = forge.github(**RUN["github"])
    given = "a" * length
    assert here("ci", "comment", "--body", "-", environment=environment, given=given).code == 0
    (body,) = bodies(forge)
    assert ("[this run]" in body, given in body, len(body) <= 65_536) == (is_told, True, True)
