"""Lists in pages are read to their end, or refused."""

from itertools import count

import pytest

from reconciler.providers.http import Answer, ForeignLink, Origin, pages
from reconciler.providers.http.errors import BadAnswer
from tests.providers.http.serving import GET, answer, serving, transport


@pytest.fixture(autouse=True)
def _few_are_most(monkeypatch):
    monkeypatch.setattr("reconciler.providers.http.paging.MOST", 10)


def items(server):
    line = transport(server)
    found = pages(line.origin, lambda call: line.send(call, within=9), GET, next_of)
    return [item for page in found for item in page.data["items"]]


def next_of(page):
    return page.data.get("next")


def page(*content, **more):
    return answer({"items": content, **more})


def test_every_page_is_read_in_order():
    with serving(page(1, next="?after=1"), page(2, next="/things?after=2"), page(3)) as server:
        assert items(server) == [1, 2, 3]
    asked = [request.split()[1] for request in server.requests]
    assert asked == [b"/things", b"/things?after=1", b"/things?after=2"]


@pytest.mark.parametrize("link", ["/things", "?after=1"])
def test_a_page_that_was_there_before_is_refused(link):
    with (
        serving(page(1, next="?after=1"), page(2, next=link)) as server,
        pytest.raises(BadAnswer, match="leads back"),
    ):
        items(server)


def test_a_link_to_another_place_is_refused_and_nothing_is_sent_there():
    with serving(page(9)) as trap, serving(page(1, next=f"{trap.url}/things")) as server:
        with pytest.raises(ForeignLink, match="another place"):
            items(server)
        assert trap.requests == []


def test_a_list_without_end_is_refused():
    numbers = count()
    found = pages(
        Origin.of("https://portal.example.net"),
        lambda _: Answer(200, {}, {"next": f"?after={next(numbers)}"}),
        GET,
        next_of,
    )
    with pytest.raises(BadAnswer, match="more than 10 pages"):
        list(found)
    assert next(numbers) == 10
