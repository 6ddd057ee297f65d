"""The changelog is read as it is written, and what cannot be read is told with its line and a remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from explainer.site import history
from explainer.site.refuse import Refused

GOOD = (
    "# Changelog\n\n## 1.0 (2026-02-01)\n\n### Changed\n\n- One,\n  and more\n- Two\n\n## 0.9 (2026-01-01)\n\n- Three\n"
)
BAD = {
    "## 1.0": "line 1: found '## 1.0'; allowed: '## 1.0.0 (2026-01-31)'",
    "## 1.0 (2026-02-30)": "line 1: found '2026-02-30'; allowed: a day of the calendar",
    "## 0.9 (2026-01-01)\n## 1.0 (2026-02-01)": "line 2: found 2026-02-01 below 2026-01-01; allowed: the newest first",
}


@pytest.fixture
def changelog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(history, "ROOT", tmp_path)
    return tmp_path / history.FILE


def test_releases_are_read_with_their_lists(changelog: Path):
    assert history.releases() == []
    changelog.write_text(GOOD, encoding="utf-8")
    newest, first = history.releases()
    assert newest == ("1.0", date(2026, 2, 1), {"Changed": ["One, and more", "Two"]}) and newest.anchor == "v1.0"
    assert first.changes == {"": ["Three"]}


@pytest.mark.parametrize("text", BAD)
def test_what_cannot_be_read_is_told(changelog: Path, text: str):
    changelog.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="CHANGELOG.md") as raised:
        history.releases()
    assert BAD[text] in str(raised.value)
