"""What was found by trying to break the engine: each is refused in words, or comes out right."""

from __future__ import annotations

from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from explainer.__main__ import main
from explainer.charts import theme
from explainer.charts.svg import svg
from explainer.ledger.check import check
from explainer.ledger.store import Ledger
from explainer.notebook import exhibit
from explainer.notebook.controls import Model, Slider, Steps
from explainer.site.assets import quoted

from ..small import Small

ROWS = pd.DataFrame({"label": ["a", "b"], "value": [1, 2]})
BARS = alt.Chart(ROWS).mark_bar().encode(x="value:Q", y="label:N")


@pytest.fixture(scope="module")
def railway(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return Ledger(Small(tmp_path_factory.mktemp("edges")).data)


def made(ledger: Ledger, chart=BARS, **changes):
    options = dict(
        name="power", headline="The *larger* one", holds=True, subtitle="GW", alt="Two bars", columns={"label": "Who"},
        claims=["line-power-az"], ledger=ledger,
    )  # fmt: skip
    return exhibit(chart, ROWS, **options | changes)


@pytest.mark.parametrize(
    ("low", "high", "unit", "printed"),
    [
        (0.0004, None, "GW", "0.0004 GW"),
        (0.05, None, "percent", "0.05%"),
        (0.00012345, None, "GW", "0.000123 GW"),
        (400, 9e8, "USD", "USD 0.0004–900 million"),
        (0, None, "GW", "0 GW"),
        (1234.5678, None, "GW", "1,234.568 GW"),
    ],
)
def test_what_is_small_is_not_printed_as_nothing(low, high, unit, printed, railway: Ledger):
    assert railway.quantity(low, high, unit).replace("\u00a0", " ") == printed


def test_large_whole_numbers_are_numbers(tmp_path: Path):
    ledger = Small(tmp_path)
    ledger.cell("claims", ledger.line("claims", "line-cost-az"), "low", "10000000000000000000")
    assert Ledger(ledger.data).value("line-cost-az") == 1e19


@pytest.mark.parametrize("part", ["row", "column", "facet"])
def test_a_chart_in_parts_is_drawn(part: str):
    chart = alt.Chart(ROWS).mark_bar().encode(x="value:Q", **{part: "label:N"})
    assert svg(theme.specs(chart)["wide"], part, "Two parts").count("<path") >= 2


@pytest.mark.parametrize(
    "chart",
    [
        alt.Chart(ROWS).mark_bar().encode(x="value", y="label"),  # Altair finds the types in the rows
        alt.Chart(ROWS).mark_bar(),
        alt.Chart(ROWS.assign(url="https://example.org")).mark_bar().encode(x="value:Q", y="url:N"),
        alt.layer(BARS, BARS),
    ],
    ids=["types left out", "nothing encoded", "rows with addresses", "layers"],
)
def test_plain_charts_are_fitted_and_taken(chart: alt.Chart):
    drawn = theme.specs(chart)
    assert drawn["wide"]["width"] == theme.WIDE - 4 and drawn["narrow"]["width"] == theme.NARROW - 4
    assert theme.addresses(list(drawn.values())) == []


def test_an_empty_drawing_is_refused():
    with pytest.raises(ValueError, match="empty"):
        svg({"width": 0, "mark": "bar", "data": {"values": []}, "padding": 0}, "nothing", "Nothing")


def test_a_model_leaves_a_chart_its_own_parameters():
    spec = theme.specs(BARS.interactive(), [{"name": "growth", "value": 1}])["wide"]
    assert len(spec["params"]) == 2 and spec["params"][-1]["name"] == "growth"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"chart": alt.Chart("https://example.org/x.json").mark_bar().encode(x="a:Q")},
            "would take https://example.org",
        ),
        ({"headline": "A five* hotel"}, "between asterisks"),
        ({"subtitle": "A\x08b"}, "no page can show"),
        ({"holds": "False"}, "allowed: what is true or false"),
        (
            {"controls": Model([], {"size": "(1 - 1) / (1 - 1)"}, "It is {size}.")},
            "'It is NaN.': 'size' comes to nothing",
        ),
    ],
)
def test_an_exhibit_that_would_mislead_is_refused(changes: dict, said: str, railway: Ledger):
    with pytest.raises(ValueError, match=said):
        made(railway, **changes)


@pytest.mark.parametrize("name", ["true", "width", "null", "padding"])
def test_a_name_that_vega_has_is_refused(name: str):
    with pytest.raises(ValueError, match="a name of its own"):
        Model([Slider(name, "A", 1, 0, 2, 1, "ours", ())], {}, "")


def test_sliders_and_steps_that_lead_nowhere_are_refused():
    with pytest.raises(ValueError, match="a step of 0"):
        Slider("size", "Size", 1, 0, 2, 0, "ours", ())
    for claims, labels in (((), ()), (("a", "b"), ("one",))):
        with pytest.raises(ValueError, match="labels"):
            Steps("parts", "Parts", claims, labels)


def test_words_of_the_style_cannot_end_it():
    assert quoted('</style>"\\\n') == '"\\3c /style>\\"\\\\\\a "'


def test_periods_end_with_one_that_is_open(tmp_path: Path):
    ledger = Small(tmp_path)
    header, *rows = ledger.rows("periods")
    ledger.write("periods", [header, *(row for row in rows if row[3])])
    assert "without a last day" in " ".join(fault.allowed for fault in check(ledger.data))


def test_tidy_leaves_a_folder_alone_that_holds_no_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "mine.csv").write_text(" 1 ; 2\n", encoding="utf-8")
    assert main(["tidy", "--data", str(tmp_path)]) == 1
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8") == " 1 ; 2\n"
    assert "nothing was rewritten" in capsys.readouterr().err
