"""What readers who come back can follow is read by readers of feeds, and says what the tables and the changelog say."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import feedparser
import pytest
from bs4 import BeautifulSoup

from explainer.ledger.store import Ledger
from explainer.site.feeds import JSON_FEED, feeds
from explainer.site.history import releases

from .test_pages import soup

TABLES = {name: len(Ledger().table(name)) for name in ("corrections", "developments")}
NEWS = sum(TABLES.values()) + len(releases())
ID = re.compile(r'\bid="([^"]+)"')
SITE = "https://example.org/book/"
CONFIG = SimpleNamespace(
    html_baseurl=SITE, explainer_feed="tag:x,2026:corrections", project="Bubble?", author="The authors"
)


@pytest.mark.parametrize(("name", "count"), [("corrections.xml", TABLES["corrections"]), ("news.xml", NEWS)])
def test_a_reader_of_feeds_takes_each_entry(site: Path, name: str, count: int):
    feed = feedparser.parse((site / name).read_bytes())
    assert not feed.bozo and feed.version == "atom10", feed.get("bozo_exception")
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) == count
    days = [entry.updated for entry in feed.entries]
    assert days == sorted(days, reverse=True) and feed.feed.updated == days[0]
    places = {f"{path.name}#{name}" for path in site.glob("*.html") for name in ID.findall(path.read_text())}
    for entry in feed.entries:
        assert entry.link in places
        assert entry.title and entry.summary


def test_the_json_feed_says_the_same(site: Path):
    told, atom = json.loads((site / "news.json").read_text()), feedparser.parse((site / "news.xml").read_bytes())
    assert told["version"] == JSON_FEED and told["title"] == atom.feed.title and told["authors"][0]["name"]
    same = [(item["id"], item["url"], item["title"], item["content_text"]) for item in told["items"]]
    assert same == [(entry.id, entry.link, entry.title, entry.summary) for entry in atom.entries]
    assert all(datetime.fromisoformat(item["date_published"]).date() <= date.today() for item in told["items"])


def test_addresses_are_absolute_where_the_site_knows_its_own():
    made = feeds(Ledger(), CONFIG, "{}.html".format)
    for name in ("corrections.xml", "news.xml"):
        feed = feedparser.parse(made[name])
        links = [*feed.feed.links, *(link for entry in feed.entries for link in entry.links)]
        assert links and all(link.href.startswith(SITE) for link in links)
    told = json.loads(made["news.json"])
    assert told["feed_url"] == f"{SITE}news.json" and all(item["url"].startswith(SITE) for item in told["items"])


def test_each_page_leads_to_the_feeds(site: Path):
    page = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    links = {link["href"]: link["type"] for link in page.select("link[rel=alternate]")}
    assert set(links) == {"corrections.xml", "news.xml", "news.json"} and all((site / name).is_file() for name in links)


def test_the_history_tells_each_release_with_what_was_mended_until_then(site: Path):
    sections = soup(site, "history").select("section.release")
    assert [section["id"] for section in sections] == [release.anchor for release in releases()]
    for section, release in zip(sections, releases()):
        text = section.get_text().replace("\xa0", " ")
        assert all(item.replace("`", "") in text for items in release.changes.values() for item in items)
    told = [link["href"] for link in soup(site, "history").select(".uses a")]
    assert len(set(told)) == TABLES["corrections"] and all(link.startswith("corrections.html#") for link in told)
