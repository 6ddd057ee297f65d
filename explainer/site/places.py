"""Where in the site things stand: the page of a directive is the page it was found on, whatever its name."""

from __future__ import annotations

from typing import Any

from sphinx import addnodes
from sphinx.environment import BuildEnvironment

from ..ledger.store import Ledger, published

FOLDER = "book/"
EXHIBITS = "exhibits"  # the folder of the site with the files of each exhibit


def address(docname: str) -> str:
    """The page's name in the site. The landing page `book/index` becomes `index`, so `/` needs no redirect."""
    return docname.removeprefix(FOLDER)


def exhibit_page(name: str) -> str:
    """Where an exhibit stands alone."""
    return f"{EXHIBITS}/{name}.html"


def ledger_of(env: BuildEnvironment) -> Ledger:
    """The ledger that a book is made from."""
    return published()


def contents(env: BuildEnvironment) -> list[tuple[str, list[tuple[str, str]]]]:
    """The parts of the book, each with the titles and names of its pages."""
    root = env.config.root_doc
    parts = []
    for tree in env.get_doctree(root).findall(addnodes.toctree):
        pages = [(title or env.titles[name].astext(), name) for title, name in tree["entries"]]
        parts.append((tree.get("caption") or "", pages))
    return parts


def chapters(env: BuildEnvironment) -> list[str]:
    """The pages of the book's first part, which are what it tells."""
    parts = contents(env)
    return [name for _, name in parts[0][1]] if parts else []


class Places:
    """The addresses to which pages link."""

    def __init__(self, env: BuildEnvironment):
        noted = env.get_domain("ledger").data["places"]
        self._pages = {name: docname for docname, names in sorted(noted.items()) for name in names}

    def docname(self, *directive: str) -> str:
        """The page on which a directive stands, with its arguments; '' if there is none."""
        return self._pages.get(" ".join(directive), "")

    def page(self, *directive: str) -> str:
        """Its address."""
        docname = self.docname(*directive)
        return f"{address(docname)}.html" if docname else ""

    @property
    def ledger(self) -> str:
        return self.page("ledger-table")

    def entries(self, source_id: str) -> str:
        """The entries of a source's claims, or all claims where they have no page."""
        return self.page("ledger-entries", source_id) or self.ledger

    def entry(self, claim: Any) -> str:
        """The entry of a claim; where the book has none, its evidence on the page itself."""
        page = self.entries(claim["source_id"])
        return f"{page}#{claim['claim_id']}" if page else f"#about-{claim['claim_id']}"

    def value(self, record: Any) -> str:
        """The place of a value on the public record; where the book has none, its evidence on the page itself."""
        page = self.page("record-series", record["topic"])
        return f"{page}#{record['record_id']}" if page else f"#about-{record['record_id']}"

    def series(self, record: Any) -> str:
        """The place of the series of a value; where the book has none, ''."""
        page = self.page("record-series", record["topic"])
        return f"{page}#{record['series_id']}" if page else ""

    def of(self, traced: Any) -> str:
        """The entry of a claim, or the place of a value on record."""
        return self.value(traced) if "record_id" in traced else self.entry(traced)

    def source(self, source_id: str) -> str:
        return f"{self.page('source-list')}#{source_id}"

    def prediction(self, prediction_id: str) -> str:
        return f"{self.page('predictions')}#{prediction_id}"
