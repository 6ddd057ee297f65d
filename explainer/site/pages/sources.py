"""The sources: who they are, when and in what language they wrote, what they may want, and how their claims hold."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...ledger.store import Ledger
from ...words.messages import N_, _, edition
from ...words.write import capital, day, month
from .claims import tally
from .part import Part, rows

TRANSLATIONS = {
    "machine": N_("%(language)s, by machine translation"),
    "none": "%(language)s",
    "unknown": N_("%(language)s, perhaps translated"),
}


class SourceList(Part):
    """Who the sources are, and how the claims of each hold."""

    template = "source-list.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        claims = ledger.claims()
        parts = []
        for source in rows(ledger.table("sources")):
            own = claims[claims["source_id"] == source["source_id"]]
            first = source["original_language"]
            language = _read_in(source)
            if first:
                language = _("%(language)s, first written in %(first)s", language=language, first=_language(first))
            parts.append(
                (
                    source,
                    {
                        "date": _date(source["published"]),
                        "language": language,
                        "claims": len(own),
                        "tally": tally(own, ledger),
                    },
                )
            )
        return {"sources": parts}


class Cast(Part):
    """The sources in a line each, by the names the chapters give them."""

    template = "cast.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        lines = []
        for source in rows(ledger.table("sources").sort_values("published")):
            own = source["called"].endswith(source["publisher"])  # the chapters use the publisher's own name
            facts = (
                "" if own else source["publisher"],
                _month(source["published"]),
                _("read in %(language)s", language=_read_in(source)),
            )
            name = capital(source["called"])
            lines.append((source["source_id"], name, ", ".join(filter(None, facts))))
        return {"lines": lines}


def _read_in(source: pd.Series) -> str:
    return _(TRANSLATIONS[source["translation"]], language=_language(source["language"]))


def _language(code: str) -> str:
    return edition().locale.languages[code]


def _date(published: str) -> str:
    """A day in words, or a month where no day is known."""
    return day(published) if len(published) == len("YYYY-MM-DD") else _month(published)


def _month(published: str) -> str:
    return month(pd.Timestamp(published[:7]), " ")
