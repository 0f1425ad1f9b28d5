"""Pages as a browser reads them: elements, what they say, and what they lead to."""

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from reviews import NOW
from sample import TARGET

from reconciler.core.declared import Notes
from reconciler.core.finding import NoOrigins
from reconciler.core.saved import Made, SavedPlan
from reconciler.report.beside import Beside
from reconciler.report.html import html
from reconciler.report.review.review import Around, Review
from reconciler.report.sources import no_sources

FILES = "https://git.example.com/northwind/access/blob/c0ffee12/"
EMPTY = {"input", "meta"}


@dataclass
class Element:
    """One element, with what stands in it in its order."""

    tag: str
    attributes: dict
    inside: list = field(default_factory=list)

    @property
    def classes(self):
        return set((self.attributes.get("class") or "").split())

    @property
    def all(self):
        for each in self.inside:
            if isinstance(each, Element):
                yield each
                yield from each.all

    @property
    def text(self):
        parts = (each.text if isinstance(each, Element) else each for each in self.inside)
        return "".join(parts)

    def find(self, *names):
        """Everything of these tags or classes."""
        return [each for each in self.all if each.tag in names or each.classes & {*names}]

    def texts(self, *names):
        return [" ".join(each.text.split()) for each in self.find(*names)]

    def part(self, name):
        """The one element with this id."""
        (found,) = (each for each in self.all if each.attributes.get("id") == name)
        return found

    def has(self, name):
        return any(each.attributes.get("id") == name for each in self.all)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute of <{tag}> stands twice"
        element = Element(tag, dict(attrs))
        self.open[-1].inside.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag, f"</{tag}> ends something else"

    def handle_data(self, data):
        self.open[-1].inside.append(data)

    def handle_comment(self, data):
        self.open[-1].inside.append(Element("!--", {}, [data]))


def read(text):
    """The page as a browser reads it; every element must end where it should."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    (root,) = reader.open
    return root


def page(review):
    return read(html(review))


def made(plan, notes=None, origins=None, *, sources=no_sources, around=None, how=None, **more):
    """The review of a plan."""
    beside = Beside(TARGET, notes or Notes(), origins or NoOrigins(), sources)
    said = {"tool": "1.2.3", "commit": "c0ffee12", "author": "charlotte", **(how or {})}
    saved = SavedPlan(replace(plan, digest="d1e5"), Made(NOW, NOW, **said))
    around = Around("access", FILES) if around is None else around
    return Review(plan.summary, saved, beside, dict, around, **more)
