"""Brings claims into the tables that `explainer.charts.forms` draws: labels, figures as marks carry them, open or
filled."""

from __future__ import annotations

import pandas as pd

from ..ledger.vocabulary import FAILS, HOLDS, LOOSE, MEANT, UNVERIFIED
from ..words.messages import _
from ..words.write import number, short_day


def is_open(kinds: pd.Series) -> pd.Series:
    """Whether a mark is open: anything but a reported fact."""
    return kinds.isin(MEANT)


def marked(claim: pd.Series, text: str = "") -> str:
    """The figure of a claim as stated, or another text for it, with the mark of its verdict."""
    return f"{text or claim['stated']} {claim['mark']}".strip()


def verdict_counts(claims: pd.DataFrame, label: pd.Series | str) -> pd.DataFrame:
    """How the claims of each group hold, counted, for `stack(…, parts=VERDICT_PARTS)`: a row a group, a column a part.

    `label` is a column of `claims` or a series beside it; groups keep the order in which they come.
    """
    label = claims[label] if isinstance(label, str) else label
    counted = pd.crosstab(label.to_numpy(), claims["holds"].to_numpy())
    counted = counted.reindex(index=label.drop_duplicates(), columns=[HOLDS, LOOSE, FAILS, UNVERIFIED], fill_value=0)
    return counted.rename_axis(index="label", columns=None)


def labelled(
    claims: pd.DataFrame, label: pd.Series | str = "subject_name", hot: pd.Series | bool = False, scale: float = 1
) -> pd.DataFrame:
    """Claims made ready for `bars`: adds `label`, `value` (divided by `scale`), `text`, `hot` and `open`.

    Where there are intervals, `value` is their lower end and `value_to` their upper one.
    """
    _one_unit(claims["unit"])
    ends = {"value": claims["low"] / scale}
    if claims["high"].notna().any():
        ends["value_to"] = claims["high"].fillna(claims["low"]) / scale
    return claims.assign(
        label=claims[label] if isinstance(label, str) else label,
        **ends,
        text=[marked(claim) for _, claim in claims.iterrows()],
        hot=hot,
        open=is_open(claims["kind"]),
    )


def apart(labels: pd.Series) -> list[str]:
    """Labels, those that are alike told apart by blanks that no reader sees, so that each has a row of its own."""
    names = list(labels)
    return [name + " " * names[:place].count(name) for place, name in enumerate(names)]


def brief(claim: pd.Series, scale: float = 1, checked: bool = False) -> str:
    """A figure as a chart's mark carries it: the number alone, with the sign of a ceiling or a floor, and its
    verdict."""
    side = "checked_" if checked else ""
    ends = [number(claim[f"{side}{end}"] / scale) for end in ("low", "high") if pd.notna(claim[f"{side}{end}"])]
    text = {"over": ">", "up-to": "≤", "under": "<"}.get(claim[f"{side}qualifier"], "") + "–".join(ends)
    return text if checked else marked(claim, text)


def _end(claims: pd.DataFrame, scales, side: str, checked: bool = False) -> dict[str, list]:
    """One end of each pair: its value (of an interval, the middle and both ends), the mark's text, the words for the
    table and whether the mark is open."""
    name = "checked_" if checked else ""
    low, high = claims[f"{name}low"], claims[f"{name}high"]
    if low.isna().any():
        raise ValueError(f"no {'checked ' if checked else ''}figure in {', '.join(claims['claim_id'][low.isna()])}")
    _one_unit(claims[f"{name}unit"])
    scales = list(scales)
    each = list(zip((claim for _, claim in claims.iterrows()), scales))
    interval = high.notna().any()
    high = high.fillna(low)
    return {
        side: list((low + high) / 2 / scales),
        **({f"{side}_from": list(low / scales), f"{side}_to": list(high / scales)} if interval else {}),
        f"{side}_text": [brief(claim, scale, checked) for claim, scale in each],
        f"{side}_said": [claim["on_record"] if checked else marked(claim) for claim, _ in each],
        f"{side}_open": [False if checked else claim["kind"] in MEANT for claim, _ in each],
    }


def _one_unit(units: pd.Series) -> None:
    """Raises `ValueError` where figures of several units would stand on one axis."""
    if units.nunique() > 1:
        raise ValueError(f"figures in {', '.join(sorted(units.unique()))}, which one axis cannot have")


def stated_and_checked(claims: pd.DataFrame, labels, scale=1) -> pd.DataFrame:
    """Claims against their checked values, made ready for `dumbbell`: as stated left, on record right.

    Where a claim holds or is loose in its scope alone, the record has the figure that was stated.
    `scale` divides the figures: one number, or one a claim (to bring quarters to years, say).
    """
    scales = [scale] * len(claims) if isinstance(scale, (int, float)) else list(scale)
    claims = claims.copy()
    _one_unit(pd.concat([claims["unit"], claims["checked_unit"].loc[claims["checked_unit"] != ""]]))
    same = (claims["checked_unit"] == "") & claims["holds"].isin((HOLDS, LOOSE))
    for part in ("low", "high", "unit", "qualifier"):
        claims.loc[same, f"checked_{part}"] = claims.loc[same, part]
    claims.loc[same, "on_record"] = claims.loc[same, "stated"]
    return pd.DataFrame(
        {"label": list(labels), **_end(claims, scales, "left"), **_end(claims, scales, "right", checked=True)}
    )


def stated_and_checked_days(claims: pd.DataFrame, labels) -> pd.DataFrame:
    """The day a source gives an event against the day on record, for `dumbbell(…, x="temporal")`.

    A period counts by its last day, by which the event was public, and is drawn from its first. Where the source gives
    no day, `left` is missing.
    """
    ends: dict[str, list] = {}
    for side, name in (("left", ""), ("right", "checked_")):
        first, last = claims[f"{name}first_day"], claims[f"{name}last_day"]
        days = last.fillna(first)
        ends[side] = [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in days]
        if (first < days).any():
            ends[f"{side}_from"] = [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in first]
            ends[f"{side}_to"] = ends[side]
        ends[f"{side}_text"] = ["" if pd.isna(end) else _brief_days(start, end) for start, end in zip(first, days)]
        ends[f"{side}_said"] = [words or _("no day given") for words in claims["on_record" if name else "stated"]]
    return pd.DataFrame({"label": list(labels), **ends, "left_open": True, "right_open": False})


def _brief_days(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """A day or a period as a chart's mark carries it."""
    if first != last and first.month == last.month:
        return short_day(f"{first.day}–{last.day}", last)
    ends = (short_day(str(day.day), day) for day in dict.fromkeys((first, last)))
    return "–".join(ends)
