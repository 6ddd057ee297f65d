"""The head of a page: what browsers, search engines, places that show links, and readers of citations find there."""

from __future__ import annotations

from typing import Any

from babel import Locale
from babel.core import get_global
from sphinx.application import Sphinx

from ..templates import render
from ..words.messages import SOURCE, _, edition
from .assets import WEB
from .builder import builder_of
from .headers import meta_policy

# Before anything is painted: the colours a reader chose, and whether this browser has the book's fonts already. Once
# it is painted: the scripts, which nothing that can be read has to wait for; a browser that does not say when it paints
# has them a second after it has loaded. The policy admits this one script by its digest.
EARLY = (WEB / "early.js").read_text(encoding="utf-8").removesuffix("\n")


def head(app: Sphinx, title: str, description: str, *, up: str, style: str, **more: Any) -> str:
    """The tags. `up` leads to the root of the site; `more` is what a page has beside what each has: its `scripts` and
    those that come `later`, its address (`url`) and that of the page it is to be found by (`canonical`), its `picture`,
    how it is `cited`, its `data` for machines, and whether it is `live`, `framed` or `hidden`."""
    assets = builder_of(app).assets

    def named(names: list[str]) -> list[str]:
        return [f"{up}{assets.name(name)}" for name in names]

    base = app.config.html_baseurl
    atom = "application/atom+xml"
    feeds = [("news.xml", atom, _("What is new")), ("news.json", "application/feed+json", _("What is new"))]
    feeds.append(("corrections.xml", atom, _("Corrections")))
    defaults = {
        "url": "",
        "canonical": "",
        "picture": "",
        "drawn": "",
        "cited": {},
        "data": "",
        "framed": False,
        "hidden": False,
    }
    return render(
        "head.html",
        **(defaults | {"mount": "", "later": []} | more)
        | {
            "scripts": named(more["scripts"]),
            "later": named(more.get("later", [])),
            "live": f"{up}{assets.name('live.js')}" if more["live"] else "",
        },
        title=title,
        description=description,
        book=app.config.project,
        policy=meta_policy([EARLY], style),
        early=EARLY,
        style=style,
        icon=assets.icon,
        feeds=[(base + name if base else up + name, kind, label) for name, kind, label in feeds],
        og_locale=_of_open_graph(edition().locale),
    )


def _of_open_graph(locale: Locale) -> str:
    """The language as Open Graph names it, with a country; '' for that which it takes where nothing is said."""
    if str(locale) == SOURCE:
        return ""
    likely = Locale.parse(get_global("likely_subtags").get(str(locale), str(locale)))
    country = locale.territory or likely.territory or ""
    return f"{locale.language}_{country}" if country.isalpha() else locale.language
