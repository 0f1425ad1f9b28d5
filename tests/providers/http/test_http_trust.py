"""TLS is verified, and nothing but the environment says against what and through whom."""

import select
import socket
import ssl
from contextlib import suppress

import pytest
import trustme

from reconciler.errors import UsageError
from reconciler.providers.http import Origin, Transport
from reconciler.providers.http.errors import NotSent, Untrusted
from reconciler.providers.http.surroundings import Surroundings
from tests.providers.http.serving import CANARY, GET, SHORT, answer, serving, transport

PORTAL = Origin.of("https://portal.example.net")


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def bundle(authority, tmp_path):
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def encrypted(authority, name="127.0.0.1"):
    """What a server with a certificate for `name` does with a connection."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_a_certificate_that_the_environment_trusts_is_good(authority, bundle):
    with serving(answer([1]), tls=encrypted(authority)) as server:
        line = Transport(server.url, {"REQUESTS_CA_BUNDLE": bundle}, SHORT)
        assert line.send(GET, within=9).data == [1]
        line.close()


@pytest.mark.parametrize("name", ["127.0.0.1", "127.0.0.2"])
def test_a_certificate_that_is_not_trusted_or_anothers_gets_nothing(authority, bundle, name):
    trusted = {"REQUESTS_CA_BUNDLE": bundle} if name != "127.0.0.1" else {}
    with serving(answer([1]), tls=encrypted(authority, name)) as server:
        with pytest.raises(Untrusted, match="is not trusted: "):
            Transport(server.url, {"RECONCILER_TOKEN": CANARY} | trusted, SHORT).send(GET, within=9)
        assert server.requests == []


def test_a_server_that_does_not_speak_tls_gets_nothing():
    with serving(answer([1])) as server:
        line = Transport(server.url.replace("http:", "https:"), {"RECONCILER_TOKEN": CANARY}, SHORT)
        with pytest.raises(NotSent, match="TLS failed"):
            line.send(GET, within=9)
        assert not any(CANARY.encode() in request for request in server.requests)


def test_certificates_that_are_not_there_are_an_error_before_any_connection():
    with pytest.raises(UsageError, match=r"no certificates to trust at /nowhere/ca\.pem"):
        Surroundings.of({"SSL_CERT_FILE": "/nowhere/ca.pem"}, PORTAL)


@pytest.mark.parametrize("value", ["", None])
def test_without_a_word_the_certificates_of_the_library_are_trusted(value):
    environment = {} if value is None else {"REQUESTS_CA_BUNDLE": value}
    assert Surroundings.of(environment, PORTAL).trusted is True


@pytest.mark.parametrize(
    ("environment", "proxies"),
    [
        ({}, {}),
        ({"HTTPS_PROXY": "http://proxy:3128"}, {"https": "http://proxy:3128"}),
        ({"all_proxy": "http://proxy:3128"}, {"https": "http://proxy:3128"}),
        ({"HTTP_PROXY": "http://proxy:3128"}, {}),
        ({"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": "example.net"}, {}),
        (
            {"HTTPS_PROXY": "http://proxy:3128", "no_proxy": "other.net"},
            {"https": "http://proxy:3128"},
        ),
    ],
)
def test_the_proxy_is_the_environments(environment, proxies):
    assert Surroundings.of(environment, PORTAL).proxies == proxies


def test_what_is_not_encrypted_goes_through_no_proxy():
    with serving(answer()) as proxy, serving(answer([1])) as server:
        environment = {"HTTP_PROXY": proxy.url, "ALL_PROXY": proxy.url, "https_proxy": proxy.url}
        line = Transport(server.url, environment, SHORT)
        assert line.send(GET, within=9).data == [1]
    assert proxy.requests == []


def test_a_call_through_a_tunnel_is_encrypted_for_the_other_end(authority, bundle):
    with (
        serving(answer([1]), tls=encrypted(authority)) as server,
        serving(tunnel_to(server.port)) as proxy,
    ):
        environment = {"HTTPS_PROXY": proxy.url, "REQUESTS_CA_BUNDLE": bundle}
        line = Transport(server.url, environment | {"RECONCILER_TOKEN": CANARY}, SHORT)
        assert line.send(GET, within=9).data == [1]
        line.close()
    assert CANARY.encode() in server.requests[0]
    assert [CANARY.encode() in request for request in proxy.requests] == [False]


def tunnel_to(port):
    """Say that the tunnel is there, and carry bytes through it both ways."""

    def carry(here, _):
        here.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port)) as there, suppress(OSError):
            while True:
                for ready in select.select([here, there], [], [])[0]:
                    if not (piece := ready.recv(65536)):
                        return
                    (there if ready is here else here).sendall(piece)

    return carry


def test_a_proxy_that_makes_no_tunnel_gets_no_secret():
    with serving(b"HTTP/1.1 502 No\r\n\r\n") as proxy:
        environment = {"HTTPS_PROXY": proxy.url, "RECONCILER_TOKEN": CANARY}
        line = Transport("https://portal.example.net", environment, SHORT)
        with pytest.raises(NotSent, match="cannot be reached through the proxy"):
            line.send(GET, within=9)
    (asked,) = proxy.requests
    assert asked.startswith(b"CONNECT portal.example.net:443")
    assert CANARY.encode() not in asked


def test_what_the_environment_of_the_process_says_does_not_count(monkeypatch, tmp_path):
    with serving(answer()) as proxy, serving(answer([1])) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login ann password n3trc\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        assert transport(server, token="").send(GET, within=9).data == [1]
    (request,) = server.requests
    assert b"authorization" not in request.lower()
    assert proxy.requests == []


def test_a_cookie_is_not_sent_back():
    with serving(answer([1], Set_Cookie="session=7")) as server:
        line = transport(server)
        for _ in range(2):
            line.send(GET, within=9)
    assert not any(b"cookie" in request.lower() for request in server.requests)


def test_a_refused_connection_sent_nothing():
    with serving(answer()) as server:
        url = server.url
    with pytest.raises(NotSent, match="refused the connection"):
        Transport(url, {}, SHORT).send(GET, within=9)


def test_an_unknown_name_sent_nothing():
    with pytest.raises(NotSent, match="its name was not found"):
        Transport("https://nowhere.invalid", {}, SHORT).send(GET, within=9)
