"""The whole ledger in one file, in the forms that others read: a ZIP of the tables, SQLite, a workbook, and Parquet.

They hold the tables of `data/` as their schema types them: numbers as numbers, days as days, the items of a list with
`;` between them. A column that holds figures and days, such as what a claim states, is parted: `low` has the figures
and `low_date` the days. Each file is the same, byte for byte, as long as the tables are.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tempfile
import zipfile
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from sphinx.application import Sphinx

from ..ledger.calendar import today
from ..ledger.schema import Table
from ..ledger.store import Ledger
from ..paths import DATA, DESCRIPTOR, PACKAGE, ROOT
from ..words.messages import N_, _
from .compress import write
from .crate import CRATE, crate
from .croissant import croissant

CROISSANT = "croissant.json"
BESIDES = {"README.md": DATA / "README.md", "LICENSE": ROOT / "LICENSE-CONTENT"}  # go into the ZIP, if a book has them
FIRST = 1901  # year, before which spreadsheets differ over days, and have none
DAWN = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP can hold; those of the files would differ with each copy
COLUMNS = {"integer": "BIGINT", "float": "DOUBLE", "date": "DATE", "text": "VARCHAR"}  # of Parquet
SQL = {"integer": "INTEGER", "float": "REAL"}  # of a column; all else is text, days in ISO 8601 among it
CLAIMS = N_("One row for each claim, with its check beside it")
DAY = N_("%(meaning)s Here the day alone, where it is one.")
NUMBER = N_("%(meaning)s Here the number alone; a day stands in the next column.")
LEDGER = """CREATE VIEW ledger AS SELECT claims.*, checks.verdict, checks.qualifier AS qualifier_checked,
checks.low AS low_checked, checks.high AS high_checked, checks.low_date AS low_date_checked,
checks.high_date AS high_date_checked, checks.unit AS unit_checked, checks.finding, checks.reference_ids,
checks.checked_on FROM claims JOIN checks USING (claim_id)"""


def write_packages(app: Sphinx, ledger: Ledger) -> set[str]:
    """Writes the files into `data/` of the site, unless they are there and were made of the same; gives their names."""
    folder, note = Path(app.outdir, "data"), Path(app.doctreedir, "packages.json")
    about = described(ledger, app.config.author, app.config.html_baseurl)
    made_of = [*sorted(DATA.glob("*.csv")), *_besides().values(), *sorted(PACKAGE.rglob("*.py"))]
    now = hashlib.sha256(about + b"".join(path.read_bytes() for path in made_of)).hexdigest()
    before = json.loads(note.read_text()) if note.exists() else {"made_of": "", "names": []}
    if before["made_of"] == now and all((folder / name).exists() for name in before["names"]):
        return set(before["names"])
    made = packages(ledger, about)
    for name, content in made.items():
        write(folder / name, content)
    note.write_text(json.dumps({"made_of": now, "names": list(made)}))
    return set(made)


def packages(ledger: Ledger, about: bytes) -> dict[str, bytes]:
    """The files by their names, with `about` as the descriptor of the tables."""
    name = ledger.schema.name
    frames = {table: typed(ledger, table) for table in ledger.schema.tables}
    return {
        DESCRIPTOR: about,
        CROISSANT: croissant(ledger.schema, json.loads(about)),
        CRATE: crate(json.loads(about)),
        f"{name}.zip": _zip(name, about),
        database_of(ledger): database(ledger),
        f"{name}.xlsx": _workbook(ledger, frames),
        **_parquet(frames),
    }


def database_of(ledger: Ledger) -> str:
    """The name of the database."""
    return f"{ledger.schema.name}.sqlite"


@lru_cache(maxsize=1)
def database(ledger: Ledger) -> bytes:
    """The database as it is published; each query of a page is put to the same."""
    return _sqlite(ledger, {table: typed(ledger, table) for table in ledger.schema.tables})


def described(ledger: Ledger, author: str, address: str) -> bytes:
    """The descriptor of the tables as it is published: with who made it, from what and when, and with each table's
    size and SHA-256, by which a copy can be known."""
    about = dict(ledger.schema.descriptor)
    about |= {"homepage": address} if address else {}
    about |= {
        "created": f"{today(ledger):%Y-%m-%d}T00:00:00Z",
        "contributors": [{"title": author, "roles": ["author"]}],
    }
    sources = ledger.table("sources")[["publisher", "title", "published"]].itertuples(index=False)
    about["sources"] = [{"title": f"{publisher}: {title} ({day})"} for publisher, title, day in sources]
    about["resources"] = [resource | _print_of(resource["path"]) for resource in about["resources"]]
    return f"{json.dumps(about, indent=2, ensure_ascii=False)}\n".encode()


def _print_of(file: str) -> dict[str, Any]:
    content = (DATA / file).read_bytes()
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def typed(ledger: Ledger, name: str) -> pd.DataFrame:
    """A table with each column in one type: integer, float, day or text, and nothing where nothing is stated."""
    table = ledger.table(name)
    for column in ledger.schema.tables[name].columns:
        cells = table[column.name]
        if column.is_list:
            table[column.name] = cells.map(";".join).astype("string")
        elif column.type == "string":
            table[column.name] = cells.astype("string")
        if column.type in ("list", "string"):
            table[column.name] = table[column.name].replace("", pd.NA)
        if column.is_figure:
            days = pd.to_datetime(table[column.name], format="%Y-%m-%d", errors="coerce")
            if column.admits_days:
                table.insert(list(table).index(column.name) + 1, f"{column.name}_date", days)
            table[column.name] = pd.to_numeric(table[column.name].mask(days.notna())).astype(float)
    return table


def _besides() -> dict[str, Path]:
    return {name: path for name, path in BESIDES.items() if path.exists()}


def _zip(name: str, about: bytes) -> bytes:
    texts = {path.name: path.read_bytes() for path in sorted(DATA.glob("*.csv"))} | {DESCRIPTOR: about}
    texts |= {name: path.read_bytes() for name, path in _besides().items()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, content in texts.items():
            folder = name if path in BESIDES else f"{name}/data"
            packed.writestr(zipfile.ZipInfo(f"{folder}/{path}", DAWN), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _sqlite(ledger: Ledger, frames: dict[str, pd.DataFrame]) -> bytes:
    """A database with the keys of the schema, what each table and column means in `dictionary`, and a view."""
    base = sqlite3.connect(":memory:")
    for name, frame in frames.items():
        base.execute(_created(ledger.schema.tables[name], frame))
        marks = ", ".join("?" * frame.shape[1])
        base.executemany(f'INSERT INTO "{name}" VALUES ({marks})', _cells(frame))
    base.execute(LEDGER)
    base.execute('CREATE TABLE dictionary ("table" TEXT, "column" TEXT, meaning TEXT)')
    told = [(table, "", meaning) for table, meaning in _meanings(ledger)]
    told += [
        (table, column, meaning)
        for table, frame in frames.items()
        for column, meaning in _columns(ledger, table, frame)
    ]
    of = {(table, column): meaning for table, column, meaning in told}
    for column in (row[1] for row in base.execute("PRAGMA table_info(ledger)").fetchall()):
        plain = column.removesuffix("_checked")
        told.append(("ledger", column, of.get(("claims", column)) or of["checks", plain]))
    base.executemany("INSERT INTO dictionary VALUES (?, ?, ?)", told)
    base.commit()
    return base.serialize()


def _columns(ledger: Ledger, table: str, frame: pd.DataFrame) -> list[tuple[str, str]]:
    """The columns of a typed table, with what each means."""
    told = {column.name: column.description for column in ledger.schema.tables[table].columns}
    parted = [name.removesuffix("_date") for name in frame if name not in told]
    for name in parted:
        told[f"{name}_date"] = _(DAY, meaning=told[name])
        told[name] = _(NUMBER, meaning=told[name])
    return [(name, told[name]) for name in frame]


def _meanings(ledger: Ledger) -> list[tuple[str, str]]:
    return [(table.name, table.description) for table in ledger.schema.tables.values()] + [("ledger", _(CLAIMS))]


def _created(table: Table, frame: pd.DataFrame) -> str:
    columns = [f'"{name}" {SQL.get(kind, "TEXT")}' for name, kind in _kinds(frame).items()]
    keys = [f"PRIMARY KEY ({', '.join(table.key)})"] if table.key else []
    for column in table.columns:
        if column.refers_to and not column.is_list:
            other, field = column.refers_to.split(".")
            keys.append(f'FOREIGN KEY ("{column.name}") REFERENCES "{other}" ("{field}")')
    return f'CREATE TABLE "{table.name}" ({", ".join([*columns, *keys])}) STRICT'


def _cells(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows as plain values, days in ISO 8601, `None` where nothing is stated."""
    days = {name: frame[name].dt.strftime("%Y-%m-%d") for name, kind in _kinds(frame).items() if kind == "date"}
    cells = frame.assign(**days).astype(object)
    return list(cells.where(frame.notna(), None).itertuples(index=False, name=None))


def _kinds(frame: pd.DataFrame) -> dict[str, str]:
    """The kind of each column: `integer`, `float`, `date` or `text`."""
    tests = {"integer": pd.api.types.is_integer_dtype, "float": pd.api.types.is_float_dtype}
    tests["date"] = pd.api.types.is_datetime64_any_dtype
    return {
        str(name): next((kind for kind, test in tests.items() if test(cells)), "text") for name, cells in frame.items()
    }


def _workbook(ledger: Ledger, frames: dict[str, pd.DataFrame]) -> bytes:
    """A sheet for each table, its head fixed and ready to filter, after one that says what they are."""
    import xlsxwriter  # here, since most builds leave these files as they are

    file = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(file, plain) as book:
        book.set_properties({"created": datetime.combine(today(ledger), datetime.min.time())})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        about = book.add_worksheet("about")
        about.write_row(0, 0, ["table", "meaning"], bold)
        for place, row in enumerate(_meanings(ledger)[:-1], 1):
            about.write_row(place, 0, row)
        about.set_column(0, 0, 16)
        told = book.add_worksheet("dictionary")
        told.write_row(0, 0, ["table", "column", "meaning"], bold)
        meanings = [(name, *pair) for name, frame in frames.items() for pair in _columns(ledger, name, frame)]
        for place, meaning in enumerate(meanings, 1):
            told.write_row(place, 0, meaning)
        told.set_column(0, 1, 20)
        for name, frame in frames.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(frame), bold)
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, len(frame), frame.shape[1] - 1)
            for across, (column, kind) in enumerate(_kinds(frame).items()):
                sheet.set_column(across, across, 20, day if kind == "date" else None)
                for down, cell in frame[column].dropna().items():
                    _put(sheet, int(str(down)) + 1, across, cell, kind, day)
    return file.getvalue()


def _put(sheet: Any, down: int, across: int, cell: Any, kind: str, day: Any) -> None:
    if kind == "date" and cell.year < FIRST:
        sheet.write_string(down, across, f"{cell:%Y-%m-%d}")
    elif kind == "date":
        sheet.write_datetime(down, across, cell.to_pydatetime(), day)
    elif kind == "text":
        sheet.write_string(down, across, cell)
    else:
        sheet.write_number(down, across, cell)


def _parquet(frames: dict[str, pd.DataFrame]) -> dict[str, bytes]:
    import duckdb

    base, files = duckdb.connect(config={"threads": 1}), {}
    with tempfile.TemporaryDirectory() as folder:
        for table, frame in frames.items():
            columns = ", ".join(f'"{name}"::{COLUMNS[kind]} AS "{name}"' for name, kind in _kinds(frame).items())
            base.register("cells", pd.DataFrame(_cells(frame), columns=list(frame), dtype=object))
            file = Path(folder, f"{table}.parquet")
            base.execute(f"COPY (SELECT {columns} FROM cells) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
            files[file.name] = file.read_bytes()
    return files
