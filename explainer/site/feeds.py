"""What readers who come back can follow: a feed of our corrections, and one of all that is new, as Atom and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple
from xml.etree import ElementTree

from sphinx.config import Config

from ..ledger.calendar import dated, today
from ..ledger.store import Ledger
from ..words.messages import SOURCE, _, edition
from .history import releases
from .pages.corrections import Corrections
from .pages.part import rows

ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"  # of a feed that is not in English
JSON_FEED = "https://jsonfeed.org/version/1.1"


class Item(NamedTuple):
    """One entry of a feed; its `link` is that within the site."""

    id: str
    day: date
    title: str
    link: str
    text: str


class Feed(NamedTuple):
    """A feed, the newest first; `page` is that of the site which has the same."""

    id: str
    title: str
    page: str
    items: list[Item]


def feeds(ledger: Ledger, config: Config, page: Callable[[str], str]) -> dict[str, bytes]:
    """The files by their names; `page` gives the address of the page of a directive, or ''."""

    def at(directive: str) -> str:
        return page(directive) or "index.html"

    mended = list(_corrections(ledger, config.explainer_feed, at("corrections")))
    news = [
        *_releases(config.explainer_feed, at("history")),
        *_developments(ledger, config.explainer_feed, at("timeline")),
        *mended,
    ]
    news.sort(key=lambda item: item.day, reverse=True)
    told = Feed(
        config.explainer_feed,
        _("%(project)s Corrections", project=config.project),
        at("corrections"),
        mended,
    )
    new = Feed(
        f"{config.explainer_feed}:news",
        _("%(project)s What is new", project=config.project),
        at("history"),
        news,
    )
    last = today(ledger).date()
    return {
        "corrections.xml": _atom(config, told, "corrections.xml", last),
        "news.xml": _atom(config, new, "news.xml", last),
        "news.json": _json(config, new, "news.json"),
    }


def _corrections(ledger: Ledger, feed: str, page: str) -> Iterator[Item]:
    for each in Corrections.content_of(ledger)["corrections"]:
        row = each["row"]
        text = _("Was: %(was)s. Now: %(now)s. %(why)s", was=each["was"], now=each["now"], why=row["why"])
        name, link = row["where"], f"{page}#{each['anchor']}"
        yield Item(f"{feed}:{row['date']:%Y-%m-%d}:{name}", row["date"].date(), each["title"], link, f"{text} ({name})")


def _releases(feed: str, page: str) -> Iterator[Item]:
    for release in releases():
        title = _("Version %(version)s", version=release.version)
        link = f"{page}#{release.anchor}"
        text = " ".join(f"{item.replace('`', '').rstrip('.')}." for items in release.changes.values() for item in items)
        yield Item(f"{feed}:release:{release.version}", release.day, title, link, text)


def _developments(ledger: Ledger, feed: str, page: str) -> Iterator[Item]:
    """What the world did, on the day on which we wrote it down or looked again."""
    for row in rows(ledger.table("developments")):
        link = f"{page}#{row['development_id']}"
        when = dated(row["start"], row["end"], row["precision"], row["status"])
        title = f"{when}: {row['title']}"
        text = f"“{row['evidence']}” {row['note']}".strip()
        yield Item(f"{feed}:{row['development_id']}", row["checked_on"].date(), title, link, text)


def _atom(config: Config, feed: Feed, file: str, last: date) -> bytes:
    """As Atom. Where the site does not know its address, links are relative to the feed's."""
    ElementTree.register_namespace("", ATOM)
    language = {} if edition().language == SOURCE else {XML_LANG: edition().language.replace("_", "-")}
    root, base = ElementTree.Element(f"{{{ATOM}}}feed", language), config.html_baseurl

    def add(parent, name: str, text: str = "", **attributes: str):
        element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        element.text = text or None
        return element

    add(root, "id", feed.id)
    add(root, "title", feed.title)
    add(root, "updated", _time(feed.items[0].day if feed.items else last))
    add(add(root, "author"), "name", config.author)
    add(root, "link", rel="alternate", href=f"{base}{feed.page}")
    add(root, "link", rel="self", href=f"{base}{file}")
    for item in feed.items:
        entry = add(root, "entry")
        add(entry, "id", item.id)
        add(entry, "title", item.title)
        add(entry, "updated", _time(item.day))
        add(entry, "link", rel="alternate", href=f"{base}{item.link}")
        add(entry, "summary", item.text)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _json(config: Config, feed: Feed, file: str) -> bytes:
    """As JSON Feed has it."""
    base = config.html_baseurl
    told = {
        "version": JSON_FEED,
        "title": feed.title,
        **({"home_page_url": base, "feed_url": f"{base}{file}"} if base else {}),
        "language": edition().language.replace("_", "-"),
        "authors": [{"name": config.author}],
        "items": [
            {
                "id": item.id,
                "url": f"{base}{item.link}",
                "title": item.title,
                "content_text": item.text,
                "date_published": _time(item.day),
            }
            for item in feed.items
        ],
    }
    return f"{json.dumps(told, indent=1, ensure_ascii=False)}\n".encode()


def _time(day: date) -> str:
    return f"{day:%Y-%m-%d}T00:00:00Z"
