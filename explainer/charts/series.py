"""The picture of a series on the public record: over time, or as bars where each has one value."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

import altair as alt
import pandas as pd

from ..ledger.vocabulary import GIVEN
from ..words.messages import _
from . import frames
from .forms import bars
from .theme import DATUM, GRID, INK, LETTER, NARROW, QUIET, SAID, WIDE, AtWidth, form

MOST = 24  # bars that one picture holds; of more values it shows the course, and leaves none out
ALONE = 0.6  # entities a value, beyond which most have one value and there is no course to see
MONTH, ALIKE = 31, 1.2  # days, and by how much periods may differ that are set side by side
NAMED = 6  # lines that are told apart by names at their ends
HEIGHT = 220  # px, of a picture over time
LINE = 17  # px between the names at the ends
STEEP = 200  # from the least to the most value, beyond which a scale is logarithmic


def reading(records: pd.DataFrame) -> str:
    """How to read the picture of a series, as far as it does not tell itself."""
    drawn = json.dumps(picture(records)(WIDE).to_dict(validate=False))
    said = (
        (_("Open marks are plans, estimates and forecasts."), (~records["status"].isin(GIVEN)).any()),
        (_("The scale is logarithmic."), '"log"' in drawn),
        (_("Of a range its middle is drawn."), '"joined"' in drawn and records["high"].notna().any()),
    )
    return " ".join(words for words, holds in said if holds)


def picture(records: pd.DataFrame) -> AtWidth:
    """Draws the values of one series, as `Ledger.records` has them; those that are no facts are open."""
    rows = records.assign(
        label=records["entity_name"],
        text=records["stated"],
        day=(records["period_start"] + (records["period_end"] - records["period_start"]) / 2).dt.strftime("%Y-%m-%d"),
        said=records["entity_name"] + ", " + records["period"] + ": " + records["stated"],
        open=~records["status"].isin(GIVEN),
        hot=False,  # no headline points at any of them
    )
    length = (records["period_end"] - records["period_start"]).dt.days + 1
    mixed = length.max() > max(MONTH, ALIKE * length.min())  # a year and a half of it, which no line can join
    alone = rows["entity"].nunique() > ALONE * len(rows) or rows["day"].nunique() == 1
    if (mixed or alone) and len(rows) <= MOST and rows["low"].min() >= 0:
        return bars(_shown(rows if mixed else rows.sort_values("value", ascending=False, kind="stable")))
    return over_time(rows.assign(joined=not mixed))


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows made ready for `bars`, each under a name of its own."""
    several = rows["label"].duplicated(keep=False)
    rows["label"] = rows["label"].where(~several, rows["label"] + ", " + rows["period"])
    again = rows["label"].duplicated(keep=False) & (rows["made"] != "")  # plans of one year, told apart by their days
    rows["label"] = frames.apart(rows["label"].where(~again, rows["label"] + ", " + rows["made"]))
    high = rows["high"].fillna(rows["low"])
    return rows.assign(value=rows["low"], **({"value_to": high} if (high > rows["low"]).any() else {}))


@form
def over_time(rows: pd.DataFrame, width: int) -> alt.TopLevelMixin:
    """Values over time, those of one entity joined; few entities are named at their ends.

    Rows: `label`, `day` (ISO), `value`, `text`, `said`, `open`, and `joined` (bool: they are of periods alike).
    """
    named = rows["label"].nunique() <= NAMED
    last = rows.sort_values("day", kind="stable").groupby("label", sort=False).tail(1)
    if not named:  # then the ends of the range are, which a reader looks for
        last = rows.loc[[rows["value"].idxmax(), rows["value"].idxmin()]].drop_duplicates("label")
    ends = last.assign(end=last["label"] + "  " + last["text"]) if width != NARROW else last.assign(end=last["label"])
    room = min(int(0.56 * width), int(1.35 * LETTER * ends["end"].str.len().max()) + 14)
    least, most = rows["value"].min(), rows["value"].max()
    steep = least > 0 and most / least > STEEP
    domain = [least, most] if steep else [min(0.0, least), max(0.0, most)]
    scale = alt.Scale(type="log" if steep else "linear", domain=domain, nice=False)
    y = alt.Y("value:Q", scale=scale, axis=None)
    x = alt.X(
        "day:T", axis=alt.Axis(title=None, grid=False, tickCount=4, labelFlush=True, domain=True, domainColor=GRID)
    )
    facts = rows[~rows["open"]]
    twice = facts.loc[facts.duplicated(["label", "day"]), "label"]  # of two values of a day no line can tell
    rows = rows.assign(joined=rows["joined"] & ~rows["open"] & ~rows["label"].isin(twice))
    shown = rows.assign(filled=1 - rows["open"].astype(int))[["label", "day", "value", "said", "filled", "joined"]]
    base = alt.Chart().encode(x=x, y=y)
    zero = alt.Chart(pd.DataFrame([{"value": 0.0}])).mark_rule(stroke=GRID).encode(y=y)
    layers: list[alt.Chart | alt.LayerChart] = [
        *([] if steep else [zero]),
        base.transform_filter("datum.joined").mark_line(stroke=GRID, strokeWidth=2).encode(detail="label:N"),
        base.mark_point(size=46, strokeWidth=1.5, stroke=QUIET, fill=QUIET, **DATUM).encode(
            *SAID, fillOpacity=alt.FillOpacity("filled:Q", scale=None, legend=None)
        ),
    ]
    heights = _apart([_height(value, domain, steep) for value in ends["value"]])
    layers.append(
        alt.Chart(ends.assign(at=heights)[["end", "at"]])
        .mark_text(align="left", fontWeight="bold", fill=INK)
        .encode(x=alt.value(width - room + 8), y=alt.Y("at:Q", scale=None, axis=None), text="end:N")
    )
    # Nothing that is seen: it keeps the drawing as wide as this, for letters wider than ours.
    layers.append(alt.Chart(pd.DataFrame([{}])).mark_rule(opacity=0).encode(x=alt.value(width - 2)))
    return alt.layer(*layers, data=shown).properties(width=width - room, height=HEIGHT)


def _height(value: float, domain: list[float], steep: bool) -> float:
    """How far below the top of a picture a value lies, in px."""
    low, high, value = (math.log(each) for each in (*domain, value)) if steep else (*domain, value)
    return HEIGHT * (1 - (value - low) / (high - low)) if high > low else HEIGHT / 2


def _apart(heights: Iterable[float]) -> list[float]:
    """The same heights, in their order, moved until no two are nearer than a line."""
    heights = list(heights)
    order = sorted(range(len(heights)), key=heights.__getitem__)
    for above, below in zip(order, order[1:]):
        heights[below] = max(heights[below], heights[above] + LINE)
    over = heights[order[-1]] - HEIGHT
    for place in reversed(order):  # back up, if the last came to lie below the picture
        if over <= 0:
            break
        heights[place] = min(heights[place], HEIGHT - LINE * (len(order) - 1 - order.index(place)))
    return heights
