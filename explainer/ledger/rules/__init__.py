"""The rules of the ledger that a table schema cannot say. One function a rule; each yields faults."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby

from ..rows import Fault, Row, Rows
from ..schema import Schema

LONGEST_EVIDENCE = 12  # words: long enough to recognise, short enough to quote
NEEDS_GROUND = ("contradicted", "garbled", "inconsistent")
SIDES = {"bubble": ("bubble", "build-out"), "efficiency": ("scale", "efficiency")}
DURATIONS = {"days", "weeks", "months", "years"}
PREDICTED = ("forecast", "plan")  # kinds of claims that time will judge
AHEAD = ("forecast", "planned")  # and of events
SETTLED = ("met", "partly", "missed")
SEAL = "evidence.lock"

Rule = Callable[[Schema, Rows], Iterator[Fault]]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


def check(schema: Schema, rows: Rows) -> list[Fault]:
    """The faults of all rules."""
    return [fault for each in RULES for fault in each(schema, rows)]


def _fault(schema: Schema, table: str, row: Row, column: str, found: str, allowed: str) -> Fault:
    names = schema.tables[table].key or tuple(schema.tables[table].names[:1])
    return Fault(f"data/{schema.tables[table].file}", row.line, "/".join(row[n] for n in names), column, found, allowed)


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None


@rule
def list_cells(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """Items of list cells are known, whole and not repeated."""
    known = {f"{t.name}.{key}": {row[key] for row in rows[t.name]} for t in schema.tables.values() for key in t.key}
    for table in schema.tables.values():
        for column in (c for c in table.columns if c.is_list):
            for row in rows[table.name]:
                items = row.items(column.name)
                for item in items:
                    if item != item.strip() or not item:
                        yield _fault(
                            schema,
                            table.name,
                            row,
                            column.name,
                            f"'{row[column.name]}'",
                            "items parted by ';' without blanks",
                        )
                    elif column.allowed and item not in column.allowed:
                        yield _fault(schema, table.name, row, column.name, f"'{item}'", ", ".join(column.allowed))
                    elif column.refers_to and item not in known[column.refers_to]:
                        yield _fault(schema, table.name, row, column.name, f"'{item}'", f"an id of {column.refers_to}")
                if len(set(items)) < len(items):
                    yield _fault(schema, table.name, row, column.name, f"'{row[column.name]}'", "each item once")


@rule
def figures(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """A figure, its unit and its range fit each other, in claims and in checks."""
    for table in ("claims", "checks"):
        for row in rows[table]:
            low, high, unit = row["low"], row["high"], row["unit"]
            if bool(low) != bool(unit):
                yield _fault(
                    schema, table, row, "unit" if low else "low", "nothing", "a figure and its unit, or neither"
                )
            if high and not low:
                yield _fault(schema, table, row, "low", "nothing, beside a high", "the lower end of the range")
            if row["qualifier"] and not low:
                yield _fault(
                    schema,
                    table,
                    row,
                    "qualifier",
                    f"'{row['qualifier']}' without a figure",
                    "a qualifier only beside a figure",
                )
            ends = [(name, row[name]) for name in ("low", "high") if row[name]]
            for name, cell in ends:
                is_day = bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell))
                if is_day != (unit == "date"):
                    yield _fault(
                        schema,
                        table,
                        row,
                        name,
                        f"'{cell}' in unit '{unit}'",
                        "a date in unit date, a number in any other",
                    )
                elif is_day and not _day(cell):
                    yield _fault(schema, table, row, name, f"'{cell}'", "a date that exists")
            if low and high:
                pair = [float(c) if re.fullmatch(r"-?[\d.]+", c) else c for c in (low, high)]
                if type(pair[0]) is type(pair[1]) and pair[1] <= pair[0]:
                    yield _fault(
                        schema,
                        table,
                        row,
                        "high",
                        f"{high}, not above low {low}",
                        "high above low, or empty for a single figure",
                    )


@rule
def time_base(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """Figures have a time base, dates and statements have none; periods run forwards."""
    for row in rows["claims"]:
        timed = row["unit"] not in ("", "date")
        if timed != bool(row["per"]):
            yield _fault(
                schema,
                "claims",
                row,
                "per",
                f"'{row['per']}' with unit '{row['unit']}'",
                "a time base for figures, none for dates and statements",
            )
    for table, start, end in (
        ("claims", "period_start", "period_end"),
        ("events", "start", "end"),
        ("deals", "start", "end"),
    ):
        for row in rows[table]:
            first, last = _day(row[start]), _day(row[end])
            if first and last and last < first:
                yield _fault(schema, table, row, end, f"{row[end]}, before {row[start]}", f"a day not before {start}")
            if table == "claims" and bool(row[start]) != bool(row[end]):
                yield _fault(
                    schema, table, row, end if row[start] else start, "nothing", "both ends of the period, or neither"
                )


@rule
def evidence_is_short(schema: Schema, rows: Rows) -> Iterator[Fault]:
    for row in rows["claims"]:
        words = len(row["evidence"].split())
        if words > LONGEST_EVIDENCE:
            yield _fault(
                schema,
                "claims",
                row,
                "evidence",
                f"{words} words",
                f"at most {LONGEST_EVIDENCE}: we quote phrases, not texts",
            )


def seal(row: Row) -> str:
    """The digest of what ties a claim to its original: source, paragraph and phrase."""
    bound = "\n".join(row[name] for name in ("source_id", "paragraph", "evidence"))
    return hashlib.sha256(bound.encode()).hexdigest()


@rule
def evidence_is_sealed(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """Each phrase is one that `make verify` found in its paragraph.

    The originals are not in the repository, so this is what keeps an edited phrase out where they are absent.
    """
    path = schema.folder / SEAL
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    sealed = dict(reversed(line.split("  ", 1)) for line in lines if "  " in line)
    for row in rows["claims"]:
        if sealed.get(row["claim_id"]) != seal(row):
            yield _fault(
                schema,
                "claims",
                row,
                "evidence",
                f"'{row['evidence']}' for paragraph {row['paragraph']} of {row['source_id']}, which was never verified",
                "a phrase found in the original: run make verify SEEDS=folder",
            )


@rule
def every_claim_is_checked(schema: Schema, rows: Rows) -> Iterator[Fault]:
    checked = {row["claim_id"] for row in rows["checks"]}
    for row in rows["claims"]:
        if row["claim_id"] not in checked:
            yield _fault(
                schema,
                "claims",
                row,
                "claim_id",
                "no row in checks.csv",
                "one check a claim; 'unverified' is a fair answer",
            )


def _comparable(checked: str, stated: str) -> bool:
    """Whether a value on record can stand beside one stated: the same unit, both durations, or one without a figure."""
    return not checked or not stated or checked == stated or {checked, stated} <= DURATIONS


@rule
def verdicts_have_ground(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """A verdict against a source names references, or its finding does the arithmetic or names the other claim."""
    claims = {row["claim_id"]: row for row in rows["claims"]}
    grades = {row["reference_id"]: row for row in rows["references"]}
    for row in rows["checks"]:
        claim = claims.get(row["claim_id"])
        cited = row.items("reference_ids")
        if (
            row["verdict"] in NEEDS_GROUND
            and not cited
            and not re.search(r"\d|sentence|paragraph|source", row["finding"])
        ):
            yield _fault(
                schema,
                "checks",
                row,
                "reference_ids",
                f"'{row['verdict']}' without ground",
                "references, or the arithmetic or the source's own words in the finding",
            )
        if (
            row["verdict"] == "confirmed"
            and not cited
            and not re.search(r"\d|arithmetic|itself|calendar|document", row["finding"])
        ):
            yield _fault(
                schema,
                "checks",
                row,
                "reference_ids",
                "'confirmed' without ground",
                "references, or the arithmetic in the finding",
            )
        if row["verdict"] == "unverified" and row["low"]:
            yield _fault(
                schema,
                "checks",
                row,
                "low",
                f"'{row['low']}' for an unverified claim",
                "a checked value only where there is evidence",
            )
        if claim and not _comparable(row["unit"], claim["unit"]):
            yield _fault(
                schema,
                "checks",
                row,
                "unit",
                f"'{row['unit']}' against '{claim['unit']}'",
                "a unit comparable to the claim's",
            )
        day = _day(row["checked_on"])
        for reference in (grades[i] for i in cited if i in grades):
            opened = _day(reference["opened_on"])
            if day and opened and opened > day:
                yield _fault(
                    schema,
                    "checks",
                    row,
                    "checked_on",
                    f"{row['checked_on']}, before '{reference['reference_id']}' was opened",
                    "the day of the check, after its references were read",
                )


@rule
def findings_name_sources_in_words(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """A reader knows a source by the name the chapters give it (`called`), not by its id."""
    ids = [row["source_id"] for row in rows["sources"] if row["source_id"]]
    for table in ("checks", "predictions"):
        for row in rows[table]:
            for name in ids:
                if name in row["finding"]:
                    yield _fault(schema, table, row, "finding", f"'{name}'", "what sources.called has for it")


@rule
def references_are_used(schema: Schema, rows: Rows) -> Iterator[Fault]:
    cited = {item for table in ("checks", "predictions") for row in rows[table] for item in row.items("reference_ids")}
    for row in rows["references"]:
        if row["reference_id"] not in cited:
            yield _fault(
                schema,
                "references",
                row,
                "reference_id",
                "a reference nothing rests on",
                "references that checks.csv or predictions.csv cites",
            )


@rule
def every_prediction_is_listed(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """What a source forecasts or plans, be it a claim or an event, is somewhere called to account."""
    listed = {item for row in rows["predictions"] for item in row.items("claim_ids")}
    for row in rows["claims"]:
        if row["kind"] in PREDICTED and row["claim_id"] not in listed:
            yield _fault(
                schema,
                "claims",
                row,
                "claim_id",
                f"a {row['kind']} that no row of predictions.csv lists",
                "each forecast and plan in a prediction; 'unscorable' is a fair outcome",
            )
    for row in rows["events"]:
        if row["status"] in AHEAD and listed.isdisjoint(row.items("claim_ids")):
            yield _fault(
                schema,
                "events",
                row,
                "claim_ids",
                f"a {row['status']} event none of whose claims is in predictions.csv",
                "a claim of some prediction",
            )


@rule
def outcomes_have_ground(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """What came of a prediction rests on a page, and a day on which it is due on somebody who gives it."""
    for row in rows["predictions"]:
        if row["outcome"] in SETTLED and not row["reference_ids"]:
            yield _fault(
                schema,
                "predictions",
                row,
                "reference_ids",
                f"'{row['outcome']}' without a reference",
                "the pages that settle it, or the outcome open",
            )
        if bool(row["due"]) != bool(row["dated_by"]):
            yield _fault(
                schema,
                "predictions",
                row,
                "dated_by" if row["due"] else "due",
                "nothing",
                "a day and who gives it, or neither",
            )


@rule
def dates_are_possible(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """Partial dates exist, and nothing was published or opened in the future of its use."""
    for table, column in (("sources", "published"), ("references", "published")):
        for row in rows[table]:
            cell = row[column]
            whole = cell + "-01-01"[: 10 - len(cell)]  # a year or a month alone counts from its first day
            if re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", cell) and not _day(whole):
                yield _fault(schema, table, row, column, f"'{cell}'", "a date that exists")
    for row in rows["references"]:
        if row["published"] > row["opened_on"]:
            yield _fault(
                schema,
                "references",
                row,
                "published",
                f"{row['published']}, after it was opened",
                "a day not after opened_on",
            )


@rule
def positions_fit_their_debate(schema: Schema, rows: Rows) -> Iterator[Fault]:
    by_id = {row["argument_id"]: row for row in rows["arguments"]}
    debates = {}
    for row in rows["arguments"]:
        sides = SIDES.get(row["debate"], ())
        if sides and row["side"] not in sides:
            yield _fault(
                schema, "arguments", row, "side", f"'{row['side']}' in the debate '{row['debate']}'", " or ".join(sides)
            )
        debate = debates.setdefault(row["question"], row["debate"])
        if sides and debate in SIDES and debate != row["debate"]:
            yield _fault(
                schema,
                "arguments",
                row,
                "question",
                f"'{row['question']}'",
                f"a question of the debate '{row['debate']}'",
            )
        answered = by_id.get(row["answers"])
        if answered is row:
            yield _fault(schema, "arguments", row, "answers", "itself", "another argument")
        elif answered and answered["question"] != row["question"]:
            yield _fault(
                schema,
                "arguments",
                row,
                "answers",
                f"'{row['answers']}', on another question",
                f"an argument on the question '{row['question']}'",
            )
        elif answered and answered["side"] == row["side"]:
            yield _fault(
                schema, "arguments", row, "answers", f"'{row['answers']}', of the same side", "one of the other side"
            )
        elif answered and _comes_back(row, by_id):
            yield _fault(
                schema, "arguments", row, "answers", f"'{row['answers']}', which answers it in turn", "no circle"
            )


def _comes_back(row: Row, by_id: dict[str, Row]) -> bool:
    """Whether answers lead from an argument back to itself."""
    seen = {row["argument_id"]}
    while row := by_id.get(row["answers"]):
        if row["argument_id"] in seen:
            return True
        seen.add(row["argument_id"])
    return False


@rule
def deals_point_at_fitting_claims(schema: Schema, rows: Rows) -> Iterator[Fault]:
    units = {row["claim_id"]: row["unit"] for row in rows["claims"]}
    wanted = {"usd_claim": ("USD",), "gw_claim": ("GW",), "equity_claim": ("percent", "USD")}
    for row in rows["deals"]:
        if row["payer"] == row["payee"]:
            yield _fault(schema, "deals", row, "payee", f"'{row['payee']}', who is the payer", "another party")
        for column, allowed in wanted.items():
            unit = units.get(row[column])
            if unit is not None and unit not in allowed:
                yield _fault(schema, "deals", row, column, f"a claim in unit '{unit}'", " or ".join(allowed))


@rule
def disagreements_differ(schema: Schema, rows: Rows) -> Iterator[Fault]:
    for row in rows["disagreements"]:
        if len(row.items("claim_ids")) < 2:
            yield _fault(schema, "disagreements", row, "claim_ids", f"'{row['claim_ids']}'", "two claims or more")


@rule
def paragraphs_agree(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """What an event or an argument rests on stands in its own source."""
    home = {row["claim_id"]: row["source_id"] for row in rows["claims"]}
    for table in ("events", "arguments"):
        for row in rows[table]:
            for item in row.items("claim_ids"):
                if home.get(item, row["source_id"]) != row["source_id"]:
                    yield _fault(
                        schema, table, row, "claim_ids", f"'{item}' of {home[item]}", f"claims of {row['source_id']}"
                    )


@rule
def one_claim_one_place(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """No two claims say the same of the same phrase."""
    said = ("source_id", "paragraph", "evidence", "subject", "measure", "low", "high", "period_start")
    ordered = sorted(rows["claims"], key=lambda row: [row[name] for name in said])
    for _, group in groupby(ordered, key=lambda row: [row[name] for name in said]):
        first, *others = sorted(group, key=lambda row: row.line)
        for row in others:
            yield _fault(
                schema,
                "claims",
                row,
                "evidence",
                f"what line {first.line} ({first['claim_id']}) says already",
                "each claim once",
            )


@rule
def digests_tell_every_claim(schema: Schema, rows: Rows) -> Iterator[Fault]:
    """`seeds/<source_id>.md` names every claim of its source, and no other."""
    folder = schema.folder.parent / "seeds"
    for source in rows["sources"]:
        path = folder / f"{source['source_id']}.md"
        if not path.exists():
            yield Fault(f"seeds/{path.name}", 0, source["source_id"], "", "no such file", "a record of the source")
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        told = {
            item: n
            for n, line in enumerate(lines, 1)
            for group in re.findall(r"^- ¶\d+ \[([^\]]*)\]", line)
            for item in group.split(", ")
        }
        own = {row["claim_id"]: row for row in rows["claims"] if row["source_id"] == source["source_id"]}
        for claim_id in sorted(set(own) - set(told)):
            yield _fault(
                schema,
                "claims",
                own[claim_id],
                "claim_id",
                f"no line in seeds/{path.name}",
                "a digest that names each claim",
            )
        for claim_id in sorted(set(told) - set(own)):
            yield Fault(f"seeds/{path.name}", told[claim_id], claim_id, "", f"'{claim_id}'", "claims of this source")
