"""The style and the script of the page, and the policy that lets a browser obey nothing else."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from reconciler.report.html.markup import Markup, element, joined


@cache
def _asset(name: str) -> Markup:
    return Markup(files(__package__).joinpath(name).read_text("utf-8"))


def style() -> Markup:
    """The one style sheet."""
    return element("style", _asset("report.css"))


def script() -> Markup:
    """The one script. Without it the page can be read, and not searched."""
    return element("script", _asset("report.js"))


def policies() -> Markup:
    """What a browser may do for this page: obey its own style and script, and nothing else."""
    rules = (
        "default-src 'none'",
        f"style-src {_source('report.css')}",
        f"script-src {_source('report.js')}",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
    return joined(
        [
            element("meta", http_equiv="Content-Security-Policy", content="; ".join(rules)),
            element("meta", name="referrer", content="no-referrer"),
        ]
    )


def _source(name: str) -> str:
    digest = hashlib.sha256(_asset(name).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
