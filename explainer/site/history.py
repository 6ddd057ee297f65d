"""The releases of a book, from its `CHANGELOG.md`: the newest first, each a heading `## VERSION (DAY)` over lists."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from ..paths import ROOT
from .refuse import Refused

FILE = "CHANGELOG.md"
HEADING = re.compile(r"## (?P<version>\S+) \((?P<day>\d{4}-\d\d-\d\d)\)")


class Release(NamedTuple):
    """A version, its day, and what changed: items by the heading over them."""

    version: str
    day: date
    changes: dict[str, list[str]]

    @property
    def anchor(self) -> str:
        """Its place on its page."""
        return f"v{self.version}"


def releases() -> list[Release]:
    """All of them; none where the book has no such file. Raises `Refused`, which names file, line and remedy."""
    path = ROOT / FILE
    found: list[Release] = []
    heading = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else (), 1):
        at = f"{FILE}, line {number}"
        if line.startswith("## "):
            if not (match := HEADING.fullmatch(line)):
                raise Refused([f"{at}: found '{line}'; allowed: '## 1.0.0 (2026-01-31)', a version and its day"])
            try:
                found.append(Release(match["version"], date.fromisoformat(match["day"]), {}))
            except ValueError as error:
                raise Refused([f"{at}: found '{match['day']}'; allowed: a day of the calendar"]) from error
            if len(found) > 1 and found[-1].day > found[-2].day:
                raise Refused([f"{at}: found {match['day']} below {found[-2].day}; allowed: the newest first"])
            heading = ""
        elif line.startswith("### ") and found:
            heading = line.removeprefix("### ").strip()
        elif line.startswith("- ") and found:
            found[-1].changes.setdefault(heading, []).append(line.removeprefix("- ").strip())
        elif line.startswith("  ") and line.strip() and found and found[-1].changes.get(heading):
            found[-1].changes[heading][-1] += f" {line.strip()}"
    return found
