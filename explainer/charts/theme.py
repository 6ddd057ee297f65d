"""The look of the book's charts: its measures, its colours, and a theme of Altair's; and charts in two widths.

Colours are CSS variables of the page, so that a chart follows the reader's light or dark mode without redrawing.
Filled marks are reported facts; open ones are plans, estimates and forecasts. No form knows a figure or a chapter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps

import altair as alt
import pandas as pd
from altair.utils import schemapi

from .palette import variable

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


@dataclass(frozen=True)
class Drawing:
    """One chart in two widths. The narrow one is drawn anew, not shrunk."""

    wide: alt.TopLevelMixin
    narrow: alt.TopLevelMixin
    parameters: tuple[dict, ...] = ()  # of Vega-Lite: what a reader can set, and the formulas over it

    @cached_property
    def specs(self) -> dict[str, dict]:
        """Both as Vega-Lite, under `wide` and `narrow`."""
        specs = {"wide": self.wide.to_dict(validate=False), "narrow": self.narrow.to_dict(validate=False)}
        if self.parameters:
            specs = {width: {**spec, "params": list(self.parameters)} for width, spec in specs.items()}
        return specs


def form(draw: Callable[..., alt.TopLevelMixin]) -> Callable[..., Drawing]:
    """Makes a chart form of a function that draws at a `width`."""

    @wraps(draw)
    def both(rows: pd.DataFrame, **options) -> Drawing:
        if rows.empty:
            raise ValueError(f"{draw.__name__}: no rows to draw")
        # Altair checks each part of a chart against its schema, which takes longer than drawing it; the tests do that.
        with schemapi.debug_mode(False):
            return Drawing(*(style(draw(rows, width=width, **options)) for width in (WIDE, NARROW)))

    return both


def style(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    """The look of the book, laid over a chart."""
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
    return chart.configure(
        background="transparent", font=FONT, padding={"left": 2, "right": 2, "top": 4, "bottom": 4},
        axis=axis, axisX={**axis, "grid": True, "gridColor": GRID}, legend={**text, "symbolType": "square"},
        text={"font": FONT, "fontSize": SIZE, "fill": INK}, view={"stroke": None},
    )  # fmt: skip
