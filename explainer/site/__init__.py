"""The Sphinx extension of the book: addresses, dependencies, roles and the pages that show the ledger itself."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

from .. import __version__, ledger
from ..lint import lint
from ..schema import DATA, ROOT
from .builder import BookBuilder
from .domain import LEDGER, ROLES, LedgerDomain, note_uses, pages_that_list_uses
from .pages import PAGES
from .popovers import add_popovers, fill_in_uses, further_parts
from .publish import publish_files
from .tools import TOOLS, list_untold

DIRECTIVES = PAGES | TOOLS
STATIC = Path(__file__).parent / "static"
# A page that holds one of these shows figures, so it depends on the ledger and on the package that writes them.
SHOWS_FIGURES = ("{code-cell}", *(f"{{{name}}}" for name in ROLES), *(f"{{{name}}}" for name in DIRECTIVES))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_builder(BookBuilder, override=True)
    app.add_domain(LedgerDomain)
    app.connect("config-inited", _add_assets)
    app.connect("source-read", _note_dependencies)
    app.connect("source-read", _refuse_typed_figures)
    app.connect("doctree-read", note_uses)
    app.connect("env-updated", pages_that_list_uses)
    app.connect("env-updated", _pages_with_new_assets)
    app.connect("doctree-resolved", list_untold)
    app.connect("doctree-resolved", add_popovers)
    app.connect("doctree-resolved", fill_in_uses)
    app.connect("html-collect-pages", further_parts)
    app.connect("build-finished", publish_files)
    for name, role in ROLES.items():
        app.add_role(name, role())
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _add_assets(app: Sphinx, config: Config) -> None:
    static = os.path.relpath(STATIC, app.confdir)  # an absolute path would end up in the published .buildinfo
    config.html_static_path = [*config.html_static_path, static]
    config.html_favicon = f"{static}/favicon.svg"
    app.add_css_file("book.css")
    app.add_js_file("book.js", loading_method="defer")
    app.connect("html-page-context", _add_ledger_script)


def _refuse_typed_figures(app: Sphinx, docname: str, source: list[str]) -> None:
    faults = lint(source[0], f"{docname}.md", set(ledger.claims()["claim_id"]))
    if faults:
        raise SphinxError("figures that do not come from the ledger:\n" + "\n".join(map(str, faults)))


def _add_ledger_script(app: Sphinx, pagename: str, *_) -> None:
    if pagename == LEDGER:
        app.add_js_file("ledger.js", loading_method="defer")


def _pages_with_new_assets(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """All pages, to be written (not run) again, if the style or the script changed: they carry its digest."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))).hexdigest()
    changed = getattr(env, "book_assets", digest) != digest
    env.book_assets = digest
    return list(env.all_docs) if changed else []


def _note_dependencies(app: Sphinx, docname: str, source: list[str]) -> None:
    """Ties a page to the files its figures come from: without this Sphinx would show old figures after an edit."""
    if any(mark in source[0] for mark in SHOWS_FIGURES):
        for path in (*DATA.glob("*.*"), *(ROOT / "explainer").rglob("*.py")):
            app.env.note_dependency(str(path))
