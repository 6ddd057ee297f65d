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

    def __getattr__(self, name: str):
        return lambda *arguments: f"{name}.html#{'-'.join(arguments)}"


def printed(name: str, ledger: Ledger, *arguments: str) -> BeautifulSoup:
    """What a directive prints of a ledger."""
    part = PARTS[name]
    return soup(part.template, **part.content_of(ledger, *arguments))


def figure(claim: pd.Series, checked: bool = False, text: str = "") -> BeautifulSoup:
    return soup("figure.html", claim=claim, checked=checked, text=text)


def soup(template: str, **context) -> BeautifulSoup:
    return BeautifulSoup(render(template, href=Nowhere(), note=lambda name: "", **context), "html.parser")
