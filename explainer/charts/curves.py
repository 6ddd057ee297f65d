"""Charts that follow the controls of an exhibit: what they show is a formula, drawn with whatever the reader has
set."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from ..words.messages import _, ngettext
from .theme import FONT, GRID, HOT, INK, MUTED, PAPER, QUIET, SIZE, WIDE, form


def _haloed(chart: alt.Chart, encoding: dict, **look) -> list[alt.Chart]:
    """Text that stays legible where it lies over a line."""
    halo = {**look, "fill": PAPER, "stroke": PAPER, "strokeWidth": 5, "strokeJoin": "round"}
    return [chart.mark_text(aria=False, **some).encode(**encoding) for some in (halo, look)]


def _printed(value: str, message: str) -> str:
    """The Vega expression that prints a value in a message of its `figure`."""
    before, after = (
        f"'{words}'" if words else "" for words in message.replace("\\", "").replace("'", "’").split("%(figure)s")
    )
    return " + ".join(filter(None, (before, f"format({value}, ',')", after)))


@form
def course(
    rows: pd.DataFrame,
    width: int,
    formula: str,
    begins: str,
    level: str,
    level_text: str,
    met: str,
    domain: tuple[float, float],
) -> alt.TopLevelMixin:
    """A course over years against a level, on a logarithmic axis in USD billion; both follow the exhibit's controls.

    Rows: `year`. `formula` is the Vega expression of the course in `datum.year`; the others are names of formulas,
    `met` that of the year in which the course reaches the level, or null. What lies outside `domain` is left out.
    """
    room = width - (70 if width == WIDE else 52)
    first, last = int(rows["year"].min()), int(rows["year"].max())
    low, high = domain
    if width == WIDE:
        many = ngettext("%(figure)s trillion", "%(figure)s trillion", 2)
        some = ngettext("%(figure)s billion", "%(figure)s billion", 2)
    else:
        many, some = _("%(figure)s tn"), _("%(figure)s bn")
    large, small = _printed("datum.value / 1000", many), _printed("datum.value", some)
    axis = alt.Axis(
        title=None,
        values=[low * 10**power for power in range(int(math.log10(high / low)) + 1)],
        grid=True,
        gridColor=GRID,
        labelExpr=f"datum.value >= 1000 ? {large} : {small}",
    )
    y = alt.Y("value:Q", scale=alt.Scale(type="log", domain=[low, high]), axis=axis)
    years = alt.Axis(title=None, format="d", tickCount=10 if width == WIDE else 4, grid=False)
    x = alt.X("year:Q", scale=alt.Scale(domain=[first, last]), axis=years)
    one = alt.Chart(pd.DataFrame([{}]))
    line = (
        alt.Chart(rows[["year"]])
        .transform_calculate(value=formula)
        .transform_filter(f"datum.value >= {low} && datum.value <= {high}")
    )
    wanted = one.transform_calculate(value=f"clamp({level}, {low}, {high})", text=level_text)
    begin, reached = (line.transform_filter(f"datum.year == {year}") for year in (first, met))
    return alt.layer(
        wanted.mark_rule(aria=False, stroke=INK, strokeDash=[5, 3], strokeWidth=1.5).encode(y=y),
        line.mark_line(aria=False, stroke=HOT, strokeWidth=2.5, strokeDash=[2, 3], strokeCap="round").encode(x=x, y=y),
        begin.mark_point(aria=False, size=90, stroke=HOT, fill=HOT, opacity=1).encode(x=x, y=y),
        begin.transform_calculate(text=begins)
        .mark_text(aria=False, align="left", dx=12, dy=14, fill=HOT).encode(x=x, y=y, text="text:N"),
        reached.mark_point(
            aria=False, size=130, stroke=HOT, fill=PAPER, strokeWidth=2.5, opacity=1, fillOpacity=1
        ).encode(x=x, y=y),
        *_haloed(
            wanted, {"x": alt.value(room), "y": y, "text": "text:N"}, align="right", baseline="bottom", dy=-6, fill=INK
        ),
        *_haloed(
            reached, {"x": x, "y": y, "text": alt.Text("year:Q", format="d")},
            align="right", dx=-12, dy=-10, fill=HOT, fontWeight="bold",
        ),
    ).properties(width=room, height=300 if width == WIDE else 260)  # fmt: skip


@form
def plane(
    rows: pd.DataFrame,
    width: int,
    x: str,
    y: str,
    text: str,
    x_title: str,
    y_title: str,
    sides: tuple[str, str],
    lines: pd.DataFrame,
) -> alt.TopLevelMixin:
    """Where growth and saving balance: the curve that parts a plane in two, and the reader's point in it.

    Rows: `x` (percent saved) and `y` (growth, times) of the curve. `x`, `y` and `text` name what gives the reader's
    point and its label; `sides` are the words above and below the curve. `lines` are figures of sources: `label`, and
    `x` or `y`. The y axis is logarithmic.
    """
    room = width - 60
    high = float(rows["y"].max())
    across = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(title=x_title, grid=False, labelExpr="datum.value + '%'", tickCount=5),
    )
    ticks = [n for n in (1, 2, 5, 10, 20, 50, 100) if n <= high]
    up = alt.Y(
        "y:Q",
        scale=alt.Scale(type="log", domain=[1, high]),
        axis=alt.Axis(title=None, values=ticks, labelExpr="'× ' + datum.value", grid=False),
    )
    curve = alt.Chart(rows[["x", "y"]])
    words = pd.DataFrame([{"x": 3, "y": 4.2, "text": sides[0]}, {"x": 97, "y": 1.6, "text": sides[1]}])
    point = alt.Chart(pd.DataFrame([{}])).transform_calculate(x=x, y=y, text=text)
    layers = [
        curve.mark_area(aria=False, fill=GRID, opacity=0.8, line=False).encode(x=across, y=up, y2=alt.datum(1)),
        curve.mark_line(aria=False, stroke=INK, strokeWidth=1.5).encode(x=across, y=up),
        *(
            alt.Chart(words[words.index == n])
            .mark_text(aria=False, align=align, fill=MUTED)
            .encode(x=across, y=up, text="text:N")
            for n, align in enumerate(("left", "right"))
        ),
    ]
    for line in (lines.loc[place] for place in lines.index):
        at = alt.Chart(pd.DataFrame([line.dropna().to_dict()]))
        flat = pd.notna(line.get("y"))
        layers.append(
            at.mark_rule(aria=False, stroke=QUIET, strokeDash=[3, 3]).encode(**({"y": up} if flat else {"x": across}))
        )
        layers.append(
            at.mark_text(
                align="left" if flat else "right",
                baseline="bottom",
                dy=-4 if flat else 0,
                dx=4 if flat else -6,
                fill=MUTED,
            ).encode(**({"y": up, "x": alt.value(4)} if flat else {"x": across, "y": alt.value(18)}), text="label:N")
        )
    layers += [
        point.mark_point(aria=False, size=150, stroke=HOT, fill=HOT, opacity=1).encode(x=across, y=up),
        *_haloed(
            point,
            {"x": across, "y": up, "text": "text:N"},
            fill=HOT,
            fontWeight="bold",
            align=alt.ExprRef(f"{x} > 55 ? 'right' : 'left'"),
            dx=alt.ExprRef(f"{x} > 55 ? -12 : 12"),
            dy=alt.ExprRef(f"{y} < 2 ? -16 : 16"),
        ),
    ]
    title = alt.Title(
        y_title, anchor="start", font=FONT, fontSize=SIZE, fontWeight="normal", color=MUTED, offset=10, frame="group"
    )
    return alt.layer(*layers).properties(width=room, height=330 if width == WIDE else 300, title=title)
