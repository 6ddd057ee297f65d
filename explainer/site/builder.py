"""Publishes `book/x.md` as `x.html`: the folder is how the repository is sorted, not an address for readers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import cast

from pygments.formatters import HtmlFormatter
from pygments.token import STANDARD_TYPES, Text
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from .assets import Assets
from .places import address, contents
from .refuse import Refused

BUILDERS = ("html", "linkcheck", "dummy")  # the last two print nothing, and check


def refuse_other_forms(app: Sphinx) -> None:
    """Refuses builders that would print the book in another form: its figures are HTML, for the addresses of one
    site."""
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
    """Marks those parts of code alone that the style sheet colours: all others would be a quarter of a page's
    elements."""

    coloured = frozenset(("c1", "k", "kn", "kc", "ow"))

    def format_unencoded(self, tokensource, outfile) -> None:
        marked = ((kind if STANDARD_TYPES.get(kind) in self.coloured else Text, text) for kind, text in tokensource)
        super().format_unencoded(marked, outfile)


class BookBuilder(StandaloneHTMLBuilder):
    """Sphinx's HTML builder with the book's folder left out of every address."""

    name = "html"
    search = False  # passages.py has one of its own

    @cached_property
    def assets(self) -> Assets:
        """The files of `_static/`: ours alone, since Sphinx's and the extensions' are mostly unused by a page."""
        return Assets()

    @cached_property
    def contents(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The parts of the book, read once for all pages."""
        return contents(self.env)

    def init_highlighter(self) -> None:
        super().init_highlighter()
        self.highlighter.formatter = CodeFormatter

    def copy_static_files(self) -> None:
        self.assets.write(Path(self.outdir))

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return super().get_target_uri(address(docname), typ)

    def get_outfilename(self, pagename: str) -> str:
        return super().get_outfilename(address(pagename))

    def get_output_path(self, page_name: str, /) -> Path:
        """As `get_outfilename`, for Sphinx from 8.2 on, which asks for a path."""
        return super().get_output_path(address(page_name))  # type: ignore[misc]

    def get_outdated_docs(self) -> Iterator[str]:
        """All pages if what Sphinx keeps beside them is gone or damaged, of which it would only warn and go on with
        half."""
        yield from super().get_outdated_docs() if self._whole() else self.env.found_docs

    def _whole(self) -> bool:
        try:
            with Path(self.outdir, ".buildinfo").open(encoding="utf-8") as info:
                self.build_info.load(info)
        except (OSError, ValueError):
            return False
        return True


def builder_of(app: Sphinx) -> BookBuilder:
    """The builder of the site, where it is at work."""
    return cast(BookBuilder, app.builder)
