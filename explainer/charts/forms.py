"""Chart forms that serve three times or more. Each takes a table of rows and gives a function of the width.

Filled marks are reported facts; open ones are plans, estimates and forecasts. No form knows a figure or a chapter.
"""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from ..ledger.vocabulary import FAILS, HOLDS, LOOSE, UNVERIFIED
from ..words.messages import N_, _
from .theme import COOL, DATUM, GRID, HOT, INK, LETTER, NARROW, PAPER, QUIET, SAID, form


def _labels(width: int, labels: pd.Series, gap: int) -> tuple[alt.Y, list, int]:
    """The y channel, the layers that label it, and the width left: beside the marks when wide, above when narrow."""
    order = labels.drop_duplicates().tolist()  # stated, since layers that filter rows would each find their own
    if width == NARROW:
        y = alt.Y("label:N", sort=order, axis=None, title=None)
        above = (
            alt.Chart()
            .transform_aggregate(rows="count()", groupby=["label"])
            .mark_text(align="left", baseline="bottom", dy=-gap, limit=width - 8, fill=INK)
            .encode(x=alt.value(0), y=y, text="label:N")
        )
        return y, [above], width - 4
    room = min(320, 12 + int(LETTER * labels.str.len().max()))
    axis = alt.Axis(title=None, labelLimit=room, labelColor=INK, minExtent=room, maxExtent=room)
    return alt.Y("label:N", sort=order, axis=axis), [], width - room - 14


@form
def bars(rows: pd.DataFrame, width: int) -> alt.TopLevelMixin:
    """Horizontal bars from zero, each with its figure at its end.

    Rows: `label`, `value`, `text` (the figure as printed), `hot` (bool: the highlight), `open` (bool), and if there are
    intervals `value_to`: the bar goes on to there, paler.
    """
    rows = _with_ends(rows, "value")
    rows = rows[["label", "value", "value_to", "text", "hot", "open"]].assign(said=rows["label"] + ": " + rows["text"])
    y, layers, room = _labels(width, rows["label"], 12)
    # the axis ends where the last of the figures printed behind the bars still has room
    behind = (10 + LETTER * rows["text"].str.len()).clip(upper=room * 2 / 3)
    top = float((rows["value_to"] * room / (room - behind)).max())
    x, end = (alt.X(f"{column}:Q", scale=alt.Scale(domain=[0, top]), axis=None) for column in ("value", "value_to"))
    # Looks as columns of the table: conditions would say the same, but Altair takes long over each.
    rows = rows.assign(
        shade=rows["hot"].map({True: HOT, False: QUIET}),
        ink=rows["hot"].map({True: HOT, False: INK}),
        filled=1 - rows["open"].astype(int),
    )
    dash = alt.Scale(domain=[0, 1], range=[[4, 2], [1, 0]])
    base = alt.Chart().encode(y=y)
    stroke, fill = alt.Stroke("shade:N", scale=None, legend=None), alt.Fill("shade:N", scale=None, legend=None)
    if (rows["value"] < rows["value_to"]).any():
        interval = base.transform_filter("datum.value_to > datum.value")
        layers.append(
            interval.mark_bar(size=18, strokeWidth=1.5, fillOpacity=0.35).encode(
                x=x, x2="value_to:Q", stroke=stroke, fill=fill
            )
        )
    layers += [
        base.mark_bar(size=18, strokeWidth=1.5, **DATUM).encode(
            *SAID,
            x=x,
            stroke=stroke,
            fill=fill,
            fillOpacity=alt.FillOpacity("filled:Q", scale=None, legend=None),
            strokeDash=alt.StrokeDash("filled:N", scale=dash, legend=None),
        ),
        base.mark_text(align="left", dx=7, fontWeight="bold").encode(
            x=end, text=alt.Text("text:N"), fill=alt.Fill("ink:N", scale=None, legend=None)
        ),
    ]
    if width != NARROW:  # there the labels begin where the bars do, and a line would run through their first letters
        layers.append(alt.Chart(pd.DataFrame([{}])).mark_rule(stroke=INK).encode(x=alt.value(0)))
    return alt.layer(*layers, data=rows).properties(width=room, height=alt.Step(54 if width == NARROW else 36))


@form
def dumbbell(
    rows: pd.DataFrame,
    width: int,
    x: str = "quantitative",
    band: tuple[str, str] | None = None,
    ticks: list | None = None,
    axis_format: str | None = None,
    lit: str = "",
) -> alt.TopLevelMixin:
    """Two marks a row, joined by a line: what is set against what.

    Rows: `label`, `left` and `right` (numbers, or days as ISO text; `left` may be missing) and for each end `…_text`
    (what its mark carries); where they differ `…_said` (the figure in words), where some are no facts `…_open`, and for
    intervals `…_from` and `…_to`, which the mark then spans. `right` wears the highlight. `band` shades a period
    behind. `lit` names a control of the exhibit: the row whose `key` it holds is shaded.
    """
    rows = _with_ends(rows, "left", "right")
    rows = rows.assign(
        **{f"{end}_said": rows[f"{end}_text"] for end in ("left", "right") if f"{end}_said" not in rows.columns},
        **{f"{end}_open": False for end in ("left", "right") if f"{end}_open" not in rows.columns},
    )
    rows = rows[
        [
            *(["key"] if lit else []),
            "label",
            *(f"{end}{part}" for end in ("left", "right") for part in ("", *ENDS, "_text", "_said", "_open")),
        ]
    ]
    rows = rows.assign(
        **{f"{end}_long": rows[f"{end}_from"] != rows[f"{end}_to"] for end in ("left", "right")},
        left_text=rows["left_text"].where(rows["left"] != rows["right"], ""),  # printed once where both agree
        said=rows["label"] + ": " + rows["left_said"] + " → " + rows["right_said"],
    )
    dates = x == "temporal"
    left, right = (pd.to_datetime(rows[end]) if dates else rows[end] for end in ("left", "right"))
    rows = rows.assign(left_beyond=left > right, right_beyond=~(left > right))
    y, layers, room = _labels(width, rows["label"], 12)
    kind = "T" if dates else "Q"
    ends = pd.concat([rows[f"{end}{part}"] for end in ("left", "right") for part in ENDS]).dropna()
    if band:
        ends = pd.concat([ends, pd.Series(band)])
    pad = LETTER * int(pd.concat([rows["left_text"], rows["right_text"]]).str.len().max()) + 14
    scale = _scale(ends, pad / room, dates)
    if not ticks and not dates:
        step = 10 ** math.floor(math.log10(ends.max())) / (
            1 if ends.max() / 10 ** math.floor(math.log10(ends.max())) >= 4 else 2
        )
        ticks = [step * n for n in range(int(ends.max() / step) + 1)]
    options = {"values": ticks} if ticks else {"tickCount": 4 if width == NARROW else 6}
    axis = alt.Axis(
        title=None,
        orient="bottom",
        labelFlush=False,
        labelOverlap=True,
        **options,
        **({"format": axis_format} if axis_format else {}),
    )
    base = alt.Chart().encode(y=y)
    if band:
        period = pd.DataFrame([{"from": band[0], "to": band[1]}])
        layers.insert(
            0,
            alt.Chart(period)
            .mark_rect(fill=GRID, opacity=0.7)
            .encode(x=alt.X(f"from:{kind}", scale=scale, axis=axis), x2=f"to:{kind}"),
        )
    if lit:
        shade = base.transform_filter(f"datum.key === {lit}").mark_rule(strokeWidth=30, stroke=HOT, opacity=0.14)
        layers.append(shade.encode(x=alt.value(0), x2=alt.value(room), y=y))
    layers.append(
        base.transform_filter("isValid(datum.left)")
        .mark_rule(stroke=QUIET, strokeWidth=1.5)
        .encode(x=alt.X(f"left:{kind}", scale=scale, axis=axis), x2=f"right:{kind}")
    )
    for end, colour, ink in (("left", QUIET, INK), ("right", HOT, HOT)):
        shown = base.transform_filter(f"isValid(datum.{end})")
        start, stop = (alt.X(f"{end}{part}:{kind}", scale=scale, axis=axis) for part in ENDS)
        looks = {"opacity": 1, **(DATUM if end == "right" else {})}
        told = SAID if end == "right" else SAID[1:]
        there, long = rows[end].notna(), rows[f"{end}_long"]
        if (there & ~long).any():
            layers.append(
                shown.transform_filter(f"!datum.{end}_long")
                .mark_point(size=110, strokeWidth=2, fillOpacity=1, **looks)
                .encode(
                    *told,
                    x=start,
                    stroke=alt.value(colour),
                    fill=alt.when(f"datum.{end}_open").then(alt.value(PAPER)).otherwise(alt.value(colour)),
                )
            )
        if (there & long).any():  # an interval is a point drawn out
            span = shown.transform_filter(f"datum.{end}_long").encode(x=start, x2=f"{end}_to:{kind}")
            layers.append(span.mark_rule(stroke=colour, strokeWidth=14, strokeCap="round", **looks).encode(*told))
        if (there & long & rows[f"{end}_open"]).any():  # and an open one has its inside painted
            inside = span.transform_filter(f"datum.{end}_open")
            layers.append(inside.mark_rule(stroke=PAPER, strokeWidth=10, strokeCap="round", aria=False))
        for beyond in (True, False):
            # the figure stands outside the pair: to the right of the mark that lies to the right
            if not (there & (rows[f"{end}_beyond"] == beyond)).any():
                continue  # Vega warns of a layer without rows
            layers.append(
                shown.transform_filter(f"datum.{end}_beyond === {str(beyond).lower()}")
                .mark_text(
                    align="left" if beyond else "right",
                    dx=11 if beyond else -11,
                    fill=ink,
                    fontWeight="bold" if end == "right" else "normal",
                )
                .encode(x=stop if beyond else start, text=f"{end}_text:N")
            )
    return alt.layer(*layers, data=rows).properties(width=room, height=alt.Step(56 if width == NARROW else 40))


ENDS = ("_from", "_to")  # of an interval


def _with_ends(rows: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Rows in which each value has the ends of its interval; what is no interval begins and ends at its value."""
    return rows.assign(
        **{f"{name}{end}": rows[name] for name in names for end in ENDS if f"{name}{end}" not in rows.columns}
    )


def _scale(ends: pd.Series, margin: float, dates: bool) -> alt.Scale:
    """A scale with room for the figures at both ends."""
    margin = min(margin, 0.3)
    if dates:
        days = pd.to_datetime(ends)
        span = (days.max() - days.min()) * margin / (1 - 2 * margin)
        # As a least and a greatest day: layers that all name one domain of days would each be reported as a conflict.
        least, greatest = (
            alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True)
            for day in (days.min() - span, days.max() + span)
        )
        return alt.Scale(type="utc", domainMin=least, domainMax=greatest)
    low = -float(ends.max()) * margin / (1 - 2 * margin)
    return alt.Scale(domain=[low, float(ends.max() - low)])


@form
def stack(rows: pd.DataFrame, width: int, parts: dict[str, tuple[str, str]]) -> alt.TopLevelMixin:
    """What wholes are made of, counted: one bar each, parted into at most five parts.

    Rows: a table of counts as `pd.crosstab` gives it, with a row a whole and a column a part. `parts` gives each part,
    in order, its mark and its colour; the last may be `"transparent"`. Names that the engine knows are printed in the
    language of the book.
    """
    counts = rows.reindex(columns=list(parts), fill_value=0).rename(columns=_)
    counts = counts.rename_axis(index="label", columns="part")
    parts = {_(part): looks for part, looks in parts.items()}
    order = list(parts)
    rows = counts.stack().rename("count").reset_index()
    y, layers, room = _labels(width, rows["label"], 16)
    rows = rows[rows["count"] > 0]
    rows["text"] = rows["part"].map(lambda part: parts[part][0]) + " " + rows["count"].astype(str)
    rows["said"] = rows["label"] + ": " + rows["part"] + " " + rows["count"].astype(str)
    rows["end"] = rows.groupby("label", sort=False)["count"].cumsum()
    rows["start"] = rows["end"] - rows["count"]
    rows["middle"] = (rows["start"] + rows["end"]) / 2
    colours = alt.Scale(domain=order, range=[colour for mark, colour in parts.values()])
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=2 if width == NARROW else len(order),
        columnPadding=26,  # room for the wider letters of another font, where ours is not at hand
        symbolStrokeWidth=1,
        symbolStrokeColor=QUIET,
        labelColor=INK,
    )
    scale = alt.Scale(domain=[0, int(rows["end"].max())], nice=False)
    base = alt.Chart().encode(y=y)
    clear = [part for part, (mark, colour) in parts.items() if colour == "transparent"]
    fits = f"datum.count * {room} >= datum.text.length * 9 * {int(rows['end'].max())}"
    layers += [
        base.mark_bar(size=26, stroke=QUIET, strokeWidth=1, **DATUM).encode(
            *SAID,
            x=alt.X("start:Q", scale=scale, axis=None),
            x2="end:Q",
            fill=alt.Fill("part:N", scale=colours, legend=legend, sort=order),
        ),
        base.transform_filter(fits)
        .mark_text(fontWeight="bold")
        .encode(
            x=alt.X("middle:Q", scale=scale, axis=None),
            text="text:N",
            fill=alt.when(alt.FieldOneOfPredicate("part", clear)).then(alt.value(INK)).otherwise(alt.value(PAPER)),
        ),
    ]
    return alt.layer(*layers, data=rows).properties(width=room, height=alt.Step(64 if width == NARROW else 42))


OUTCOME_PARTS = {
    N_("came true"): ("✓", COOL),
    N_("came true in part"): ("◐", QUIET),
    N_("failed"): ("✗", HOT),
    N_("not settled or scorable"): ("○", "transparent"),
}
VERDICT_PARTS = {
    HOLDS: ("✓", COOL),
    LOOSE: ("≈", QUIET),
    FAILS: ("≠", HOT),
    UNVERIFIED: ("?", "transparent"),
}
