"""A chapter is what the guide asks: its length, its reading level, its parts in order, its exhibits; what is wrong in the
sources stands beside its correction, and what a lay reader may not know leads to the glossary where it is first used.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag

from explainer.ledger.store import Ledger
from explainer.notebook.exhibits import MANY
from explainer.paths import ROOT
from tests.prose import CHAPTERS, FURNITURE, NAMELESS, OF_TEXTS, blocks, measure, measured, page, sentences, syllables

GRADES = (8, 11)  # a good newspaper
WORDS = (1500, 2200)
EXHIBITS = (5, 7)
ENDS = ["What would settle it", "What we don’t know"]
OF_TEXTS_AT_MOST, OF_THE_WORLD_AT_LEAST = 0.1, 0.8  # of a chapter's sentences, and of its exhibits
COUNTER_CASE = re.compile(r"The (strongest )?case ")
WRONG = ("contradicted", "garbled")


def test_syllables_and_sentences_are_counted():
    words = {
        "inference": 3,
        "gigawatts": 3,
        "data": 2,
        "under-investing": 5,
        "14.2": 4,
        "2025": 5,
        "500": 3,
        "10%": 3,
        "AI": 2,
        "GW": 4,
    }
    assert {word: syllables(word) for word in words} == words
    found = measure(["It cost USD 14.2 billion. “Too much?” asked he.", "A heading"])
    assert (found.words, found.sentences) == (11, 3)
    plain, hard = (
        "The cat sat on the mat. It was a good mat.",
        "Hyperscale infrastructure investment necessitates capitalisation.",
    )
    assert measure([plain]).grade < 3 and measure([hard]).grade > 20


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_reads_like_a_good_newspaper(name: str, site: Path):
    low, high = GRADES
    assert low <= measured(site, name).grade <= high


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_its_length(name: str, site: Path):
    low, high = WORDS
    assert low <= measured(site, name).words <= high


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_speaks_of_the_world(name: str, site: Path):
    """And names a text where it does speak of one."""
    told = sentences([block.get_text() for block in blocks(page(site, name))])
    of_texts = [sentence for sentence in told if OF_TEXTS.search(sentence)]
    assert len(told) > 60 and len(of_texts) <= OF_TEXTS_AT_MOST * len(told), "\n".join(of_texts)
    assert [sentence for sentence in told if NAMELESS.search(sentence)] == []


@pytest.mark.parametrize(("name", "trends"), [*zip(CHAPTERS, (2, 2, 0))])
def test_most_exhibits_of_a_chapter_show_the_world(name: str, trends: int, site: Path):
    exhibits = page(site, name).select("figure.exhibit")
    of_the_world = [exhibit["id"] for exhibit in exhibits if exhibit.get("data-records")]
    assert len(of_the_world) >= OF_THE_WORLD_AT_LEAST * len(exhibits), of_the_world
    over_time = [exhibit["id"] for exhibit in exhibits if goes_over_time(site / exhibit["data-spec"])]
    assert len(over_time) >= trends, over_time


def goes_over_time(spec: Path) -> bool:
    """Whether a chart goes from left to right by days or years, and joins its marks."""
    text = spec.read_text(encoding="utf-8")
    return '"type":"temporal"' in text and any(f'"type":"{mark}"' in text for mark in ("line", "bar", "area", "trail"))


def test_a_fact_is_told_once(site: Path):
    """No figure stands in more than two places of the landing page and the chapters."""
    places: dict[str, list[str]] = defaultdict(list)
    for name in ("index", *CHAPTERS):
        soup = page(site, name)
        for piece in soup.select("figure, .popovers, .door"):
            piece.decompose()
        for link in soup.select("article :is(a[data-claim], a[data-record])"):
            figure = plain(link.get_text())
            if re.search(r"\d", figure):
                places[f"{link.get('data-claim') or link['data-record']}: {figure}"].append(name)
    assert {told: where for told, where in places.items() if len(where) > 2} == {} and len(places) > 60


@pytest.mark.parametrize("name", ["index", *CHAPTERS])
def test_our_own_arithmetic_wears_no_verdict(name: str, site: Path):
    assert [figure.get_text() for figure in page(site, name).select("a.derived:has(sup.mark)")] == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_each_exhibit_has_one_highlight_which_its_headline_names(name: str, site: Path):
    for exhibit in page(site, name).select("figure.exhibit"):
        assert len(exhibit.select(".headline em")) == 1, exhibit["id"]
        assert 5 <= len(exhibit.select_one(".headline").get_text().split()) <= 14, exhibit["id"]
        assert all("--hot" in str(drawing) for drawing in exhibit.select("svg[role=img]")), exhibit["id"]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_its_exhibits(name: str, site: Path):
    low, high = EXHIBITS
    assert low <= len(page(site, name).select("figure.exhibit")) <= high


@pytest.mark.parametrize("name", CHAPTERS)
def test_cells_that_only_compute_are_shown_with_the_exhibit_they_lead_to(name: str, site: Path):
    shown = page(site, name).select("article div.cell")
    assert len(shown) == len(page(site, name).select("figure.exhibit"))
    code = [[block.get_text() for block in cell.select("details pre")] for cell in shown]
    assert all("exhibit(" in blocks[-1] for blocks in code) and max(map(len, code)) > 1


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_its_parts_in_order(name: str, site: Path):
    soup = page(site, name)
    standfirst = soup.select("article .standfirst")
    assert len(soup.select("article h1")) == 1 and len(standfirst) == 1
    assert soup.select_one("article h2").find_previous(class_="standfirst") is standfirst[0]
    titles = [block.get_text().replace("'", "’") for block in blocks(soup) if block.name == "h2"]
    assert titles[0] == "What is at stake" and titles[-2:] == ENDS
    cases = [place for place, title in enumerate(titles) if COUNTER_CASE.match(title)]
    assert cases and cases == list(range(cases[0], len(titles) - 2)), "the counter-case comes right before"
    findings = titles[1 : cases[0]]
    assert len(findings) >= 2 and all(len(title.split()) >= 4 for title in findings), "headings that find something"


# What is wrong in a source never stands alone. Where a section shows a claim that is contradicted or garbled, the same
# section corrects it: by its value on record, `{checked}`; by words marked as its correction, `{checked}`words <id>`; or by
# an exhibit whose table has both values in one row.


def sections(soup: BeautifulSoup) -> Iterator[tuple[str, Tag]]:
    """The parts of a chapter between its second headings, the first of them before any."""
    for second in soup.select("article section:has(> h2)"):
        yield second.h2.get_text().rstrip("¶"), second.extract()
    yield "top", soup.select_one("article")


def shown(section: Tag) -> Iterator[tuple[str, str]]:
    """The claims whose stated value or wording a section shows, each with the place: prose, or the name of an exhibit."""
    for link in section.select("a[data-claim]:not(.checked)"):
        if not link.find_parent("figure"):
            yield link["data-claim"], "prose"
    for link in section.select('a.derived[data-values="stated"]'):
        for claim_id in link["data-claims"].split():
            yield claim_id, "prose, computed"
    for exhibit in section.select("figure.exhibit"):
        ids = exhibit["data-claims"].split()
        if len(ids) <= MANY:  # beyond that it counts
            for claim_id in ids:
                yield claim_id, exhibit["id"]


def rows(exhibit: Tag) -> list[str]:
    return [plain(row.get_text(" ")) for row in exhibit.select("table tbody tr")]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def uncorrected(soup: BeautifulSoup, claims: pd.DataFrame) -> list[str]:
    """Each wrong claim that a section shows without its correction, with section and place."""
    wrong = claims[claims["verdict"].isin(WRONG)].set_index("claim_id", drop=False)
    for popovers in soup.select(".popovers"):
        popovers.decompose()
    found = []
    for title, section in sections(soup):
        tables = {exhibit["id"]: rows(exhibit) for exhibit in section.select("figure.exhibit")}
        mended = {link["data-claim"] for link in section.select("a.claim.checked")}
        for claim_id, claim in wrong.iterrows():
            said, right = plain(claim["stated"]), plain(claim["on_record"])
            if (
                said
                and right
                and any(said in row and right in row.replace(said, "", 1) for table in tables.values() for row in table)
            ):
                mended.add(claim_id)
        for claim_id, place in dict.fromkeys(shown(section)):
            if claim_id not in wrong.index or claim_id in mended:
                continue
            said = plain(wrong.loc[claim_id]["stated"])
            if place in tables and not any(said and said in row for row in tables[place]):
                continue  # the exhibit rests on the claim without showing what it says
            found.append(f"{title}: {claim_id} ({place})")
    return found


@pytest.mark.parametrize("name", [*CHAPTERS, "texts", "sources"])
def test_what_is_wrong_appears_with_its_correction_in_sight(name: str, site: Path, ledger: Ledger):
    assert uncorrected(page(site, name), ledger.claims()) == []


def test_a_missing_correction_would_be_found(ledger: Ledger):
    body = '<article><section><h1>T</h1><section><h2>A</h2><p><a class="claim" data-claim="{0}">x</a>{1}</p></section><section><h2>B</h2><p>{2}</p></section></section></article>'
    wrong, mended = (
        "gemini-ultra-training-cost-gt",
        '<a class="claim checked" data-claim="gemini-ultra-training-cost-gt">y</a>',
    )
    claims = ledger.claims()

    def faults(*parts: str) -> list[str]:
        return uncorrected(BeautifulSoup(body.format(*parts), "html.parser"), claims)

    assert faults(wrong, "", mended) == [f"A: {wrong} (prose)"], "a correction in another section is out of sight"
    assert faults(wrong, mended, "") == [] and faults("openai-revenue-h1-2025-jd", "", "") == []
    table = '<figure class="exhibit" id="x" data-claims="{0}"><table><tbody><tr><th>A</th><td>up to USD 1.91 billion</td><td>{1}</td></tr></tbody></table></figure>'
    right = ledger.claim(wrong)["on_record"]
    assert faults("openai-revenue-h1-2025-jd", table.format(wrong, right), "") == []
    said = ledger.claim(wrong)["stated"]
    assert faults("openai-revenue-h1-2025-jd", table.format(wrong, "").replace("up to USD 1.91 billion", said), "") == [
        f"A: {wrong} (x)"
    ]


def glossary(site: Path) -> dict[str, re.Pattern[str]]:
    """By anchor, a pattern of the words under which the glossary's source says that a term is met."""
    source = (ROOT / "book/glossary.md").read_text(encoding="utf-8")
    lines = re.findall(r"^(\S[^\n]*)\n  \S", source.split("{glossary}")[1], re.M)
    anchors = [term["id"] for term in page(site, "glossary").select("dl.glossary dt")]
    assert len(lines) == len(anchors) > 20
    words = [line.partition(" : ")[2] or line for line in lines]
    return {
        anchor: re.compile("|".join(rf"(?<![\w-])(?:{re.escape(way.strip())})(?:e?s)?(?![\w-])" for way in line.split(";")), re.I)
        for anchor, line in zip(anchors, words)
    }  # fmt: skip


@pytest.mark.parametrize("name", CHAPTERS)
def test_each_glossary_term_is_linked_where_it_is_first_used(name: str, site: Path):
    terms, linked, seen = glossary(site), [], 0
    soup = page(site, name)
    for piece in soup.select(f"{FURNITURE}, .standfirst, h1, h2, h3, em, strong, code, a:not(.term)"):
        piece.replace_with("\n" if piece.name in ("h1", "h2", "h3", "figure") else "|")
    for paragraph in soup.select("article p"):
        for text in paragraph.find_all(string=True):
            link = text.find_parent("a")
            if link:
                anchor = link["href"].removeprefix("glossary.html#")
                assert terms[anchor].fullmatch(plain(text)) and anchor not in linked, f"{anchor} a second time"
                linked.append(anchor)
            else:
                early = [anchor for anchor, way in terms.items() if anchor not in linked and way.search(plain(text))]
                seen += 1
                assert early == [], f"not linked: {early} in {text}"
    assert len(linked) >= 8 and seen > 50
    assert len(soup.select("article a.term")) == len(linked)


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_gives_both_sides_alike(name: str, site: Path):
    """Its paragraphs that argue are marked `{.for}` or `{.against}`; their words are counted."""
    article = page(site, name).select_one("article")
    words = {side: measure([p.get_text() for p in article.select(f"p.{side}")]).words for side in ("for", "against")}
    assert min(words.values()) > 400 and 0.45 <= words["for"] / sum(words.values()) <= 0.55, words
