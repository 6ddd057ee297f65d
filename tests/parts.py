"""What a directive prints, and a figure of the prose, without a page around it."""

from __future__ import annotations

import pandas as pd
from bs4 import BeautifulSoup

from explainer.ledger.store import Ledger
from explainer.site.pages import PARTS
from explainer.templates import render


class Nowhere:
    """Addresses of a site that has no pages."""

    ledger = "ledger.html"

    def entry(self, claim: pd.Series) -> str:
        return f"ledger-{claim['source_id']}.html#{claim['claim_id']}"

    def value(self, record: pd.Series) -> str:
        return f"record-{record['topic']}.html#{record['record_id']}"

    def __getattr__(self, name: str):
        return lambda *arguments: f"{name}.html#{'-'.join(arguments)}"


def printed(name: str, ledger: Ledger, *arguments: str, **late) -> BeautifulSoup:
    """What a directive prints of a ledger; `late` is what is known only of a whole book."""
    part = PARTS[name]
    return soup(part.template, ledger, **part.content_of(ledger, *arguments), **late)


def figure(ledger: Ledger, claim_id: str, checked: bool = False, text: str = "") -> BeautifulSoup:
    """A figure of the prose."""
    return soup("figure.html", ledger, claim=ledger.claim(claim_id), checked=checked, text=text)


def soup(template: str, ledger: Ledger, **context) -> BeautifulSoup:
    verdicts = ledger.vocabulary.verdicts
    html = render(template, href=Nowhere(), note=lambda name: "", verdicts=verdicts, **context)
    return BeautifulSoup(html, "html.parser")
