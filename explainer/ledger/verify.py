"""Holds the ledger against the originals, for whoever has them.

Every checksum matches, every evidence phrase stands verbatim in its paragraph, and every digit token of every
original is carried by a claim or excluded with a reason. When all holds, the phrases are sealed in
`data/evidence.lock`, so that `make check` can refuse a phrase that was edited since, originals or not.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from .rows import Fault, Row, Rows, read
from .rules import SEAL, seal
from .schema import Schema

TOKEN = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass
class Report:
    """What the originals said of the ledger."""

    faults: list[Fault] = field(default_factory=list)
    sources: int = 0
    phrases: int = 0
    tokens: int = 0
    in_claims: int = 0
    excluded: int = 0


def paragraphs(text: str) -> list[str]:
    """The non-empty lines of an original; a claim's `paragraph` counts them from 1."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def verify(folder: Path, originals: Path) -> Report:
    """Compares the ledger in `folder` with the originals. Writes nothing; see `write_seal`."""
    schema = Schema(folder)
    rows: Rows = {name: read(folder, schema.tables[name]) for name in ("sources", "claims", "exclusions")}
    report = Report()
    for source in rows["sources"]:
        text = _original(source, originals, report)
        if text is not None:
            report.sources += 1
            own = {
                name: [r for r in rows[name] if r["source_id"] == source["source_id"]]
                for name in ("claims", "exclusions")
            }
            _compare(source["source_id"], paragraphs(text), own["claims"], own["exclusions"], report)
    report.faults.sort()
    return report


def _original(source: Row, originals: Path, report: Report) -> str | None:
    def fault(column: str, found: str, allowed: str) -> None:
        report.faults.append(Fault("data/sources.csv", source.line, source["source_id"], column, found, allowed))

    path = Path(originals) / source["file"]
    if not path.is_file():
        return fault("file", f"no '{source['file']}' in the folder of originals", "the original under this name")
    raw = path.read_bytes()
    if len(raw) != int(source["bytes"]):
        fault("bytes", source["bytes"], f"{len(raw)}, the size of the original")
    digest = hashlib.sha256(raw).hexdigest()
    if digest != source["sha256"]:
        return fault("sha256", source["sha256"], f"{digest}, the digest of the original")
    return raw.decode("utf-8")


def _compare(source_id: str, lines: list[str], claims: list[Row], exclusions: list[Row], report: Report) -> None:
    spans: dict[int, list[tuple[int, int]]] = {}
    for row in claims:
        number = int(row["paragraph"])
        line = lines[number - 1] if number <= len(lines) else ""
        found = [match.span() for match in re.finditer(re.escape(row["evidence"]), line)]
        if not found:
            elsewhere = [n for n, text in enumerate(lines, 1) if row["evidence"] in text]
            hint = (
                f"paragraph {elsewhere[0]}, where the phrase stands"
                if elsewhere
                else f"a phrase that stands verbatim in paragraph {number} of {source_id}"
            )
            column = "paragraph" if elsewhere else "evidence"
            report.faults.append(
                Fault("data/claims.csv", row.line, row["claim_id"], column, f"'{row['evidence']}'", hint)
            )
        report.phrases += bool(found)
        spans.setdefault(number, []).extend(found)

    excluded = {(int(row["paragraph"]), row["token"]): row for row in exclusions}
    needed: set[tuple[int, str]] = set()
    for number, line in enumerate(lines, 1):
        for match in TOKEN.finditer(line):
            report.tokens += 1
            if any(start <= match.start() and match.end() <= end for start, end in spans.get(number, [])):
                report.in_claims += 1
            elif (number, match.group()) in excluded:
                report.excluded += 1
                needed.add((number, match.group()))
            else:
                report.faults.append(
                    Fault(
                        "data/claims.csv",
                        0,
                        source_id,
                        "evidence",
                        f"the digits '{match.group()}' of paragraph {number} in no claim and no exclusion",
                        "a claim whose evidence holds them, or a row in exclusions.csv",
                    )
                )
    for key in sorted(set(excluded) - needed):
        row = excluded[key]
        report.faults.append(
            Fault(
                "data/exclusions.csv",
                row.line,
                source_id,
                "token",
                f"'{row['token']}', which is not left over in paragraph {row['paragraph']}",
                "only digits that no claim carries",
            )
        )


def write_seal(folder: Path) -> bool:
    """Seals the phrases of the ledger; to be called only after `verify` found no fault. True if it changed."""
    rows = read(folder, Schema(folder).tables["claims"])
    sealed = "".join(f"{seal(row)}  {row['claim_id']}\n" for row in rows)
    path = Path(folder) / SEAL
    if path.exists() and path.read_text(encoding="utf-8") == sealed:
        return False
    path.write_text(sealed, encoding="utf-8")
    return True
