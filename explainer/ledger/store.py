"""Reads the ledger into pandas and answers a chapter's questions about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from ..paths import DATA
from ..words import write
from ..words.messages import _
from ..words.write import figure, quantity
from .rows import hint
from .schema import Schema
from .vocabulary import FAILS, GRADES, Vocabulary

FOLLOWED = ("claims", "checks", "record", "corrections")  # tables whose readers are told apart by what they asked
KEYS = {"claims": "claim_id", "record": "record_id"}  # of the tables that are asked for rows


class UnknownClaim(KeyError):
    """The id of a claim, or of a value on record, that the ledger does not carry."""

    def __init__(self, claim_id: str, known: Iterable[str], table: str = "claims"):
        what = "claim" if table == "claims" else "value"
        super().__init__(f"no {what} '{claim_id}' in data/{table}.csv{hint(claim_id, known)}")

    def __str__(self) -> str:
        return self.args[0]


class UnknownColumn(KeyError):
    """A column by which rows are not told apart."""

    def __init__(self, column: str, known: Iterable[str]):
        super().__init__(f"there is no column '{column}' to ask for{hint(column, known)}")

    def __str__(self) -> str:
        return self.args[0]


def listed(ids: Iterable[str] | None) -> list[str] | None:
    """Ids as a list. Raises `TypeError` for a text, whose letters would be taken for ids."""
    if isinstance(ids, str):
        raise TypeError(f"ids are a list: ['{ids}'], not '{ids}'")
    return None if ids is None else list(ids)


class Ledger:
    """The tables of `data/`, read as the schema types them.

    The ledger trusts its files: `explainer.ledger.check` is what refuses bad ones. It keeps in `asked` what it was
    asked about claims, each question with a digest of the answer, so that the build can tell which pages an edit
    concerns.
    """

    def __init__(self, folder: Path | str = DATA):
        self.folder = Path(folder)
        self.schema = Schema(self.folder)
        self.asked: dict[str, str] = {}
        self._answers: dict[str, str] = {}
        self._tables: dict[str, pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        """A table as it stands in its file: dates as timestamps, list cells as tuples, '' for empty text."""
        if name in FOLLOWED:
            self._note({"table": name}, self._read(name))
        return self._read(name).copy()

    def _read(self, name: str) -> pd.DataFrame:
        if name not in self._tables:
            table = self.schema.tables[name]
            # As plain objects: pandas' own text columns cannot be taken together, and rows are taken from all at once.
            frame = pd.read_csv(self.folder / table.file, dtype=object, keep_default_na=False, encoding="utf-8")
            for column in table.columns:
                cells = frame[column.name]
                if column.is_list:
                    frame[column.name] = [tuple(cell.split(";")) if cell else () for cell in cells]
                elif column.type == "date":
                    frame[column.name] = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
                elif column.type == "integer":
                    frame[column.name] = cells.astype(int)
            self._tables[name] = frame
        return self._tables[name]

    def _note(self, question: dict, answer: pd.DataFrame) -> None:
        key = json.dumps(question, sort_keys=True)
        if key not in self.asked:
            self.asked[key] = digest(answer)

    def would_answer(self, key: str) -> str:
        """The digest of the answer to a question of `asked`; '' where the claim or the column is no more."""
        if key not in self._answers:
            question = json.loads(key)
            try:
                answer = self._read(question["table"]) if "table" in question else self._select(**question)
                self._answers[key] = digest(answer)
            except KeyError:
                self._answers[key] = ""
        return self._answers[key]

    @cached_property
    def _claims(self) -> pd.DataFrame:
        checks = self._read("checks").rename(
            columns={name: f"checked_{name}" for name in ("qualifier", "low", "high", "unit")}
        )
        sources = self._read("sources")[["source_id", "publisher", "published", "language", "voice"]]
        entities = self._read("entities").set_index("entity_id")
        claims = self._read("claims").merge(checks, on="claim_id").merge(sources, on="source_id")
        for side in ("", "checked_"):
            unit = claims[f"{side}unit"]
            for end, day in (("low", "first_day"), ("high", "last_day")):
                cells = claims[f"{side}{end}"]
                dates = unit == "date"
                claims[f"{side}{day}"] = pd.to_datetime(cells.where(dates), format="%Y-%m-%d")
                claims[f"{side}{end}"] = cells.mask(dates | (cells == "")).astype(float)
        for role in ("subject", "object", "speaker"):
            claims[f"{role}_name"] = claims[role].map(entities["name"]).fillna("")
        claims["own_voice"] = claims["speaker"] == claims.pop("voice")
        verdicts = [self.vocabulary.verdicts[name] for name in claims["verdict"]]
        claims["mark"] = [verdict.mark for verdict in verdicts]
        claims["holds"] = [verdict.holds for verdict in verdicts]
        claims["fails"] = claims["holds"] == FAILS
        # The one answer to whether the record differs from what was stated: rules hold the values to it.
        another = pd.Series([verdict.differs for verdict in verdicts], dtype=bool) | (claims["unit"] == "")
        claims["differs"] = another & (claims["checked_unit"] != "")
        claims["has_figure"] = claims["low"].notna()
        each, units = claims.to_dict("records"), self.vocabulary.units
        claims["stated"] = [figure(claim, units) for claim in each]
        claims["on_record"] = [figure(claim, units, checked=True) for claim in each]
        claims["country"] = claims["subject"].map(entities["country"]).fillna("")
        return claims.copy()  # which joins what lies column by column

    def claims(
        self, ids: Iterable[str] | None = None, columns: Iterable[str] | None = None, **where: str | Iterable[str]
    ) -> pd.DataFrame:
        """Claims with their checks, in the order of the file or of `ids`.

        `where` narrows by column: `measure=["capex", "revenue"]`, `topics="energy"`; a list cell matches if any of its
        items does. `low` and `high` are floats in `unit`; claims in unit `date` have `first_day` and `last_day`
        instead. Columns `checked_…` hold the checked value; `differs` says that there is one and that it is not what
        was stated. `stated` and `on_record` are both figures in words, '' where there is none. `mark` is that of the
        verdict, `holds` the group in which it is counted, and `fails` says that the claim does not hold. A cell that
        only counts asks for the `columns` that are counted: then an edit elsewhere does not run its page again. Raises
        `UnknownClaim`, `UnknownColumn`, or `TypeError` for an id where a list of ids belongs.
        """
        return self._answer(ids, columns, where)

    def records(
        self, ids: Iterable[str] | None = None, columns: Iterable[str] | None = None, **where: str | Iterable[str]
    ) -> pd.DataFrame:
        """Values on the public record with their series, in the order of the file or of `ids`.

        `where` narrows by column: `series_id="revenue"`, `status=["actual", "plan"]`. `low` and `high` are
        floats in `unit`, `value` is their middle; `stated` is the value in words, `period` what it is counted over,
        `made` when a plan or a forecast was. `grade` is that of its best reference; `weak` says that it rests on one
        secondary page. Raises as `claims` does.
        """
        return self._answer(ids, columns, where, of="record")

    def record(self, record_id: str) -> pd.Series:
        """One value with its series. Raises `UnknownClaim`."""
        return self.records([record_id]).iloc[0]

    def _answer(
        self,
        ids: Iterable[str] | None,
        columns: Iterable[str] | None,
        where: dict[str, str | Iterable[str]],
        of: str = "claims",
    ) -> pd.DataFrame:
        question: dict[str, Any] = {
            "ids": listed(ids),
            "columns": listed(columns),
            "where": {name: [wanted] if isinstance(wanted, str) else list(wanted) for name, wanted in where.items()},
        } | ({} if of == "claims" else {"of": of})
        found = self._select(**question)
        self._note(question, found)
        return found

    def _select(
        self, ids: list[str] | None, columns: list[str] | None, where: dict[str, list[str]], of: str = "claims"
    ) -> pd.DataFrame:
        found, index = self._asked_for[of]
        if ids is not None:
            for row_id in ids:
                if row_id not in index:
                    raise UnknownClaim(row_id, index, of)
            found = found.iloc[[index[row_id] for row_id in ids]]
        for column in (*where, *(columns or ())):
            if column not in found:
                raise UnknownColumn(column, found)
        for column, wanted in where.items():
            if column == "topics":
                found = found[[not set(wanted).isdisjoint(cell) for cell in found[column]]]
            else:
                found = found[found[column].isin(wanted)]
        return (found if columns is None else found[columns]).reset_index(drop=True)

    @cached_property
    def _asked_for(self) -> dict[str, tuple[pd.DataFrame, dict[str, int]]]:
        """The tables that are asked for rows, each with the place of every id."""
        tables = {"claims": self._claims, "record": self._record}
        return {
            of: (rows, {row_id: place for place, row_id in enumerate(rows[KEYS[of]])}) for of, rows in tables.items()
        }

    @cached_property
    def _record(self) -> pd.DataFrame:
        record = self._read("record").merge(self._read("series").drop(columns=["raised_by", "jump", "parts_of"]))
        names = self._read("entities").set_index("entity_id")
        record["entity_name"] = record["entity"].map(names["name"]).fillna("")
        record["country"] = record["entity"].map(names["country"]).fillna("")
        for end in ("low", "high"):
            record[end] = record[end].mask(record[end] == "").astype(float)
        record["value"] = record["low"].where(record["high"].isna(), (record["low"] + record["high"]) / 2)
        units, grades = self.vocabulary.units, dict(self._read("references")[["reference_id", "grade"]].to_numpy())
        cited = [[grades[item] for item in items] for items in record["reference_ids"]]
        record["grade"] = [min(each, key=GRADES.index) for each in cited]
        record["weak"] = [each == [GRADES[-1]] for each in cited]
        each = record.to_dict("records")
        record["stated"] = [write.change(row["low"], row["high"], units[row["unit"]], row["qualifier"]) for row in each]
        record["made"] = [write.known(cell) if cell else "" for cell in record["as_of"]]
        record["period"] = [write.day(row["period_start"], row["period_end"]) for row in each]
        return record.copy()

    def claim(self, claim_id: str) -> pd.Series:
        """One claim with its check. Raises `UnknownClaim`."""
        return self.claims([claim_id]).iloc[0]

    def value(self, claim_id: str, checked: bool = False) -> float:
        """The figure of a claim in its unit, as stated or as checked; the middle of a range.

        Raises `UnknownClaim`, or `ValueError` if the claim has no such figure.
        """
        claim = self.claim(claim_id)
        side = "checked_" if checked else ""
        low, high = claim[f"{side}low"], claim[f"{side}high"]
        if pd.isna(low):
            raise ValueError(f"claim '{claim_id}' has no {'checked ' if checked else ''}figure")
        return float(low if pd.isna(high) else (low + high) / 2)

    def ids(self) -> set[str]:
        """All ids of claims, sources, entities, series and values on record."""
        keys = {**KEYS, "sources": "source_id", "entities": "entity_id", "series": "series_id"}
        return {row_id for table, key in keys.items() for row_id in self._read(table)[key]}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary.of(self.schema)

    def quantity(self, low: float, high: float | None = None, unit: str = "count", qualifier: str = "") -> str:
        """A number or a range in words, in a unit of this ledger. Raises `ValueError` for another, or for no number."""
        units = self.vocabulary.units
        if unit not in units:
            raise ValueError(f"unknown unit '{unit}'; data/units.csv has {', '.join(units)}")
        return quantity(low, high, units[unit], qualifier)

    def name(self, entity_id: str) -> str:
        """The printed name of an entity."""
        return self._names[entity_id]

    def said_by(self, source_id: str, speaker: str) -> str:
        """Who says something in a source: the source itself by its publisher, or the name of somebody whom it
        quotes."""
        publisher, voice = self._voices[source_id]
        if speaker == voice:
            return publisher
        return _("%(speaker)s, in %(publisher)s", speaker=self.name(speaker), publisher=publisher)

    @cached_property
    def _voices(self) -> dict[str, tuple[str, str]]:
        sources = self._read("sources")[["source_id", "publisher", "voice"]]
        return {source: (publisher, voice) for source, publisher, voice in sources.itertuples(index=False)}

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(self.table("entities")[["entity_id", "name"]].itertuples(index=False))


@cache
def published() -> Ledger:
    """The ledger that the book is made from, read once."""
    return Ledger()


def digest(answer: pd.DataFrame) -> str:
    """Changes with any cell, and with the names or the order of the columns."""
    cells = [list(answer.columns), answer.to_numpy(dtype=object).tolist()]
    return hashlib.sha256(repr(cells).encode()).hexdigest()
