"""Publishes `book/x.md` as `x.html`: the folder is how the repository is sorted, not an address for readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from docutils import nodes
from pygments.formatters import HtmlFormatter
from pygments.token import STANDARD_TYPES, Text
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search import IndexBuilder

from .assets import BASIC, Assets
from .refuse import Refused

FOLDER = "book/"
INDEX = StandaloneHTMLBuilder.searchindex_filename
BUILDERS = ("html", "linkcheck", "dummy")  # the last two print nothing, and check


def address(docname: str) -> str:
    """The page's name in the site. The landing page `book/index` becomes `index`, so `/` needs no redirect."""
    return docname.removeprefix(FOLDER)


def refuse_other_forms(app: Sphinx) -> None:
    """Refuses builders that would print the book in another form: its figures are HTML, for the addresses of one site."""
    builder = app.builder
    if not Path(app.srcdir, "_toc.yml").exists():
        raise Refused(["a page of this book is not built alone: jupyter-book build ."])
    if builder.name not in BUILDERS:
        raise Refused(
            [f"builder {builder.name}: this book is a site and has no other form; build {', '.join(BUILDERS)}"]
        )
    if builder.name == "linkcheck" and app.outdir.name == "html":
        # Jupyter Book wants the report among the pages, which are published.
        app.outdir = builder.outdir = app.outdir.with_name("linkcheck")
        app.outdir.mkdir(exist_ok=True)


class CodeFormatter(HtmlFormatter):
    """Marks those parts of code alone that the style sheet colours: all others would be a quarter of a page's elements."""

    coloured = frozenset(("c1", "k", "kn", "kc", "ow", "nb", "s2", "sa", "si", "mi", "mf"))

    def format_unencoded(self, tokensource, outfile) -> None:
        marked = ((kind if STANDARD_TYPES.get(kind) in self.coloured else Text, text) for kind, text in tokensource)
        super().format_unencoded(marked, outfile)


class Index(IndexBuilder):
    """Sphinx's search index, but by address, since its script builds links from the names of pages; and as whole after some
    pages are written anew as after all are: Sphinx forgets the glossary's terms then, and keeps words that no page has."""

    def load(self, stream: IO[str], format: Any) -> None:
        super().load(stream, format)
        stream.seek(0)
        frozen = format.load(stream)
        for entry, places in frozen["indexentries"].items():
            for page, anchor, main in places:
                kept = self._index_entries.setdefault(frozen["docnames"][page], [])
                kept.append((entry, anchor, "main" if main else ""))

    def prune(self, docnames: Iterable[str]) -> None:
        pages = set(map(address, docnames))
        super().prune(pages)
        self._index_entries = {page: found for page, found in sorted(self._index_entries.items()) if page in pages}
        for words in (self._mapping, self._title_mapping):
            for word in [word for word, found in words.items() if not found]:
                del words[word]


class BookBuilder(StandaloneHTMLBuilder):
    """Sphinx's HTML builder with the book's folder left out of every address."""

    name = "html"

    @cached_property
    def assets(self) -> Assets:
        """The files of `_static/`: ours alone, since Sphinx's and the extensions' are mostly unused by a page."""
        index = self._index()
        language = self.templates.render_string(
            (BASIC / "language_data.js.jinja").read_text(encoding="utf-8"), index.context_for_searchtool()
        )
        return Assets(language)

    def init_highlighter(self) -> None:
        super().init_highlighter()
        self.highlighter.formatter = CodeFormatter

    def copy_static_files(self) -> None:
        self.assets.write(Path(self.outdir))

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return super().get_target_uri(address(docname), typ)

    def get_outfilename(self, pagename: str) -> str:
        return super().get_outfilename(address(pagename))

    def get_outdated_docs(self) -> Iterator[str]:
        """All pages if what Sphinx keeps beside them is gone or damaged, of which it would only warn and go on with half."""
        yield from super().get_outdated_docs() if self._whole() else self.env.found_docs

    def _whole(self) -> bool:
        site = Path(self.outdir)
        try:
            with (site / ".buildinfo").open(encoding="utf-8") as info, (site / INDEX).open(encoding="utf-8") as index:
                self.build_info.load(info)
                self.indexer_format.load(index)
        except (OSError, ValueError):
            return False
        return True

    def _index(self) -> Index:
        return Index(self.env, self.config.html_search_language or self.config.language, {}, "")

    def load_indexer(self, docnames: Iterable[str]) -> None:
        self.indexer = self._index()
        super().load_indexer(docnames)

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        super().index_page(address(pagename), doctree, title)
