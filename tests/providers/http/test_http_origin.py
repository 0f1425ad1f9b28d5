"""Secrets go to one origin: over TLS, or to this machine."""

import pytest

from reconciler.errors import UsageError
from reconciler.providers.http import ForeignLink, Origin, path_of


@pytest.mark.parametrize(
    "url",
    [
        "https://portal.example.net",
        "https://portal.example.net:8443/api",
        "http://127.0.0.1:8000",
        "http://127.1.2.3",
        "http://localhost:8000",
        "http://[::1]:8000",
    ],
)
def test_an_origin_is_written_as_it_was_given(url):
    assert str(Origin.of(url)) == url


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://portal.example.net", "must begin with https://"),
        ("http://10.0.0.1", "must begin with https://"),
        ("http://127.0.0.1.example.net", "must begin with https://"),
        ("http://localhost.example.net", "must begin with https://"),
        ("http://2130706433", "must begin with https://"),
        ("ftp://portal.example.net", "must begin with https://"),
        ("portal.example.net", "must begin with https://"),
        ("https://", "names no host"),
        ("https:///v1", "names no host"),
        ("https://ann:s3cret@portal.example.net", "no user name or password"),
        ("http://127.0.0.1@portal.example.net", "no user name or password"),
        ("http://127.0.0.1\\@portal.example.net", "a backslash"),
        ("https://portal.example.net/a b", "a space"),
        ("https://portal.example.net\n", "a control character"),
        ("https://pörtal.example.net", "beyond ASCII"),
        ("https://portal.example.net:port", "is no address"),
        ("https://portal.example.net:99999", "is no address"),
        ("https://portal.example.net?x=1", "leave out"),
        ("https://portal.example.net#x", "leave out"),
    ],
)
def test_an_address_that_no_secret_may_go_to_is_refused(url, sentence):
    with pytest.raises(UsageError, match=sentence) as caught:
        Origin.of(url)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("https://portal.example.net/api/things?cursor=b", "/things?cursor=b"),
        ("https://PORTAL.example.net:443/api/things?cursor=b", "/things?cursor=b"),
        ("?cursor=b", "/things?cursor=b"),
        ("things?cursor=b", "/things?cursor=b"),
        ("/api/things?cursor=b", "/things?cursor=b"),
    ],
)
def test_a_link_of_the_same_origin_is_followed(link, path):
    assert Origin.of("https://portal.example.net/api").link(link, "/things?cursor=a") == path


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example.net/api/things",
        "//evil.example.net/api/things",
        "http://portal.example.net/api/things",
        "https://portal.example.net:8443/api/things",
        "https://portal.example.net@evil.example.net/api/things",
        "https://portal.example.net\\@evil.example.net/api",
        "https://ann@portal.example.net/api/things",
        "/admin",
        "/apiary",
        "../admin",
        "javascript:alert(1)",
        "https://[",
        "https://portal.example.net/api/\nthings",
    ],
)
def test_a_link_to_anywhere_else_is_refused(link):
    with pytest.raises(ForeignLink):
        Origin.of("https://portal.example.net/api").link(link, "/things")


def test_names_become_segments_whatever_is_in_them():
    assert path_of("v1", "a/b?c#d%", "é") == "/v1/a%2Fb%3Fc%23d%25/%C3%A9"


def test_a_query_is_written_behind_the_path():
    assert path_of("v1", query={"after": "a&b", "limit": 5}) == "/v1?after=a%26b&limit=5"


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_name_that_would_speak_of_what_is_above_is_refused(name):
    with pytest.raises(ValueError, match="cannot hold"):
        path_of("v1", "groups", name)


def test_a_path_cannot_change_the_host():
    with pytest.raises(ValueError, match="begins with a slash"):
        Origin.of("https://portal.example").url(".evil.net/")
