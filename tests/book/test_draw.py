"""Chart forms: two widths, colours of the page, open marks for what is not a fact."""

from __future__ import annotations

import json
import re

import altair as alt
import pandas as pd
import pytest

from explainer.charts import forms, frames, place, theme
from explainer.charts.flows import LANE, flows
from explainer.charts.svg import svg
from explainer.ledger.store import Ledger


@pytest.fixture(scope="module")
def shares(ledger: Ledger) -> pd.DataFrame:
    claims = ledger.claims(source_id="globaltimes-2024", measure="share-price-change")
    return frames.labelled(claims, hot=claims.subject == "nvidia")


def test_bars_are_drawn_twice_from_zero(shares: pd.DataFrame):
    drawing = forms.bars(shares)
    wide, narrow = (
        svg(chart, name, "alt")
        for chart, name in ((theme.specs(drawing)["wide"], "w"), (theme.specs(drawing)["narrow"], "n"))
    )
    widths = [float(re.search(r'<svg [^>]*width="([\d.]+)"', text)[1]) for text in (wide, narrow)]
    assert widths[0] <= theme.WIDE + 8 and widths[1] <= theme.NARROW + 8
    assert "Nvidia" in narrow and "239%" in narrow
    domains = re.findall(r'"domain": (\[.*?\])', json.dumps(drawing(theme.WIDE).to_dict()))
    assert domains and all(json.loads(domain)[0] == 0 for domain in domains)


def test_colours_are_variables_of_the_page(shares: pd.DataFrame):
    text = svg(theme.specs(forms.bars(shares))["wide"], "x", "alt")
    assert "var(--hot,#" in text and "var(--ink,#" in text, "with a colour for where there is no such page"
    fixed = re.findall(r"#[0-9a-fA-F]{3,6}\b", re.sub(r"var\(--\w+,#\w+\)", "", text))
    assert set(fixed) <= {"#000"}, "a fixed colour would not follow dark mode"


def test_places_are_shortened_and_words_are_not(shares: pd.DataFrame):
    """A figure with three decimals is a figure, wherever it stands in a drawing."""
    text = svg(theme.specs(forms.bars(shares.assign(text="131.819")))["wide"], "x", "1.2345 of them")
    assert "131.819" in text and 'aria-label="1.2345 of them"' in text
    places = re.findall(r' (?:d|transform|x|y|width|height)="([^"]*)"', text)
    assert len(places) > 10 and not any(re.search(r"\.\d{3}", place) for place in places)


def test_figures_of_several_units_have_no_axis_in_common(ledger: Ledger):
    claims = ledger.claims(["openai-revenue-2024-gt", "stargate-power-target-6gw-jd"])
    with pytest.raises(ValueError, match="figures in GW, USD, which one axis cannot have"):
        frames.labelled(claims)
    pair = ledger.claims(["openai-revenue-2024-gt"]).assign(checked_unit="EUR")
    with pytest.raises(ValueError, match="figures in EUR, USD"):
        frames.stated_and_checked(pair, ["Revenue"])


def test_marks_are_open_for_what_is_not_reported(ledger: Ledger):
    claims = ledger.claims(["openai-inference-cost-2024-kcb", "openai-revenue-2024-gt"])
    assert frames.labelled(claims).open.tolist() == [True, False]


def test_labels_wear_the_mark_of_their_verdict(ledger: Ledger):
    claims = ledger.claims(["coreweave-brookfield-power", "openai-amd-capacity-6gw-cp"])
    assert [text.replace("\u00a0", " ") for text in frames.labelled(claims).text] == ["10.5 GW ≠", "6 GW"]


def test_stated_and_checked_are_brought_to_one_scale(ledger: Ledger):
    claims = ledger.claims(["google-quarterly-ai-spend-kcb", "meta-ai-spend-2024-gt"])
    rows = frames.stated_and_checked(claims, ["Google", "Meta"], scale=1e9 / claims.per.map({"quarter": 4, "year": 1}))
    assert rows.left.tolist() == [48, 10] and rows.right.tolist() == [52.8, 37.5]
    assert rows.right_text.tolist() == ["52.8", "35–40"] and rows.left_text.tolist() == ["48 ≈", "≤10 ≠"]


def test_a_pair_without_a_checked_value_is_refused(ledger: Ledger):
    with pytest.raises(ValueError, match="no checked figure in power-6gw-equals-city-jd"):
        frames.stated_and_checked(ledger.claims(["power-6gw-equals-city-jd"]), ["Growth"])


def test_days_without_a_stated_day_have_no_left_mark(ledger: Ledger):
    rows = frames.stated_and_checked_days(
        ledger.claims(["claude-4-5-release", "openai-share-sale-date-jd"]), ["Claude", "Sale"]
    )
    assert (
        pd.isna(rows.left[0]) and rows.left[1] == "2025-10-06" and rows.right.tolist() == ["2025-09-29", "2025-10-02"]
    )
    text = svg(theme.specs(forms.dumbbell(rows, x="temporal", band=("2025-10-01", "2025-10-08")))["wide"], "x", "alt")
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
    text = svg(theme.specs(forms.dumbbell(rows))["wide"], "x", "alt")
    assert len(re.findall(r"\[4\.4\]\]", text)) == 1, "equal figures are said once"
    assert "[9.9]]" in text and "[1.1]]" in text


@pytest.mark.parametrize(
    "drawing",
    [
        lambda ledger: forms.bars(frames.labelled(ledger.claims(unit="GW"))),
        lambda ledger: forms.dumbbell(
            frames.stated_and_checked_days(ledger.claims(["openai-share-sale-date-jd"]), ["Sale"]),
            x="temporal", band=("2025-10-01", "2025-10-08"),
        ),
        lambda ledger: forms.stack(frames.verdict_counts(ledger.claims(), "publisher"), parts=forms.VERDICT_PARTS),
    ],
    ids=["bars", "dumbbell", "stack"],
)  # fmt: skip
def test_forms_are_valid_vega_lite(drawing, ledger: Ledger):
    for spec in theme.specs(drawing(ledger)).values():
        alt.Chart.from_dict(spec, validate=True)
        assert "said" in json.dumps(spec["layer"]), "marks say in words what they show"


@pytest.fixture
def loop() -> pd.DataFrame:
    """Two flows between the same two, one of them back and not firm, and a third beside them."""
    return pd.DataFrame(
        [
            ("Ann", "Bob", "chips", "USD\u00a040 billion", False, False),
            ("Bob", "Ann", "money for shares", "no sum", True, True),
            ("Bob", "Cyd", "computing", "10\u00a0GW", False, False),
        ],
        columns=["sender", "receiver", "what", "text", "hot", "open"],
    )


PLACES = {
    "places": {"Ann": (0.1, 0.4), "Bob": (0.8, 0.4), "Cyd": (0.8, 1.4)},
    "narrow": {"Ann": (0.4, 0), "Bob": (0.4, 1), "Cyd": (0.8, 2)},
}


def test_flows_say_what_is_paid_for_and_tell_plans_from_deals(loop: pd.DataFrame):
    for width, spec in theme.specs(flows(loop, **PLACES)).items():
        alt.Chart.from_dict(spec, validate=True)
        text = svg(spec, width, "alt").replace("\u00a0", " ")
        limit = {"wide": theme.WIDE, "narrow": theme.NARROW}[width]
        assert float(re.search(r'<svg [^>]*width="([\d.]+)"', text)[1]) <= limit
        assert {"Ann", "Bob", "Cyd", "chips", "no sum", "10 GW"} <= set(
            re.findall(r"CDATA\[([^<>]+)\]\]></text>", text)
        )
        assert min(map(int, re.findall(r'font-size="(\d+)px"', text))) >= 12
        dashed = re.findall(r'<line [^>]*stroke="([^"]+)"[^>]*stroke-dasharray="6,4"', text)
        assert dashed == [forms.HOT], "only what is not firm is dashed"
        heads = re.findall(r'<path [^>]*fill="(var\(--(?:paper|quiet|hot),#\w+\))"[^>]*stroke="([^"]+)"', text)
        quiet = (forms.QUIET, forms.QUIET)
        assert sorted(heads) == [(forms.PAPER, forms.HOT), quiet, quiet]


def test_flows_there_and_back_run_side_by_side(loop: pd.DataFrame):
    rows = [row for data in theme.specs(flows(loop, **PLACES))["wide"]["datasets"].values() for row in data]
    there, back, alone = (row for row in rows if "turn" in row)
    assert abs(there["y"] - back["y"]) == 2 * LANE and there["x2"] > there["x"] and back["x2"] < back["x"]
    assert (there["turn"], alone["turn"]) == (90, 180) and abs(back["turn"]) in (90, 270)
    assert there["said"].replace("\u00a0", " ") == "Ann → Bob: chips, USD 40 billion"


def test_flows_refuse_what_would_not_be_legible(loop: pd.DataFrame):
    with pytest.raises(ValueError, match="flows: no place for Cyd"):
        flows(loop, places={"Ann": (0.1, 0), "Bob": (0.8, 0)}, narrow=PLACES["narrow"])(theme.WIDE)
    crowded = {**PLACES["places"], "Bob": (0.22, 0.4)}
    with pytest.raises(ValueError, match="flows: no room for 'chips, USD.40 billion' beside Ann → Bob"):
        flows(loop, places=crowded, narrow=PLACES["narrow"])(theme.WIDE)


def test_labels_stand_clear_of_arrows_boxes_and_each_other():
    boxes = [(0, 100, 60, 140), (300, 100, 360, 140), (300, 300, 360, 340), (0, 300, 60, 340)]
    ways = [(0, 1), (1, 0), (0, 2), (1, 2), (2, 3), (3, 0)]
    arrows = [place.arrow(boxes[a], boxes[b], 9 if (b, a) in ways else 0) for a, b in ways]
    found = place.labels(arrows, [(80, 36)] * len(ways), boxes, 460)
    assert all(found)
    blocks = [block for block, _ in found]
    for n, block in enumerate(blocks):
        assert not any(place.meet(block, other) for other in boxes + blocks[:n])
        for x, y, x2, y2 in arrows:
            steps = [step / 500 for step in range(501)]
            assert not any(place.meet(block, (x + (x2 - x) * s, y + (y2 - y) * s) * 2) for s in steps)
    assert place.labels(arrows, [(80, 36)] * len(ways), boxes, 90).count(None) > 0, "too narrow a picture"


def test_counts_keep_groups_and_parts(ledger: Ledger):
    claims = ledger.claims(topics="bubble")
    counted = frames.verdict_counts(claims, "publisher")
    assert counted.to_numpy().sum() == len(claims) and list(counted.columns) == list(ledger.vocabulary.groups)
    assert list(counted.index) == claims.publisher.drop_duplicates().tolist()
    text = svg(theme.specs(forms.stack(counted, parts=forms.VERDICT_PARTS))["narrow"], "x", "alt")
    assert "does not hold" in text and "≠" in text


def test_every_group_of_verdicts_has_a_look(ledger: Ledger):
    assert set(ledger.vocabulary.groups) == set(forms.VERDICT_PARTS)


def test_no_rows_no_chart():
    with pytest.raises(ValueError, match="bars: no rows to draw"):
        forms.bars(pd.DataFrame())


def test_an_interval_is_drawn_from_end_to_end(ledger: Ledger):
    claims = ledger.claims(["openai-inference-cost-2024-kcb", "openai-revenue-2024-gt"])
    rows = frames.stated_and_checked(claims, ["Running", "Revenue"], 1e9)
    assert rows.loc[0, ["right_from", "right", "right_to"]].tolist() == [1.8, 2.8, 3.8]
    drawn = svg(theme.specs(forms.dumbbell(rows))["wide"], "x", "alt")
    pills = re.findall(r'<line[^>]*stroke-width="14"[^>]*>', drawn)
    assert len(pills) == 1 and "1.8–3.8" in drawn
    ends = {side: float(re.search(rf'\b{side}="([-\d.]+)"', pills[0])[1]) for side in ("x2",)}
    assert ends["x2"] > 50, "it is as long as the interval"


def test_a_bar_goes_on_to_the_end_of_an_interval(ledger: Ledger):
    claims = ledger.claims(["data-centre-power-share-jd", "ai-power-share-forecast-jd"])
    rows = frames.labelled(claims, label="claim_id")
    assert rows[["value", "value_to"]].to_numpy().tolist() == [[2, 3], [8, 8]]
    assert svg(theme.specs(forms.bars(rows))["wide"], "x", "alt").count('fill-opacity="0.35"') == 1


def test_a_period_is_drawn_from_its_first_day_to_its_last(ledger: Ledger):
    rows = frames.stated_and_checked_days(ledger.claims(["meta-coreweave-signing-jd"]), ["Order"])
    ends = rows.loc[0, ["right_from", "right", "right_to", "right_text"]].tolist()
    assert ends == ["2025-09-25", "2025-09-30", "2025-09-30", "25–30 Sep"]


def test_days_are_points_and_only_periods_are_drawn_out(ledger: Ledger):
    """Dates are objects to Vega, of which no two are the same one."""
    claims = ledger.claims(["meta-coreweave-signing-jd", "openai-devday-date-2025-jd"])
    rows = frames.stated_and_checked_days(claims, ["Order", "Event"])
    drawn = svg(theme.specs(forms.dumbbell(rows, x="temporal"))["wide"], "x", "alt")
    assert drawn.count('stroke-width="14"') == 1
