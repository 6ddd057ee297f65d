"""Queries on the published database: worked ones, with what they find, and a field in which a reader puts others."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from typing import Any

from docutils import nodes

from ...ledger.store import FOLLOWED, Ledger
from ...words.write import separated
from ..builder import builder_of
from ..nodes import Page
from ..packages import database, database_of
from .part import Part

SHOWN = 20  # rows of a worked query that a page carries
STEPS = 20_000_000  # of SQLite's machine, a second or two: a worked query that takes longer has no end
LARGE = 10_000  # from which a number has its thousands apart: it is no year
LONG = 24  # letters of a cell: one with more may be broken into lines
COLUMNS = """SELECT "table", "column" FROM dictionary WHERE "column" != ''"""
Cell = str | int | float | None


class Sql(Part):
    """A query, with the rows that it finds. Its argument is what it is called, its content the query."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    template = "sql.html"

    def told(self) -> tuple[str, ...]:
        return self.arguments[0], "\n".join(self.content)

    def run(self) -> list[nodes.Node]:
        return [nodes.literal_block("", "\n".join(self.content), language="sql"), *super().run()]

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        title, query = arguments
        columns, rows = answer(ledger, query)
        kinds = [_kind([row[place] for row in rows]) for place in range(len(columns))]
        printed = [[(cell, _plain(cell), kind) for cell, kind in zip(row, kinds)] for row in rows[:SHOWN]]
        return {"title": title, "columns": list(zip(columns, kinds)), "rows": printed, "total": len(rows)}


class SqlEditor(Part):
    """A field for a query, and what is in the database; the queries of the page are those to begin with."""

    template = "sql-editor.html"
    brings = ("query.js", "query.css")

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        tables: dict[str, list[str]] = {}
        for table, column in answer(ledger, COLUMNS)[1]:
            tables.setdefault(str(table), []).append(str(column))
        return {"tables": tables, "database": f"data/{database_of(ledger)}"}

    @classmethod
    def late(cls, page: Page, content: dict[str, Any]) -> dict[str, Any]:
        names = {"worker": "query-worker.js", "library": "sql-wasm-browser.js", "wasm": "sql-wasm-browser.wasm"}
        return {key: builder_of(page.env.app).assets.name(name) for key, name in names.items()}


def answer(ledger: Ledger, query: str) -> tuple[list[str], list[tuple[Cell, ...]]]:
    """The columns and rows that a query finds in the database. Raises `ValueError` for one that finds none."""
    for name in FOLLOWED:  # whoever asks the database has asked for these tables
        ledger.table(name)
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(database(ledger))
        base.execute("PRAGMA query_only = ON")
        base.set_progress_handler(lambda: 1, STEPS)
        try:
            found = base.execute(query)
            rows = found.fetchall()
        except (sqlite3.Error, sqlite3.Warning) as error:
            why = "it comes to no end" if "interrupted" in str(error) else error
            remedy = f"the table dictionary of data/{database_of(ledger)} names all tables and columns"
            raise ValueError(f"SQLite cannot answer this query: {why}; {remedy}") from error
    if not rows:
        raise ValueError("this query finds no row; ask for something that the tables have")
    return [column[0] for column in found.description], rows


def _kind(cells: list[Cell]) -> dict[str, str | None]:
    """How a column is set, as query.js sets it too: as numbers, in lines, or neither."""
    if all(isinstance(cell, (int, float, type(None))) for cell in cells):
        return {"class": "n"}
    return {"class": "long" if any(len(str(cell)) > LONG for cell in cells) else None}


def _plain(cell: Cell) -> str:
    """A value as the browser writes it too: a number with its thousands apart, if it is too large for a year."""
    if not isinstance(cell, (int, float)):
        return cell or ""
    exact = Decimal(repr(cell)).normalize()
    return separated(exact) if abs(exact) >= LARGE else f"{exact:f}"
