"""What has grown old is found on the day on which it has, and not before."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from explainer.__main__ import main
from explainer.ledger.ageing import grown_old
from explainer.ledger.store import Ledger

from ...small import Small


def found(small: Small, day: str) -> dict[str, list[str]]:
    return {kind.split()[0]: rows for kind, rows in grown_old(Ledger(small.data), pd.Timestamp(day)).items()}


def test_what_is_still_to_come_has_not_grown_old(tmp_path: Path):
    assert not any(found(Small(tmp_path / "small"), "1847-01-20").values())


def test_a_plan_whose_year_is_over_wants_its_actual_value(tmp_path: Path):
    small = Small(tmp_path / "small")
    assert found(small, "1847-12-31")["plans"] == []
    assert found(small, "1848-01-01")["plans"] == ["takings: Rail Co, 1847"]
    small.cell("record", small.line("record", "takings-1847"), "status", "actual")
    assert found(small, "1848-01-01")["plans"] == []


def test_a_series_that_nobody_continued_wants_its_next_period_until_it_is_history(tmp_path: Path):
    small = Small(tmp_path / "small")
    quarters, years = (f"{name}: its newest value is of {of}" for name, of in
                       (("takings-by-quarter", "fourth quarter of 1846"), ("takings", "1846")))  # fmt: skip
    assert found(small, "1847-06-01")["series"] == [quarters]
    assert found(small, "1848-06-01")["series"] == [years, quarters]
    assert found(small, "1850-01-01")["series"] == []


def test_an_old_check_is_counted(tmp_path: Path):
    small = Small(tmp_path / "small")
    assert found(small, "2026-07-11")["checks"] == []
    claims, values = found(small, "2026-07-12")["checks"]
    assert claims == "12 of 12 claims, the oldest of 2026-01-11" and values.startswith("7 of 7 values")


def test_the_command_says_of_which_day_the_book_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    small = Small(tmp_path / "small")
    assert main(["fresh", "--data", str(small.data)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("The newest check is of 2026-01-11. Grown old by ")
    assert "series with a newer period to fetch: none\n" in said  # of 1846, which is history
