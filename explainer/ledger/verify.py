"""Holds the ledger against the originals, for whoever has them.

Every checksum matches, every evidence phrase stands verbatim in its paragraph, and every digit token of every
original is carried by a claim or excluded with a reason. When all holds, what the claims state is sealed in
`data/evidence.lock`, so that `make check` can refuse what was edited since, originals or not; and what the book says of
new claims is recorded in `data/published.lock`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from .check import read_all
from .rows import Fault, Row, Unreadable, decode
from .rules import Book
from .rules.book import PUBLISHED, SEAL
from .rules.seals import publications, seals
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
    """Compares the ledger in `folder` with the originals. Writes nothing; see `write_seals`."""
    rows, _ = read_all(Schema(folder))
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
    path = Path(originals) / source["file"]
    if not path.is_file():
        allowed = "the original under this name"
        report.faults.append(source.fault("file", f"no '{source['file']}' in the folder of originals", allowed))
        return None
    raw = path.read_bytes()
    if len(raw) != source.number("bytes"):
        report.faults.append(source.fault("bytes", source["bytes"], f"{len(raw)}, the size of the original"))
    digest = hashlib.sha256(raw).hexdigest()
    if digest != source["sha256"]:
        report.faults.append(source.fault("sha256", source["sha256"], f"{digest}, the digest of the original"))
        return None
    try:
        text = decode(raw, source["file"])
    except Unreadable as error:
        report.faults += error.faults
        return None
    if len(paragraphs(text)) != source.number("paragraphs"):
        allowed = f"{len(paragraphs(text))}, the paragraphs of the original"
        report.faults.append(source.fault("paragraphs", source["paragraphs"], allowed))
    return text


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
            report.faults.append(row.fault(column, f"'{row['evidence']}'", hint))
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
        token = f"'{row['token']}', which is not left over in paragraph {row['paragraph']}"
        report.faults.append(row.fault("token", token, "only digits that no claim carries"))


def write_seals(folder: Path) -> bool:
    """Seals what the claims state, and records what is said of new ones; to be called only once `verify` is content.

    What is on record as published stays so: a later change wants a correction. True if anything changed.
    """
    folder = Path(folder)
    schema = Schema(folder)
    book = Book(schema, read_all(schema)[0], folder)
    recorded, _ = book.lock(PUBLISHED)  # none of a new ledger
    said = publications(book) | recorded
    return any([_write(folder / SEAL, seals(book)), _write(folder / PUBLISHED, said)])


def _write(path: Path, sealed: dict[str, str]) -> bool:
    text = "".join(f"{seal}  {name}\n" for name, seal in sealed.items())
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True
