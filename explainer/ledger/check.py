"""Refuses bad data, with words a data editor understands.

Three passes, each only over what the one before left readable: the bytes of each file, its table against the
schema (frictionless), and the rules no table schema can say (`explainer.ledger.rules`). Nothing is ever written.
"""

from __future__ import annotations

import json
from pathlib import Path

from . import rules
from .rows import Fault, Rows, Unreadable, read
from .schema import Schema


def check(folder: Path) -> list[Fault]:
    """All faults of the ledger in `folder`, sorted by file and line; empty if it is sound."""
    try:
        schema = Schema(folder)
    except FileNotFoundError:
        return [Fault("data/datapackage.json", 0, "", "", "no such file", "the schema of the ledger")]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        return [Fault("data/datapackage.json", 0, "", "", f"unreadable: {error}", "a Frictionless data package")]

    faults: list[Fault] = []
    rows: Rows = {}
    for table in schema.tables.values():
        try:
            rows[table.name] = read(Path(folder), table)
        except Unreadable as error:
            faults += error.faults
    for path in sorted(Path(folder).glob("*.csv")):
        if path.name not in {table.file for table in schema.tables.values()}:
            faults.append(
                Fault(
                    f"data/{path.name}", 0, "", "", "a table the schema does not know", "the tables in datapackage.json"
                )
            )
    if faults:
        return sorted(faults)

    faults = _against_schema(schema, rows) + rules.check(schema, rows)
    return sorted(set(faults))


def _against_schema(schema: Schema, rows: Rows) -> list[Fault]:
    """What frictionless finds: types, formats, vocabularies, patterns, keys and foreign keys."""
    from frictionless import Package, system  # a heavy import, wanted only here

    faults: list[Fault] = []
    with system.use_context(trusted=True):
        report = Package(str(schema.path)).validate()
    for task in report.tasks:
        table = schema.tables.get(task.name)
        for error in task.errors:
            if table is None:
                faults.append(Fault("data/datapackage.json", 0, "", "", error.message, "a valid descriptor"))
                continue
            line = getattr(error, "row_number", 0) or 0
            row = next((row for row in rows[table.name] if row.line == line), None)
            row_id = "/".join(row[name] for name in table.key) if row and table.key else ""
            if error.type in ("unique-error",) and table.key == (error.field_name,):
                continue  # said once, as a doubled primary key
            if error.type == "primary-key":
                faults.append(
                    Fault(
                        f"data/{table.file}",
                        line,
                        row_id,
                        table.key[-1],
                        f"the key '{row_id}' a second time",
                        "each key once",
                    )
                )
            elif error.type == "foreign-key":
                for name in error.field_names:
                    target = table.column(name).refers_to or ""
                    faults.append(
                        Fault(
                            f"data/{table.file}",
                            line,
                            row_id,
                            name,
                            f"'{row[name]}'" if row else error.note,
                            f"an id of {target}",
                        )
                    )
            elif hasattr(error, "field_name") and row is not None:
                column = table.column(error.field_name)
                found = f"'{row[column.name]}'" if row[column.name] else "nothing"
                faults.append(
                    Fault(f"data/{table.file}", line, row_id, column.name, found, _allowed(column, error.type))
                )
            else:
                faults.append(
                    Fault(f"data/{table.file}", line, row_id, "", error.message, "a table that fits the schema")
                )
    return faults


def _allowed(column, error_type: str) -> str:
    if error_type == "unique-error":
        return "a value no other row has"
    if column.allowed:
        return ", ".join(column.allowed)
    if column.type == "date":
        return "a date that exists, as YYYY-MM-DD"
    if column.type == "integer":
        return "a whole number, 1 or more"
    if column.pattern:
        return f"text of the form {column.pattern}"
    return "a value: the column is required" if column.required else f"a {column.type}"
