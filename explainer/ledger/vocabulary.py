"""The words of the tables that code has to act on, each a row: units, measures, time bases, verdicts; and what the
topic brings: debates with their sides and questions, and the periods of the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from ..words.messages import N_
from ..words.units import Unit
from .rows import Row, read
from .schema import Schema

AGREES, DIFFERS, SILENT = "agrees", "differs", "silent"  # what a value on record does to the one stated
HOLDS, LOOSE, FAILS, UNVERIFIED = (
    N_("holds"),
    N_("loose"),
    N_("does not hold"),
    N_("unverified"),
)  # in which verdicts are counted
REPORTED = N_("reported")
MEANT = (N_("plan"), N_("estimate"), N_("forecast"), N_("opinion"), N_("analogy"))  # the other kinds of claim
ACTUAL = N_("actual")
GIVEN = (ACTUAL, N_("list-price"))  # what a value on the public record is, where nobody reckons it
MADE_AT = (N_("plan"), N_("forecast"))  # and where it was made at some time
GRADES = (N_("primary"), N_("press"), N_("secondary"))  # of references, the closest to the fact first


@dataclass(frozen=True)
class Measure:
    """What a claim measures, and between which ends a figure of it is plausible."""

    name: str
    families: tuple[str, ...]  # of the units it may have
    least: Decimal | None  # in the base unit of the family
    most: Decimal | None
    whole: bool


@dataclass(frozen=True)
class Verdict:
    """What a check can say of a claim."""

    name: str
    mark: str
    word: str
    meaning: str
    severity: int  # the lowest is the best
    holds: str  # the group in which it is counted
    record: str  # whether a value on record agrees with the one stated, differs, or is silent
    ground: int  # how many references it wants

    @property
    def differs(self) -> bool:
        """Whether the record differs from what was stated."""
        return self.record == DIFFERS


@dataclass(frozen=True)
class Side:
    """One of the two sides of a debate."""

    name: str
    title: str  # what it is called
    speakers: str  # those who take it, as the beginning of a sentence


@dataclass(frozen=True)
class Debate:
    """What the sources argue about."""

    name: str
    title: str
    sides: tuple[Side, ...]  # left and right
    questions: dict[str, str]  # in words, in the order of the page


@dataclass(frozen=True)
class Period:
    """A stretch of the timeline: events that begin in it stand in it."""

    title: str
    label: str  # below a column of the chart, its lines parted by |
    last: date | None  # its last day; the first is the day after the period before
    year: int | None  # it takes what is dated to this year, and to no quarter of it


class Vocabulary:
    """The vocabulary of one ledger, in the order of its tables."""

    def __init__(self, rows: dict[str, list[Row]]):
        self._rows = rows

    @classmethod
    def of(cls, schema: Schema) -> Vocabulary:
        """That of a ledger. Raises `Unreadable`."""
        return cls({name: read(schema.folder, schema.tables[name]) for name in TABLES})

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {row["unit"]: _unit(row) for row in self._rows["units"]}

    @cached_property
    def measures(self) -> dict[str, Measure]:
        return {row["measure"]: _measure(row) for row in self._rows["measures"]}

    @cached_property
    def time_bases(self) -> dict[str, str]:
        """What is said behind a figure of each time base."""
        return {row["per"]: row["words"] for row in self._rows["time_bases"]}

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        return {row["verdict"]: _verdict(row) for row in self._rows["verdicts"]}

    @cached_property
    def debates(self) -> dict[str, Debate]:
        return {row["debate"]: _debate(row) for row in self._rows["debates"]}

    @cached_property
    def sides(self) -> dict[str, Side]:
        """The sides of all debates."""
        return {side.name: side for debate in self.debates.values() for side in debate.sides}

    @cached_property
    def questions(self) -> dict[str, str]:
        """The questions of all debates, in words."""
        return {name: asked for debate in self.debates.values() for name, asked in debate.questions.items()}

    @cached_property
    def periods(self) -> list[Period]:
        return [
            Period(row["period"], row["label"], row.day("last"), int(row["year"]) if row["year"] else None)
            for row in self._rows["periods"]
        ]

    @cached_property
    def by_severity(self) -> list[str]:
        """The verdicts from best to worst."""
        return sorted(self.verdicts, key=lambda name: self.verdicts[name].severity)

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """The verdicts of each group in which the book counts them, the groups in the order of the table."""
        groups: dict[str, tuple[str, ...]] = {}
        for verdict in self.verdicts.values():
            groups[verdict.holds] = (*groups.get(verdict.holds, ()), verdict.name)
        return groups

    @cached_property
    def unit_words(self) -> dict[str, str]:
        """The unit of each word by which a phrase names one."""
        return {word: unit.name for unit in self.units.values() for word in unit.words}

    def comparable(self, one: str, other: str) -> bool:
        """Whether figures in two units can stand beside each other."""
        return one in self.units and other in self.units and self.units[one].family == self.units[other].family


def _unit(row: Row) -> Unit:
    printed = {column: row[column] for column in ("family", "form", "many", "order")}
    return Unit(row["unit"], factor=row.number("factor") or Decimal(1), words=tuple(row.items("words")), **printed)


def _measure(row: Row) -> Measure:
    ends = {column: row.number(column) for column in ("least", "most")}
    return Measure(row["measure"], tuple(row.items("families")), whole=row["whole"] == "yes", **ends)


def _debate(row: Row) -> Debate:
    sides = (Side(row[side], row[f"{side}_title"], row[f"{side}_speakers"]) for side in ("left", "right"))
    return Debate(row["debate"], row["title"], tuple(sides), dict(zip(row.items("questions"), row.items("asked"))))


def _verdict(row: Row) -> Verdict:
    severity, ground = (int(row.number(column) or 0) for column in ("severity", "ground"))
    return Verdict(
        row["verdict"], row["mark"], row["word"], row["meaning"], severity, row["holds"], row["record"], ground
    )


TABLES = ("units", "measures", "time_bases", "verdicts", "debates", "periods")
