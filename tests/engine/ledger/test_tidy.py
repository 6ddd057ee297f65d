"""`make tidy` brings a table into its canonical form and changes no value."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.__main__ import main
from explainer.ledger.check import check
from explainer.ledger.tidy import tidy
from explainer.paths import DATA

from ...small import Small


def parted_by(mark: str, text: str) -> str:
    """The text as a spreadsheet of another country saves it, quoting what holds the mark."""
    import csv
    import io

    rows = list(csv.reader(io.StringIO(text)))
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: parted_by(";", text).encode(),
        lambda text: parted_by("\t", text).encode("utf-16"),
        lambda text: text.replace("\n", "\n,,,,,,\n", 2).encode(),
        lambda text: (
            "\n".join(
                ",".join(f'"{cell}"' for cell in line.split(",")) if '"' not in line else line
                for line in text.splitlines()
            ).encode()
            + b"\n"
        ),
        lambda text: b"\xef\xbb\xbf" + parted_by(";", text).replace("\n", "\r\n").encode(),
        lambda text: parted_by(";", text).replace("\n", "\r\n").encode("cp1252"),
    ],
)
def test_what_a_spreadsheet_did_is_undone(spoil, tmp_path: Path):
    ledger = Small(tmp_path / "small")
    path = ledger.data / "claims.csv"
    before = path.read_bytes()
    path.write_bytes(spoil(before.decode()))
    assert path.read_bytes() != before
    (rewritten,) = tidy(ledger.data)
    assert rewritten.startswith("claims.csv")
    assert path.read_bytes() == before and check(ledger.data) == []


@pytest.mark.parametrize(
    "raw", [b"claim_id,so\na,b", b"claim_id,so\n\x81,b\n", b'claim_id,so\n"a,b\n', b"claim_id,so\r\na,b"]
)
def test_what_may_have_been_cut_off_or_cannot_be_read_is_left_alone(raw: bytes, tmp_path: Path):
    (tmp_path / "a.csv").write_bytes(raw)
    assert tidy(tmp_path) == []
    assert (tmp_path / "a.csv").read_bytes() == raw


def test_the_published_tables_are_tidy(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for path in DATA.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert main(["tidy", "--data", str(tmp_path)]) == 0
    assert "tidy already" in capsys.readouterr().out


def test_what_is_left_alone_is_not_called_tidy(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    ledger = Small(tmp_path / "small")
    path = ledger.data / "claims.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert main(["tidy", "--data", str(ledger.data)]) == 1
    said = capsys.readouterr()
    assert "tidy already" not in said.out and said.err.startswith("data/claims.csv, line ")
