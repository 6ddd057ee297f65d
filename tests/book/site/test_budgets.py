"""What a page costs and when: bytes, requests, shifts; and what is left of it when scripts, the network or the screen are.

The site is served here as a host does it, with the `.gz` neighbour of a file where there is one; every byte is counted
as the browser received it, from an empty cache.
"""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from explainer.site.headers import STATIC

from .conftest import Quiet, served, visit
from .test_pages import ALIKE, CHAPTERS, PAGES, soup

KIB = 1024
FIRST_LOAD = 110  # KiB
REQUESTS = 12
LIVE = 420  # KiB, in all
SHIFT = 0.02
FAILED = "The interactive chart could not be loaded. The drawing and the table are complete."
SERVED = "that works where the site is served, not where it is opened from a disk."
FROM_DISK = "Charts come alive where the site is served, not where it is opened from a disk. The drawing and the table are complete."
TYPES = {"csv": "text/csv", "svg": "image/svg+xml", "png": "image/png"}
WATCH = """
  addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.effectiveDirective} ${e.blockedURI}`));
  window.shift = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shift += entry.value; })
    .observe({type: 'layout-shift', buffered: true});
"""


class Packed(Quiet):
    """Sends `x.gz` for `x`."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        packed = path.with_name(f"{path.name}.gz")
        if not packed.is_file():
            return super().do_GET()
        body = packed.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    with served(site, Packed) as address:
        yield address


@pytest.fixture(params=[390, 1280])
def context(request, browser: Browser) -> Iterator[BrowserContext]:
    """A reader with an empty cache, on a narrow or a wide screen."""
    context = browser.new_context(viewport={"width": request.param, "height": 900}, reduced_motion="reduce")
    context.add_init_script(WATCH)
    yield context
    context.close()


class Watched:
    """A page, what it asked for and what it complained of."""

    def __init__(self, context: BrowserContext):
        self.page: Page = context.new_page()
        self.requests: list[Request] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request))
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))

    def asked(self) -> list[str]:
        return [request.url for request in self.requests if not request.url.startswith(("data:", "blob:"))]

    def kib(self) -> float:
        """The bodies as they are sent: what a browser keeps for good once, all else as often as it is asked for.

        Asked for once more, since Playwright at times waits without end for the size of an answer.
        """
        asked = self.asked()
        kept = {url for url in asked if STATIC in url}
        sent = [*kept, *(url for url in asked if url not in kept)]
        return sum(len(urlopen(url).read()) for url in sent) / KIB

    def read_on(self) -> None:
        """Scrolls to the end as a reader does, once the page is there with its fonts."""
        self.page.evaluate("document.fonts.ready.then(() => true)")
        while not self.page.evaluate("scrollBy(0, 700), scrollY + innerHeight >= document.body.scrollHeight - 1"):
            self.page.wait_for_timeout(20)
        self.page.wait_for_load_state("networkidle")

    def shift(self) -> float:
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return self.page.evaluate("shift")


def go_live(page: Page, number: int = 0) -> None:
    exhibit = page.locator("figure.exhibit:not(:has(.control))").nth(number)
    exhibit.get_by_role("button", name="Explore").click()
    expect(exhibit.locator("svg[role=group]")).to_be_visible()


def drawing(page: Page, number: int = 0):
    """The drawing of an exhibit that fits this screen."""
    exhibit = page.locator("figure.exhibit").nth(number)
    beside = exhibit.evaluate("e => !!e.closest('.door')")  # on the landing page it stands beside words
    side = "narrow" if page.viewport_size["width"] <= 960 or beside else "wide"
    return exhibit.locator(f".chart.{side} > svg[role=img]")


@pytest.mark.parametrize(
    ("name", "context"),
    [*((name, 390) for name in [*PAGES, "404"]), *((name, 1280) for name in PAGES if name not in ALIKE)],
    indirect=["context"],
)
def test_the_first_load_is_light_calm_and_quiet(name: str, context: BrowserContext, host: str):
    watched = Watched(context)
    visit(watched.page, f"{host}{name}.html")
    watched.read_on()
    for number in range(watched.page.locator("figure.exhibit").count()):
        assert drawing(watched.page, number).is_visible()
    asked = watched.asked()
    assert 10 < watched.kib() <= FIRST_LOAD, asked
    assert 4 <= len(asked) <= REQUESTS and len(set(asked)) == len(asked)
    assert [url for url in asked if not url.startswith(host)] == []
    assert watched.said == []
    assert watched.shift() <= SHIFT


def test_a_page_without_its_fonts_is_read_in_others(browser: Browser, host: str):
    context = browser.new_context(reduced_motion="reduce")  # or each step of the scrolling would take its time
    watched = Watched(context)
    watched.page.route("**/*.woff2", lambda route: route.abort())
    watched.page.goto(f"{host}bubble.html")
    watched.page.wait_for_selector("html[data-ready]", state="attached")
    watched.read_on()
    assert all("Failed to load resource" in said for said in watched.said), watched.said
    assert watched.page.evaluate("document.documentElement.dataset.fonts") == "late"
    context.close()


@pytest.mark.parametrize(
    ("name", "context"),
    [("index", 390), ("index", 768), ("bubble", 412), ("bubble", 1280), ("ledger", 390), ("ledger", 1280),
     ("arguments", 412), ("arguments", 768)],
    indirect=["context"],
)  # fmt: skip
@pytest.mark.parametrize("late", ["woff2", "js"])
def test_what_comes_late_shifts_little(late: str, name: str, context: BrowserContext, host: str):
    """Letters and scripts that come when the page is painted already find their room kept."""
    watched, held, holding = Watched(context), [], True
    watched.page.route(f"**/_static/*.{late}", lambda route: held.append(route) if holding else route.continue_())
    watched.page.goto(f"{host}{name}.html", wait_until="commit")
    watched.page.wait_for_selector("footer.site")
    for _ in range(100):
        watched.page.wait_for_timeout(50)
        if held:
            break
    assert held
    holding = False  # what is asked for from now on comes at once
    for route in held:
        route.continue_()
    watched.page.wait_for_load_state("networkidle")
    assert watched.shift() <= SHIFT


@pytest.mark.parametrize("name", ["index", "bubble", "ledger", "arguments"])
def test_a_page_that_comes_in_slowly_shifts_little(name: str, context: BrowserContext, host: str):
    """What is on the screen before the rest of the page has come stays where it is."""
    watched = Watched(context)
    devtools = context.new_cdp_session(watched.page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 8})
    slow = {"offline": False, "latency": 50, "downloadThroughput": 4e5, "uploadThroughput": 1e5}
    devtools.send("Network.emulateNetworkConditions", slow)
    visit(watched.page, f"{host}{name}.html")
    watched.page.wait_for_load_state("networkidle")
    assert watched.shift() <= SHIFT


PLACES = """[...document.querySelectorAll('main :is(p, h2, h3, figure, .drawers, nav), footer')].filter(e => e.checkVisibility())
  .map(e => [e, e.getBoundingClientRect()]).map(([e, box]) => [box.left + scrollX, box.top + scrollY, box.width, box.height])"""


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chart_goes_live_in_its_place(name: str, context: BrowserContext, host: str):
    watched = Watched(context)
    page = watched.page
    visit(page, f"{host}{name}.html")
    page.wait_for_load_state("networkidle")
    drawing(page).scroll_into_view_if_needed()
    before, shift = page.evaluate(PLACES), watched.shift()
    go_live(page)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(PLACES) == before and len(before) > 20
    assert watched.shift() - shift <= SHIFT
    assert watched.kib() <= LIVE
    assert watched.said == [] and [url for url in watched.asked() if not url.startswith(host)] == []
    expect(drawing(page)).to_be_hidden()


@pytest.mark.parametrize("name", CHAPTERS)
def test_another_chart_asks_for_its_data_only(name: str, context: BrowserContext, host: str):
    watched = Watched(context)
    visit(watched.page, f"{host}{name}.html")
    go_live(watched.page)
    asked = len(watched.asked())
    go_live(watched.page, 1)
    spec = watched.page.locator("figure.exhibit").nth(1).get_attribute("data-spec")
    assert watched.asked()[asked:] == [host + spec]


def test_the_drawing_stays_until_the_live_chart_is_there(context: BrowserContext, host: str):
    page, held = context.new_page(), []
    page.route("**/_static/live.*.js", lambda route: held.append(route))
    visit(page, f"{host}bubble.html")
    page.get_by_role("button", name="Explore").first.click()
    expect(page.get_by_role("button", name="Loading…")).to_be_visible()
    page.wait_for_timeout(300)
    assert len(held) == 1 and drawing(page).is_visible() and page.locator("svg[role=group]").count() == 0
    held[0].continue_()
    expect(page.locator("svg[role=group]")).to_be_visible()
    expect(drawing(page)).to_be_hidden()


@pytest.mark.parametrize("lost", ["**/_static/live.*.js", "**/exhibits/*.json"])
def test_the_drawing_stays_when_the_live_chart_does_not_come(lost: str, context: BrowserContext, host: str):
    watched = Watched(context)
    page = watched.page
    page.route(lost, lambda route: route.abort())
    visit(page, f"{host}bubble.html")
    page.get_by_role("button", name="Explore").first.click()
    expect(page.locator("figure.exhibit .drawers [role=status]")).to_have_text(FAILED)
    assert drawing(page).is_visible()
    assert [said for said in watched.said if "net::ERR_FAILED" not in said] == [], "but for the browser's own note"


@pytest.mark.parametrize("name", [*CHAPTERS, "method"])
def test_each_exhibit_can_be_taken_along(name: str, site: Path, host: str):
    exhibits = soup(site, name).select("figure.exhibit")
    assert exhibits
    for exhibit in exhibits:
        links = {Path(link["href"]).suffix[1:]: link["href"] for link in exhibit.select(".files a[download]")}
        assert list(links) == list(TYPES)
        files = {}
        for kind, link in links.items():
            with urlopen(host + link) as answer:
                assert (answer.status, answer.headers.get_content_type()) == (200, TYPES[kind])
            files[kind] = (site / link).read_bytes()
        head, *rows = csv.reader(io.StringIO(files["csv"].decode("utf-8")))
        assert len(rows) == len(exhibit.select("tbody tr")) and {len(row) for row in rows} == {len(head)}
        assert ElementTree.fromstring(files["svg"]).tag == "{http://www.w3.org/2000/svg}svg"
        assert b"var(" not in files["svg"] and b"light-dark(" not in files["svg"]
        assert files["png"].startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">I", files["png"][16:20])[0] >= 1200


@pytest.mark.parametrize("name", CHAPTERS)
def test_on_paper_the_evidence_is_a_note(name: str, browser: Browser, host: str):
    page = browser.new_page()
    visit(page, f"{host}{name}.html")
    page.emulate_media(media="print")
    for furniture in ("header.site", "#pages", ".drawers", ".contents", ".turn", ".about .close"):
        pieces = page.locator(furniture)
        assert pieces.count() and not any(piece.is_visible() for piece in pieces.all()), furniture
    notes = {note.get_attribute("data-note"): note for note in page.locator(".about[data-note]").all()}
    assert len(notes) > 20 and all(note.is_visible() for note in notes.values())
    figures = [figure for figure in page.locator("article :is(a.claim, a.derived)").all() if figure.is_visible()]
    numbers = [figure.get_attribute("data-note") for figure in figures if not figure.locator("xpath=ancestor::*[@popover]").count()]  # fmt: skip
    assert len(numbers) > 20 and set(numbers) <= set(notes)
    shown = page.evaluate(
        "[...document.querySelectorAll('a[data-note]')].filter(a => a.checkVisibility()).map(a => getComputedStyle(a, '::after').content)"
    )
    assert len(shown) >= len(numbers) and all("[" in text and "]" in text for text in shown)
    page.close()


def test_from_disk_a_chapter_works_but_for_live_charts(browser: Browser, site: Path):
    page, errors = browser.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    visit(page, (site / "bubble.html").as_uri())
    assert page.locator("h1").is_visible() and drawing(page).is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)", "the style sheet"
    page.locator("p > a.claim").first.click()
    expect(page.locator(".about:popover-open")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Explore").first.click()
    expect(page.locator("figure.exhibit .drawers [role=status]").first).to_have_text(FROM_DISK)
    assert drawing(page).is_visible() and errors == []
    page.close()


def test_from_disk_the_ledger_can_be_narrowed(browser: Browser, site: Path, ledger):
    page, errors = browser.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    visit(page, (site / "ledger.html").as_uri())
    page.select_option("select[name=verdict]", "garbled")
    expect(page.locator("table.ledger tbody tr")).to_have_count(len(ledger.claims(verdict="garbled")))
    page.click("button.csv")
    expect(page.locator("#shown")).to_have_text(f"No CSV of this view: {SERVED}")
    page.fill("input[name=q]", "OpenAI")
    expect(page.locator("#shown")).to_contain_text(f"claims. Findings were not searched: {SERVED}")
    assert errors == []
    page.close()


def test_from_disk_the_search_says_at_once_that_it_cannot(browser: Browser, site: Path):
    page = browser.new_page()
    visit(page, (site / "search.html").as_uri())
    expect(page.locator("#found")).to_contain_text("where the site is served")
    page.close()


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_without_javascript_a_reader_gets_about(scriptless: Page, host: str):
    scriptless.goto(f"{host}index.html")
    scriptless.locator("header.site nav a").nth(1).click()
    scriptless.wait_for_url("**/us-china.html")
    scriptless.locator(".turn a[rel=prev]").click()
    scriptless.wait_for_url("**/bubble.html")
    scriptless.locator(".turn a[rel=next]").click()
    scriptless.wait_for_url("**/us-china.html")
    scriptless.get_by_role("button", name="All pages").click()
    expect(scriptless.locator("#pages")).to_be_visible()
    scriptless.locator("#pages a", has_text="Glossary").click()
    scriptless.wait_for_url("**/glossary.html")


@pytest.mark.parametrize("name", CHAPTERS)
def test_without_javascript_tables_and_downloads_are_there(name: str, scriptless: Page, host: str):
    scriptless.goto(f"{host}{name}.html")
    exhibit = scriptless.locator("figure.exhibit").first
    assert exhibit.get_by_role("button", name="Explore").count() == 0, "nor is there anything that does not work"
    exhibit.locator("summary", has_text="Table").click()
    assert exhibit.locator("table").is_visible()
    for kind, link in zip(TYPES, exhibit.locator(".files a").all()):
        with scriptless.expect_download() as started:
            link.click()
        assert started.value.suggested_filename.endswith(f".{kind}")
    scriptless.locator(".take summary").click()
    for link in scriptless.locator(".take a[download]").all():
        with scriptless.expect_download() as started:
            link.click()
        assert Path(started.value.path()).stat().st_size > 1000
