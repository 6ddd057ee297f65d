"""The built pages as parts of one book: what is read of each, and how it is written in another form.

Here alone HTML is read that the package has printed. What stands in a page's article goes on as it is, but for ids and
links, and for what works on a site alone.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

VOID = frozenset(("br", "col", "hr", "img", "input", "wbr"))
HEADINGS = frozenset(("h1", "h2", "h3"))
KEPT = frozenset(("data-claim", "data-note", "data-entry", "data-group", "data-footing"))  # for the style and book.js
REFERRING = frozenset(("aria-controls", "aria-describedby", "aria-labelledby", "for", "headers", "popovertarget"))
OF_DRAWINGS = {"viewbox": "viewBox", "clippath": "clipPath"}  # as XML has them; a reader of HTML knows both
PLAIN = {"details": "div", "summary": "p", "button": "span"}  # what would have to be opened first
SECTION = "<![CDATA["
Attributes = dict[str, str]


class Form(NamedTuple):
    """A form in which pages are bound: `notes` end each page in place of evidence that opens; `files` are one a page,
    in XHTML; elements of the classes `without` are left out."""

    notes: bool = False
    files: bool = False
    without: frozenset[str] = frozenset()


ON_SCREENS = frozenset(("contents", "control", "drawers", "cite", "uses", "close", "above-input"))
FILE = Form()
PAPER = Form(notes=True, without=ON_SCREENS | {"narrow", "files"})
LEAVES = Form(notes=True, files=True, without=ON_SCREENS | {"wide"})


class Tag(NamedTuple):
    """A tag that opens an element, or is all of it."""

    name: str
    attributes: Attributes
    whole: bool = False

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def about(self) -> str:
        """The id of the evidence that a figure opens; '' for all else."""
        claim = self.attributes.get("data-claim")
        return self.attributes.get("data-about") or (f"about-{claim}" if claim else "")

    def __str__(self) -> str:
        attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in self.attributes.items())
        return f"<{self.name}{attributes}{'/' * self.whole}>"


class Text(str):
    """What stands between tags."""


class End(str):
    """The name of an element that ends."""


@dataclass
class Page:
    """What is taken of a page."""

    name: str
    address: str = ""  # where it is published, if that is known
    classes: str = ""
    title: str = ""
    tokens: list[Tag | Text | End] = field(default_factory=list)
    letters: int = 0  # of its text, without headings

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(token.attributes.get("id", "") for token in self.tokens if isinstance(token, Tag)) - {""}


class _Reader(HTMLParser):
    """Reads the article of a page."""

    def __init__(self, name: str, form: Form):
        super().__init__(convert_charrefs=True)
        self.page, self.form = Page(name), form
        self.open: list[str] = []  # elements of the article that are open
        self.left_out: list[str] = []  # and of what is left out of it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]], whole: bool = False) -> None:
        found = Tag(tag, {name: value or "" for name, value in attrs}, whole)
        if found.attributes.get("rel") == "canonical":
            self.page.address = found.attributes["href"]
        if not self.open and tag != "article":
            return
        into = self.left_out if self.left_out or self._leaves_out(found) else self.open
        if into is self.open and tag == "article":
            self.page.classes = found.attributes.get("class", "")
        elif into is self.open:
            self.page.tokens.append(found)
        if not whole and tag not in VOID:
            into.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs, whole=True)

    def handle_endtag(self, tag: str) -> None:
        if self.left_out:
            self.left_out.pop()
        elif self.open:
            self.open.pop()
            if tag != "article":
                self.page.tokens.append(End(tag))

    def handle_data(self, data: str) -> None:
        if not self.open or self.left_out:
            return
        self.page.tokens.append(Text(data))
        if "h1" in self.open:
            self.page.title += data
        if HEADINGS.isdisjoint(self.open):
            self.page.letters += len(data.strip())

    def _leaves_out(self, tag: Tag) -> bool:
        """What works on a site alone: forms and sliders of its scripts, links to a place of its pages, files that are
        nowhere if the site is not."""
        classes = tag.classes
        return (
            tag.name in ("script", "noscript")
            or (tag.name == "form" and "controls" not in classes)
            or (tag.name == "input" and (tag.attributes.get("type") == "range" or self.form.notes))
            or not {"headerlink", "share", *self.form.without}.isdisjoint(classes)
            or ("files" in classes and not self.page.address)
        )


def read(site: Path, name: str, form: Form) -> Page:
    """What a form takes of a page of the site. Raises `FileNotFoundError` for one that is not built."""
    reader = _Reader(name, form)
    reader.feed(_without_sections((site / f"{name}.html").read_text(encoding="utf-8")))
    reader.close()
    return reader.page


def _without_sections(text: str) -> str:
    """HTML with the labels of drawings as text like all other: they are sections of CDATA, which no two versions of
    Python read alike."""
    before, *sections = text.split(SECTION)
    labels = (section.partition("]]>") for section in sections)
    return before + "".join(f"{html.escape(label)}{after}" for label, _, after in labels)


@dataclass
class Bound:
    """Pages that are bound in a form, in their order; `address` is the site's, if it is known."""

    form: Form
    pages: dict[str, Page]
    address: str

    def anchor(self, page: str, name: str = "") -> str:
        """The id of a place of a page, or of the page, which needs none where it is a file; without blanks, which a
        browser forgives in an id."""
        return f"{self._before(page)}{'-'.join(name.split())}" if name or self.form.files else page

    def lead(self, page: str, href: str) -> str:
        """Where a link of a page leads: to a place in this book, to the site for what is not bound, or else nowhere."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            return href
        other = parts.path.removesuffix(".html") or page
        if other not in self.pages:
            return f"{self.address}{href}" if self.address else ""
        name = unquote(parts.fragment)
        place = self.anchor(other, name if name in self.pages[other].ids else "")
        file = f"{other}.xhtml" if self.form.files and (other != page or not place) else ""
        return f"{file}#{place}" if place else file

    def _before(self, page: str) -> str:
        return "" if self.form.files else f"{page}--"

    def write(self, name: str) -> str:
        """What stands in the article of a page."""
        return "".join(self._pieces(self.pages[name]))

    def _pieces(self, page: Page) -> Iterator[str]:
        links: list[str] = []  # the elements that stand for links which are open
        led: set[str] = set()  # the notes that a figure has led to
        for token in page.tokens:
            if isinstance(token, Text):
                yield html.escape(token, quote=False)
            elif isinstance(token, End):
                yield f"</{links.pop() if token == 'a' else self._name(token)}>"
            else:
                tag = self._tag(page, token, led)
                if token.name == "a":
                    links.append(tag.name)
                yield str(tag)
                if token.name == "div" and (note := self._note(page, token)):
                    yield _head(token, note, note in led)

    def _tag(self, page: Page, tag: Tag, led: set[str]) -> Tag:
        attributes, note = self._attributes(page, tag), self._note(page, tag)
        if note and self.form.files:  # a reader that knows it opens the note in place
            attributes["epub:type"] = "noteref" if tag.name == "a" else "footnote"
        if note and tag.name == "a":
            attributes["href"] = f"#{note}"
            if note not in led:
                attributes["id"] = _figure(note)
            led.add(note)
        leads = tag.name != "a" or "href" in attributes
        return Tag(
            self._name(tag.name) if leads else "span", attributes, self.form.files if tag.name in VOID else tag.whole
        )

    def _note(self, page: Page, tag: Tag) -> str:
        """The id of the note that a figure leads to, or that a piece of evidence is; '' where there are none."""
        name = tag.attributes.get("id", "") if tag.name == "div" else tag.about
        there = self.form.notes and "data-note" in tag.attributes and name in page.ids
        return self.anchor(page.name, name) if there else ""

    def _name(self, tag: str) -> str:
        return OF_DRAWINGS.get(tag, PLAIN.get(tag, tag)) if self.form.files else tag

    def _attributes(self, page: Page, tag: Tag) -> Attributes:
        found: Attributes = {}
        for name, value in tag.attributes.items():
            if name == "id":
                found[name] = self.anchor(page.name, value)
            elif name in ("href", "xlink:href"):
                found[name] = self.lead(page.name, value)
            elif name in REFERRING:
                found[name] = " ".join(self.anchor(page.name, place) for place in value.split() if place in page.ids)
            elif not name.startswith("data-") or name in KEPT:
                found[OF_DRAWINGS.get(name, name)] = value.replace("url(#", f"url(#{self._before(page.name)}")
        if tag.about in page.ids:
            found["data-about"] = self.anchor(page.name, tag.about)
        if tag.name in ("form", "nav") and "aria-label" in found:  # a landmark has a name that no other page's has
            found["aria-label"] += f": {page.title}"
        for name in _of_the_site(tag) if self.form.notes else ("download",):
            found.pop(name, None)
        return {name: value for name, value in found.items() if value or name not in REFERRING | {"href", "xlink:href"}}


def _of_the_site(tag: Tag) -> tuple[str, ...]:
    """Attributes of what opens, and is no more than text in a book."""
    opens = ("role", "tabindex", "aria-label") if "about" in tag.classes else ()
    return ("data-claim", "data-about", "download", "hidden", "popover", *opens)


def _head(tag: Tag, note: str, led: bool) -> str:
    """What a note begins with: its number and its figure, and the way back to that, where it stands in the text."""
    name, attributes = ("a", {"href": f"#{_figure(note)}"}) if led else ("span", {})
    words = html.escape(f"{tag.attributes['data-note']}. {tag.attributes['aria-label']}", quote=False)
    return f"{Tag(name, {'class': 'back', **attributes})}{words}</{name}>"


def _figure(note: str) -> str:
    """The id of the figure that is the first to lead to a note."""
    return f"{note}-figure"
