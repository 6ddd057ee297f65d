"""Leaves behind which pages tell which claims one by one, for `make uses`."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from ..ledger.coverage import keep
from .domain import domain_of
from .places import chapters


def keep_uses(app: Sphinx, error: Exception | None) -> None:
    if not error and app.builder.name == "html":
        uses = domain_of(app.env).uses()
        told = {claim: sorted({use.docname for use in places if not use.counted}) for claim, places in uses.items()}
        told = {claim: pages for claim, pages in sorted(told.items()) if pages}
        keep(told, chapters(app.env), Path(app.srcdir))
