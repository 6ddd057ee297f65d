"""What is taken along is read by those for whom it is made, and says what the tables say."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import polars
import pytest
from frictionless import Package
from openpyxl import load_workbook
from rocrate.rocrate import ROCrate

from explainer.ledger.store import Ledger
from explainer.site.croissant import croissant
from explainer.site.packages import described, packages

from .test_pages import soup

NAME = "bubble-or-build-out"
TABLES = list(Ledger().schema.tables)
SOFFICE = shutil.which("soffice")  # not installed for tests: its fonts get into the pictures of others

# What the tables themselves say, read as text and added up by plain arithmetic.
COUNTS = {name: len(Ledger().table(name)) for name in TABLES}
VALUES = sum(float(cell) for cell in Ledger().table("record")["low"])
STATED = Ledger().claims(columns=["claim_id", "low", "first_day"])


@pytest.fixture(scope="module")
def data(site: Path) -> Path:
    return site / "data"


def test_pandas_reads_numbers_as_numbers_and_days_as_days(site: Path):
    ledger = pd.read_csv(site / "ledger.csv", parse_dates=["low_date", "high_date", "low_date_checked", "checked_on"])
    assert len(ledger) == COUNTS["claims"]
    assert {name for name in ledger if ledger[name].dtype == float} >= {"low", "high", "low_checked", "high_checked"}
    assert ledger.low.sum() == pytest.approx(STATED.low.sum()) and ledger.low.notna().sum() == STATED.low.notna().sum()
    assert ledger.low_date.dropna().tolist() == STATED.first_day.dropna().tolist()


def test_duckdb_and_polars_read_the_parquet(data: Path):
    for name in TABLES:
        file = data / f"{name}.parquet"
        assert duckdb.sql(f"SELECT count(*) FROM '{file}'").fetchall() == [(COUNTS[name],)]
        assert polars.read_parquet(file).height == COUNTS[name]
    record = polars.read_parquet(data / "record.parquet")
    assert record["low"].sum() == pytest.approx(VALUES)
    assert record.schema["period_end"] == polars.Date and record.schema["low"] == polars.Float64
    assert set(record["reference_ids"]) == {";".join(ids) for ids in Ledger().table("record")["reference_ids"]}


def test_sqlite_reads_the_database_and_its_keys_hold(data: Path):
    base = sqlite3.connect(f"file:{data / NAME}.sqlite?mode=ro", uri=True)
    assert {name: base.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in TABLES} == COUNTS
    assert base.execute("SELECT sum(low) FROM record").fetchone()[0] == pytest.approx(VALUES)
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    verdicts = dict(base.execute("SELECT verdict, count(*) FROM ledger GROUP BY verdict"))
    assert verdicts == Ledger().table("checks")["verdict"].value_counts().to_dict()
    untold = """SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type IN ('table', 'view')
        AND m.name != 'dictionary'
        AND NOT EXISTS (SELECT 1 FROM dictionary d WHERE d."table" = m.name AND d."column" = c.name)"""
    assert base.execute(untold).fetchall() == []


def test_a_workbook_has_each_table(data: Path):
    book = load_workbook(data / f"{NAME}.xlsx", read_only=True)
    assert book.sheetnames == ["about", "dictionary", *TABLES]
    rows = list(book["record"].iter_rows(values_only=True))
    assert sum(row[rows[0].index("low")] for row in rows[1:]) == pytest.approx(VALUES)
    assert {type(row[rows[0].index("period_end")]).__name__ for row in rows[1:]} == {"datetime"}
    old = [row for row in book["events"].iter_rows(values_only=True) if "1801-01-01" in map(str, row)]
    assert old, "a day before those that spreadsheets know stands as text"
    assert {name: sum(1 for _ in book[name].iter_rows()) - 1 for name in TABLES} == COUNTS


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_opens_the_workbook(data: Path, tmp_path: Path):
    profile, kind = (
        f"-env:UserInstallation=file://{tmp_path / 'profile'}",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
    )
    made = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path, data / f"{NAME}.xlsx"]
    subprocess.run(made, check=True, capture_output=True, timeout=180)
    record = pd.read_csv(tmp_path / f"{NAME}-record.csv")
    assert record.low.sum() == pytest.approx(VALUES) and len(record) == COUNTS["record"]


def test_a_package_is_whole_and_valid(data: Path, tmp_path: Path):
    with zipfile.ZipFile(data / f"{NAME}.zip") as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path)
    folder = tmp_path / NAME / "data"
    about = json.loads((folder / "datapackage.json").read_text())
    assert about == json.loads((data / "datapackage.json").read_text())
    for resource in about["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}" and resource["bytes"] == len(content)
        assert content == (data / resource["path"]).read_bytes()
    assert {"contributors", "created", "sources", "version", "licenses"} <= set(about)
    assert len(about["sources"]) == COUNTS["sources"]
    assert {"README.md", "LICENSE"} <= {path.name for path in folder.parent.iterdir()}
    errors = [error.note for error in Package.metadata_validate(about)]
    assert errors == []


def test_an_archive_reads_the_crate(data: Path):
    crate = ROCrate(data)
    about = json.loads((data / "datapackage.json").read_text())
    assert crate.name == about["title"] and crate.license["name"] == about["licenses"][0]["title"]
    files = {file.id: file for file in crate.get_by_type("File")}
    assert set(files) == {f"{name}.csv" for name in TABLES}
    for name, file in files.items():
        assert file["sha256"] == hashlib.sha256((data / name).read_bytes()).hexdigest() and file["description"]


def test_files_are_alike_whenever_they_are_made():
    first, again = (packages(ledger, described(ledger, "x", "")) for ledger in (Ledger(), Ledger()))
    assert first == again


def test_a_package_knows_its_address():
    about = json.loads(described(Ledger(), "The authors", "https://example.org/book/"))
    assert about["homepage"] == "https://example.org/book/" and about["contributors"][0]["title"] == "The authors"


def test_the_page_leads_to_each_file(site: Path):
    page = soup(site, "data")
    linked = {link["href"] for link in page.select("a[href^='data/'], a[href='ledger.csv']")}
    missing = {name for name in linked if not (site / name).is_file()}
    assert missing == set()
    whole = {f"data/{NAME}.{kind}" for kind in ("zip", "sqlite", "xlsx")}
    assert whole | {f"data/{name}.{kind}" for name in TABLES for kind in ("csv", "parquet")} <= linked


def test_what_the_page_tells_to_run_runs(site: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.chdir(data)
    shutil.copy(site / "ledger.csv", data / "ledger.csv")
    try:
        told = {
            block.find_parent("div", class_="notranslate")["class"][0].removeprefix("highlight-"): block.get_text()
            for block in soup(site, "data").select("pre")
        }
        exec(told["python"], {})
        assert "confirmed" in capsys.readouterr().out
        found = duckdb.sql(told["sql"]).fetchall()
        assert len(found) == (Ledger().table("record")["series_id"] == "capex-by-year").sum()
    finally:
        (data / "ledger.csv").unlink()


@pytest.mark.parametrize("address", ["", "https://example.org/book/"])
def test_the_croissant_names_files_columns_and_keys_that_are_there(data: Path, address: str):
    """Its own library, mlcroissant, has no wheels of all that it needs, and so cannot be locked."""
    told = json.loads(croissant(Ledger().schema, json.loads(described(Ledger(), "The authors", address))))
    assert address or told == json.loads((data / "croissant.json").read_text()) | {"creator": told["creator"]} | {
        "citeAs": told["citeAs"]
    }
    files = {file["@id"]: file for file in told["distribution"]}
    for name, file in files.items():
        assert file["contentUrl"] == (f"{address}data/{name}" if address else name)
        assert file["sha256"] == hashlib.sha256((data / name).read_bytes()).hexdigest()
    fields = [field for records in told["recordSet"] for field in records["field"]]
    known = {field["@id"] for field in fields}
    assert len(known) == len(fields) and {records["@id"] for records in told["recordSet"]} == set(TABLES)
    for field in fields:
        source = field["source"]
        assert source["extract"]["column"] in pd.read_csv(data / source["fileObject"]["@id"], nrows=0)
        assert field.get("references", {"field": {"@id": field["@id"]}})["field"]["@id"] in known
    assert {key["@id"] for records in told["recordSet"] for key in records.get("key", ())} <= known


def test_each_exhibit_has_a_valid_package_of_its_rows(site: Path):
    tables = {path.stem: path for path in (site / "exhibits").glob("*.csv")}
    found = {path.name.partition(".")[0]: path for path in (site / "exhibits").glob("*.datapackage.json")}
    assert tables and found.keys() == tables.keys()
    for name, path in found.items():
        about = json.loads(path.read_text(encoding="utf-8"))
        assert [error.note for error in Package.metadata_validate(about)] == []
        (resource,) = about["resources"]
        heads = list(pd.read_csv(tables[name], nrows=0, dtype=str))
        assert [field["name"] for field in resource["schema"]["fields"]] == heads and len(about["title"]) > 20
