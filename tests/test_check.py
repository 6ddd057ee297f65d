"""Each kind of fault is refused with file, line, column, what was found and what is allowed.

Covered: bytes, headers, types, vocabularies, keys, references between tables, and every rule of `explainer.ledger.rules`.
Not covered here: what needs the originals (see test_verify).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.__main__ import main
from explainer.ledger.check import check
from explainer.ledger.rules import RULES
from explainer.ledger.schema import DATA

from .conftest import Spoiled

FAULTS: dict[str, tuple[Callable[[Spoiled], int], str, str, str]] = {}


def fault(file: str, column: str, allowed: str):
    """Registers a way to spoil the ledger; it returns the line that must be named (0: the file as a whole)."""

    def register(spoil: Callable[[Spoiled], int]):
        FAULTS[spoil.__name__] = (spoil, file, column, allowed)
        return spoil

    return register


def cell(name: str, table: str, column: str, value: str, allowed: str, where=None, reported: str = "") -> None:
    """Registers one spoiled cell."""

    def spoil(spoiled: Spoiled) -> int:
        line = spoiled.line(table, where)
        spoiled.cell(table, line, column, value)
        return line

    spoil.__name__ = name
    FAULTS[name] = (spoil, f"data/{table}.csv", reported or column, allowed)


def dated(row):
    return row["unit"] == "date" and row["high"]


def money(row):
    return row["unit"] == "USD" and not row["high"]


# Bytes and headers
@fault("data/claims.csv", "", "a UTF-8 CSV table")
def missing_file(spoiled):
    (spoiled.data / "claims.csv").unlink()
    return 0


@fault("data/checks.csv", "", "a header line")
def empty_file(spoiled):
    (spoiled.data / "checks.csv").write_bytes(b"")
    return 0


@fault("data/claims.csv", "", "UTF-8")
def latin_1(spoiled):
    path = spoiled.data / "claims.csv"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(
        text.encode("utf-8")
        .replace("Milliarden ü".encode(), b"")
        .replace("kündigte".encode(), "kündigte".encode("latin-1"), 1)
    )
    return text[: text.index("kündigte")].count("\n") + 1


@fault("data/claims.csv", "", "UTF-8 without one")
def byte_order_mark(spoiled):
    path = spoiled.data / "claims.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    return 1


@fault("data/events.csv", "", "lines that end in \\n")
def windows_line_ends(spoiled):
    spoiled.text("events", lambda text: text.replace("\n", "\r\n"))
    return 1


@fault("data/deals.csv", "", "text")
def nul_character(spoiled):
    spoiled.text("deals", lambda text: text.replace("\n", "\x00\n", 1))
    return 1


@fault("data/claims.csv", "", "it looks truncated")
def truncated_file(spoiled):
    spoiled.text("claims", lambda text: text[:-40])
    return len(spoiled.rows("claims"))


@fault("data/claims.csv", "", "exactly claim_id,")
def missing_column(spoiled):
    spoiled.write("claims", [row[:-1] for row in spoiled.rows("claims")])
    return 1


@fault("data/claims.csv", "", "exactly claim_id,")
def extra_column(spoiled):
    spoiled.write("claims", [[*row, "x"] for row in spoiled.rows("claims")])
    return 1


@fault("data/checks.csv", "", "exactly claim_id,")
def columns_in_another_order(spoiled):
    spoiled.write("checks", [[row[1], row[0], *row[2:]] for row in spoiled.rows("checks")])
    return 1


@fault("data/entities.csv", "", "quote a cell that holds a comma")
def too_many_cells(spoiled):
    spoiled.text("entities", lambda text: text.replace("\n", "\n,", 1))
    return 2


@fault("data/entities.csv", "", "a row")
def empty_line(spoiled):
    spoiled.text("entities", lambda text: text.replace("\n", "\n\n", 1))
    return 2


@fault("data/entities.csv", "", "one line a row")
def line_break_in_a_cell(spoiled):
    spoiled.cell("entities", 3, "note", "two\nlines")
    return 3


@fault("data/sources.csv", "", "CSV as RFC 4180 has it")
def quote_left_open(spoiled):
    spoiled.text("sources", lambda text: text[:-1] + '"x\n')
    return 6


@fault("data/notes.csv", "", "the tables in datapackage.json")
def unknown_table(spoiled):
    (spoiled.data / "notes.csv").write_text("a\n", encoding="utf-8")
    return 0


@fault("data/datapackage.json", "", "a Frictionless data package")
def broken_schema(spoiled):
    (spoiled.data / "datapackage.json").write_text("{", encoding="utf-8")
    return 0


@fault("data/datapackage.json", "", "the schema of the ledger")
def missing_schema(spoiled):
    (spoiled.data / "datapackage.json").unlink()
    return 0


# Types, vocabularies, patterns
cell("blank_at_the_end_of_a_cell", "entities", "name", "Nvidia ", "no blanks")
cell("paragraph_not_a_number", "claims", "paragraph", "twelve", "a whole number")
cell("paragraph_zero", "claims", "paragraph", "0", "a whole number")
cell("figure_not_a_number", "claims", "low", "4,3", "text of the form", money)
cell("missing_gloss", "claims", "gloss", "", "a value")
cell("unknown_measure", "claims", "measure", "vibes", "capex")
cell("unknown_unit", "claims", "unit", "EUR", "USD", money)
cell("unknown_kind", "claims", "kind", "rumour", "reported")
cell("unknown_time_base", "claims", "per", "week", "quarter", money)
cell("unknown_qualifier", "claims", "qualifier", "roughly", "about", money)
cell("unknown_verdict", "checks", "verdict", "true", "confirmed")
cell("unknown_grade", "references", "grade", "good", "primary")
cell("address_without_scheme", "references", "url", "example.org", "text of the form")
cell("claim_id_with_capitals", "claims", "claim_id", "OpenAI", "text of the form")
cell("impossible_check_date", "checks", "checked_on", "2026-02-30", "a date that exists")
cell("event_date_out_of_form", "events", "start", "6.10.2025", "a date that exists")
cell("checksum_too_short", "sources", "sha256", "abc", "text of the form")
cell("country_in_words", "entities", "country", "China", "text of the form")
cell("source_day_that_never_was", "sources", "published", "2025-02-29", "a date that exists")
cell(
    "claim_day_that_never_was",
    "claims",
    "low",
    "2025-09-31",
    "a date that exists",
    lambda r: r["unit"] == "date" and not r["high"],
)


# Keys and references between tables
@fault("data/claims.csv", "claim_id", "each key once")
def claim_id_twice(spoiled):
    rows = spoiled.rows("claims")
    rows[2][0] = rows[1][0]
    spoiled.write("claims", rows)
    return 3


@fault("data/exclusions.csv", "token", "each key once")
def exclusion_twice(spoiled):
    rows = spoiled.rows("exclusions")
    spoiled.write("exclusions", [*rows, rows[1]])
    return len(rows) + 1


@fault("data/references.csv", "url", "a value no other row has")
def address_twice(spoiled):
    rows = spoiled.rows("references")
    at = rows[0].index("url")
    rows[2][at] = rows[1][at]
    spoiled.write("references", rows)
    return 3


cell("unknown_source", "claims", "source_id", "pravda-2024", "an id of sources.source_id")
cell("unknown_subject", "claims", "subject", "initech", "an id of entities.entity_id")
cell("unknown_speaker", "claims", "speaker", "nobody", "an id of entities.entity_id")
cell("unknown_payer", "deals", "payer", "initech", "an id of entities.entity_id")
cell("unknown_answer", "arguments", "answers", "no-such-argument", "an id of arguments.argument_id")
cell("check_of_no_claim", "checks", "claim_id", "no-such-claim", "an id of claims.claim_id")
cell("unknown_reference", "checks", "reference_ids", "no-such-page", "an id of references.reference_id")
cell("unknown_entity_in_event", "events", "entities", "openai;initech", "an id of entities.entity_id")
cell("unknown_claim_in_argument", "arguments", "claim_ids", "no-such-claim", "an id of claims.claim_id")
cell("unknown_topic", "claims", "topics", "bubble;gossip", "bubble, efficiency")
cell("item_doubled_in_a_list", "claims", "topics", "bubble;bubble", "each item once")
cell("blank_in_a_list", "claims", "topics", "bubble; energy", "parted by ';' without blanks")

# Rules
cell(
    "checked_in_another_unit", "checks", "unit", "GW", "a unit comparable to the claim's", lambda r: r["unit"] == "USD"
)
cell("figure_without_unit", "claims", "unit", "", "a figure and its unit", money)
cell("unit_without_figure", "claims", "low", "", "a figure and its unit", money)
cell("high_below_low", "claims", "high", "1", "high above low", money)
cell("high_same_as_low", "claims", "high", "2025-10-01", "high above low", lambda r: r["low"] == "2025-10-01")
cell("high_without_low", "claims", "high", "7", "the lower end of the range", lambda r: not r["unit"], reported="low")
cell("date_in_a_money_claim", "claims", "low", "2025-10-06", "a date in unit date", money)
cell("number_in_a_date_claim", "claims", "low", "2025", "a date in unit date", dated)
cell("qualifier_without_figure", "claims", "qualifier", "about", "only beside a figure", lambda r: not r["unit"])
cell("figure_without_time_base", "claims", "per", "", "a time base for figures", money)
cell("date_with_time_base", "claims", "per", "year", "a time base for figures", dated)
cell(
    "period_backwards",
    "claims",
    "period_end",
    "2001-01-01",
    "a day not before period_start",
    lambda r: r["period_start"] > "2002",
)
cell("period_half_open", "claims", "period_end", "", "both ends of the period", lambda r: r["period_start"])
cell("event_ends_before_it_starts", "events", "end", "1700-01-01", "a day not before start")
cell(
    "evidence_too_long",
    "claims",
    "evidence",
    "one two three four five six seven eight nine ten eleven twelve thirteen",
    "at most 12",
)
cell("evidence_edited", "claims", "evidence", "a phrase of our own", "make verify")
cell("evidence_in_another_paragraph", "claims", "paragraph", "44", "make verify", reported="evidence")
cell(
    "contradicted_without_ground",
    "checks",
    "finding",
    "We doubt it.",
    "references, or the arithmetic",
    lambda r: r["verdict"] == "garbled" and not r["reference_ids"],
    reported="reference_ids",
)
cell("finding_with_an_id", "checks", "finding", "As jinduan-2025 says, 3 and 4 are 7.", "sources.called")
cell(
    "checked_value_of_the_unverified",
    "checks",
    "low",
    "5",
    "only where there is evidence",
    lambda r: r["verdict"] == "unverified",
)
cell(
    "checked_before_it_was_read",
    "checks",
    "checked_on",
    "2020-01-01",
    "after its references were read",
    lambda r: r["reference_ids"],
)
cell("published_after_it_was_opened", "references", "published", "2031-01-01", "a day not after opened_on")
cell("side_of_another_debate", "arguments", "side", "scale", "bubble or build-out", lambda r: r["debate"] == "bubble")
cell(
    "argument_answers_itself",
    "arguments",
    "answers",
    "jd-ai-speed-buildout",
    "another argument",
    lambda r: r["argument_id"] == "jd-ai-speed-buildout",
)
cell("answer_to_the_own_side", "arguments", "answers", "jd-big-tech-saves-world", "the other side", lambda r: r["argument_id"] == "jd-ai-speed-buildout")  # fmt: skip
cell("answer_to_another_question", "arguments", "answers", "revenue-hurdle-kcb", "on the question 'society'", lambda r: r["argument_id"] == "jd-ai-speed-buildout")  # fmt: skip
cell("answers_in_a_circle", "arguments", "answers", "jd-inequality", "no circle", lambda r: r["argument_id"] == "jd-ai-speed-buildout")  # fmt: skip
cell("question_of_another_debate", "arguments", "question", "lead", "a question of the debate", lambda r: r["argument_id"] == "sg-free-access-threat")  # fmt: skip
cell("payee_is_payer", "deals", "payee", "openai", "another party", lambda r: r["payer"] == "openai")
cell("dollars_where_gigawatts_belong", "deals", "gw_claim", "openai-revenue-h1-2025-jd", "GW")
cell(
    "claim_of_another_source",
    "events",
    "claim_ids",
    "openai-revenue-h1-2025-jd",
    "claims of kechuangban-2024",
    lambda r: r["source_id"] == "kechuangban-2024",
)
cell("disagreement_of_one", "disagreements", "claim_ids", "openai-revenue-h1-2025-jd", "two claims or more")


cell("prediction_of_no_claim", "predictions", "claim_ids", "no-such-claim", "an id of claims.claim_id")
cell("unknown_outcome", "predictions", "outcome", "won", "open, met")
cell(
    "outcome_without_reference",
    "predictions",
    "reference_ids",
    "",
    "the pages that settle it",
    lambda r: r["outcome"] == "met",
)
cell("due_by_nobody", "predictions", "dated_by", "", "a day and who gives it", lambda r: r["due"])
cell("dated_by_a_source_without_a_day", "predictions", "due", "", "a day and who gives it", lambda r: r["due"])


@fault("data/claims.csv", "claim_id", "each forecast and plan in a prediction")
def plan_without_prediction(spoiled):
    spoiled.cell("predictions", spoiled.line("predictions"), "claim_ids", "openai-loss-2024-gt")
    return spoiled.line("claims", lambda row: row["claim_id"] == "openai-loss-2024-kcb")


@fault("data/events.csv", "claim_ids", "a claim of some prediction")
def planned_event_without_prediction(spoiled):
    rows = spoiled.rows("predictions")
    spoiled.write("predictions", [row for row in rows if row[0] != "character-ai-sale"])
    return spoiled.line("events", lambda row: row["event_id"] == "character-ai-sale-plan-kcb")


@fault("data/claims.csv", "claim_id", "one check a claim")
def claim_without_check(spoiled):
    rows = spoiled.rows("checks")
    spoiled.write("checks", rows[:1] + rows[2:])
    return 2


@fault("data/references.csv", "reference_id", "references that checks.csv or predictions.csv cites")
def reference_nobody_cites(spoiled):
    rows = spoiled.rows("references")
    extra = dict(zip(rows[0], rows[1])) | {"reference_id": "unused-page", "url": "https://example.org/unused"}
    spoiled.write("references", [*rows, list(extra.values())])
    return len(rows) + 1


@fault("data/claims.csv", "evidence", "each claim once")
def same_claim_twice(spoiled):
    rows = spoiled.rows("claims")
    checks = spoiled.rows("checks")
    spoiled.write("claims", [*rows, ["copied-claim", *rows[1][1:]]])
    spoiled.write("checks", [*checks, ["copied-claim", *checks[1][1:]]])
    return len(rows) + 1


@fault("data/claims.csv", "claim_id", "a digest that names each claim")
def claim_missing_in_digest(spoiled):
    path = spoiled.seeds / "jinduan-2025.md"
    first = spoiled.rows("claims")[1][0]
    path.write_text(path.read_text(encoding="utf-8").replace(first, "another-claim"), encoding="utf-8")
    return 2


@fault("seeds/compute-2025.md", "", "a record of the source")
def missing_digest(spoiled):
    (spoiled.seeds / "compute-2025.md").unlink()
    return 0


def state(folder: Path) -> str:
    return hashlib.sha256(b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())).hexdigest()


def test_the_published_ledger_is_sound():
    assert [str(fault) for fault in check(DATA)] == []


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_refused(name: str, spoiled: Spoiled):
    spoil, file, column, allowed = FAULTS[name]
    line = spoil(spoiled)
    before = state(spoiled.root)
    faults = check(spoiled.data)
    told = [f for f in faults if (f.file, f.line, f.column) == (file, line, column) and allowed in f.allowed]
    assert told, "\n".join(map(str, faults)) or "no fault found"
    assert told[0].found
    assert state(spoiled.root) == before, "the check wrote something"


def test_at_least_forty_kinds_of_fault():
    assert len(FAULTS) >= 40


def test_every_rule_bites(spoiled: Spoiled):
    """Each rule is some fault's: none can be dropped unseen."""
    from unittest import mock

    from explainer.ledger import rules

    silent = []
    for each in RULES:
        others = [rule for rule in RULES if rule is not each]
        with mock.patch.object(rules, "RULES", others):
            assert check(DATA) == []
        bites = False
        for spoil, *_ in (FAULTS[name] for name in RULE_FAULTS[each.__name__]):
            fresh = Spoiled(spoiled.root / each.__name__)
            spoil(fresh)
            whole = set(check(fresh.data))
            with mock.patch.object(rules, "RULES", others):
                bites |= set(check(fresh.data)) < whole
        if not bites:
            silent.append(each.__name__)
    assert silent == []


RULE_FAULTS = {
    "list_cells": ["unknown_topic"],
    "figures": ["high_below_low"],
    "time_base": ["period_backwards"],
    "evidence_is_short": ["evidence_too_long"],
    "evidence_is_sealed": ["evidence_edited"],
    "every_claim_is_checked": ["claim_without_check"],
    "verdicts_have_ground": ["contradicted_without_ground"],
    "findings_name_sources_in_words": ["finding_with_an_id"],
    "references_are_used": ["reference_nobody_cites"],
    "every_prediction_is_listed": ["plan_without_prediction"],
    "outcomes_have_ground": ["outcome_without_reference"],
    "dates_are_possible": ["source_day_that_never_was"],
    "positions_fit_their_debate": ["side_of_another_debate"],
    "deals_point_at_fitting_claims": ["payee_is_payer"],
    "disagreements_differ": ["disagreement_of_one"],
    "paragraphs_agree": ["claim_of_another_source"],
    "one_claim_one_place": ["same_claim_twice"],
    "digests_tell_every_claim": ["claim_missing_in_digest"],
}


def test_all_faults_of_a_table_are_listed_at_once(spoiled: Spoiled):
    spoiled.cell("claims", 2, "kind", "rumour")
    spoiled.cell("claims", 5, "measure", "vibes")
    spoiled.cell("claims", 9, "paragraph", "none")
    assert {2, 5, 9} <= {f.line for f in check(spoiled.data)}


def test_command_names_the_fault_and_fails(spoiled: Spoiled, capsys: pytest.CaptureFixture[str]):
    spoiled.cell("claims", 2, "kind", "rumour")
    assert main(["check", "--data", str(spoiled.data)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert (
        "data/claims.csv, line 2 (national-day-holiday-date-2025-jd), column kind: found 'rumour'; allowed: reported"
        in said.err
    )
    assert "Traceback" not in said.err


def test_command_counts_a_sound_ledger(capsys: pytest.CaptureFixture[str]):
    assert main(["check"]) == 0
    assert "claims with a verdict other than unverified" in capsys.readouterr().out
