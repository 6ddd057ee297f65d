"""The ledger against the originals: against stand-ins everywhere, against the real ones where they are."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from explainer.__main__ import main
from explainer.ledger.rules import SEAL
from explainer.ledger.schema import DATA, ROOT
from explainer.ledger.verify import paragraphs, verify, write_seal

from .conftest import Spoiled

ORIGINALS = Path(os.environ.get("SEEDS", ROOT.parent / "shared" / "seeds"))


def test_paragraphs_are_non_empty_lines():
    assert paragraphs("one\n\n  two \n\n\nthree") == ["one", "two", "three"]


@pytest.fixture
def stand_in(spoiled: Spoiled, tmp_path: Path) -> tuple[Spoiled, Path]:
    """A ledger of one claim with an original of our own."""
    folder = tmp_path / "originals"
    folder.mkdir()
    text = "Überschrift\n\n01 Der Umsatz lag bei 4,3 Milliarden Dollar.\nEs waren 4,3 und 7.\n"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    header, first, *_ = spoiled.rows("sources")
    source = dict(zip(header, first)) | {
        "file": "a.txt",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "bytes": str(len(text.encode())),
    }
    spoiled.write("sources", [header, list(source.values())])
    header, first, *_ = spoiled.rows("claims")
    claim = dict(zip(header, first)) | {"paragraph": "2", "evidence": "bei 4,3 Milliarden Dollar"}
    spoiled.write("claims", [header, list(claim.values())])
    excluded = [
        ["jinduan-2025", "2", "01", "section-number"],
        ["jinduan-2025", "3", "4,3", "restated"],
        ["jinduan-2025", "3", "7", "figure-of-speech"],
    ]
    spoiled.write("exclusions", [spoiled.rows("exclusions")[0], *excluded])
    return spoiled, folder


def test_a_sound_ledger_passes_and_is_counted(stand_in):
    spoiled, folder = stand_in
    report = verify(spoiled.data, folder)
    assert report.faults == []
    assert (report.sources, report.phrases, report.tokens, report.in_claims, report.excluded) == (1, 1, 4, 1, 3)


@pytest.mark.parametrize(
    ("spoil", "column", "said"),
    [
        (
            lambda s, f: s.cell("claims", 2, "evidence", "bei 4,4 Milliarden"),
            "evidence",
            "stands verbatim in paragraph 2",
        ),
        (lambda s, f: s.cell("claims", 2, "paragraph", "3"), "paragraph", "paragraph 2, where the phrase stands"),
        (lambda s, f: s.cell("claims", 2, "paragraph", "99"), "paragraph", "paragraph 2, where the phrase stands"),
        (lambda s, f: s.write("exclusions", s.rows("exclusions")[:-1]), "evidence", "a row in exclusions.csv"),
        (lambda s, f: s.cell("exclusions", 2, "token", "02"), "token", "only digits that no claim carries"),
        (lambda s, f: (f / "a.txt").write_text("kürzer", encoding="utf-8"), "sha256", "the digest of the original"),
        (lambda s, f: s.cell("sources", 2, "bytes", "7"), "bytes", "the size of the original"),
        (lambda s, f: (f / "a.txt").unlink(), "file", "the original under this name"),
    ],
)
def test_what_the_originals_refuse(stand_in, spoil, column: str, said: str):
    spoiled, folder = stand_in
    spoil(spoiled, folder)
    faults = verify(spoiled.data, folder).faults
    assert any(fault.column == column and said in fault.allowed for fault in faults), faults


def test_nothing_is_sealed_while_a_fault_stands(spoiled: Spoiled, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    before = (spoiled.data / SEAL).read_bytes()
    assert main(["verify", "--data", str(spoiled.data), str(tmp_path / "nowhere")]) == 1
    assert (spoiled.data / SEAL).read_bytes() == before
    assert "the original under this name" in capsys.readouterr().err


def test_sealing_says_whether_it_changed_anything(spoiled: Spoiled):
    assert write_seal(spoiled.data) is False
    (spoiled.data / SEAL).unlink()
    assert write_seal(spoiled.data) is True
    assert (spoiled.data / SEAL).read_bytes() == (DATA / SEAL).read_bytes()


@pytest.mark.skipif(
    not ORIGINALS.is_dir(), reason="the originals are not here: they are other people's articles (set SEEDS)"
)
def test_the_published_ledger_against_the_originals():
    report = verify(DATA, ORIGINALS)
    assert [str(fault) for fault in report.faults] == []
    assert report.sources == 5
    assert report.in_claims + report.excluded == report.tokens > 100


@pytest.mark.skipif(
    not ORIGINALS.is_dir(), reason="the originals are not here: they are other people's articles (set SEEDS)"
)
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
