"""The claims that no chapter tells, by source, with the reason."""

from __future__ import annotations

from typing import Any

from ...ledger.coverage import REASONS, reason
from ...ledger.store import Ledger
from ...words.messages import _
from ..domain import domain_of
from ..nodes import Page
from ..places import chapters
from .part import Part


class UntoldClaims(Part):
    """Known only when all pages are read."""

    template = "untold-claims.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        return {}  # it is to be written again when claims change, not read: see `pages_that_list_uses`

    @classmethod
    def late(cls, page: Page, content: dict[str, Any]) -> dict[str, Any]:
        uses, told_by = domain_of(page.env).uses(), set(chapters(page.env))
        told = {
            claim for claim, found in uses.items() if any(use.docname in told_by and not use.counted for use in found)
        }
        return untold(page.ledger.claims(), told)


def untold(claims: Any, told: set[str]) -> dict[str, Any]:
    """The claims that are not among those told, by publisher, each with the reason."""
    left = claims[~claims["claim_id"].isin(told)]
    alike = claims.groupby(["source_id", "subject", "measure"])["claim_id"].transform("size") > 1
    parts = []
    for publisher, own in left.groupby("publisher", sort=False):
        listed = [(claim, _(REASONS[reason(claim, alike[place])])) for place, claim in own.iterrows()]
        parts.append((publisher, int((claims["publisher"] == publisher).sum()), listed))
    return {"total": len(claims), "left": len(left), "parts": parts}
