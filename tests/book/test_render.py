"""Claims and exhibits as HTML, and the refusal of exhibits that are false or incomplete."""

from __future__ import annotations

from pathlib import Path

import altair as alt
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from explainer.charts import forms, frames
from explainer.charts.svg import _labelled, svg
from explainer.charts.theme import NARROW, WIDE
from explainer.ledger.store import Ledger
from explainer.notebook import derive, exhibit, tally
from explainer.notebook.exhibits import DERIVED, FalseHeadline

from ..parts import figure
from ..small import Small


@pytest.fixture
def rows(ledger: Ledger) -> pd.DataFrame:
    claims = ledger.claims(["coreweave-brookfield-power", "openai-amd-capacity-6gw-cp"])
    return frames.labelled(claims, hot=[True, False])


def made(rows: pd.DataFrame, **changes):
    options = dict(
        name="power", headline="The *larger* figure is wrong", holds=True, subtitle="GW, as stated", alt="Two bars",
        columns={"label": "Who", "text": "As stated"}, claims=rows.claim_id,
    )  # fmt: skip
    return exhibit(forms.bars(rows), rows, **(options | changes))


def test_an_exhibit_is_a_figure_with_chart_table_claims_and_caption(rows: pd.DataFrame):
    figure = BeautifulSoup(made(rows).html(), "html.parser").figure
    assert figure["id"] == "power" and figure["class"] == ["exhibit"]
    assert figure["data-claims"].split() == list(rows.claim_id)
    images = figure.find_all("svg", role="img")
    assert [image["aria-label"] for image in images] == ["Two bars"]
    assert [cell.text for cell in figure.select("thead th")] == ["Who", "As stated"]
    assert len(figure.select("tbody tr")) == 2 and figure.select_one("tbody th")["scope"] == "row"
    assert figure.figcaption.em.text == "larger" and figure.caption.text == "GW, as stated"
    assert len(figure.select("ul.claims li")) == 2 and "contradicted" in figure.select("ul.claims li")[0].text


def test_an_exhibit_calls_on_nobody(rows: pd.DataFrame):
    html = made(rows).html()
    assert "<script" not in html and "src=" not in html
    urls = [word for word in html.split('"') if word.startswith("http")]
    assert set(urls) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_any_chart_of_altair_s_is_an_exhibit_in_the_book_s_look(rows: pd.DataFrame):
    chart = alt.Chart(rows[["label", "value"]]).mark_bar().encode(x="value:Q", y="label:N")
    options = dict(
        name="plain", headline="One is larger", holds=True, subtitle="GW", alt="Two bars", columns={"label": "Who"}
    )
    shown = exhibit(chart, rows, claims=rows.claim_id, **options)
    widths = {}
    for name, spec in shown.specs.items():
        alt.Chart.from_dict(spec, validate=True)
        drawn = BeautifulSoup(svg(spec, name, "Two bars"), "html.parser").svg
        widths[name] = float(drawn["width"])
        assert drawn.select('path[fill^="var(--quiet"]') and "BookSans" in str(drawn)
    assert abs(widths["wide"] - WIDE) < 6 and abs(widths["narrow"] - NARROW) < 6
    assert "config" not in chart.to_dict() or "BookSans" not in str(chart.to_dict()["config"]), (
        "elsewhere it stays as it was"
    )


def test_ids_in_a_chart_are_its_own():
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"/><path fill="url(#a)"/><text>a &lt; b > c</text></svg>'
    assert _labelled(drawing, "x", "A path") == (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="A path"><g id="x-a"/><path fill="url(#x-a)"/>'
        "<text><![CDATA[a < b ]]>&gt;<![CDATA[ c]]></text></svg>"
    )


def test_a_chart_is_drawn_alike_each_time(rows: pd.DataFrame):
    assert made(rows).html() == made(rows).html()


def test_a_false_headline_stops_the_build_with_its_rows(rows: pd.DataFrame):
    with pytest.raises(FalseHeadline) as caught:
        made(rows, holds=rows.value[0] < rows.value[1])
    for said in ("exhibit 'power'", "The larger figure is wrong", "OpenAI", "10.5"):
        assert said in str(caught.value)


def test_an_exhibit_without_a_test_is_refused(rows: pd.DataFrame):
    with pytest.raises(TypeError, match="holds"):
        exhibit(
            forms.bars(rows),
            rows,
            name="x",
            headline="h",
            subtitle="s",
            alt="a",
            columns={"label": "x"},
            claims=rows.claim_id,
        )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"alt": " "}, "needs a alt"),
        ({"subtitle": ""}, "needs a subtitle"),
        ({"headline": ""}, "needs a headline"),
        ({"name": "Not a name"}, "lower-case words"),
        ({"columns": {"nothing": "x"}}, "no column nothing"),
        ({"columns": {}}, "no column"),
        ({"claims": []}, "rests on no claim"),
        ({"claims": ["no-such-claim"]}, "no claim 'no-such-claim'"),
    ],
)
def test_an_incomplete_exhibit_is_refused(rows: pd.DataFrame, change: dict, said: str):
    with pytest.raises((ValueError, KeyError), match=said):
        made(rows, **change)


@pytest.fixture
def railway(tmp_path: Path) -> Ledger:
    """The small ledger, in which a plan did not hold."""
    small = Small(tmp_path)
    small.cell("checks", small.line("checks", "line-power-az"), "verdict", "contradicted")
    return Ledger(small.data)


def test_a_figure_shows_words_mark_and_kind(railway: Ledger):
    link = figure(railway, "line-power-az").a
    assert (link["data-claim"], link["href"]) == ("line-power-az", "ledger-anzeiger-1846.html#line-power-az")
    assert link["class"] == ["claim", "open", "plan"] and "(plan)" in link.text
    assert link.sup.text == "≠" and link.sup["aria-hidden"] == "true" and "(contradicted)" in link.text


def test_a_confirmed_fact_wears_no_mark(railway: Ledger):
    link = figure(railway, "line-cost-az").a
    assert not link.sup and not link.select(".said") and link["class"] == ["claim"]


def test_a_checked_value_wears_neither_mark_nor_the_kind_of_the_stated_one(railway: Ledger):
    link = figure(railway, "line-power-az", checked=True).a
    assert link.text == "2–3\u00a0GW" and link["class"] == ["claim", "checked"]


def test_a_statement_shows_the_words_it_is_given(railway: Ledger):
    assert figure(railway, "pays-az", text="<it pays>").a.find(string=True) == "<it pays>"


def test_a_derived_figure_says_what_it_is_to_the_site_and_to_others():
    made = derive("ratio", "17", ["openai-revenue-h1-2025-jd"], "a divided by b")._repr_mimebundle_()
    assert made["text/plain"] == "17" and made[DERIVED]["claims"] == ["openai-revenue-h1-2025-jd"]
    assert made[DERIVED]["formula"] == "a divided by b"


def test_a_tally_counts_rows_and_rests_on_their_claims(rows: pd.DataFrame):
    made = tally("two", rows, "Rows,\n    counted")
    assert (made.text, made.claims, made.formula, made.values) == (
        "2",
        tuple(rows.claim_id),
        "Rows, counted",
        "counted",
    )
    leaning = pd.DataFrame({"claim_ids": [("ai-revenue-2023-gt",), (), ("ai-revenue-2023-gt",)]})
    assert tally("share", leaning, "A share", "66%").claims == ("ai-revenue-2023-gt",)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [("stated", "contradicted"), ("checked", "confirmed"), ("both", "confirmed"), ("counted", "confirmed")],
)
def test_a_derived_figure_inherits_the_worst_verdict_of_stated_values(values: str, verdict: str):
    claims = ["openai-revenue-h1-2025-jd", "stargate-power-target-6gw-jd", "openai-revenue-2024-gt"]
    assert derive("x", "17", claims, "a sum", values).verdict == verdict


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("x", "17", [], "none"), "needs a text, the claims"),
        (("x", "17", ["ai-revenue-2023-gt"], " "), "needs a text, the claims"),
        (("x", "17", ["ai-revenue-2023-gt"], "a", "guessed"), "values are stated, checked"),
        (("x", "17", ["ai-revenue"], "a"), "no claim 'ai-revenue'"),
    ],
)
def test_a_derived_figure_without_ground_is_refused(arguments: tuple, said: str):
    with pytest.raises((ValueError, KeyError), match=said):
        derive(*arguments)


def test_what_stands_in_a_cell_is_escaped(rows: pd.DataFrame):
    table = BeautifulSoup(made(rows.assign(label=["<b>x</b>", "y"])).html(), "html.parser").table
    assert table.select_one("tbody th").text == "<b>x</b>" and not table.b
