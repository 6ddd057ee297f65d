"""The ledger against the originals: against stand-ins everywhere, against the real ones where they are."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from explainer.__main__ import main
from explainer.ledger.check import check
from explainer.ledger.rules.book import PUBLISHED, SEAL
from explainer.ledger.verify import paragraphs, verify, write_seals
from explainer.paths import DATA, ROOT

from ...conftest import Spoiled
from ...small import Small, record

ORIGINALS = Path(os.environ.get("SEEDS", ROOT.parent / "shared" / "seeds"))
absent = pytest.mark.skipif(
    not ORIGINALS.is_dir(), reason="the originals are not here: they are other people's articles (set SEEDS)"
)
ANZEIGER = """01 Von der Linie

Die Linie kostet 4,5 Millionen Dollar, Lokomotiven für Milliarden von Dollar kommen dazu.
Dies ist, um Frachtkosten um über 50 % zu senken; ein Anteil von fast 70 % ist es schon.
Die Anlage ist mit 2 bis 3 Gigawatt geplant. Am 3. April 1846 eröffnet ist sie.
Seither sei der Verkehr um das Zehnfache gestiegen.

Darum meint man, die Linie werde sich lohnen.
"""
GAZETTE = """Page 2
It is the second largest line of the land.
It has over 200 thousand users.
The debt is due within 12 months.
It cost half as much again.
"""


def test_paragraphs_are_non_empty_lines():
    assert paragraphs("one\n\n  two \n\n\nthree") == ["one", "two", "three"]


@pytest.fixture
def stand_in(tmp_path: Path) -> tuple[Small, Path]:
    """The railway's ledger with originals of our own."""
    ledger, folder = Small(tmp_path / "small"), tmp_path / "originals"
    folder.mkdir()
    for line, (name, text) in enumerate((("anzeiger.txt", ANZEIGER), ("gazette.txt", GAZETTE)), 2):
        (folder / name).write_text(text, encoding="utf-8")
        for column, value in (
            ("sha256", hashlib.sha256(text.encode()).hexdigest()),
            ("bytes", str(len(text.encode()))),
        ):
            ledger.cell("sources", line, column, value)
    header, *sources = ledger.rows("sources")
    for source in sources:
        record(ledger.seeds, dict(zip(header, source)))
    return ledger, folder


def test_a_sound_ledger_passes_and_is_counted(stand_in):
    ledger, folder = stand_in
    report = verify(ledger.data, folder)
    assert report.faults == []
    counts = (report.sources, report.phrases, report.tokens, report.in_claims, report.excluded)
    assert counts == (2, 12, 11, 9, 2)


def test_what_is_new_or_gone_is_sealed(stand_in):
    ledger, folder = stand_in
    for lock in (SEAL, PUBLISHED):
        path = ledger.data / lock
        lines = [line for line in path.read_text(encoding="utf-8").splitlines(True) if not line.endswith("  pays-az\n")]
        path.write_text("".join(lines), encoding="utf-8")
    with (ledger.data / SEAL).open("a", encoding="utf-8") as seals:
        seals.write(f"{'0' * 64}  gone\n")
    assert len(check(ledger.data)) == 3
    assert main(["verify", "--data", str(ledger.data), str(folder)]) == 0
    assert check(ledger.data) == []


@pytest.mark.parametrize(
    ("spoil", "column", "said"),
    [
        (lambda s, f: s.cell("claims", 2, "evidence", "kostet 4,4 Millionen"), "evidence", "verbatim in paragraph 2"),
        (lambda s, f: s.cell("claims", 2, "paragraph", "3"), "paragraph", "paragraph 2, where the phrase stands"),
        (lambda s, f: s.cell("claims", 2, "paragraph", "99"), "paragraph", "paragraph 2, where the phrase stands"),
        (lambda s, f: s.write("exclusions", s.rows("exclusions")[:-1]), "evidence", "a row in exclusions.csv"),
        (lambda s, f: s.cell("exclusions", 2, "token", "02"), "token", "only digits that no claim carries"),
        (lambda s, f: (f / "anzeiger.txt").write_text("kürzer", encoding="utf-8"), "sha256", "the digest of the original"),
        (lambda s, f: s.cell("sources", 2, "bytes", "7"), "bytes", "the size of the original"),
        (lambda s, f: s.cell("sources", 2, "paragraphs", "7"), "paragraphs", "6, the paragraphs of the original"),
        (lambda s, f: (f / "anzeiger.txt").unlink(), "file", "the original under this name"),
    ],
)  # fmt: skip
def test_what_the_originals_refuse(stand_in, spoil, column: str, said: str):
    ledger, folder = stand_in
    spoil(ledger, folder)
    faults = verify(ledger.data, folder).faults
    assert any(fault.column == column and said in fault.allowed for fault in faults), faults


def test_an_original_that_is_no_text_is_named(stand_in):
    ledger, folder = stand_in
    (folder / "anzeiger.txt").write_bytes(b"\xff\n")
    ledger.cell("sources", 2, "sha256", hashlib.sha256(b"\xff\n").hexdigest())
    assert any(
        "not UTF-8" in fault.found and fault.file == "anzeiger.txt" for fault in verify(ledger.data, folder).faults
    )


def test_nothing_is_sealed_while_a_fault_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    ledger = Small(tmp_path / "small")
    before = (ledger.data / SEAL).read_bytes()
    assert main(["verify", "--data", str(ledger.data), str(tmp_path / "nowhere")]) == 1
    assert (ledger.data / SEAL).read_bytes() == before
    assert "the original under this name" in capsys.readouterr().err


def test_a_wrong_figure_is_not_sealed_by_who_has_the_originals(stand_in, capsys: pytest.CaptureFixture[str]):
    ledger, folder = stand_in
    for line, source in enumerate(("anzeiger-1846", "gazette-1847"), 2):
        row = dict(zip(ledger.rows("sources")[0], ledger.rows("sources")[line - 1]))
        path = ledger.seeds / f"{source}.md"
        text = path.read_text(encoding="utf-8").replace(line_of("bytes", path), f"bytes: {row['bytes']}")
        path.write_text(text.replace(line_of("sha256", path), f"sha256: {row['sha256']}"), encoding="utf-8")
    assert main(["verify", "--data", str(ledger.data), str(folder)]) == 0
    ledger.cell("claims", 2, "low", "4500000000")
    assert main(["verify", "--data", str(ledger.data), str(folder)]) == 1
    assert "4500000, as the phrase has it" in capsys.readouterr().err


def line_of(field: str, path: Path) -> str:
    return next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(f"{field}: "))


def test_sealing_says_whether_it_changed_anything(spoiled: Spoiled):
    write_seals(spoiled.data)  # which records what is new since the last verify
    assert write_seals(spoiled.data) is False
    assert (spoiled.data / SEAL).read_bytes() == (DATA / SEAL).read_bytes()
    for name in (SEAL, PUBLISHED):
        (spoiled.data / name).unlink()
    assert write_seals(spoiled.data) is True
    assert (spoiled.data / SEAL).read_bytes() == (DATA / SEAL).read_bytes()


def test_what_was_published_stays_on_record(tmp_path: Path):
    """Sealing does not make a changed verdict one that was never published."""
    ledger = Small(tmp_path / "small")
    ledger.cell("checks", ledger.line("checks", "pays-az"), "verdict", "garbled")
    assert write_seals(ledger.data) is False
    assert any("a row of corrections.csv" in fault.allowed for fault in check(ledger.data))


@absent
def test_the_published_ledger_against_the_originals():
    report = verify(DATA, ORIGINALS)
    assert [str(fault) for fault in report.faults] == []
    assert report.sources == 5
    assert report.in_claims + report.excluded == report.tokens > 100


@absent
def test_the_originals_are_not_republished():
    """No run of more than twelve words of an original stands in any file of the repository."""
    originals = [path.read_text(encoding="utf-8").split() for path in ORIGINALS.glob("*.txt")]
    runs = {tuple(words[i : i + 13]) for words in originals for i in range(len(words) - 12)}
    for folder in ("data", "seeds", "book", "explainer", "tests"):
        for path in (ROOT / folder).rglob("*.*"):
            if path.suffix in (".md", ".csv", ".json", ".py"):
                words = path.read_text(encoding="utf-8").replace(",", " , ").split()
                plain = path.read_text(encoding="utf-8").split()
                for text in (words, plain):
                    found = runs.intersection(tuple(text[i : i + 13]) for i in range(len(text) - 12))
                    assert not found, f"{path.name}: {found}"
