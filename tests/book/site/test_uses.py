"""`make uses` tells which claims the pages use; it is to say what the built site says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from explainer.__main__ import main
from explainer.ledger.coverage import BAR, REASONS, coverage, file_of, weak_checks
from explainer.ledger.store import Ledger

from .test_pages import entries

WEAK = 8  # at most


def book(site: Path) -> Path:
    return site.parent.parent


def test_what_the_build_leaves_behind_is_what_the_ledger_page_shows(site: Path):
    shown = {}
    for row in entries(site):
        told = next((p for p in row.select("details.uses p") if p.get_text().startswith("Used in")), None)
        if told:
            shown[row["id"]] = sorted({f"book/{link['href'].split('.html')[0]}" for link in told.select("a")})
    kept = json.loads(file_of(book(site)).read_text(encoding="utf-8"))["told"]
    assert kept == shown and len(kept) > 100


def test_most_claims_are_used_and_the_rest_has_reasons(site: Path, ledger: Ledger):
    said = coverage(ledger, book(site))
    used, whole, share = map(int, re.match(r"(\d+) of (\d+) claims \((\d+)%", said).groups())
    assert whole == len(ledger.claims()) and share == round(100 * used / whole) >= BAR
    rest, reasons = [], said.splitlines()[1:-1]
    for line in reasons:
        rest += line.split(": ")[1].split(", ")
    assert len(rest) == whole - used and set(rest) <= set(ledger.claims().claim_id)
    assert all(line.split(": ")[0].strip() in REASONS.values() for line in reasons)


def test_few_claims_of_chapters_are_judged_by_secondary_pages_alone(site: Path, ledger: Ledger):
    said = coverage(ledger, book(site)).splitlines()[-1]
    weak, behind, named = re.fullmatch(r"(\d+) checks .* alone, (\d+) of them behind .*: (.*)", said).groups()
    assert int(weak) == len(weak_checks(ledger)) >= int(behind) == len(named.split(", "))
    assert int(behind) <= WEAK


def test_an_older_build_is_not_asked(ledger: Ledger, tmp_path: Path):
    assert "make site" in coverage(ledger, tmp_path)
    (tmp_path / "_build").mkdir()
    file_of(tmp_path).write_text('{"built_from": "something else", "chapters": [], "told": {}}', encoding="utf-8")
    assert "make site" in coverage(ledger, tmp_path)


@pytest.mark.parametrize("left", [b"", b'{"built_from": "', b"[1]", b"{}", b"\xff\x00"])
def test_what_a_build_left_damaged_is_not_asked(left: bytes, ledger: Ledger, tmp_path: Path):
    (tmp_path / "_build").mkdir()
    file_of(tmp_path).write_bytes(left)
    assert "make site" in coverage(ledger, tmp_path)


def test_the_command_tells_and_the_check_does_not(site: Path, capsys: pytest.CaptureFixture[str]):
    data = str(book(site) / "data")
    assert main(["uses", "--data", data]) == 0
    assert "are used on a page other than the ledger" in capsys.readouterr().out
    assert main(["check", "--data", data]) == 0
    assert "pages" not in capsys.readouterr().out
