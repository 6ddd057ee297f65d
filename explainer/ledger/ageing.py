"""What has grown old since the newest check, for whoever keeps the ledger: its pages go on telling of that day."""

from __future__ import annotations

import pandas as pd

from ..words.write import NBSP
from .store import Ledger
from .vocabulary import ACTUAL, MADE_AT

LAG = {"month": 45, "quarter": 60, "half-year": 75, "year": 90}  # days from the end of a period to figures about it
LONG = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}  # months
HISTORY = pd.DateOffset(years=3)  # after which a series that nobody continued is history
CHECKED = pd.DateOffset(months=6)  # after which a check is old


def grown_old(ledger: Ledger, today: pd.Timestamp) -> dict[str, list[str]]:
    """What is to be looked up again on a day, in words, by kind; a kind of which there is nothing has an empty list."""
    kinds = {
        "open predictions that are due": _due,
        "plans and forecasts whose time is over, with no actual value beside them": _over,
        "series with a newer period to fetch": _behind,
        "checks older than half a year": _unlooked,
    }
    return {kind: [line.replace(NBSP, " ") for line in found(ledger, today)] for kind, found in kinds.items()}


def _due(ledger: Ledger, today: pd.Timestamp) -> list[str]:
    rows = ledger.table("predictions")
    due = rows[(rows["outcome"] == "open") & (rows["due"] < today)].sort_values("due", kind="stable")
    return [f"{row.prediction_id}, due {row.due:%Y-%m-%d}" for row in due.itertuples()]


def _over(ledger: Ledger, today: pd.Timestamp) -> list[str]:
    """By series, entity and period; what was announced on a day, and has no period to be over, left aside."""
    rows = ledger.records()
    of = ["entity", "measure", "unit", "period_end"]
    known = rows.loc[rows["status"] == ACTUAL, of].drop_duplicates()
    ended = (rows["period"] != rows["made"]) & (rows["period_end"] < today)
    over = rows[rows["status"].isin(MADE_AT) & ended].merge(known, "left", of, indicator=True)
    over = over[over["_merge"] == "left_only"].drop_duplicates(["series_id", "entity", "period"])
    return [f"{row.series_id}: {row.entity_name}, {row.period}" for row in over.itertuples()]


def _behind(ledger: Ledger, today: pd.Timestamp) -> list[str]:
    """Series of months, quarters or years, of which one more is over and should have been told of."""
    rows = ledger.records()
    rows = rows[(rows["status"] == ACTUAL) & rows["per"].isin(list(LAG))]
    found = []
    for series, values in rows.groupby("series_id", sort=False):
        newest = values.loc[values["period_end"].idxmax()]
        end = newest["period_end"] + pd.DateOffset(months=LONG[newest["per"]])
        if end + pd.Timedelta(days=LAG[newest["per"]]) < today <= newest["period_end"] + HISTORY:
            found.append(f"{series}: its newest value is of {newest['period']}")
    return found


def _unlooked(ledger: Ledger, today: pd.Timestamp) -> list[str]:
    found = []
    for words, table in (("claims", "checks"), ("values", "record")):
        checked = ledger.table(table)["checked_on"]
        old = checked[checked < today - CHECKED]
        if len(old):
            found.append(f"{len(old)} of {len(checked)} {words}, the oldest of {old.min():%Y-%m-%d}")
    return found
