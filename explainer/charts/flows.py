"""Who pays whom for what, as names in boxes with labelled arrows between them.

It stays a form though few pages need it: neither Altair nor Vega places labels beside arrows, and no cell has room to.
"""

from __future__ import annotations

import math
import textwrap

import altair as alt
import pandas as pd

from . import place
from .theme import DATUM, GRID, HOT, INK, LETTER, NARROW, PAPER, QUIET, SAID, form

BOX = 42  # px, the height of a name's box in `flows`
LANE = 9  # px, of two flows side by side from the middle between them
THIN = " \u00a0.,fijlrt"
LEAD = 18  # px, from one line of a label to the next


@form
def flows(
    rows: pd.DataFrame, width: int, places: dict[str, tuple[float, float]], narrow: dict[str, tuple[float, float]]
) -> alt.TopLevelMixin:
    """Who pays whom for what: names in boxes, and between them arrows that carry what is paid for.

    Rows: `sender`, `receiver` (names), `what`, `text` (the sum as printed), `hot`, `open` (both bool). `places`, and
    `narrow` for the narrow form, give each name a share of the width and a row, counted from 0.
    Raises `ValueError` for a name without a place, or a label that would cover an arrow, a name or another label.
    """
    grid, step, most = (narrow, 168, 12) if width == NARROW else (places, 150, 20)  # most: letters in a label's line
    width -= 4
    rows = rows[["sender", "receiver", "what", "text", "hot", "open"]]
    boxes = {}
    for name in dict.fromkeys([*rows["sender"], *rows["receiver"]]):
        if name not in grid:
            raise ValueError(f"flows: no place for {name}")
        x, y, half = grid[name][0] * width, 1 + grid[name][1] * step, 12 + LETTER * len(name) / 2
        boxes[name] = (x - half, y, x + half, y + BOX)
    pairs = [frozenset(pair) for pair in zip(rows["sender"], rows["receiver"])]
    arrows = [
        place.arrow(boxes[row.sender], boxes[row.receiver], LANE if pairs.count(pair) > 1 else 0)
        for row, pair in zip(rows.itertuples(), pairs)
    ]
    shade = rows["hot"].map({True: HOT, False: QUIET})
    rows = rows.assign(
        **{end: [arrow[at] for arrow in arrows] for at, end in enumerate(("x", "y", "x2", "y2"))},
        turn=[math.degrees(math.atan2(y2 - y, x2 - x)) + 90 for x, y, x2, y2 in arrows],
        shade=shade,
        filled=shade.mask(rows["open"], PAPER),
        ink=rows["hot"].map({True: HOT, False: INK}),
        dashed=rows["open"].astype(int),
        said=rows["sender"] + " → " + rows["receiver"] + ": " + rows["what"] + ", " + rows["text"],
    )
    words = _words(rows, arrows, list(boxes.values()), width, most)
    named = pd.DataFrame([(name, *box) for name, box in boxes.items()], columns=["name", "x", "y", "x2", "y2"])
    height = 1 + float(max(named["y2"].max(), words["y"].max() + LEAD / 2))

    def at(x: str, y: str) -> dict:
        return {"x": alt.X(f"{x}:Q", scale=None, axis=None), "y": alt.Y(f"{y}:Q", scale=None, axis=None)}

    stroke, fill, ink = (
        channel(f"{look}:N", scale=None, legend=None)
        for channel, look in ((alt.Stroke, "shade"), (alt.Fill, "filled"), (alt.Fill, "ink"))
    )
    dash = alt.StrokeDash("dashed:N", scale=alt.Scale(domain=[0, 1], range=[[1, 0], [6, 4]]), legend=None)
    base = alt.Chart(rows)
    layers = [
        alt.Chart(named).mark_rect(fill=GRID, cornerRadius=4).encode(**at("x", "y"), x2="x2", y2="y2"),
        alt.Chart(named.assign(x=named[["x", "x2"]].mean(axis=1), y=named["y"] + BOX / 2))
        .mark_text(fontWeight="bold", baseline="middle")
        .encode(**at("x", "y"), text="name:N"),
        base.mark_rule(strokeWidth=2).encode(SAID[1], **at("x", "y"), x2="x2", y2="y2", stroke=stroke, strokeDash=dash),
        base.mark_point(shape="triangle", size=90, strokeWidth=2, opacity=1, fillOpacity=1, **DATUM).encode(
            *SAID, **at("x2", "y2"), angle=alt.Angle("turn:Q", scale=None), stroke=stroke, fill=fill
        ),
    ]
    for (align, weight), lines in words.groupby(["align", "weight"]):
        layers.append(
            alt.Chart(lines)
            .mark_text(align=align, baseline="middle", fontWeight=weight)
            .encode(SAID[1], **at("x", "y"), text="line:N", fill=ink)
        )
    return alt.layer(*layers).properties(width=width, height=height)


def _words(rows: pd.DataFrame, arrows: list, boxes: list, width: float, most: int) -> pd.DataFrame:
    """The lines of all labels of `flows`, each at its place: what is paid for, and below it the sum in bold."""
    lines = [
        [
            (line, weight)
            for text, weight in ((row.what, "normal"), (row.text, "bold"))
            for line in textwrap.wrap(text, most, break_long_words=False)  # keeps a figure and its unit together
        ]
        for row in rows.itertuples()
    ]
    # closer than LETTER, since room between arrows is dear: thin letters take half of what the others do
    sizes = [(max(sum(4 if c in THIN else 8 for c in line) for line, _ in label), LEAD * len(label)) for label in lines]
    words = []
    for row, label, found in zip(rows.itertuples(), lines, place.labels(arrows, sizes, boxes, width)):
        if found is None:
            raise ValueError(f"flows: no room for '{row.what}, {row.text}' beside {row.sender} → {row.receiver}")
        (left, top, right, _), align = found
        x = {"left": left, "center": (left + right) / 2, "right": right}[align]
        for n, (line, weight) in enumerate(label):
            words.append((x, top + LEAD * (n + 0.5), line, weight, align, row.ink, row.said))
    return pd.DataFrame(words, columns=["x", "y", "line", "weight", "align", "ink", "said"])
