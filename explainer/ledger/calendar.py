"""What is dated: events of the sources and developments on record by period, and predictions by the day they are due.

'Today' is the newest day of a check: the clock would give each build another page.
"""

from __future__ import annotations

import pandas as pd

from ..words.messages import N_, _
from ..words.write import day
from .store import Ledger
from .vocabulary import Period

STATUSES = (N_("happened"), N_("ongoing"), N_("analogy"), N_("planned"), N_("forecast"))
AHEAD = STATUSES[3:]  # had not happened when it was written about
UNITS = {"month": "M", "quarter": "Q", "half-year": "Q", "year": "Y", "decade": "Y"}
NO_QUARTER = ("half-year", "year", "decade")
COARSE_FIRST = ("decade", "year", "half-year", "quarter", "month", "day")


def today(ledger: Ledger) -> pd.Timestamp:
    """The newest day on which something was checked: the book tells of the world as of that day."""
    asked = [asked(columns=["checked_on"]) for asked in (ledger.claims, ledger.records)]
    return pd.concat([each["checked_on"] for each in (*asked, ledger.table("developments"))]).max()


def dated(start: pd.Timestamp, end: pd.Timestamp, precision: str, status: str) -> str:
    """A date no finer than the source gives it; what goes on without an end begins with 'since' or 'from'."""
    last = start if pd.isna(end) else end
    if precision in UNITS:
        start, last = _first(start, precision), last.to_period(UNITS[precision]).end_time
    text = day(start, last)
    if pd.isna(end) and status == "ongoing":
        return _("since %(date)s", date=text)
    return _("from %(date)s", date=text) if pd.isna(end) and status in AHEAD else text


def period(periods: list[Period], start: pd.Timestamp, precision: str) -> Period:
    """Where on the timeline an event stands: where it begins, but what is dated to a month where the month ends."""
    vague = [each for each in periods if each.year == start.year]
    if vague and precision in NO_QUARTER:
        return vague[0]
    day = (start.to_period("M").end_time if precision == "month" else start).date()
    return next(each for each in periods if not each.year and (each.last is None or day <= each.last))


def _first(start: pd.Timestamp, precision: str) -> pd.Timestamp:
    """The first day of the month, quarter or year that a date is no finer than."""
    return start.to_period(UNITS[precision]).start_time if precision in UNITS else start


def events(ledger: Ledger) -> pd.DataFrame:
    """All events of the sources and developments on record by period, with it as `period` and `label`, and `when`
    (words), `open` and `said`. `told` says by whom: the ids of sources, or `record`.

    A development has the columns of its table beside those of an event, with '' as `source_id` and no `claim_ids`.
    Within a period they stand by the first day of what is printed of their dates, the less precise first.
    """
    periods = ledger.vocabulary.periods
    events = ledger.table("events")
    sources = dict(ledger.claims(columns=["claim_id", "source_id"]).itertuples(index=False))
    cells = zip(events["source_id"], events["claim_ids"])
    events = events.assign(told=[tuple(dict.fromkeys((own, *map(sources.get, ids)))) for own, ids in cells])
    developments = ledger.table("developments").rename(columns={"development_id": "event_id"})
    nothing = [()] * len(developments)
    developments = developments.assign(source_id="", claim_ids=nothing, told=[("record",)] * len(developments))
    rows = pd.concat([events, developments], ignore_index=True)
    rows = rows.assign(
        period=[period(periods, *cells) for cells in zip(rows["start"], rows["precision"])],
        when=[dated(*cells) for cells in zip(rows["start"], rows["end"], rows["precision"], rows["status"])],
        open=rows["status"].isin(AHEAD),
    )
    rows["label"] = [each.label for each in rows["period"]]
    rows["said"] = rows["when"] + ": " + rows["title"] + ", " + rows["status"].map(_)
    rows["place"] = [periods.index(each) for each in rows["period"]]
    rows["first"] = [_first(*cells) for cells in zip(rows["start"], rows["precision"])]
    rows["rough"] = rows["precision"].map(COARSE_FIRST.index)
    return rows.sort_values(["place", "first", "rough", "title"], ignore_index=True).drop(
        columns=["place", "first", "rough"]
    )


def predictions(ledger: Ledger) -> pd.DataFrame:
    """All predictions by due date, those without one last.

    Adds `standing` (`due`, `later` or `undated`), `sources` (tuple of ids), and `kind`: an intention, be it reported,
    is a `plan`; what is expected, be it called an estimate or an opinion, a `forecast`.
    """
    rows = ledger.table("predictions")
    claims = [ledger.claims(ids, ["source_id", "kind"]) for ids in rows["claim_ids"]]
    now = today(ledger)
    rows = rows.assign(
        standing=["undated" if pd.isna(due) else "due" if due < now else "later" for due in rows["due"]],
        sources=[tuple(own["source_id"].unique()) for own in claims],
        kind=["plan" if own["kind"].isin(["plan", "reported"]).any() else "forecast" for own in claims],
    )
    return rows.sort_values("due", kind="stable", na_position="last", ignore_index=True)
