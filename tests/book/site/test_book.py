"""The whole site as one HTML file, as EPUB and as PDF: nothing is lost, nothing leads nowhere, nothing comes from elsewhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Page

from explainer.ledger.store import published
from explainer.paths import ROOT
from explainer.site import book
from explainer.site.book.bound import FILE, LEAVES
from explainer.site.book.epub import epub
from tests.tools import Tool, axe_script, epubcheck_jar, need, nu_jar

from .conftest import READERS
from .test_access import AXE, IN_LIGHT
from .test_html import UNFOUNDED
from .test_pages import ALIKE, CHAPTERS, PAGES, soup
from .test_print import words

ON_SITE = (
    ".headerlink, form.tools, .share, .files, noscript"  # what is left out of an article, where no address is known
)
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def made(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The book in its forms, by their suffixes."""
    return {path.suffix: path for path in book.make(site, tmp_path_factory.mktemp("book"))}


@pytest.fixture(scope="module")
def whole(made: dict[str, Path]) -> BeautifulSoup:
    return BeautifulSoup(made[".html"].read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def sheets(made: dict[str, Path]) -> list[str]:
    reader = need(Tool(shutil.which("pdftotext"), "there is no pdftotext, which reads what was printed"))
    done = subprocess.run([reader, "-raw", made[".pdf"], "-"], capture_output=True, check=True)
    return done.stdout.decode().removesuffix("\f").split("\f")


@pytest.fixture
def context(request, browser: Browser) -> Iterator[BrowserContext]:
    width, scheme = getattr(request, "param", (1280, "light"))
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    yield context
    context.close()


def opened(context: BrowserContext, made: dict[str, Path]) -> Page:
    page = context.new_page()
    page.goto(made[".html"].as_uri())
    return page


def test_every_page_is_in_it_once_with_all_its_text_exhibits_and_evidence(site: Path, whole: BeautifulSoup):
    bound = [article["id"] for article in whole.select("article")]
    assert bound[:4] == ["index", *CHAPTERS] and len(set(bound)) == len(bound) and set(bound) <= set(PAGES)
    left = set(PAGES) - set(bound)
    told = {name: soup(site, name).select("article p:not(form *, noscript *)") for name in left}
    assert "search" in left and not any(part.get_text(strip=True) for parts in told.values() for part in parts)
    for name in bound:
        there, here = soup(site, name).article, whole.find(id=name)
        for each in [*there.select(ON_SITE), *here.select(".up")]:
            each.decompose()
        assert words(here.get_text()) == words(there.get_text()), name
        for kind in ("figure.exhibit", ".about", "tr[id]", "svg"):
            ids = [f"{name}--{each['id']}" if each.get("id") else "" for each in there.select(kind)]
            assert [each.get("id", "") for each in here.select(kind)] == ids, f"{name}: {kind}"


def test_no_id_stands_twice_and_no_link_leads_nowhere(whole: BeautifulSoup):
    ids = Counter(each["id"] for each in whole.select("[id]"))
    assert [name for name, times in ids.items() if times > 1] == []
    for kind in ("href", "data-about", "popovertarget", "for", "aria-labelledby"):
        targets = {target.removeprefix("#") for each in whole.select(f"[{kind}]") for target in each[kind].split()}
        assert [target for target in targets if target not in ids and "://" not in target and kind != "href"] == []
    inner = [link["href"] for link in whole.select("a[href]") if "://" not in link["href"]]
    assert len(inner) > 3000 and [href for href in inner if not href.startswith("#") or href[1:] not in ids] == []
    urls = re.findall(r"url\(#([^)]+)\)", str(whole))
    assert urls and set(urls) <= set(ids)


def test_it_names_nothing_outside_that_a_browser_would_fetch(whole: BeautifulSoup):
    assert whole.select("script[src], img, iframe, object, embed, video, audio, source, base") == []
    assert [link["rel"] for link in whole.select("link")] == [["icon"]] and whole.link["href"].startswith("data:")
    urls = re.findall(r"url\(([^)]*)\)", whole.style.string)
    assert len(urls) == 2 and all(url.startswith("data:font/woff2") for url in urls)
    assert "@import" not in whole.style.string


@pytest.mark.parametrize("context", READERS[::3], indirect=True, ids=["390-light", "1280-dark"])
def test_from_disk_it_asks_for_nothing_and_evidence_opens(context: BrowserContext, made: dict[str, Path]):
    requests, messages = [], []
    context.on("request", lambda request: requests.append(request.url))
    context.on("console", lambda message: messages.append(message.text))
    context.on("weberror", lambda error: messages.append(str(error.error)))
    page = opened(context, made)
    figure = page.locator(f"#{CHAPTERS[0]} a.claim").first
    figure.click()
    note = page.locator(".about:popover-open")
    assert note.count() == 1 and note.get_attribute("id") == figure.get_attribute("data-about")
    page.keyboard.press("Escape")
    page.locator("button.theme").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.evaluate(
        "document.fonts.check('16px BookSerif') && getComputedStyle(document.body).fontFamily"
    ).startswith("BookSerif")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert requests == [made[".html"].as_uri()] and messages == []


def test_a_link_from_page_to_page_goes_there(context: BrowserContext, made: dict[str, Path]):
    page = opened(context, made)
    page.locator("nav.book a", has_text="Glossary").click()
    assert abs(page.locator("#glossary").bounding_box()["y"]) < 100
    link = page.locator(f'#{CHAPTERS[0]} section > p > a:not([data-note])[href^="#glossary--"]').first
    target = link.get_attribute("href")
    link.click()
    box = page.locator(f'[id="{target[1:]}"]').bounding_box()
    assert 0 <= box["y"] < 900
    assert page.locator(f"#{CHAPTERS[0]} figure.exhibit .chart.wide").first.is_visible()


def test_axe_finds_nothing_serious_in_what_the_file_adds(context: BrowserContext, made: dict[str, Path]):
    """Its articles are those of the pages, of which `test_access` has looked at each."""
    page = opened(context, made)
    page.evaluate(need(axe_script()).read_text(encoding="utf-8"))
    page.evaluate(f"for (const each of document.querySelectorAll('article:not(#{CHAPTERS[0]})')) each.remove()")
    assert page.evaluate(AXE, ["html", IN_LIGHT]) == []


def test_the_nu_checker_finds_nothing(made: dict[str, Path]):
    command = ["java", "-jar", need(nu_jar()), "--also-check-css", "--format", "json", "--stdout", made[".html"]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    said = [each["message"] for each in json.loads(done.stdout)["messages"]]
    unfounded = re.compile("|".join(UNFOUNDED))
    assert said and [message for message in said if not unfounded.match(message)] == []


def test_the_print_has_every_title_headline_and_number(whole: BeautifulSoup, sheets: list[str]):
    text = words(" ".join(sheets))
    for each in whole.select("h1, .exhibit .headline"):
        assert words(each.get_text()) in text, each.get_text()
    assert "\ufffd" not in text and "\u201d of" not in text
    numbered = [
        number
        for number, sheet in enumerate(sheets[1:], 2)
        if str(number) not in sheet.splitlines()[:3] + sheet.splitlines()[-3:]
    ]
    assert numbered == [] and len(sheets) < 500
    assert [number for number, sheet in enumerate(sheets, 1) if len(words(sheet)) < 60] == [], "an empty sheet"


def test_the_print_has_bookmarks_tags_and_links_that_lead_somewhere(made: dict[str, Path], whole: BeautifulSoup):
    pdf = made[".pdf"].read_bytes()
    reader = need(Tool(shutil.which("pdfinfo"), "there is no pdfinfo, which reads what was printed"))
    told = subprocess.run([reader, "-dests", made[".pdf"]], capture_output=True, text=True, check=True).stdout
    places = set(re.findall(r'\] "([^"]+)"$', told, re.M))
    named = {target.decode() for target in re.findall(rb"/Dest /(\S+)", pdf)}
    assert len(named) > 500 and named <= places
    notes = {each["data-about"] for each in whole.select(f"#{CHAPTERS[0]} section > p[id] > a[data-note]")}
    assert len(notes) > 20
    assert {*notes, *(f"{note}-figure" for note in notes)} <= named, "from each figure to its note and back"
    about = subprocess.run([reader, made[".pdf"]], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged: +yes", about) and re.search(r"Page size: .*A4", about)
    assert re.search(rf"Title: +{re.escape(whole.title.string)}", about) and b"/Lang (en)" in pdf
    bookmarks = int(re.search(rb"/Type /Outlines\b.*?/Count (\d+)", pdf, re.S)[1])
    assert bookmarks >= len(whole.select("h1, article h2:not(.about *)")) * 0.9
    assert {b"BookSans", b"BookSerif"} <= set(re.findall(rb"/FontName /[A-Z]+\+(\w+)", pdf)), (
        "letters, no pictures of them"
    )


def test_an_epub_is_well_formed_and_whole(made: dict[str, Path], whole: BeautifulSoup):
    with zipfile.ZipFile(made[".epub"]) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
        assert packed.infolist()[0].filename == "mimetype" and packed.infolist()[0].compress_type == zipfile.ZIP_STORED
    pages = {name[5:]: ElementTree.fromstring(data) for name, data in files.items() if name.endswith(".xhtml")}
    bound = [article["id"] for article in whole.select("article")]
    assert set(pages) == {f"{name}.xhtml" for name in [*bound, "contents"]}
    ids = {name: {each.get("id") for each in page.iter()} for name, page in pages.items()}
    for name, page in pages.items():
        for link in page.iter(f"{XHTML}a"):
            target, place = urldefrag(link.get("href"))
            assert "://" in target or (target or name) in ids and (not place or place in ids[target or name]), link.get(
                "href"
            )
    for name in bound:
        notes = [each["id"].partition("--")[2] for each in whole.find(id=name).select(".about")]
        assert set(notes) <= ids[f"{name}.xhtml"]


def test_epubcheck_finds_nothing_and_it_is_made_the_same_twice(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Of pages that are alike it reads one: it takes as long over a page as a reader."""

    def unlike(pages: list[book.Listed]) -> list[book.Listed]:
        return [book.Listed(each.name, each.title, unlike(each.below)) for each in pages if each.name not in ALIKE]

    few = [book.Part(caption, unlike(pages)) for caption, pages in book.contents(ROOT)]
    monkeypatch.setattr(book, "contents", lambda root: few)
    once, again = (epub(book.told(site, LEAVES), book.today(published())) for _ in range(2))
    assert once == again
    (tmp_path / "book.epub").write_bytes(once)
    command = ["java", "-jar", need(epubcheck_jar()), tmp_path / "book.epub"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout, done.stderr[-2000:]


def test_the_file_is_made_the_same_once_more(site: Path, made: dict[str, Path]):
    assert book.one_file(site, FILE).encode() == made[".html"].read_bytes()


def test_without_a_site_or_a_browser_it_says_what_to_do(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(book, "SITE", tmp_path)
    monkeypatch.setattr(book, "FOLDER", tmp_path / "book")
    with pytest.raises(SystemExit, match=r"index\.html: is not there; build the site first: make site"):
        book.main()
    monkeypatch.setattr(book, "SITE", site)
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(SystemExit, match="no Chromium.*CHROMIUM="):
        book.main()
