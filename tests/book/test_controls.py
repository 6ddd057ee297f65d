"""What a reader can change: controls refuse what they cannot hold, and their formulas make sense at every corner."""

from __future__ import annotations

import itertools
import math
import re

import pandas as pd
import pytest

from explainer.charts.svg import computed
from explainer.ledger.store import Ledger
from explainer.notebook.controls import Model, Slider

from .test_headlines import run


def slider(**changed) -> Slider:
    return Slider(**{"name": "growth", "label": "Growth", "value": 50, "low": 0, "high": 100, "step": 5, "source": "ours", "claims": ()} | changed)  # fmt: skip


def test_a_default_that_the_slider_cannot_show_is_refused():
    for wrong in ({"value": 52}, {"value": 105}, {"low": 55}):
        with pytest.raises(ValueError, match="slider 'growth': .* is not a step of 5 from"):
            slider(**wrong)
    assert slider(value=0.6, low=0, high=1, step=0.2).value == 0.6, "though 0.6 / 0.2 is not quite 3"


@pytest.mark.parametrize("formulas", [{"growth": "1"}, {"Twice": "1"}, {"event": "1"}, {"break": "1"}])
def test_each_name_is_once_given_and_not_the_engine_s_own(formulas: dict[str, str]):
    with pytest.raises(ValueError, match="has a name of its own"):
        Model([slider()], formulas)


def test_the_result_in_words_is_computed_by_the_engine_that_draws():
    model = Model([slider()], {"twice": "growth * 2"}, 'It is {twice},\n    "quoted" & more.')
    assert computed(model.parameters(), ["said"]) == ['It is 100, "quoted" & more.']
    with pytest.raises(ValueError, match="names thrice, which no formula gives"):
        Model([slider()], {"twice": "growth * 2"}, "It is {thrice}.")


def test_a_model_is_evaluated_for_a_table_of_settings():
    formulas = {"sum": "growth + fade", "part": "sum / 8", "even": "sum % 2 ? null : sum", "word": "'is ' + even"}
    model = Model([slider(), slider(name="fade", value=5)], formulas)
    found = model.evaluate(pd.DataFrame({"growth": [50, 15]}, index=["a", "b"]))
    assert list(found.columns) == ["growth", "sum", "part", "even", "word"]
    assert found.loc["a"].tolist() == [50, 55, 6.875, None, "is null"]
    assert found.loc["b"].tolist() == [15, 20, 2.5, 20, "is 20"] and isinstance(found.even["b"], int)
    with pytest.raises(ValueError, match="no slider is named grwth"):
        model.evaluate(pd.DataFrame({"grwth": [1]}))


@pytest.fixture(scope="module")
def models():
    """The parameters of the two calculations of the book."""
    made = {}
    for page, name in (("bubble", "what-to-believe"), ("us-china", "demand-and-efficiency")):
        with pytest.MonkeyPatch.context() as patch:
            made[name] = run(page, Ledger(), patch)[name].specs["wide"]["params"]
    return made


def said(made: tuple[dict, ...], **values: float) -> str:
    """The result in words with a reader's values in place of the defaults."""
    assert set(values) <= {parameter["name"] for parameter in made if "value" in parameter}
    set_so = [{**p, "value": values[p["name"]]} if p["name"] in values else p for p in made]
    return computed(set_so, ["said"])[0]


SPENT = {2020: 95.1, 2021: 127.6, 2022: 151.3, 2023: 147.4, 2024: 228.3, 2025: 376.1, 2026: 712.5}  # USD billion


def met(revenue: float, growth: float, fade: float, life: int, share: float, bill: float) -> str:
    """From when on revenue pays for what wears out, each year, and what is missing until then."""
    missing, since = 0.0, 2026
    for year in range(2026, 2046):
        worn = sum(SPENT.get(bought, bill) for bought in range(year - life + 1, year + 1)) / life
        if revenue * share / 100 < worn:
            missing, since = missing + worn - revenue * share / 100, year + 1
        revenue, growth = revenue * (1 + growth / 100), growth * (1 - fade / 100)
    if since == 2026:
        return "from the start"
    if since > 2045:
        return f"does not pay the bill by 2045; USD\u00a0{missing:,.0f} billion is missing"
    return f"from {since} on; until then USD\u00a0{missing:,.0f} billion"


def test_belief_agrees_with_plain_arithmetic_at_all_corners(models):
    corners = itertools.product((5, 105, 505), (-20, 0, 208, 400), (0, 50, 80), (2, 6, 7), (5, 95), (20, 720, 1500))
    names = ("revenue", "growth", "fade", "life", "share", "bill")
    for values in corners:
        setting = dict(zip(names, values))
        sentence = said(models["what-to-believe"], **setting)
        assert met(**setting) in sentence, (setting, met(**setting), sentence)
        assert not re.search(r"NaN|Infinity|null|undefined|--", sentence), sentence


def test_demand_and_efficiency_agree_with_plain_arithmetic_at_all_corners(models):
    for tokens, thrift in itertools.product((0.5, 1, 2, 10, 50), (1, 2, 5.8, 10, 50)):
        sentence = said(models["demand-and-efficiency"], tokens=tokens, thrift=thrift)
        change = tokens / thrift
        if math.isclose(change, 1):
            assert "stays as it is" in sentence
        elif change > 1:
            assert f"becomes {change:.3g} times as much" in sentence
        else:
            assert f"shrinks to {100 * change:.3g}%" in sentence
        if tokens < 1:
            assert "shrinks even without a saving" in sentence
        if tokens > 1:
            assert f"only if that is divided by {tokens:.3g}" in sentence
        assert not re.search(r"NaN|Infinity|null|undefined", sentence), sentence
