"""Everyone can read the site: axe finds nothing, and the keyboard, larger text, other colours and a calm screen all work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.tools import axe_script, need

from .conftest import visit
from .test_pages import ALIKE, CHAPTERS, PAGES, soup

ALL = [*PAGES, "404"]
# One width for each of the style sheet's layouts; colours do not depend on it.
WAYS = [(320, "light"), (768, "light"), (1280, "light"), (1280, "dark")]
KINDS = [name for name in PAGES if name not in ALIKE]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IN_LIGHT = {"type": "tag", "values": TAGS}
IN_DARK = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # all else is as it was in the light
OPEN_DRAWERS = "document.querySelectorAll('details').forEach(drawer => { drawer.open = true })"

AXE = """async ([where, runOnly]) => {
  const {violations} = await axe.run(where, {runOnly, resultTypes: ['violations']});
  return violations.map(({id, impact, help, nodes}) =>
    `${id} (${impact}), ${nodes.length} times: ${help}\\n` + nodes.slice(0, 3).map(node => `    ${node.html.slice(0, 200)}`).join('\\n'));
}"""


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader who wants no motion: colours are then never measured half way."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module")
def axe() -> str:
    return need(axe_script()).read_text(encoding="utf-8")


def faults(page: Page, axe: str, ways: list[tuple[int, str]], where: str = "html") -> str:
    """What axe finds in an element of the page, each fault once with the widths and colours it shows in."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)  # the debugger's way in, which the page's policy does not stop
    found = defaultdict(list)
    for width, scheme in ways:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for fault in page.evaluate(AXE, [where, IN_LIGHT if scheme == "light" else IN_DARK]):
            found[fault].append(f"{width} {scheme}")
    return "\n".join(f"{fault}\n    at {', '.join(places)}" for fault, places in found.items())


@pytest.mark.parametrize("name", ALL)
def test_axe_finds_nothing(name: str, page: Page, address: str, axe: str):
    """With every drawer open, where more is to be seen and nothing less; of pages that are alike one is looked at in
    every way, the others as they come on a phone."""
    visit(page, f"{address}{name}.html")
    if name not in ALIKE:
        page.evaluate(OPEN_DRAWERS)
    found = faults(page, axe, WAYS[:1] if name in ALIKE else WAYS)
    assert not found, found


@pytest.mark.parametrize("name", ["index", *CHAPTERS])
@pytest.mark.parametrize("kind", ["claim", "derived"])
def test_axe_finds_nothing_in_evidence(name: str, kind: str, page: Page, address: str, axe: str):
    visit(page, f"{address}{name}.html")
    found = []
    for way in WAYS[::2]:
        page.locator(f":is(p, strong) > a.{kind}").first.click()
        expect(page.locator(".about:popover-open")).to_be_visible()
        found.append(faults(page, axe, [way], ".about:popover-open"))
        page.keyboard.press("Escape")
    assert not any(found), "\n".join(found)


def test_axe_finds_nothing_in_the_menu(page: Page, address: str, axe: str):
    visit(page, f"{address}index.html")
    page.get_by_role("button", name="All pages").click()
    expect(page.locator("#pages")).to_be_visible()
    found = faults(page, axe, WAYS, "#pages")
    assert not found, found


def test_axe_finds_nothing_in_the_results_of_a_search(page: Page, address: str, axe: str):
    visit(page, f"{address}search.html?q=revenue")
    page.wait_for_selector("#search-results li")
    found = faults(page, axe, WAYS)
    assert not found, found


def test_axe_finds_nothing_in_the_answer_to_a_query(page: Page, address: str, axe: str):
    visit(page, f"{address}query.html?sql=SELECT+*+FROM+ledger+LIMIT+5")
    expect(page.get_by_role("button", name="Download CSV")).to_be_visible()
    found = faults(page, axe, WAYS)
    assert not found, found
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(
        "(({scrollWidth, clientWidth}) => scrollWidth > clientWidth)(document.querySelector('#answer'))"
    )


@pytest.mark.parametrize("name", [*CHAPTERS, "method", "timeline", "predictions"])
def test_axe_finds_nothing_in_live_charts(name: str, page: Page, address: str, axe: str):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    visit(page, f"{address}{name}.html")
    charts = go_live(page)
    assert charts == page.locator("figure.exhibit").count()
    assert said == [], "Vega warns on the console of charts that are ill made"
    found = faults(page, axe, [(1280, "light"), (1280, "dark")], "figure.exhibit")
    assert not found, found


EXPLORABLE = ":not(:has(.control))"  # the others go live by their sliders


def go_live(page: Page) -> int:
    """Makes every chart of the page live; the focus is then on a mark of the last."""
    for slider in page.locator("figure.exhibit .control:first-child input").all():
        slider.press("ArrowRight")
        slider.press("ArrowLeft")
        expect(page.locator("figure.exhibit:has(.control) .vega-embed svg[role=img]")).to_be_visible()
    exhibits = page.locator(f"figure.exhibit{EXPLORABLE}").all()
    for exhibit in exhibits:
        exhibit.get_by_role("button", name="Explore").click()
        expect(exhibit.locator("svg[role=group]")).to_be_visible()
    return page.locator("figure.exhibit:has(.vega-embed)").count()


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_live_chart_is_read_out_and_walked_through(name: str, page: Page, address: str):
    visit(page, f"{address}{name}.html")
    go_live(page)
    for _ in range(3):
        mark = page.evaluate_handle("document.activeElement")
        assert mark.evaluate("m => m.getAttribute('role')") == "img" and mark.evaluate("m => m.ariaLabel")
        assert mark.evaluate("m => getComputedStyle(m).outlineStyle") == "solid"
        expect(page.locator("#vg-tooltip-element")).to_be_visible()
        page.keyboard.press("ArrowRight")
        assert mark.evaluate("m => m !== document.activeElement"), "the arrow moves on"


@pytest.mark.parametrize("leave", [lambda page: page.keyboard.press("Escape"), lambda page: page.keyboard.press("Tab"),
                                   lambda page: page.mouse.wheel(0, 300), lambda page: page.mouse.click(5, 5)])  # fmt: skip
def test_what_a_mark_tells_goes_when_the_reader_does(leave, page: Page, address: str):
    visit(page, f"{address}timeline.html")
    go_live(page)
    tip = page.locator("#vg-tooltip-element")
    expect(tip).to_be_visible()
    leave(page)
    expect(tip).not_to_be_visible()


def test_on_a_phone_what_a_mark_tells_is_whole(page: Page, address: str):
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, f"{address}timeline.html")
    go_live(page)
    tip = page.locator("#vg-tooltip-element")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
        expect(tip).to_be_visible()
        box = tip.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] + box["height"] <= 844


@pytest.mark.parametrize("name", [*CHAPTERS, "timeline", "arguments"])
def test_a_finger_asks_a_mark(name: str, browser: Browser, address: str):
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    visit(page, f"{address}{name}.html")
    tip = page.locator("#vg-tooltip-element")
    for exhibit in page.locator(f"figure.exhibit{EXPLORABLE}").all():
        exhibit.get_by_role("button", name="Explore").tap()
        marks = exhibit.locator("svg[role=group] [role=img]")
        expect(marks.first).to_be_focused()
        told = set()
        for mark in (marks.first, marks.last):
            mark.scroll_into_view_if_needed()
            box = mark.bounding_box()
            page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.wait_for_timeout(50)  # what would take it away comes after the tap
            expect(tip).to_be_visible()
            told.add(tip.inner_text())
        assert len(told) == 2
    page.touchscreen.tap(5, 100)
    expect(tip).not_to_be_visible()
    phone.close()


@pytest.mark.parametrize("name", KINDS)
def test_the_skip_link_leads_to_the_text(name: str, page: Page, address: str):
    visit(page, f"{address}{name}.html")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the text" and skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.localName") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main, footer') !== null"), "and past the menu"


# One visible control of each kind, told apart by tag, class and what it stands in, that looks alike with and without focus.
UNMARKED = """where => {
  const look = e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth, s.boxShadow].join(' '); };
  const kinds = new Map();
  for (const e of document.querySelectorAll(`${where} :is(a[href], button, input, select, summary, [tabindex="0"])`)) {
    const kind = [e.parentElement.closest('[class]')?.classList[0], e.localName, e.classList[0]].join(' ');
    if (e.checkVisibility({visibilityProperty: true}) && !kinds.has(kind)) kinds.set(kind, e);
  }
  const unmarked = [];
  for (const [kind, e] of kinds) {
    e.blur();
    const before = look(e);
    e.focus();
    if (document.activeElement !== e || !e.matches(':focus-visible') || look(e) === before) unmarked.push(kind);
  }
  return [kinds.size, unmarked];
}"""


@pytest.mark.parametrize("name", KINDS)
def test_the_focus_of_the_keyboard_shows_on_each_kind_of_control(name: str, page: Page, address: str):
    visit(page, f"{address}{name}.html")
    page.evaluate(OPEN_DRAWERS)
    page.keyboard.press("Tab")  # so the browser takes the focus for the keyboard's
    kinds, unmarked = page.evaluate(UNMARKED, "body")
    assert kinds >= 5 and unmarked == []


@pytest.mark.parametrize("opener", ["p > a.claim", "button.menu"])
def test_the_focus_of_the_keyboard_shows_in_what_opens(opener: str, page: Page, address: str):
    visit(page, f"{address}bubble.html")
    page.locator(opener).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(":popover-open")).to_be_visible()
    kinds, unmarked = page.evaluate(UNMARKED, ":popover-open")
    assert kinds >= 2 and unmarked == []


SMALL = """where => [...document.querySelectorAll(where)].filter(e => e.checkVisibility({visibilityProperty: true}))
  .map(e => [e, (e.closest('label:has(> [type=radio])') ?? e).getBoundingClientRect()]).filter(([e, box]) => box.width < 24 || box.height < 24)
  .map(([e, box]) => `${Math.round(box.width)}×${Math.round(box.height)}: ${e.outerHTML.slice(0, 120)}`)"""
STANDALONE = "button, summary, nav a, header.site a, .files a, a.anchor, input, select"


@pytest.mark.parametrize("name", [*KINDS, "404"])
@pytest.mark.parametrize("width", [320, 1280])
def test_controls_that_stand_alone_can_be_hit(name: str, width: int, page: Page, address: str):
    """24 pixels each way, the least that WCAG 2.2 asks for; links in a sentence are as high as their line."""
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, f"{address}{name}.html")
    page.evaluate(OPEN_DRAWERS)
    small = page.evaluate(SMALL, STANDALONE)
    page.get_by_role("button", name="All pages").click()
    small += page.evaluate(SMALL, "#pages :is(a, button)")
    assert not small, "\n".join(small[:5])


MOVING = """[...document.querySelectorAll('*')].filter(e => {
  const s = getComputedStyle(e);
  return s.transitionDuration !== '0s' || s.animationName !== 'none' || s.scrollBehavior !== 'auto';
}).map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("name", [*KINDS, "404"])
def test_nothing_moves_for_who_wants_no_motion(name: str, page: Page, address: str):
    visit(page, f"{address}{name}.html")
    assert page.evaluate(MOVING) == []
    page.emulate_media(reduced_motion="no-preference")
    assert len(page.evaluate(MOVING)) == 1, "elsewhere the page itself scrolls smoothly"


# Visible texts whose colour is hardly that of what lies behind them; 3 : 1 is the least for anything.
FADED = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data; };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const solid = colour => { const c = rgb(colour); return c[3] === 255 ? c : null; };
  const canvasColour = rgb(getComputedStyle(document.body).backgroundColor);
  // Behind a chart's text lies the last mark drawn below its middle, if any.
  const mark = e => {
    const box = e.getBoundingClientRect(), [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const under = m => { const b = m.getBoundingClientRect(); return b.left <= x && x <= b.right && b.top <= y && y <= b.bottom; };
    const fills = [...e.closest('svg').querySelectorAll('path, rect')].filter(under).map(m => getComputedStyle(m).fill);
    return fills.filter(fill => fill !== 'none').map(solid).filter(Boolean).at(-1) ?? canvasColour;
  };
  const box = e => { for (; e; e = e.parentElement) { const c = solid(getComputedStyle(e).backgroundColor); if (c) return c; } return canvasColour; };
  const behind = e => e instanceof SVGElement ? mark(e) : box(e);
  const faded = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || e.closest('.said, .headerlink') || !e.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    const s = getComputedStyle(e);
    if (e instanceof SVGElement && s.stroke !== 'none') continue; // the halo behind another text
    const [x, y] = [light(rgb(e instanceof SVGElement ? s.fill : s.color)), light(behind(e))].sort((a, b) => b - a);
    if ((x + 0.05) / (y + 0.05) < 3) faded.push(`${e.outerHTML.slice(0, 100)} in ${e instanceof SVGElement ? s.fill : s.color}`);
  }
  return faded;
}"""


@pytest.mark.parametrize("name", ["index", "ledger", "timeline", "predictions", *CHAPTERS])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_s_own_colours_hide_nothing(name: str, scheme: str, page: Page, address: str):
    """Windows' contrast themes: words stay legible, figures underlined, verdicts marked."""
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    visit(page, f"{address}{name}.html")
    faded = page.evaluate(FADED)
    assert not faded, "\n".join(faded[:5])
    look = "e => [getComputedStyle(e).textDecorationLine, getComputedStyle(e).textDecorationStyle].join(' ')"
    for kind, line in {"a.claim:not(.open)": "dotted", "a.claim.open": "dashed", "a.derived": "dotted"}.items():
        for figure in page.locator(f"p > {kind}").all()[:3]:
            assert figure.evaluate(look) == f"underline {line}"
    marks = page.locator(":is(sup.mark, .verdict > [aria-hidden]):visible")
    assert marks.count() and all(mark.inner_text().strip() for mark in marks.all()[:5])


# Words that no scroll within the page can bring into view, or that stand over their neighbour in the header.
CUT = """() => {
  const cut = [];
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('.said, .skip, svg') || !e.checkVisibility({visibilityProperty: true})) continue;
    const s = getComputedStyle(e);
    if (['hidden', 'clip'].includes(s.overflowX) && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)) cut.push(e);
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    let scrolls = e;
    while (scrolls && !['auto', 'scroll'].includes(getComputedStyle(scrolls).overflowX)) scrolls = scrolls.parentElement;
    const box = e.getBoundingClientRect();
    if (!scrolls && (box.left < -1 || box.right > innerWidth + 1)) cut.push(e);
  }
  const header = [...document.querySelectorAll('header.site :is(a, button)')].filter(e => e.checkVisibility()).map(e => [e, e.getBoundingClientRect()]);
  for (const [e, a] of header) for (const [f, b] of header)
    if (e !== f && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) cut.push(e);
  return cut.map(e => e.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize(
    ("name", "width", "size"),
    [*((name, 320, "100%") for name in ALL), *((name, 1280, "200%") for name in [*KINDS, "404"])],
)
def test_large_text_and_narrow_screens_cut_nothing_off(name: str, width: int, size: str, page: Page, address: str):
    """320 pixels is a desk's screen at 400 %; 200 % is text set larger by itself."""
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, f"{address}{name}.html")
    page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
    page.evaluate(OPEN_DRAWERS)
    cut = page.evaluate(CUT)
    assert not cut, "\n".join(cut[:5])
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_landing_page_s_figures_stand_clear_of_each_other(page: Page, address: str):
    """They are large and do not break; a first visit has them in the system's letters, which are wider."""
    visit(page, f"{address}index.html")
    for width in (320, 390, 600, 768, 961, 1100, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.locator(".keys strong").evaluate_all("all => all.map(e => e.scrollWidth - e.clientWidth)")
        assert len(wide) >= 3 and max(wide) <= 0, width


@pytest.mark.parametrize("name", ALL)
def test_headings_are_an_outline(name: str, site: Path):
    """One title a page, and no level left out below it."""
    levels = [int(heading.name[1]) for heading in soup(site, name).select("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in zip(levels, levels[1:])), levels


@pytest.mark.parametrize("name", PAGES)
def test_evidence_is_read_out_in_german(name: str, site: Path, ledger):
    evidence = {" ".join(phrase.split()) for phrase in ledger.claims().evidence}
    for quote in soup(site, name).select("q"):
        german = " ".join(quote.get_text().split()) in evidence
        assert german == (quote.get("lang") == "de"), quote


def test_quoted_evidence_is_found_where_it_stands(site: Path):
    quotes = {name: len(soup(site, name).select("q[lang=de]")) for name in ("ledger", "texts", "holiday-week")}
    assert min(quotes.values()) > 20, quotes


@pytest.mark.parametrize("name", [*CHAPTERS, "disagreements", "method", "timeline", "predictions"])
def test_each_drawing_has_a_name_of_its_own(name: str, site: Path):
    labels = [image.get("aria-label", "").strip() for image in soup(site, name).select("svg[role=img]")]
    assert labels and all(len(label) > 20 for label in labels)
    assert max(map(labels.count, labels)) <= 2, "a wide and a narrow drawing of the same exhibit share theirs"
    for image in soup(site, name).select("svg:not([role=img])"):
        assert image.get("aria-hidden") == "true" or image.find_parent("svg"), image


@pytest.mark.parametrize("name", PAGES)
def test_tables_say_what_they_are_and_what_heads_what(name: str, site: Path):
    for table in soup(site, name).select("table"):
        region = table.find_parent(attrs={"role": "region", "aria-label": True})
        assert table.caption or table.get("aria-label") or table.get("aria-labelledby") or region, table.get_text()[:80]
        heads = table.select("th")
        assert heads and all(head.get("scope") in ("col", "row") for head in heads), table.thead
