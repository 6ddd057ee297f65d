"""The look of the book's charts: its measures, its colours, and a theme of Altair's; and charts in two widths.

Colours are CSS variables of the page, so that a chart follows the reader's light or dark mode without redrawing.
Filled marks are reported facts; open ones are plans, estimates and forecasts. No form knows a figure or a chapter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeAlias

import altair as alt
import pandas as pd
from altair.utils import schemapi
from babel import Locale

from ..words.messages import SOURCE, edition
from .palette import variable
from .svg import height

THEME = "explainer"
WIDE, NARROW = 840, 342  # px: an exhibit on a desk, and what a 390 px screen leaves
SIZE = 14  # px, of all text
LETTER = 7.4  # px a letter takes on average at that size, to leave room for labels
FONT = "BookSans, Helvetica Neue, Arial, sans-serif"
INK, MUTED, QUIET, HOT, COOL, GRID, PAPER = (
    variable(name) for name in ("ink", "muted", "quiet", "hot", "cool", "grid", "paper")
)

# A mark that stands for data is read out and shows the same words under the pointer, once its chart is live.
DATUM = {"ariaRoleDescription": "datum"}
SAID = (alt.Description("said:N"), alt.Tooltip("said:N"))


Chart: TypeAlias = alt.TopLevelMixin
AtWidth: TypeAlias = Callable[[int], Chart]  # draws at a width in px


def form(draw: Callable[..., Chart]) -> Callable[..., AtWidth]:
    """Makes a chart form of a function of rows, options and a `width`: what it gives draws at any width."""

    @wraps(draw)
    def of(rows: pd.DataFrame, **options: Any) -> AtWidth:
        if rows.empty:
            raise ValueError(f"{draw.__name__}: no rows to draw")
        return lambda width: draw(rows, width=width, **options)

    return of


def haloed(chart: alt.Chart, **look: Any) -> alt.LayerChart:
    """Text that stays legible where it lies over a line."""
    halo = {**look, "fill": PAPER, "stroke": PAPER, "strokeWidth": 5, "strokeJoin": "round"}
    return alt.layer(*(chart.mark_text(**some) for some in (halo, look)))


def specs(chart: Chart | AtWidth, parameters: Iterable[dict[str, Any]] = ()) -> dict[str, dict[str, Any]]:
    """A chart in the look of the book as Vega-Lite, `wide` and `narrow`.

    A chart of Altair's is fitted to both widths, a function draws at each. The parameters are Vega-Lite's.
    """
    made = {}
    # Altair checks each part of a chart against its schema, which takes longer than drawing it; the tests do that.
    with alt.theme.enable(THEME), schemapi.debug_mode(False):
        for name, width in (("wide", WIDE), ("narrow", NARROW)):
            drawn = _fitted(chart, width) if isinstance(chart, alt.TopLevelMixin) else chart(width)
            spec = drawn.to_dict(validate=False)
            if spec.get("autosize") and not isinstance(spec.get("height"), (int, float)):
                spec["height"] = height(spec)  # in px: of steps Vega-Lite warns, each time such a chart goes live
            made[name] = spec | {"params": [*spec.get("params", ()), *parameters]} if parameters else spec
    return made


def addresses(spec: Any) -> list[str]:
    """The addresses from which a chart would take data or pictures; what stands in its rows is none."""
    if isinstance(spec, dict):
        own = [spec["url"]] if isinstance(spec.get("url"), str) else []
        parts = (part for name, part in spec.items() if name not in ("datasets", "values"))
        return own + [found for part in parts for found in addresses(part)]
    return [found for part in spec for found in addresses(part)] if isinstance(spec, list) else []


def _fitted(chart: Chart, width: int) -> Chart:
    """A chart as wide as the page has room; one of several side by side keeps its own widths."""
    encoded = getattr(chart, "encoding", alt.Undefined)
    parted = any(getattr(encoded, part, alt.Undefined) is not alt.Undefined for part in ("row", "column", "facet"))
    if parted or not hasattr(chart, "width"):
        return chart
    return chart.properties(width=width - 4, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))


@alt.theme.register(THEME, enable=False)
def look() -> alt.theme.ThemeConfig:
    """The look of the book, as a theme of Altair's."""
    text = {
        "labelFont": FONT,
        "labelFontSize": SIZE,
        "labelColor": MUTED,
        "titleFont": FONT,
        "titleFontSize": SIZE,
        "titleFontWeight": "normal",
        "titleColor": MUTED,
    }
    axis = {**text, "grid": False, "domain": False, "ticks": False, "labelPadding": 8}
    return {
        "config": {
            "background": "transparent",
            "font": FONT,
            "padding": {"left": 2, "right": 2, "top": 4, "bottom": 4},
            "axis": axis,
            "axisX": {**axis, "grid": True, "gridColor": GRID},
            "legend": {**text, "symbolType": "square"},
            "title": {
                "font": FONT,
                "fontSize": SIZE,
                "fontWeight": "normal",
                "color": MUTED,
                "anchor": "start",
                "frame": "group",
                "offset": 10,
            },
            "text": {"font": FONT, "fontSize": SIZE, "fill": INK},
            "view": {"stroke": None},
            "mark": {"color": QUIET},
            "point": {"opacity": 1},
            "range": {"category": [COOL, QUIET, HOT, INK]},
            **_as_written(edition().locale),
        }
    }


def _as_written(locale: Locale) -> dict[str, Any]:
    """How Vega writes numbers and dates, where that is not its own way, which is that of English."""
    if locale.language == SOURCE:
        return {}
    symbols = locale.number_symbols["latn"]
    number = {"decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": ["", ""]}
    time: dict[str, Any] = {"dateTime": "%x %X", "date": "%-d.%-m.%Y", "time": "%-H:%M", "periods": ["AM", "PM"]}
    for ours, wide in (("", "wide"), ("short", "abbreviated")):
        months, days = (list(names["format"][wide].values()) for names in (locale.months, locale.days))
        for name, words in (("months", months), ("days", [days[-1], *days[:-1]])):  # Vega's week begins on Sunday
            time[f"{ours}{name.capitalize()}" if ours else name] = words
    return {"locale": {"number": number, "time": time}}
