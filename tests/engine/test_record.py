"""Values on the public record reach a page as claims do: by a role, computed, in an exhibit, and on a page of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from explainer.charts import series
from explainer.charts.theme import NARROW, WIDE, specs
from explainer.ledger.store import Ledger, UnknownClaim, UnknownColumn
from explainer.notebook import derive, exhibit

from ..books import EXHIBIT, build, last, small_book
from ..parts import printed


@pytest.fixture(scope="module")
def book(second: Path) -> Ledger:
    return Ledger(second / "data")


def soup(second: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((second / f"_build/html/{name}.html").read_text(encoding="utf-8"), "html.parser")


def test_a_value_in_prose_opens_its_page_and_says_what_it_is(second: Path):
    page = soup(second, "lamp")
    figure = page.select_one("p > a.record[data-record=bill-1861]")
    assert figure.get_text() == "950,000\u00a0francs" and figure["href"] == "bill.html#bill-1861"
    said = page.find(id="about-bill-1861").get_text(" ", strip=True)
    for part in (
        "Harbour Board",
        "1861",
        "actual",
        "The last stone",
        "the board paid",
        "primary",
        "Payments of a year",
    ):
        assert part in said
    plan = page.find(id="about-bill-1862").get_text(" ", strip=True)
    assert "made November 1861" in plan.replace("\u00a0", " ") and "(press)" in plan
    assert "open" in page.select_one("a.record[data-record=bill-1862]")["class"]


def test_a_value_on_one_secondary_page_wears_a_mark(second: Path):
    page = soup(second, "lamp")
    marked = {a["data-record"] for a in page.select("p > a.record") if a.select_one("sup.mark")}
    assert marked == {"bill-1859"}
    assert "first reported by Harbour Herald" in page.find(id="about-bill-1859").get_text(" ")


def test_a_figure_computed_from_values_lists_them(second: Path):
    page = soup(second, "lamp")
    figure = page.select_one("a.derived[data-records]")
    assert figure["data-records"] == "bill-1860 bill-1861" and figure["data-values"] == "recorded"
    said = page.find(id=figure["data-about"]).get_text(" ", strip=True)
    assert "250,000" in said and "950,000" in said and "public record" in said


def test_a_series_has_its_picture_its_values_and_where_they_are_used(second: Path):
    page = soup(second, "bill")
    assert page.select_one("section#bill svg[role=img]") and len(page.select("section#bill tbody tr[id]")) == 4
    row = page.find("tr", id="bill-1861")
    assert "lamp.html#p1" in [link["href"] for link in row.select("a")]
    passages = json.loads((second / "_build/html/search.json").read_text(encoding="utf-8"))
    assert any(address == "bill.html#bill" for address, *_ in passages)
    assert (second / "_build/html/data/record.csv").exists() and (second / "_build/html/data/series.csv").exists()


def test_a_series_is_taken_along_with_all_that_is_told_of_it(second: Path, book: Ledger):
    links = [link["href"] for link in soup(second, "bill").select("section#bill .files a[download]")]
    assert links == ["data/series/bill.csv", "data/series/bill.json"]
    told = json.loads((second / "_build/html" / links[1]).read_text(encoding="utf-8"))
    rows = book.records(series_id="bill")
    assert told["question"] == rows["question"][0] and told["raised_by"] == list(book.table("series")["raised_by"][0])
    assert [value["record_id"] for value in told["values"]] == list(rows["record_id"])
    last = next(value for value in told["values"] if value["record_id"] == "bill-1861")
    assert (last["low"], last["high"], last["period_start"]) == (950000, None, "1861-01-01")
    assert last["references"][0]["url"].startswith("https://") and last["entity_name"] == "Harbour Board"
    table = pd.read_csv(second / "_build/html" / links[0])
    assert list(table["low"]) == list(rows["low"]) and all(table["references"].str.startswith("https://"))


@pytest.mark.slow
def test_a_series_without_a_name_is_refused(tmp_path: Path):
    done = build(small_book(tmp_path, "# Page\n\n{record}`nothing`\n\n```{record-series} sea\n```\n"))
    assert done.returncode != 0
    assert any("no value 'nothing' in data/record.csv" in line for line in last(done.stderr)), done.stderr[-2000:]


@pytest.mark.slow
def test_what_changes_in_a_value_shows_on_the_pages_that_ask_for_it(tmp_path: Path):
    book = small_book(tmp_path, "# Page\n\nIt is {record}`bill-1861`.\n", other="# Other\n\nNothing.\n")
    assert build(book).returncode == 0
    table = book / "data/record.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("The last stone was laid in May.", "In June."), "utf-8")
    assert build(book).returncode == 0
    assert "In June." in (book / "_build/html/index.html").read_text(encoding="utf-8")


def test_a_wrong_id_and_a_lack_of_ground_are_refused(book: Ledger):
    with pytest.raises(UnknownClaim, match="no value 'bill-1961' in data/record.csv; did you mean bill-1861"):
        book.record("bill-1961")
    with pytest.raises(UnknownClaim, match="no value 'x'"):
        derive("x", "much", formula="Somehow", records=["x"], ledger=book)
    with pytest.raises(ValueError, match="values are checked, and it rests on no claim"):
        derive("x", "much", formula="Somehow", records=["bill-1861"], values="checked", ledger=book)
    with pytest.raises(ValueError, match="the claims or records it rests on"):
        derive("x", "much", formula="Somehow", ledger=book)


def test_a_question_that_is_put_wrongly_says_how_it_is_put(book: Ledger):
    with pytest.raises(UnknownColumn, match="no column 'seres_id' to ask for; did you mean series_id"):
        book.records(seres_id="bill")
    with pytest.raises(UnknownColumn, match="no column 'unt' to ask for; did you mean unit"):
        book.claims(columns=["unt"])
    with pytest.raises(TypeError, match=r"ids are a list: \['bill-1861'\], not 'bill-1861'"):
        book.records("bill-1861")
    with pytest.raises(TypeError, match="ids are a list"):
        derive("x", "much", formula="Somehow", records="bill-1861", ledger=book)
    with pytest.raises(ValueError, match="no series of a topic 'costs'; did you mean cost"):
        printed("record-series", book, "costs")
    with pytest.raises(ValueError, match="'it-save' is an argument that there is not; did you mean it-saves"):
        printed("exchanges", book, "it-save")
    with pytest.raises(ValueError, match="'too-dear' is an argument that no other answers"):
        printed("exchanges", book, "too-dear")
    with pytest.raises(ValueError, match="no entity is of the kind 'persons': company, institution, person"):
        printed("who-is-who", book, "persons")


@pytest.mark.parametrize("numbers", [("0",), ("-1",), ("x",), ("3",), ("1", "3"), ("2", "1"), ("01",)])
def test_disagreements_are_counted_from_one_to_the_last(numbers: tuple[str, ...], book: Ledger):
    assert printed("disagreements", book, "1", "1").select("section.disagreement")
    with pytest.raises(ValueError, match="is not a first and a last of the numbers 1 to 2"):
        printed("disagreements", book, *numbers)


def test_values_on_one_secondary_page_carry_no_headline_alone(book: Ledger):
    rows = book.records(series_id="bill")
    weak = rows[rows["weak"]].assign(label="works")
    chart = series.picture(rows)
    words = {"name": "x", "headline": "The works had little", "holds": True, "subtitle": "Francs", "alt": "Dots"}
    shown = {"columns": {"label": "Who"}, "ledger": book}
    for claims in ([], ["cost-cp"]):
        with pytest.raises(ValueError, match="rests on one secondary page"):
            exhibit(chart, weak, **words, **shown, records=weak["record_id"], claims=claims)
    made = exhibit(chart, rows.assign(label="all"), **words, **shown, records=rows["record_id"])
    assert made.records == list(rows["record_id"]) and made.claims == []
    assert "bill-1860" in made.html() and "250,000" in made.html()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_lines_are_named_at_their_ends_and_names_keep_apart(width: int, book: Ledger):
    rows = book.records(series_id="bill", entity="board")
    several = pd.concat([rows.assign(entity=name, entity_name=name) for name in ("One", "Two", "Three")])
    chart = series.picture(several)(width).to_dict()
    texts = [layer for layer in chart["layer"] if layer["mark"]["type"] == "text"]
    assert len(texts) == 1
    heights = sorted(row["at"] for row in next(v for v in chart["datasets"].values() if "at" in v[0]))
    assert len(heights) == 3 and all(below - above >= series.LINE for above, below in zip(heights, heights[1:]))
    assert heights[0] >= 0 and heights[-1] <= series.HEIGHT


def test_single_values_are_bars_and_steep_ones_are_on_a_logarithmic_axis(book: Ledger):
    rows = book.records(series_id="bill")
    alone = rows.head(1)
    assert "bar" in json.dumps(specs(series.picture(alone))["wide"])
    assert series.reading(alone) == ""
    steep = rows.assign(value=[1.0, 10.0, 100.0, 1000.0][: len(rows)])
    assert '"type": "log"' in json.dumps(series.picture(steep)(WIDE).to_dict())
    assert series.reading(steep) == " ".join(
        (
            "Open marks are plans, estimates and forecasts.",
            "The scale is logarithmic.",
            "Of a range its middle is drawn.",
        )
    )


def test_what_is_counted_over_periods_of_other_lengths_is_set_apart(book: Ledger):
    rows = book.records(series_id="bill", entity="board").head(2)
    half = rows.assign(period_end=[rows["period_end"][0], pd.Timestamp("1861-06-30")])
    drawn = json.dumps(series.picture(half)(WIDE).to_dict())
    assert (
        '"joined"' not in drawn
        and "Harbour Board, 1861" in drawn
        and '"joined"' in json.dumps(series.picture(rows)(WIDE).to_dict())
    )


@pytest.mark.slow
def test_every_picture_of_the_books_record_is_sound(ledger: Ledger):
    """Against Altair's own schema, which a build does not wait for."""
    for name in ledger.table("series")["series_id"]:
        series.picture(ledger.records(series_id=name))(WIDE).to_dict()


@pytest.mark.slow
def test_an_exhibit_of_claims_and_values_shows_both(tmp_path: Path):
    page = EXHIBIT.replace("claims=rows.claim_id)", "claims=rows.claim_id, records=['bill-1861'])")
    book = small_book(tmp_path, page)
    assert build(book).returncode == 0
    taken = " ".join((book / "_build/html/exhibits/x.svg").read_text(encoding="utf-8").split())
    assert "claims of its ledger" in taken and "1 value of the public record." in taken
    figure = BeautifulSoup((book / "_build/html/index.html").read_text(encoding="utf-8"), "html.parser").figure
    assert figure["data-records"] == "bill-1861" and "Values on record (1)" in figure.get_text()
