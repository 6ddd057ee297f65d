"""The Sphinx extension of the book: addresses, dependencies, roles and the pages that show the ledger itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from .. import __version__
from ..schema import DATA, ROOT
from .builder import BookBuilder
from .pages import DIRECTIVES
from .roles import ROLES

STATIC = Path(__file__).parent / "static"
# A page that holds one of these shows figures, so it depends on the ledger and on the package that writes them.
SHOWS_FIGURES = ("{code-cell}", *(f"{{{name}}}" for name in ROLES), *(f"{{{name}}}" for name in DIRECTIVES))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_builder(BookBuilder, override=True)
    app.connect("config-inited", _add_assets)
    app.connect("source-read", _note_dependencies)
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


def _note_dependencies(app: Sphinx, docname: str, source: list[str]) -> None:
    """Ties a page to the files its figures come from: without this Sphinx would show old figures after an edit."""
    if any(mark in source[0] for mark in SHOWS_FIGURES):
        # the site's own style is copied afresh by every build and changes no page's text
        for path in (*DATA.glob("*.*"), *(ROOT / "explainer").rglob("*.py")):
            app.env.note_dependency(str(path))
