"""Chart forms: two widths, colours of the page, open marks for what is not a fact."""

from __future__ import annotations

import json
import re

import altair as alt
import pandas as pd
import pytest

from explainer import draw, shape
from explainer.load import Ledger
from explainer.render import svg


@pytest.fixture(scope="module")
def shares(ledger: Ledger) -> pd.DataFrame:
    claims = ledger.claims(source_id="globaltimes-2024", measure="share-price-change")
    return shape.labelled(claims, hot=claims.subject == "nvidia")


def test_bars_are_drawn_twice_from_zero(shares: pd.DataFrame):
    drawing = draw.bars(shares)
    wide, narrow = (
        svg(chart, name, "alt") for chart, name in ((drawing.specs["wide"], "w"), (drawing.specs["narrow"], "n"))
    )
    widths = [float(re.search(r'<svg [^>]*width="([\d.]+)"', text)[1]) for text in (wide, narrow)]
    assert widths[0] <= draw.WIDE + 8 and widths[1] <= draw.NARROW + 8
    assert "Nvidia" in narrow and "239%" in narrow
    domains = re.findall(r'"domain": (\[.*?\])', json.dumps(drawing.wide.to_dict()))
    assert domains and all(json.loads(domain)[0] == 0 for domain in domains)


def test_colours_are_variables_of_the_page(shares: pd.DataFrame):
    text = svg(draw.bars(shares).specs["wide"], "x", "alt")
    assert "var(--hot)" in text and "var(--ink)" in text
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", text)) <= {"#000"}, "a fixed colour would not follow dark mode"


def test_marks_are_open_for_what_is_not_reported(ledger: Ledger):
    claims = ledger.claims(["openai-inference-cost-2024-kcb", "openai-revenue-2024-gt"])
    assert shape.labelled(claims).open.tolist() == [True, False]


def test_labels_wear_the_mark_of_their_verdict(ledger: Ledger):
    claims = ledger.claims(["coreweave-brookfield-power", "openai-amd-capacity-6gw-cp"])
    assert [text.replace("\u00a0", " ") for text in shape.labelled(claims).text] == ["10.5 GW ≠", "6 GW"]


def test_stated_and_checked_are_brought_to_one_scale(ledger: Ledger):
    claims = ledger.claims(["google-quarterly-ai-spend-kcb", "meta-ai-spend-2024-gt"])
    rows = shape.stated_and_checked(claims, ["Google", "Meta"], scale=1e9 / claims.per.map({"quarter": 4, "year": 1}))
    assert rows.left.tolist() == [48, 10] and rows.right.tolist() == [52.8, 37.5]
    assert rows.right_text.tolist() == ["52.8", "35–40"] and rows.left_text.tolist() == ["48 ≈", "≤10 ≠"]


def test_a_pair_without_a_checked_value_is_refused(ledger: Ledger):
    with pytest.raises(ValueError, match="no checked figure in openai-revenue-growth-h1-2025-jd"):
        shape.stated_and_checked(ledger.claims(["openai-revenue-growth-h1-2025-jd"]), ["Growth"])


def test_days_without_a_stated_day_have_no_left_mark(ledger: Ledger):
    rows = shape.stated_and_checked_days(
        ledger.claims(["claude-4-5-release", "openai-share-sale-date-jd"]), ["Claude", "Sale"]
    )
    assert (
        pd.isna(rows.left[0]) and rows.left[1] == "2025-10-06" and rows.right.tolist() == ["2025-09-29", "2025-10-02"]
    )
    text = svg(draw.dumbbell(rows, x="temporal", band=("2025-10-01", "2025-10-08")).specs["wide"], "x", "alt")
    assert "2 Oct" in text and "Claude" in text


def test_dumbbell_says_both_figures():
    rows = pd.DataFrame(
        {
            "label": ["a", "b"],
            "left": [1.1, 4.4],
            "right": [9.9, 4.4],
            "left_text": ["1.1", "4.4"],
            "right_text": ["9.9", "4.4"],
            "left_said": ["one", "four"],
            "right_said": ["nine", "four"],
            "left_open": True,
            "right_open": False,
        }
    )
    text = svg(draw.dumbbell(rows).specs["wide"], "x", "alt")
    assert len(re.findall(r">4\.4</text>", text)) == 1, "equal figures are said once"
    assert ">9.9</text>" in text and ">1.1</text>" in text


@pytest.mark.parametrize(
    "drawing",
    [
        lambda ledger: draw.bars(shape.labelled(ledger.claims(unit="GW"))),
        lambda ledger: draw.dumbbell(
            shape.stated_and_checked_days(ledger.claims(["openai-share-sale-date-jd"]), ["Sale"]),
            x="temporal", band=("2025-10-01", "2025-10-08"),
        ),
        lambda ledger: draw.stack(shape.verdict_counts(ledger.claims(), "publisher"), parts=draw.VERDICT_PARTS),
    ],
    ids=["bars", "dumbbell", "stack"],
)  # fmt: skip
def test_forms_are_valid_vega_lite(drawing, ledger: Ledger):
    for spec in drawing(ledger).specs.values():
        alt.Chart.from_dict(spec, validate=True)
        assert "said" in json.dumps(spec["layer"]), "marks say in words what they show"


def test_counts_keep_groups_and_parts(ledger: Ledger):
    claims = ledger.claims(topics="bubble")
    counted = shape.verdict_counts(claims, "publisher")
    assert counted["count"].sum() == len(claims)
    assert counted.groupby("label", sort=False).part.apply(list).map(lambda parts: parts == list(shape.HOLDS)).all()
    assert counted.label.drop_duplicates().tolist() == claims.publisher.drop_duplicates().tolist()
    text = svg(draw.stack(counted, parts=draw.VERDICT_PARTS).specs["narrow"], "x", "alt")
    assert "does not hold" in text and "≠" in text


def test_every_verdict_is_counted_somewhere(ledger: Ledger):
    assert sorted(v for verdicts in shape.HOLDS.values() for v in verdicts) == sorted(
        ledger.schema.vocabulary("checks", "verdict")
    )


def test_no_rows_no_chart():
    with pytest.raises(ValueError, match="bars: no rows to draw"):
        draw.bars(pd.DataFrame())
