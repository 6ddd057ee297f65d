"""A damaged `datapackage.json` is told in words: where in it, what was found and what is allowed; never in a traceback.

Covered: JSON that cannot be read, parts missing, of another type or unknown, patterns that cannot be read, keys that
point nowhere, tables and columns that the rules need. Random damage is in `test_fuzz`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.__main__ import main
from explainer.ledger import descriptor
from explainer.ledger.check import check
from explainer.paths import DATA, DESCRIPTOR

from ...small import Small


def resource(whole: dict, name: str) -> dict:
    return next(part for part in whole["resources"] if part["name"] == name)


def field(whole: dict, table: str, column: str) -> dict:
    return next(part for part in resource(whole, table)["schema"]["fields"] if part["name"] == column)


DAMAGES: dict[str, tuple[Callable[[dict], object], str, str]] = {
    "no resources": (lambda d: d.pop("resources"), "", "'resources' is a required property"),
    "resources of nothing": (lambda d: d.update(resources=None), "resources", "None is not of type 'array'"),
    "a resource of nothing": (lambda d: d["resources"].append(None), "resources/21", "None is not of type 'object'"),
    "a part nobody knows": (lambda d: d.update(profile="x"), "", "'profile' was unexpected"),
    "a dialect": (lambda d: resource(d, "claims").update(dialect={"delimiter": ";"}), "resources/claims", "'dialect'"),
    "another encoding": (lambda d: resource(d, "claims").update(encoding="latin-1"), "resources/claims/encoding", "utf-8"),
    "a path out of the folder": (lambda d: resource(d, "claims").update(path="../x.csv"), "resources/claims/path", "x.csv"),
    "no schema": (lambda d: resource(d, "claims").pop("schema"), "resources/claims", "'schema' is a required"),
    "an unknown type": (lambda d: field(d, "claims", "low").update(type="figure"), "fields/low/type", "'figure'"),
    "a pattern that cannot be read": (lambda d: field(d, "claims", "claim_id")["constraints"].update(pattern="("), "claim_id/constraints/pattern", "is not a 'regex'"),
    "other missing values": (lambda d: resource(d, "claims")["schema"].update(missingValues=["-"]), "missingValues", "was expected"),
    "a column twice": (lambda d: resource(d, "claims")["schema"]["fields"].append(field(d, "claims", "low")), "claims/low", "the column 2 times"),
    "a table twice": (lambda d: d["resources"].append(resource(d, "claims")), "resources", "the name 'claims' 2 times"),
    "a key that is no column": (lambda d: resource(d, "claims")["schema"].update(primaryKey="id"), "claims", "the primary key 'id'"),
    "a foreign key to nothing": (lambda d: resource(d, "claims")["schema"]["foreignKeys"][0]["reference"].update(resource="papers"), "claims/source_id", "papers.source_id"),
    "a list that refers to nothing": (lambda d: field(d, "events", "claim_ids").update(refers_to="claims.id"), "events/claim_ids", "'claims.id'"),
}  # fmt: skip


def damage(folder: Path, change: Callable[[dict], object]) -> None:
    path = folder / DESCRIPTOR
    whole = json.loads(path.read_text(encoding="utf-8"))
    change(whole)
    path.write_text(json.dumps(whole), encoding="utf-8")


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_told_with_its_place(name: str, tmp_path: Path):
    change, place, found = DAMAGES[name]
    ledger = Small(tmp_path / "small")
    damage(ledger.data, change)
    faults = check(ledger.data)
    assert any(place in fault.row_id and found in fault.found and fault.allowed for fault in faults), faults


@pytest.mark.parametrize(
    ("raw", "line", "found"),
    [(b"{", 1, "column 2"), (b'{\n"a": ,}', 2, "Expecting value"), (b"\xff", 1, "not UTF-8"), (b"[" * 100_000, 0, "brackets")],
)  # fmt: skip
def test_what_is_no_json_is_told_with_its_line(raw: bytes, line: int, found: str, tmp_path: Path):
    ledger = Small(tmp_path / "small")
    (ledger.data / DESCRIPTOR).write_bytes(raw)
    (fault,) = check(ledger.data)
    assert fault.line == line and found in fault.found


def test_a_missing_descriptor_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    ledger = Small(tmp_path / "small")
    (ledger.data / DESCRIPTOR).unlink()
    assert main(["check", "--data", str(ledger.data)]) == 1
    assert "data/datapackage.json: found no such file" in capsys.readouterr().err


@pytest.mark.parametrize("table", ["corrections", "deals", "verdicts"])
def test_a_table_that_the_rules_need_is_missed(table: str, tmp_path: Path):
    ledger = Small(tmp_path / "small")
    damage(ledger.data, lambda whole: whole["resources"].remove(resource(whole, table)))
    (ledger.data / f"{table}.csv").unlink()
    for other in ("claims", "checks"):  # whose foreign keys would be told first
        damage(ledger.data, lambda whole, other=other: resource(whole, other)["schema"].update(foreignKeys=[]))
    assert any(f"the table '{table}'" in fault.found for fault in check(ledger.data))


def test_a_column_that_the_rules_need_is_missed(tmp_path: Path):
    ledger = Small(tmp_path / "small")
    ledger.text("checks", lambda text: text.replace("finding", "found", 1))
    damage(ledger.data, lambda whole: field(whole, "checks", "finding").update(name="found"))
    assert any("the column 'finding' of the table 'checks'" in fault.found for fault in check(ledger.data))


def test_the_published_descriptor_is_sound():
    assert descriptor.faults(DATA) == []
