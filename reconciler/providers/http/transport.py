"""One request, one answer: bounded in time and size, to one origin, with the secret."""

import json
from collections.abc import Mapping
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from typing import Final

from requests import PreparedRequest, Request, RequestException, Session
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from reconciler.providers.http.answer import Answer, Judge
from reconciler.providers.http.body import Unreadable, receive
from reconciler.providers.http.call import Call
from reconciler.providers.http.errors import HttpError, NotSent
from reconciler.providers.http.limits import Limits
from reconciler.providers.http.origin import Origin
from reconciler.providers.http.secret import Secret, read_secret
from reconciler.providers.http.surroundings import Surroundings
from reconciler.providers.http.time import Time
from reconciler.providers.http.translate import translated
from reconciler.providers.http.wire import BoundedAdapter, Exchange, on_the_wire

_FOREIGN: Final = (RequestException, HTTPError, HTTPException, OSError)
"""All that the libraries below raise for what happens on the network."""


class Transport:
    """Sends single requests; safe to share between threads.

    `environment` holds the secret, the proxy and the trusted certificates. Nothing else chooses
    them: requests itself reads neither the environment nor a .netrc file here.
    """

    def __init__(
        self,
        url: str,
        environment: Mapping[str, str],
        limits: Limits | None = None,
        time: Time | None = None,
        connections: int = 10,
    ) -> None:
        self.origin = Origin.of(url)
        self.limits = limits or Limits()
        self.time = time or Time()
        self._secret = read_secret(environment)
        self._judge = Judge(self.limits, self._hide, self.time.wall)
        self._surroundings = Surroundings.of(environment, self.origin)
        self._session = _session(self._secret, connections)

    def send(self, call: Call, within: float) -> Answer:
        """Make one attempt that lasts at most `within` seconds. Raises `HttpError`."""
        outcome = self._outcome(call, min(within, self.limits.deadline))
        if isinstance(outcome, HttpError):
            # Raised where it was made, it would keep the exception that holds the secret.
            raise outcome
        return outcome

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def _outcome(self, call: Call, seconds: float) -> Answer | HttpError:
        if seconds <= 0:
            return NotSent(str(call), "there is no time left for it")
        now = self.time.now
        exchange = Exchange(now, now() + seconds, self.limits.read)
        try:
            with on_the_wire(exchange):
                return self._exchange(call, seconds)
        except Unreadable as unreadable:
            return self._judge.bad(str(call), unreadable)
        except _FOREIGN as error:
            return translated(error, str(call), self.origin.host, sent=exchange.sent)

    def _exchange(self, call: Call, seconds: float) -> Answer | HttpError:
        with self._session.send(
            self._prepared(call),
            stream=True,
            allow_redirects=False,
            timeout=(min(self.limits.connect, seconds), self.limits.read),
            verify=self._surroundings.trusted,
            proxies=dict(self._surroundings.proxies),
        ) as response:
            raw = receive(response, self.limits)
        return self._judge.judge(call, raw)

    def _prepared(self, call: Call) -> PreparedRequest:
        headers = dict(call.headers)
        if call.key:
            headers["Idempotency-Key"] = call.key
        body = None
        if call.body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(call.body, ensure_ascii=False).encode()
        request = Request(call.method, self.origin.url(call.path), headers=headers, data=body)
        return self._session.prepare_request(request)

    def _hide(self, text: str) -> str:
        return self._secret.hidden_in(text) if self._secret else text


class _Bearer(AuthBase):
    """The secret in the header; without one, the word that none is to be looked for elsewhere."""

    def __init__(self, secret: Secret | None) -> None:
        self.secret = secret

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        if self.secret:
            request.headers["Authorization"] = self.secret.bearer()
        return request


def _session(secret: Secret | None, connections: int) -> Session:
    session = Session()
    session.trust_env = False
    session.auth = _Bearer(secret)
    session.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip"})
    session.headers["User-Agent"] = "reconciler"
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = BoundedAdapter(pool_connections=1, pool_maxsize=connections, max_retries=0)
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)
    return session
