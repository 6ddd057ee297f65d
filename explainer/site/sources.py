"""The sources: who they are, when and in what language they wrote, what they may want, and how their claims hold."""

from __future__ import annotations

from html import escape

import pandas as pd

from ..notebook import ledger
from ..render import ledger_page
from ..words.write import day
from .pages import Printed, tally

LANGUAGES = {"de": "German", "en": "English", "zh": "Chinese"}
TRANSLATIONS = {"machine": ", by machine translation", "none": "", "unknown": ", perhaps translated"}


def _first_written(source: pd.Series) -> str:
    language = source["original_language"]
    return f", first written in {LANGUAGES[language]}" if language else ""


class SourceList(Printed):
    """Who the sources are, and how the claims of each hold."""

    def html(self) -> str:
        claims = ledger.claims()
        parts = []
        for _, source in ledger.table("sources").iterrows():
            own = claims[claims["source_id"] == source["source_id"]]
            published = f'<data value="{source["published"]}">{_date(source["published"])}</data>'
            language = LANGUAGES[source["language"]] + TRANSLATIONS[source["translation"]] + _first_written(source)
            facts = {
                "In the chapters": escape(source["called"]),
                "Publisher": escape(source["publisher"]),
                "Author": escape(source["author"] or "not named"),
                "Published": f"{published} ({escape(source['dating'])})",
                "Language": language,
                "Its case": escape(source["stance"]),
                "Interest": escape(source["interest"]),
            }
            listed = "".join(f"<dt>{name}</dt><dd>{html}</dd>" for name, html in facts.items())
            listed += (
                f'<dt>Claims</dt><dd><data value="{len(own)}"><a href="{ledger_page(source["source_id"])}">{len(own)} in the ledger</a></data>: {tally(own)}</dd>'
                f"<dt>Original</dt><dd><details><summary>Size and checksum</summary><code>{source['bytes']:,} bytes, SHA-256 {source['sha256']}</code></details></dd>"
            )
            parts.append(
                f'<section class="source" id="{source["source_id"]}"><h3><cite>{escape(source["title"])}</cite></h3><dl>{listed}</dl></section>'
            )
        return "".join(parts)


class Cast(Printed):
    """The sources in a line each, by the names the chapters give them."""

    def html(self) -> str:
        sources = ledger.table("sources").sort_values("published")
        lines = "".join(
            f'<li><a href="sources.html#{source["source_id"]}">{escape(source["called"][0].upper() + source["called"][1:])}</a>: '
            f"{_other_name(source)}{_month(source['published'])}, read in {LANGUAGES[source['language']]}{TRANSLATIONS[source['translation']]}</li>"
            for _, source in sources.iterrows()
        )
        return f'<aside class="cast" aria-label="The sources"><p>Who speaks</p><ul>{lines}</ul></aside>'


def _date(published: str) -> str:
    """A day in words, or a month where no day is known."""
    return day(published) if len(published) == len("YYYY-MM-DD") else _month(published)


def _other_name(source: pd.Series) -> str:
    """The publisher, unless the chapters use its own name."""
    same = source["called"].endswith(source["publisher"])
    return "" if same else f"{escape(source['publisher'])}, "


def _month(published: str) -> str:
    return f"{pd.Timestamp(published[:7]):%B %Y}"


SOURCES = {"source-list": SourceList, "cast": Cast}
