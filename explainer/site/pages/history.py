"""The releases of the book: what changed at each, and what was mended until then."""

from __future__ import annotations

from typing import Any

from ...ledger.store import Ledger
from ..history import FILE, releases
from ..nodes import Entry, Page
from .corrections import Corrections
from .part import Part


class History(Part):
    """Each release as `CHANGELOG.md` has it, the newest first, with the corrections of its time."""

    template = "history.html"
    files = (FILE,)

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        found = releases()
        if not found:
            raise ValueError(f"{FILE}: has no release; begin one with '## 0.1.0 (2026-01-31)'")
        if found[0].version != (stated := ledger.schema.descriptor["version"]):
            raise ValueError(f"{FILE}: the newest release is {found[0].version}; data/datapackage.json has {stated}")
        corrections = Corrections.content_of(ledger)["corrections"]
        told = []
        for release, before in zip(found, [*found[1:], None]):
            days = [(each["row"]["date"].date(), each) for each in corrections]
            own = [each for day, each in days if day <= release.day and (not before or day > before.day)]
            told.append((release, own))
        later = [each for each in corrections if each["row"]["date"].date() > found[0].day]
        return {"releases": told, "later": later}

    @classmethod
    def entries(cls, content: dict[str, Any]) -> list[Entry]:
        return [
            Entry(release.anchor, release.version, text=" ".join(sum(release.changes.values(), [])))
            for release, corrections in content["releases"]
        ]

    @classmethod
    def late(cls, page: Page, content: dict[str, Any]) -> dict[str, Any]:
        return {"repository": page.env.config.explainer_repository.rstrip("/")}
