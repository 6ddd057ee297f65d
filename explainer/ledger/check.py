"""Refuses bad data, with words a data editor understands.

Four passes, each only over what the one before left readable, so that the first cause comes first: the descriptor, the
bytes of each file, then its table against the schema (frictionless) together with the rules no table schema can say
(`explainer.ledger.rules`). Nothing is ever written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..paths import DESCRIPTOR
from . import descriptor, rules
from .rows import Fault, Row, Rows, Unknown, Unreadable, read
from .schema import Column, Schema, Table


def check(folder: Path) -> list[Fault]:
    """All faults of the ledger in `folder`, sorted by file and line; empty if it is sound."""
    folder = Path(folder)
    if faults := descriptor.faults(folder):
        return faults
    schema = Schema(folder)
    rows, faults = read_all(schema)
    if faults:
        return sorted(faults)
    faults = [*against_schema(schema, rows), *unknown_ids(schema, rows)]
    unfit = {(fault.file, fault.line) for fault in faults}  # rows, of which the rules would only tell what follows
    try:
        told = rules.check(rules.Book(schema, rows, folder))
        faults += [fault for fault in told if (fault.file, fault.line) not in unfit]
    except Unknown as missing:
        name = f"data/{DESCRIPTOR}"
        faults.append(
            Fault(name, 0, "", "", f"no trace of {missing.args[0]}", "the tables and columns that the rules know")
        )
    return sorted(set(faults))


def read_all(schema: Schema) -> tuple[Rows, list[Fault]]:
    """The rows of all tables, and what keeps files from being read."""
    rows, faults = Rows(), []
    for table in schema.tables.values():
        try:
            rows[table.name] = read(schema.folder, table)
        except Unreadable as error:
            faults += error.faults
    known = {table.file for table in schema.tables.values()}
    for path in sorted(schema.folder.glob("*.csv")):
        if path.name not in known:
            allowed = f"the tables in {DESCRIPTOR}"
            faults.append(Fault(f"data/{path.name}", 0, "", "", "a table the schema does not know", allowed))
    return rows, faults


def folded(faults: list[Fault], most: int = 5) -> list[str]:
    """The lines that tell faults: what many places have alike is said once, with the first of them and their number."""
    kinds: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        kinds.setdefault((fault.found, fault.allowed), []).append(fault)
    lines: list[str] = []
    shown: Counter[tuple[str, str, str]] = Counter()
    hidden = 0
    for first, *others in kinds.values():
        kind = (first.file, first.column, first.allowed)
        shown[kind] += 1
        if shown[kind] > most:
            hidden += 1 + len(others)
        else:
            more = (
                f" (and {len(others)} more place{'s' * (len(others) > 1)}, such as {others[0].place})" if others else ""
            )
            lines.append(f"{first}{more}")
    return [*lines, f"… and {hidden} more like these"] if hidden else lines


def against_schema(schema: Schema, rows: Rows) -> list[Fault]:
    """What frictionless finds: types, formats, lengths, vocabularies, patterns and keys.

    Foreign keys are left to `unknown_ids`, which knows list cells too; frictionless would take as long for them as for
    all the rest.
    """
    from frictionless import FrictionlessException, Package, system  # a heavy import, wanted only here

    alone = [
        {**resource, "schema": {name: part for name, part in resource["schema"].items() if name != "foreignKeys"}}
        for resource in schema.descriptor["resources"]
    ]
    faults: list[Fault] = []
    try:
        with system.use_context(trusted=True):
            package = Package.from_descriptor(schema.descriptor | {"resources": alone}, basepath=str(schema.folder))
            report = package.validate()
    except FrictionlessException as failure:
        found = "; ".join(reason.message for reason in failure.reasons) or failure.error.message
        return [Fault(f"data/{DESCRIPTOR}", 0, "", "", found, "a Frictionless data package")]
    for error in report.errors:
        faults.append(Fault(f"data/{DESCRIPTOR}", 0, "", "", error.message, "a Frictionless data package"))
    for task in report.tasks:
        table = schema.tables[task.name]
        by_line = {row.line: row for row in rows[task.name]}
        for error in task.errors:
            row = by_line.get(getattr(error, "row_number", 0) or 0)
            if row is None:
                faults.append(Fault(f"data/{table.file}", 0, "", "", error.message, "a table that fits the schema"))
            else:
                faults += _told(error, row, table, rows)
    return faults


def unknown_ids(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """Cells that refer to another table, and items of list cells, that no row there has for its key."""
    known = {f"{t.name}.{key}": {row[key] for row in rows[t.name]} for t in schema.tables.values() for key in t.key}
    for table in schema.tables.values():
        for column in table.columns:
            if (ids := known.get(column.refers_to or "")) is None:
                continue
            for row in rows[table.name]:
                items = row.items(column.name) if column.is_list else [row[column.name]]
                for item in items:
                    if item.strip() and item not in ids:
                        yield row.fault(column.name, f"'{item}'", rows.ids(column, item))


def _told(error, row: Row, table: Table, rows: Rows) -> list[Fault]:
    """An error of frictionless in our words."""
    if error.type == "unique-error" and table.key == (error.field_name,):
        return []  # said once, as a doubled primary key
    if error.type == "primary-key":
        return [row.fault(table.key[-1], f"the key '{row.id}' a second time", "each key once")]
    if hasattr(error, "field_name"):
        column = table.column(error.field_name)
        found = f"'{row[column.name]}'" if row[column.name] else "nothing"
        if "maxLength" in str(error.note):
            return [row.fault(column.name, f"{len(row[column.name])} letters", f"at most {column.longest} letters")]
        sample = next((other[column.name] for other in rows[table.name] if other is not row and other[column.name]), "")
        return [row.fault(column.name, found, _allowed(column, error.type, sample))]
    return [row.fault("", error.message, "a table that fits the schema")]


def _allowed(column: Column, error_type: str, sample: str) -> str:
    """What a column allows, in words; `sample` is what it has elsewhere."""
    if error_type == "unique-error":
        return "a value no other row has"
    if column.allowed:
        return ", ".join(column.allowed)
    if column.type == "date":
        return "a date that exists, as YYYY-MM-DD"
    if column.type == "integer":
        return "a whole number, 1 or more"
    if column.pattern:
        return f"text of the form of '{sample}'" if sample else f"text that fits {column.pattern}"
    return "a value: the column is required" if column.required else f"a {column.type}"
