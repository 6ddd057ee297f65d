"""Each series of the public record as files to take along: as a table, and as JSON with all that is told of it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pandas as pd

from ..ledger.store import Ledger

Row = dict[str, Any]


def series_files(ledger: Ledger) -> dict[str, bytes]:
    """The files by their names below `data/`: values with the names of their entities and the pages they rest on."""
    names = dict(ledger.table("entities")[["entity_id", "name"]].itertuples(index=False))
    references = {row["reference_id"]: row for row in _rows(ledger.table("references"))}
    values: dict[str, list[Row]] = {}
    for row in _rows(ledger.table("record")):
        cited = [references[item] for item in row.pop("reference_ids")]
        ends = {end: json.loads(row[end] or "null") for end in ("low", "high")}
        values.setdefault(row.pop("series_id"), []).append(
            {"record_id": row["record_id"], "entity_name": names[row["entity"]]} | row | ends | {"references": cited}
        )
    files: dict[str, bytes] = {}
    for series in _rows(ledger.table("series")):
        name, own = f"series/{series['series_id']}", values[series["series_id"]]
        whole = json.dumps(series | {"values": own}, indent=1, ensure_ascii=False)
        files |= {f"{name}.json": f"{whole}\n".encode(), f"{name}.csv": _table(own)}
    return files


def _rows(table: pd.DataFrame) -> list[Row]:
    """Rows with days in ISO 8601, and '' where there is none."""
    days = {name: cells.dt.strftime("%Y-%m-%d").fillna("") for name, cells in table.select_dtypes("datetime").items()}
    return [{str(name): cell for name, cell in row.items()} for row in table.assign(**days).to_dict("records")]


def _table(values: list[Row]) -> bytes:
    """The values as CSV, with the addresses of their pages in place of what is told of these."""
    text = io.StringIO()
    rows = [row | {"references": " ".join(cited["url"] for cited in row["references"])} for row in values]
    table = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()
