"""Addresses: the portal and the project file take the same ones, and no secret in any."""

import pytest

from reconciler.portal import Portal, address
from reconciler.portal.errors.database import BadUrl
from reconciler.spec import project_check

TAKEN = [
    ("sqlite:///portal.db", "sqlite:///portal.db"),
    ("postgresql://db.example.net/portal", "postgresql+psycopg://db.example.net/portal"),
    ("postgresql+psycopg://db:5433/portal", "postgresql+psycopg://db:5433/portal"),
    ("postgresql://ada@[::1]:5433/portal", "postgresql+psycopg://ada@[::1]:5433/portal"),
    ("postgresql:///portal", "postgresql+psycopg:///portal"),
    (
        "postgresql://db/portal?sslmode=verify-full&connect_timeout=5",
        "postgresql+psycopg://db/portal?connect_timeout=5&sslmode=verify-full",
    ),
]
REFUSED = [
    ("postgresql://ada:s3cret@db/portal", "...db/portal", "leave it out, PGPASSWORD or PGPASSFILE"),
    ("postgresql://ada:@db/portal", "...db/portal", "leave it out, PGPASSWORD or PGPASSFILE"),
    ("postgresql://ada:s3/cr@t@db/portal", "...db/portal", "leave it out"),
    ("postgresql://db/portal?password=s3cret", "portal...", "nothing but connect_timeout and ssl"),
    ("postgresql://db/portal?host=/s3cret", "portal...", "nothing but connect_timeout and sslmode"),
]


@pytest.mark.parametrize(("url", "expected"), TAKEN)
def test_an_address_is_taken_by_the_portal_and_by_the_project_file(url, expected):
    assert str(address.parse(url)) == expected
    assert project_check.url_problem(url) is None


@pytest.mark.parametrize(("url", "shown", "help_"), REFUSED)
def test_an_address_that_may_hold_a_secret_is_refused_and_not_shown(url, shown, help_):
    with pytest.raises(BadUrl) as refusal:
        Portal.open(url)
    said = str(refusal.value)
    assert (shown in said, help_ in said) == (True, True)
    assert "s3" not in said
    problem = project_check.url_problem(url)
    assert problem is not None
    assert "s3" not in problem.message


@pytest.mark.parametrize(
    "url",
    [
        *["portal.db", "", "mysql://ada:s3cret@x/y", "sqlite://host/x", "sqlite:///x?mode=ro"],
        *["http://h:x/", "postgres://db/portal", "postgresql+asyncpg://db/portal"],
        *["postgresql://db", "postgresql://db/", "postgresql://db:port/portal"],
    ],
)
def test_what_is_no_address_is_told_how_to_write_one(url):
    with pytest.raises(BadUrl, match=r"write sqlite:///path/to/portal\.db or postgresql://host/n"):
        Portal.open(url)


def test_an_option_stands_once():
    with pytest.raises(BadUrl, match="an option stands there twice"):
        Portal.open("postgresql://db/portal?sslmode=require&sslmode=disable")


def test_the_portal_and_the_project_file_know_the_same_options():
    assert address.OPTIONS == project_check.OPTIONS
