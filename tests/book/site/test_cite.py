"""What is offered to cite, and what pages tell machines, is read by those for whom it is made."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import bibtexparser
import pytest
import rispy
import yaml
from bs4 import BeautifulSoup
from jsonschema import Draft7Validator
from playwright.sync_api import Browser, expect

from explainer.ledger.calendar import today
from explainer.ledger.store import Ledger
from explainer.paths import ROOT
from explainer.site.history import releases
from tests.tools import MODULES, need, schema_types

from .conftest import visit
from .test_pages import soup

CLAIMS, VALUES = (len(Ledger().table(name)) for name in ("claims", "record"))
NAMED = {"type": "array", "minItems": 1, "items": {"required": ["literal"]}}
CSL = {"type": "array", "minItems": 1, "items": {
    "required": ["id", "type", "title", "author", "issued", "container-title"],
    "properties": {"type": {"enum": ["webpage", "graphic", "dataset"]}, "author": NAMED,
                   "issued": {"required": ["date-parts"]}}}}  # fmt: skip


def read_by_all(site: Path, name: str) -> list[dict]:
    """What is cited in the three files of a page, alike in each."""
    told = json.loads((site / "cite" / f"{name}.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(CSL).iter_errors(told)] == []
    bib = bibtexparser.parse_file(site / "cite" / f"{name}.bib")
    assert not bib.failed_blocks
    ris = rispy.loads((site / "cite" / f"{name}.ris").read_text(encoding="utf-8"))
    keys = [work["id"] for work in told]
    assert len(set(keys)) == len(keys) and keys == [entry.key for entry in bib.entries] == [
        entry["id"] for entry in ris
    ]
    assert [work["title"] for work in told] == [entry["title"] for entry in ris]
    plain = [re.sub(r"\\text(backslash|ascii\w+){}", "", entry["title"].replace("\\_", "_")) for entry in bib.entries]
    assert [len(re.sub(r"[\\{}]", "", title)) for title in plain] == [len(work["title"]) for work in told]
    return told


def test_every_page_exhibit_claim_and_value_can_be_cited(site: Path):
    pages = {path.stem for path in site.glob("*.html")} - {"404", "search"}
    cited = {name: read_by_all(site, name) for name in pages}
    kinds = [work["type"] for works in cited.values() for work in works]
    exhibits = {path.stem for path in (site / "exhibits").glob("*.csv")}
    assert kinds.count("webpage") == len(pages) and kinds.count("dataset") == CLAIMS + VALUES
    assert {
        work["id"].partition(".")[2] for works in cited.values() for work in works if work["type"] == "graphic"
    } == exhibits
    files = {path.name for path in (site / "cite").iterdir() if path.suffix in (".bib", ".ris", ".json")}
    assert files == {f"{name}.{kind}" for name in pages for kind in ("bib", "ris", "json")}


@pytest.mark.parametrize("name", ["bubble", "ledger-jinduan-2025", "record-energy"])
def test_a_reader_copies_a_citation_with_the_address(site: Path, address: str, browser: Browser, name: str):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    visit(page, f"{address}{name}.html")
    page.mouse.move(100, 100)
    page.locator(".take .copy").first.wait_for(state="attached")
    page.locator(".take summary", has_text="Cite").click()
    page.locator(".take .copy").click()
    page.get_by_text("Copied").first.wait_for()
    said = page.evaluate("navigator.clipboard.readText()")
    title = soup(site, name).h1.get_text().removesuffix("¶").strip()
    assert f"“{title}”" in said and said.endswith(f"{address}{name}.html")
    if name.startswith("record"):
        row = page.locator(".values tr[id]").first
        row.locator("xpath=ancestor::details").locator("summary").first.click()
        row.get_by_role("button", name="Copy citation").click()
        page.get_by_text("Copied").first.wait_for()
        said = page.evaluate("navigator.clipboard.readText()")
        assert said.endswith(f"{name}.html#{row.get_attribute('id')}") and row.locator("th").text_content() in said
    context.close()


@pytest.mark.parametrize("place", [3, 9, 21])
def test_a_figure_has_an_address_that_leads_to_its_words(address: str, browser: Browser, place: int):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    page = context.new_page()
    visit(page, f"{address}holiday-week.html")
    page.locator("section > p a.claim").nth(place).click()
    page.locator(".about:popover-open .copy").click()
    page.get_by_text("Copied").first.wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}holiday-week.html#") and ":~:text=" in link
    again = context.new_page()
    again.goto(link.replace("#", "#top-of-no-section", 1))  # so that its words alone can lead there
    expect(again.locator("section > p a.claim").nth(place)).to_be_in_viewport()
    context.close()


@cache
def graphs(site: Path) -> dict[str, list[dict]]:
    """What each page tells machines, by its name."""
    found = {}
    for path in [*site.glob("*.html"), *site.glob("exhibits/*.html")]:
        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', path.read_text(encoding="utf-8"))
        if block:
            found[path.relative_to(site).as_posix()] = json.loads(block[1])["@graph"]
    return found


def test_what_pages_tell_machines_keeps_to_schema_org(site: Path, tmp_path: Path):
    """The types of schema.org, as schema-dts has them, refuse a word or a kind of value that it does not know."""
    tsc, told = need(schema_types()), graphs(site)
    assert set(told) == {
        path.relative_to(site).as_posix() for path in [*site.glob("*.html"), *site.glob("exhibits/*.html")]
    } - {"404.html", "search.html"}
    (tmp_path / "node_modules").symlink_to(MODULES)
    wrong = [{"@type": "ClaimReview", "claimReviewed": "x", "verdict": "wrong"}]
    lines = ['import type { Graph } from "schema-dts";']
    for number, graph in enumerate([*told.values(), wrong]):
        lines.append(f'const g{number}: Graph = {{"@context": "https://schema.org", "@graph": {json.dumps(graph)}}};')
    (tmp_path / "told.ts").write_text("\n".join(lines), encoding="utf-8")
    command = ["node", tsc, "--noEmit", "--strict", "--skipLibCheck", "--module", "node16", "told.ts"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout.splitlines()
    assert [line for line in said if line.startswith("told.ts") and f"({len(lines)}," not in line] == []
    assert any(f"told.ts({len(lines)}," in line for line in said), "and the wrong one is refused"


def test_each_claim_is_told_with_our_verdict(site: Path):
    found = {
        thing["url"].partition("#")[2]: thing
        for graph in graphs(site).values()
        for thing in graph
        if thing["@type"] == "ClaimReview"
    }
    claims = Ledger().claims().set_index("claim_id")
    assert set(found) == set(claims.index)
    for name, claim in claims.iterrows():
        rating = found[name]["reviewRating"]
        assert rating["alternateName"] == Ledger().vocabulary.verdicts[claim["verdict"]].word and (
            "ratingValue" in rating
        ) == (claim["holds"] != "unverified")
        assert rating.get("ratingValue") in {"holds": [3], "loose": [2], "does not hold": [1]}.get(
            claim["holds"], [None]
        )
        assert found[name]["itemReviewed"]["author"]["name"] == claim["speaker_name"]


def test_readers_of_citations_find_author_title_and_day_in_the_head(site: Path):
    day = f"{today(Ledger()):%Y/%m/%d}"
    for path in site.glob("*.html"):
        head = BeautifulSoup(path.read_text(encoding="utf-8").partition("</head>")[0], "html.parser")
        tags = {tag["name"]: tag["content"] for tag in head.select("meta[name^=citation_]")}
        if path.stem not in ("404", "search"):
            assert tags["citation_publication_date"] == day and tags["citation_author"] and tags["citation_title"], (
                path.name
            )


def test_the_repository_says_how_it_is_cited():
    """As the Citation File Format has it, at the version and the day of the newest release."""
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    newest = releases()[0]
    assert {"cff-version", "message", "title", "authors", "type", "license", "keywords"} <= set(told)
    assert (told["version"], told["date-released"]) == (newest.version, newest.day)
    assert newest.version == Ledger().schema.descriptor["version"]
    zenodo = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    assert zenodo["version"] == newest.version and zenodo["title"] == told["title"]
    assert zenodo["creators"] == [{"name": author["name"]} for author in told["authors"]]
    assert zenodo["license"].upper() == told["license"] and zenodo["upload_type"] == told["type"]
