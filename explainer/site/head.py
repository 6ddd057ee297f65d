"""The head of a page: what browsers, search engines, places that show links, and readers of citations find there."""

from __future__ import annotations

from dataclasses import dataclass, field

from babel import Locale
from babel.core import get_global
from sphinx.application import Sphinx

from ..templates import render
from ..words.messages import N_, SOURCE, _, edition
from .assets import WEB
from .builder import builder_of
from .headers import meta_policy

# Before anything is painted: the colours a reader chose, and whether this browser has the book's fonts already. Once
# it is painted: the scripts, which nothing that can be read has to wait for; a browser that does not say when it paints
# has them a second after it has loaded. The policy admits this one script by its digest.
EARLY = (WEB / "early.js").read_text(encoding="utf-8").removesuffix("\n")
FEEDS = {
    "news.xml": ("atom+xml", N_("What is new")),
    "news.json": ("feed+json", N_("What is new")),
    "corrections.xml": ("atom+xml", N_("Corrections")),
}


@dataclass(frozen=True)
class About:
    """What a page has in its head beside what each has."""

    title: str
    description: str
    style: str
    scripts: list[str]  # that come once it is painted
    later: list[str] = field(default_factory=list)  # those that come when a reader reaches for anything
    up: str = ""  # leads to the root of the site
    mount: str = ""  # the base of its links, where that is not its own place
    url: str = ""  # its address, where that of the site is known
    canonical: str = ""  # that of the page by which it is to be found
    picture: str = ""  # the address of one to share
    drawn: str = ""  # what that shows, if not the title alone
    cited: dict[str, str] = field(default_factory=dict)
    data: str = ""  # for machines
    live: bool = False  # its charts can come alive
    framed: bool = False  # other sites may show it
    hidden: bool = False  # from search engines


def head(app: Sphinx, about: About) -> str:
    """The tags in the head of a page."""
    assets, base = builder_of(app).assets, app.config.html_baseurl
    feeds = [(name, f"application/{kind}", label) for name, (kind, label) in FEEDS.items()]
    return render(
        "head.html",
        about=about,
        scripts=[f"{about.up}{assets.name(name)}" for name in about.scripts],
        later=[f"{about.up}{assets.name(name)}" for name in about.later],
        live=f"{about.up}{assets.name('live.js')}" if about.live else "",
        book=app.config.project,
        policy=meta_policy([EARLY], about.style),
        early=EARLY,
        icon=assets.icon,
        feeds=[(f"{base or about.up}{name}", kind, _(label)) for name, kind, label in feeds],
        og_locale=_of_open_graph(edition().locale),
    )


def _of_open_graph(locale: Locale) -> str:
    """The language as Open Graph names it, with a country; '' for that which it takes where nothing is said."""
    if str(locale) == SOURCE:
        return ""
    likely = Locale.parse(get_global("likely_subtags").get(str(locale), str(locale)))
    country = locale.territory or likely.territory or ""
    return f"{locale.language}_{country}" if country.isalpha() else locale.language
