"""`make book`: the built site as a book to keep, in one HTML file that needs nothing besides, as EPUB and as PDF.

Pages stand in the order of the table of contents. Search and what else has no text of its own is left to the site.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from sphinx_external_toc.parsing import Document, SiteMap, parse_toc_yaml

from ...ledger.calendar import today
from ...ledger.rules.contents import CONTENTS, SETTINGS
from ...ledger.store import published
from ...paths import ROOT
from ...templates import render
from ...words.messages import edition
from ...words.write import day
from ..assets import Assets, quoted
from ..headers import file_policy
from ..places import address
from ..refuse import of_the_system
from .bound import FILE, LEAVES, PAPER, Bound, Form, read
from .epub import epub
from .paper import NoPrinter, faces, printed, printer

SITE, FOLDER = ROOT / "_build" / "html", ROOT / "_build" / "book"


@dataclass
class Listed:
    """A page in the table of contents, with those below it."""

    name: str
    title: str
    below: list[Listed] = field(default_factory=list)

    def names(self) -> list[str]:
        return [self.name, *(name for page in self.below for name in page.names())]


class Part(NamedTuple):
    """A part of the book: what it is called, and its pages."""

    caption: str
    pages: list[Listed]


def contents(root: Path) -> list[Part]:
    """The parts of a book as its table of contents has them, before all a part without a name: the landing page."""
    found = parse_toc_yaml(root / CONTENTS)
    first = Listed(address(found.root.docname), found.root.title or "")
    return [Part("", [first]), *(Part(tree.caption or "", _below(found, tree)) for tree in found.root.subtrees)]


def _below(found: SiteMap, tree: Any) -> list[Listed]:
    pages: list[Document] = [found[str(name)] for name in tree.items]
    return [
        Listed(
            address(page.docname), page.title or "", [each for below in page.subtrees for each in _below(found, below)]
        )
        for page in pages
    ]


def bind(site: Path, form: Form, parts: list[Part]) -> Bound:
    """The pages of a built site in a form, without those that have no text. Raises `FileNotFoundError`."""
    names = [name for part in parts for page in part.pages for name in page.names()]
    pages = {name: read(site, name, form) for name in names}
    return Bound(form, {name: page for name, page in pages.items() if page.letters}, pages[names[0]].address)


def told(site: Path, form: Form) -> dict[str, Any]:
    """What the book says in a form: its pages as `bound`, and what stands on the cover and in the contents."""
    parts = contents(ROOT)
    bound = bind(site, form, parts)
    settings = yaml.safe_load((ROOT / SETTINGS).read_text(encoding="utf-8"))
    ledger = published()
    return {
        "title": settings["title"],
        "author": settings["author"],
        "notice": settings["sphinx"]["config"].get("explainer_notice", ""),
        "version": ledger.schema.descriptor["version"],
        "checked": day(today(ledger)),
        "address": bound.address,
        "language": edition().language.replace("_", "-"),
        "direction": edition().locale.text_direction,
        "parts": [Part(caption, _bound(pages, bound)) for caption, pages in parts],
        "bound": bound,
    }


def _bound(pages: list[Listed], bound: Bound) -> list[Listed]:
    """The pages of a part that are bound, each with the title it bears in the contents, or else itself."""
    return [
        Listed(page.name, page.title or bound.pages[page.name].title, _bound(page.below, bound))
        for page in pages
        if page.name in bound.pages
    ]


def one_file(site: Path, form: Form) -> str:
    """The whole book as HTML, for a screen or for paper."""
    assets, book = Assets(), told(site, form)
    style, early, script = assets.whole()
    scripts = [] if form.notes else [early, script]
    style = "\n".join([style, faces(), *_feet(book["bound"])]) if form.notes else style
    policy = file_policy(scripts, style)
    return render("book.html", icon=assets.icon, style=style, scripts=scripts, policy=policy, **book)


def _feet(bound: Bound) -> Iterator[str]:
    """Rules by which each sheet bears at its foot the title of its page."""
    for name, page in bound.pages.items():
        yield f"#{name} {{ page: of-{name}; }} @page of-{name} {{ @bottom-left {{ content: {quoted(page.title)}; }} }}"


def make(site: Path, folder: Path) -> list[Path]:
    """Writes the book in all its forms. Raises `FileNotFoundError` where the site is not built, `NoPrinter`."""
    browser, name, checked = printer(), published().schema.name, today(published())
    folder.mkdir(parents=True, exist_ok=True)
    file, leaves, paper = (folder / f"{name}.{kind}" for kind in ("html", "epub", "pdf"))
    file.write_text(one_file(site, FILE), encoding="utf-8")
    leaves.write_bytes(epub(told(site, LEAVES), checked))
    paper.write_bytes(printed(one_file(site, PAPER), browser, checked))
    return [file, leaves, paper]


def main() -> None:
    try:
        made = make(SITE, FOLDER)
    except FileNotFoundError as error:
        sys.exit(f"{error.filename}: is not there; build the site first: make site")
    except NoPrinter as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(of_the_system(error) or str(error))
    for path in made:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.1f} MB")
