"""Reviews made by hand, and how a forge reads what is written of them."""

from datetime import timedelta

from markdown_it import MarkdownIt
from sample import LONDON, TARGET, at, group, plan

from reconciler.core.access.effect import Difference, Effect, Kind
from reconciler.core.declared import Notes
from reconciler.core.finding import NoOrigins
from reconciler.core.model import Container, Ref
from reconciler.core.saved import Made, SavedPlan
from reconciler.core.scope import Pattern
from reconciler.report.beside import Beside
from reconciler.report.review.review import Around, Review
from reconciler.report.sources import no_sources

MADE_AT = at(2027, 1, 1)


def review(made, notes=None, origins=None, *, said=None, sources=no_sources, **more):
    """A review of a plan."""
    beside = Beside(TARGET, notes or Notes(), origins or NoOrigins(), sources)
    how = {"tool": "1.2.3", "commit": "c0ffee1", "author": "charlotte", **more.pop("how", {})}
    saved = SavedPlan(made, Made(MADE_AT, MADE_AT + timedelta(days=1), **how))
    around = more.pop("around", Around())
    return Review(said or made.summary, saved, beside, dict, around, **more)


def user(name, where=LONDON):
    return Ref("user", where, (name,))


def effect(kind, name, *keys, through="Top Role/Sales", **more):
    """One person gains, loses or keeps permissions through a group of London."""
    more.setdefault("places", (Pattern(LONDON),))
    holds = (Container.of(group(through)),)
    return Effect(kind, (user(name),), keys, through=holds, **more)


def gain(name, *keys, **more):
    return effect(Kind.GAIN, name, *keys, **more)


def loss(name, *keys, **more):
    return effect(Kind.LOSS, name, *keys, **more)


def difference(*effects, **more):
    return Difference(effects, scopes=1, **more)


def empty():
    return plan()


RENDERER = MarkdownIt("gfm-like", {"html": True, "linkify": True})


def read(text):
    """Every token of a text as CommonMark and GFM read it, those inside of others too."""
    found = []
    for token in RENDERER.parse(text):
        found += [token, *(token.children or ())]
    return found


def kinds(text):
    """What a text is made of, without what it says."""
    return [token.type for token in read(text)]


def tags(text):
    """The HTML in a text that a forge would draw."""
    html = [token.content for token in read(text) if token.type in ("html_block", "html_inline")]
    return "".join(html)


def unguarded(text):
    """All that stands outside of code: where names would be obeyed."""
    return "".join(token.content for token in read(text) if token.type == "text")
