"""Publishes `book/x.md` as `x.html`: the folder is how the repository is sorted, not an address for readers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from docutils import nodes
from pygments.formatters import HtmlFormatter
from pygments.token import STANDARD_TYPES, Text
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search import IndexBuilder

from .assets import BASIC, Assets

FOLDER = "book/"


def address(docname: str) -> str:
    """The page's name in the site. The landing page `book/index` becomes `index`, so `/` needs no redirect."""
    return docname.removeprefix(FOLDER)


class CodeFormatter(HtmlFormatter):
    """Marks those parts of code alone that the style sheet colours: all others would be a quarter of a page's elements."""

    coloured = frozenset(("c1", "k", "kn", "kc", "ow", "nb", "s2", "sa", "si", "mi", "mf"))

    def format_unencoded(self, tokensource, outfile) -> None:
        marked = ((kind if STANDARD_TYPES.get(kind) in self.coloured else Text, text) for kind, text in tokensource)
        super().format_unencoded(marked, outfile)


class BookBuilder(StandaloneHTMLBuilder):
    """Sphinx's HTML builder with the book's folder left out of every address."""

    name = "html"

    @cached_property
    def assets(self) -> Assets:
        """The files of `_static/`: ours alone, since Sphinx's and the extensions' are mostly unused by a page."""
        index = IndexBuilder(self.env, self.config.html_search_language or self.config.language, {}, "")
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

    # The search index names pages by their address, since its script builds links from the names.
    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        super().index_page(address(pagename), doctree, title)

    def load_indexer(self, docnames: Iterable[str]) -> None:
        prune = self.indexer.prune
        self.indexer.prune = lambda kept: prune({address(docname) for docname in kept})
        super().load_indexer(docnames)
