"""The Sphinx extension of the book: addresses, dependencies, roles and the pages that show the ledger itself."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

from .. import __version__
from ..notebook import ledger
from ..run import get_ready
from ..words.lint import lint
from .almanac import ALMANAC
from .arguments import ARGUMENTS
from .builder import BookBuilder
from .cells import run_pages
from .domain import ROLES, LedgerDomain, note_uses, pages_that_list_uses
from .doors import ExhibitOf, open_doors, pages_with_doors
from .exhibits import one_name_each, take_out_files, write_files
from .freshness import follow
from .front import add_front
from .glossary import chapters_with_new_terms, link_terms
from .pages import PAGES
from .popovers import add_popovers, fill_in_uses
from .publish import publish_files
from .sources import SOURCES
from .theme import FOLDER_OF_TEMPLATES, add_theme
from .tools import TOOLS, keep_uses, list_untold

DIRECTIVES = PAGES | SOURCES | TOOLS | ALMANAC | ARGUMENTS


def setup(app: Sphinx) -> dict[str, Any]:
    gc.disable()  # a build ends within seconds; to go through its growing trees time and again took almost one of them
    get_ready()
    app.add_builder(BookBuilder, override=True)
    app.add_domain(LedgerDomain)
    app.connect("env-before-read-docs", run_pages)
    app.connect("env-before-read-docs", lambda app, *_: app.builder.assets.begin(Path(app.outdir)))
    add_theme(app)
    app.connect("source-read", _refuse_typed_figures)
    app.connect("doctree-read", take_out_files)  # first: what comes after reads a page without them
    follow(app, DIRECTIVES)
    app.connect("doctree-read", note_uses)
    app.connect("env-updated", one_name_each)
    app.connect("env-updated", pages_that_list_uses)
    app.connect("env-updated", pages_with_doors)
    app.connect("env-updated", chapters_with_new_terms)
    app.connect("env-updated", _pages_with_new_assets)
    app.connect("doctree-resolved", link_terms)
    app.connect("doctree-resolved", open_doors)
    app.connect("doctree-resolved", list_untold)
    app.connect("doctree-resolved", add_front)
    app.connect("doctree-resolved", add_popovers)
    app.connect("doctree-resolved", fill_in_uses)
    app.connect("html-collect-pages", _not_found)
    app.connect("build-finished", write_files)
    app.connect("build-finished", keep_uses)
    app.connect("build-finished", publish_files, priority=900)  # after Furo's, since what is compressed must be final
    for name, role in ROLES.items():
        app.add_role(name, role())
    app.add_directive("exhibit-of", ExhibitOf)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _refuse_typed_figures(app: Sphinx, docname: str, source: list[str]) -> None:
    faults = lint(source[0], f"{docname}.md", set(ledger.claims(columns=["claim_id"])["claim_id"]))
    if faults:
        raise SphinxError("figures that do not come from the ledger:\n" + "\n".join(map(str, faults)))


def _pages_with_new_assets(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """All pages, to be written (not run) again, if a style, a script or a template changed."""
    templates = b"".join(path.read_bytes() for path in sorted(FOLDER_OF_TEMPLATES.iterdir()))
    digest = app.builder.assets.digest() + hashlib.sha256(templates).hexdigest()
    changed = getattr(env, "book_assets", digest) != digest
    env.book_assets = digest
    return list(env.all_docs) if changed else []


def _not_found(app: Sphinx) -> Iterator[tuple[str, dict[str, str], str]]:
    yield "404", {"title": "Nothing here"}, "404.html"
