"""The HTML report in a real Chromium: it obeys its policy, asks for nothing, and can be used."""

from functools import cache

import pytest
from html_sample import made
from reviews import accessed, finding, gain, user
from sample import PARIS, everything, grant, group, revoke
from test_html_escape import HOSTILE, review_of

from reconciler.core.access.effect import Effect, Kind
from reconciler.core.finding import Origin, Severity
from reconciler.core.model import Container
from reconciler.core.plan import Plan
from reconciler.core.scope import Pattern
from reconciler.report.html import html

SALES, DESK = Container.of(group("Top/Sales")), Container.of(group("Top/Desk", PARIS))
PHONE = {"width": 390, "height": 844}


@cache
def text():
    """A plan with a little of everything."""
    lost = Effect(Kind.LOSS, (user("leo", PARIS),), ("call_flow.access",), (Pattern(PARIS),))
    changes = [grant(SALES, "isla"), revoke(DESK, "leo"), grant(DESK, "ivy")]
    long = finding("x" * 300, Severity.WARNING, origin=Origin(f"{'folder/' * 30}a.yaml", 3))
    planned = accessed(
        gain("isla", through=SALES), lost, changes=changes, findings=[long, finding(code="RC0402")]
    )
    return html(made(planned))


def shown(page, part):
    """The names of the rows of a part that can be seen."""
    script = f"""[...document.querySelectorAll('#{part} [data-row]')]
        .filter(row => row.checkVisibility()).map(row => row.querySelector('b').textContent)"""
    return page.ask(script)


def focus(page):
    return page.ask(
        "(document.activeElement.querySelector('b') || document.activeElement).textContent"
    )


def search(page, words):
    page.press("/")
    page.type(words)


def test_a_page_obeys_its_own_policy_and_asks_for_nothing(show):
    page = show(text())
    search(page, "isla")
    page.press("Escape")
    page.ask("document.querySelector('#theme').click()")
    assert (page.complaints, len(page.requests)) == ([], 1)


def test_nothing_is_asked_for_over_a_network_either(browser, serve, tmp_path):
    address, asked = serve
    (tmp_path / "plan.html").write_text(text(), "utf-8")
    page = browser.open(f"{address}/plan.html")
    page.settle()
    assert (page.complaints, page.requests) == ([], [f"{address}/plan.html"])
    assert [path for path in asked if path != "/favicon.ico"] == ["/plan.html"]
    page.close()


def test_a_script_that_is_not_the_page_s_own_is_refused(show):
    """The policy is what refuses it: so a name that became an element would do nothing either."""
    harm = "<script>document.title = 'harmed'</script><img src=http://127.0.0.1:9/ onerror=x>"
    page = show(text().replace("<main>", f"<main>{harm}"))
    assert page.ask("document.title") == "Plan for northwind"
    assert len(page.complaints) >= 2


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_does_nothing(show, name):
    page = show(html(review_of(name)))
    assert (page.complaints, len(page.requests)) == ([], 1)
    assert page.ask("document.querySelectorAll('script, style').length") == 2


# Search and filters, by keyboard alone


def test_a_slash_starts_a_search_and_escape_ends_it(show):
    page = show(text())
    search(page, "isla")
    assert (shown(page, "people"), shown(page, "changes")) == (["isla"], ["isla"])
    assert page.ask("document.querySelector('#found').textContent") == (
        "Found 1 effect, 1 change, 0 violations, 0 findings. Esc shows all."
    )
    page.press("Escape")
    assert shown(page, "changes") == ["isla", "leo", "ivy"]
    assert page.ask("document.querySelector('#search').value") == ""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ISLA", ["isla"]),
        ("sales", ["isla"]),
        ("/acme/paris", ["leo", "ivy"]),
        ("desk ivy", ["ivy"]),
        ("role_membership.manage", []),
        ("nobody", []),
    ],
)
def test_a_search_knows_people_groups_and_scopes(show, words, found):
    page = show(text())
    search(page, words)
    assert shown(page, "changes") == found


@pytest.mark.parametrize("words", ["role_membership.manage", "Manage Role Membership"])
def test_a_search_knows_permissions_by_key_and_by_title(show, words):
    page = show(text())
    search(page, words)
    assert shown(page, "people") == ["isla"]


def test_a_search_knows_files(show):
    planned, notes, origins = everything()
    page = show(html(made(planned, notes, origins)))
    search(page, "reseller.yaml:14")
    assert shown(page, "changes") == ["role Auditor"]


def test_arrows_walk_through_what_is_shown_and_enter_opens_it(show):
    page = show(text())
    search(page, "leo")
    page.press("Enter")
    assert focus(page) == "leo"
    opened = "document.querySelector('#people .row:not([hidden]) details').open"
    assert page.ask(opened) is False
    page.press("Enter")
    assert page.ask(opened) is True
    page.press("j")
    assert page.ask("document.activeElement.dataset.row") == "tree" or focus(page)
    page.press("k")
    assert focus(page) == "leo"


def test_arrows_do_the_same_as_letters(show):
    page = show(text())
    page.press("ArrowDown")
    first = focus(page)
    page.press("ArrowDown")
    second = focus(page)
    page.press("ArrowUp")
    assert (focus(page), first == second) == (first, False)


def test_escape_ends_every_filter_wherever_one_is(show):
    page = show(text())
    press(page, "#sensitive")
    press(page, '#changes [data-kind="remove"]')
    page.press("Escape")
    assert shown(page, "changes") == ["isla", "leo", "ivy"]
    assert page.ask("document.querySelectorAll('[data-kind][aria-pressed=true]').length") == 0


def test_who_does_not_want_keys_turns_them_off(show):
    page = show(text())
    page.ask("document.querySelector('#keys').click()")
    page.press("/")
    assert page.ask("document.activeElement.id") != "search"


def test_kinds_are_chosen_by_buttons(show):
    page = show(text())
    press(page, '#changes [data-kind="remove"]')
    assert shown(page, "changes") == ["leo"]
    press(page, '#changes [data-kind="add"]')
    assert shown(page, "changes") == ["isla", "leo", "ivy"]
    press(page, '#people [data-kind="remove"]')
    assert shown(page, "people") == ["leo"]


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ("/acme", ["isla", "leo", "ivy"]),
        ("/acme/london", ["isla"]),
        ("/acme/paris", ["leo", "ivy"]),
    ],
)
def test_a_scope_is_chosen_with_all_below_it(show, scope, found):
    page = show(text())
    page.ask(f"""(() => {{
        const list = document.querySelector('#scope');
        list.value = [...list.options].find(each => each.text === '{scope}').value;
        list.dispatchEvent(new Event('change'));
    }})()""")
    page.settle()
    assert shown(page, "changes") == found
    assert shown(page, "people") == [name for name in found if name != "ivy"]


def test_what_is_sensitive_is_chosen_by_a_button(show):
    page = show(text())
    press(page, "#sensitive")
    assert (shown(page, "people"), shown(page, "changes")) == (["isla"], [])


def press(page, selector):
    """A button, by keyboard."""
    page.ask(f"document.querySelector('{selector}').focus()")
    page.press("Enter")
    page.settle()


# How it looks


@pytest.mark.parametrize("size", [PHONE, {"width": 320}, {"width": 768}, {"width": 1280}])
def test_nothing_is_wider_than_the_window(show, size):
    planned, notes, origins = everything()
    for page in (show(text(), **size), show(html(made(planned, notes, origins)), **size)):
        assert wider(page, size["width"]) == []


@pytest.mark.parametrize("name", ["x" * 255, "Ω" * 255, "a-b " * 60])
def test_nothing_is_wider_than_a_phone_however_long_names_are(show, name):
    page = show(html(review_of(name)), **PHONE)
    page.ask("for (const each of document.querySelectorAll('details')) each.open = true")
    assert wider(page, PHONE["width"]) == []


def wider(page, width):
    """What reaches beyond the window, whether it can be scrolled to or is cut off."""
    return page.ask(WIDER.replace("WIDTH", str(width)))


WIDER = """[...document.querySelectorAll('body *')]
    .filter(each => each.checkVisibility() && !each.closest('pre, .unseen, option'))
    .filter(each => each.getBoundingClientRect().right > WIDTH + 1)
    .map(each => each.className || each.tagName)
    .concat(document.documentElement.scrollWidth > WIDTH ? ['the page'] : [])"""


@pytest.mark.parametrize("dark", [True, False])
def test_every_text_can_be_read_on_what_it_stands_on(show, dark):
    """WCAG AA: a contrast of 4.5 to 1, for all text that is shown."""
    planned, notes, origins = everything()
    for page in (show(text(), dark=dark), show(html(made(planned, notes, origins)), dark=dark)):
        assert page.ask(CONTRAST) == []


CONTRAST = """(() => {
  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = (each) => {
    for (let up = each; up; up = up.parentElement) {
      const colour = rgba(getComputedStyle(up).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const each of document.querySelectorAll('body *')) {
    const says = [...each.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!says || !each.checkVisibility() || each.matches('script, .unseen')) continue;
    const [one, other] = [rgba(getComputedStyle(each).color), ground(each)].map(light);
    const ratio = (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
    if (ratio < 4.5) poor.push(`${each.className || each.tagName} ${ratio.toFixed(2)}`);
  }
  return [...new Set(poor)];
})()"""


def test_the_switch_turns_dark_to_light_and_stores_nothing(show):
    page = show(text(), dark=True)
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = page.ask(colour)
    page.ask("document.querySelector('#theme').click()")
    assert page.ask(colour) != dark
    assert page.ask("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_without_scripts_the_page_can_be_read(browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(text(), "utf-8")
    page = browser.open("about:blank")
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.call("Page.navigate", url=file.as_uri())
    browser.wait("Page.loadEventFired")
    assert page.ask("document.querySelector('#search').checkVisibility()") is False
    assert shown(page, "changes") == ["isla", "leo", "ivy"]
    page.close()


def test_on_paper_what_cannot_be_pressed_is_left_out(show):
    page = show(text(), media="print")
    assert page.ask("document.querySelector('.bar').checkVisibility()") is False
    assert shown(page, "changes") == ["isla", "leo", "ivy"]


def test_ten_thousand_changes_can_be_searched(show):
    desk = Container.of(group("Desk"))
    changes = [grant(desk, f"user {number:05}") for number in range(10_000)]
    page = show(html(made(accessed(changes=changes))))
    search(page, "user 09876")
    assert shown(page, "changes") == ["user 09876"]
    assert page.complaints == []


def test_an_empty_plan_and_an_error_alone_do_no_harm(show):
    for review in (made(Plan("northwind", "c0ffee")), made(accessed(findings=[finding()]))):
        page = show(html(review))
        search(page, "x")
        page.press("Escape")
        assert page.complaints == []
