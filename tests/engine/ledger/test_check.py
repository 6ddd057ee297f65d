"""Each kind of fault is refused with file, line, column, what was found and what is allowed.

Covered: bytes, headers, types, vocabularies, keys, references between tables, every rule of `explainer.ledger.rules`, and
how faults are told. All on the railway's ledger of `tests.small`; the published one has `test_meaning` and `test_fuzz`.
Not covered here: the descriptor (`test_descriptor`), and what needs the originals (`test_verify`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.__main__ import main
from explainer.ledger import rules
from explainer.ledger.check import check, folded, read_all
from explainer.ledger.rows import Fault
from explainer.ledger.schema import Schema
from explainer.paths import DATA

from ...small import Small, Spoilt

FAULTS: dict[str, tuple[Callable[[Spoilt], int], str, str, str]] = {}


def fault(file: str, column: str, allowed: str):
    """Registers a way to spoil the ledger; it returns the line that must be named (0: the file as a whole)."""

    def register(spoil: Callable[[Spoilt], int]):
        FAULTS[spoil.__name__] = (spoil, file, column, allowed)
        return spoil

    return register


def cell(name: str, table: str, where: str, column: str, value: str, allowed: str, reported: str = "") -> None:
    """Registers one spoiled cell of the row with an id; `reported` names the column of the fault if it is another."""

    def spoil(ledger: Spoilt) -> int:
        line = ledger.line(table, where or None)
        ledger.cell(table, line, column, value)
        return line

    spoil.__name__ = name
    FAULTS[name] = (spoil, f"data/{table}.csv", reported or column, allowed)


# Bytes and headers
@fault("data/claims.csv", "", "a UTF-8 CSV table")
def missing_file(ledger):
    (ledger.data / "claims.csv").unlink()
    return 0


@fault("data/checks.csv", "", "a header line")
def empty_file(ledger):
    (ledger.data / "checks.csv").write_bytes(b"")
    return 0


@fault("data/claims.csv", "", "this one looks cut off")
def header_alone(ledger):
    ledger.text("claims", lambda text: text[: text.index("\n") + 1])
    return 0


@fault("data/arguments.csv", "", "the 3 rows that datapackage.json counts")
def cut_off_at_a_line_end(ledger):
    ledger.text("arguments", lambda text: text[: text[:-1].rindex("\n") + 1])
    return 0


@fault("data/claims.csv", "", "UTF-8")
def latin_1(ledger):
    path = ledger.data / "claims.csv"
    raw = path.read_bytes()
    path.write_bytes(raw.replace("ö".encode(), "ö".encode("latin-1"), 1))
    return raw[: raw.index("ö".encode())].count(b"\n") + 1


@fault("data/claims.csv", "", "make tidy")
def byte_order_mark(ledger):
    path = ledger.data / "claims.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    return 1


@fault("data/events.csv", "", "make tidy")
def windows_line_ends(ledger):
    ledger.text("events", lambda text: text.replace("\n", "\r\n"))
    return 1


@fault("data/deals.csv", "", "make tidy")
def parted_by_semicolons(ledger):
    ledger.text("deals", lambda text: text.replace(",", ";"))
    return 1


@fault("data/deals.csv", "", "text")
def nul_character(ledger):
    ledger.text("deals", lambda text: text.replace("\n", "\x00\n", 1))
    return 1


@fault("data/claims.csv", "", "it looks truncated")
def truncated_file(ledger):
    ledger.text("claims", lambda text: text[:-40])
    return len(ledger.rows("claims"))


@fault("data/claims.csv", "", "exactly claim_id,")
def missing_column(ledger):
    ledger.write("claims", [row[:-1] for row in ledger.rows("claims")])
    return 1


@fault("data/claims.csv", "", "exactly claim_id,")
def extra_column(ledger):
    ledger.write("claims", [[*row, "x"] for row in ledger.rows("claims")])
    return 1


@fault("data/checks.csv", "", "exactly claim_id,")
def columns_in_another_order(ledger):
    ledger.write("checks", [[row[1], row[0], *row[2:]] for row in ledger.rows("checks")])
    return 1


@fault("data/entities.csv", "", "quote a cell that holds a comma")
def too_many_cells(ledger):
    ledger.text("entities", lambda text: text.replace("\n", "\n,", 1))
    return 2


@fault("data/entities.csv", "", "a row")
def empty_line(ledger):
    ledger.text("entities", lambda text: text.replace("\n", "\n\n", 1))
    return 2


@fault("data/entities.csv", "", "a row")
def row_of_commas(ledger):
    ledger.text("entities", lambda text: text.replace("\n", "\n,,,,\n", 1))
    return 2


@fault("data/entities.csv", "", "one line a row")
def line_break_in_a_cell(ledger):
    ledger.cell("entities", 3, "note", "two\nlines")
    return 3


@fault("data/sources.csv", "", "CSV as RFC 4180 has it")
def quote_left_open(ledger):
    ledger.text("sources", lambda text: text.replace(",It sells papers", ',"It sells papers'))
    return 3


@fault("data/notes.csv", "", "the tables in datapackage.json")
def unknown_table(ledger):
    (ledger.data / "notes.csv").write_text("a\n", encoding="utf-8")
    return 0


@fault("data/evidence.lock", "", "from the history of the repository")
def bytes_in_a_lock(ledger):
    (ledger.data / "evidence.lock").write_bytes(b"\xff\n")
    return 1


@fault("seeds/gazette-1847.md", "", "UTF-8")
def bytes_in_a_digest(ledger):
    path = ledger.seeds / "gazette-1847.md"
    path.write_bytes(path.read_bytes() + b"\xff")
    return path.read_bytes().count(b"\n") + 1


# Types, lengths, vocabularies, patterns
cell("blank_at_the_end_of_a_cell", "entities", "engineer", "name", "The engineer ", "no blanks")
cell("paragraph_not_a_number", "claims", "", "paragraph", "twelve", "a whole number")
cell("paragraph_zero", "claims", "", "paragraph", "0", "a whole number")
cell("paragraph_with_a_zero_before_it", "claims", "", "paragraph", "02", "the digits 0 to 9")
cell("paragraph_in_other_digits", "claims", "", "paragraph", "٢", "the digits 0 to 9")
cell("figure_not_a_number", "claims", "line-cost-az", "low", "4,3", "text of the form")
cell("figure_with_needless_zeros", "claims", "line-cost-az", "low", "4500000.0", "text of the form")
cell("figure_with_an_underscore", "claims", "line-cost-az", "low", "4_500_000", "text of the form")
cell("minus_nothing", "claims", "line-cost-az", "low", "-0", "text of the form")
cell("missing_gloss", "claims", "", "gloss", "", "a value")
cell("gloss_without_end", "claims", "", "gloss", "so " * 100 + "on", "at most 120 letters")
cell("topics_without_end", "events", "", "entities", ";".join(f"e{n}" for n in range(200)), "at most 500")
cell("unknown_measure", "claims", "", "measure", "vibes", "an id of measures.measure")
cell("unknown_unit", "claims", "line-cost-az", "unit", "EUR", "an id of units.unit")
cell("unknown_kind", "claims", "", "kind", "rumour", "reported")
cell("unknown_time_base", "claims", "line-cost-az", "per", "week", "an id of time_bases.per")
cell("unknown_qualifier", "claims", "line-cost-az", "qualifier", "roughly", "about")
cell("unknown_verdict", "checks", "", "verdict", "true", "an id of verdicts.verdict")
cell("unknown_grade", "references", "", "grade", "good", "primary")
cell("address_without_scheme", "references", "", "url", "example.org", "text of the form")
cell("address_in_the_clear", "references", "", "url", "http://example.org/", "https, or")
cell("address_with_a_user", "references", "", "url", "https://me:secret@example.org/", "text of the form")
cell("claim_id_with_capitals", "claims", "", "claim_id", "Line", "text of the form")
cell("impossible_check_date", "checks", "", "checked_on", "2026-02-30", "a date that exists")
cell("event_date_out_of_form", "events", "", "start", "3.4.1846", "a date that exists")
cell("checksum_too_short", "sources", "", "sha256", "abc", "text of the form")
cell("country_in_words", "entities", "engineer", "country", "England", "text of the form")
cell("source_day_that_never_was", "sources", "", "published", "1846-02-29", "a date that exists")
cell("claim_day_that_never_was", "claims", "opening-day-az", "low", "1846-04-31", "a date that exists")

# Letters
cell("zero_width_blank", "entities", "engineer", "name", "The\u200bengineer", "plain blanks")
cell("blank_that_does_not_break", "entities", "engineer", "name", "The\u00a0engineer", "plain blanks")
cell("letters_turned_round", "entities", "engineer", "name", "The \u202eengineer", "plain blanks")
cell("control_letter", "entities", "engineer", "name", "The\x07engineer", "plain blanks")
cell("letter_of_another_script", "entities", "engineer", "name", "The еngineer", "letters of one script")
cell("letters_taken_apart", "entities", "engineer", "name", "The e\u0301ngineer", "NFC")
cell("wide_letters", "entities", "engineer", "name", "The Ｅngineer", "the letter 'E'")
cell("wide_digits", "claims", "line-cost-az", "gloss", "costs ４ million", "the digits 0 to 9")
cell("formula", "entities", "engineer", "note", "=1+1", "text that begins otherwise")
cell("formula_by_a_plus", "entities", "engineer", "note", "+1", "text that begins otherwise")
cell("formula_by_an_at", "entities", "engineer", "note", "@sum", "text that begins otherwise")
cell("markup", "checks", "line-cost-az", "finding", "The <b>accounts</b> have it.", "plain text")
cell("escaped_markup", "checks", "line-cost-az", "finding", "The accounts &amp; more.", "plain text")


# Keys and references between tables
@fault("data/claims.csv", "claim_id", "each key once")
def claim_id_twice(ledger):
    rows = ledger.rows("claims")
    rows[2][0] = rows[1][0]
    ledger.write("claims", rows)
    return 3


@fault("data/exclusions.csv", "token", "each key once")
def exclusion_twice(ledger):
    return ledger.add("exclusions")


@fault("data/references.csv", "url", "a value no other row has")
def address_twice(ledger):
    ledger.cell("references", 3, "url", "https://example.org/accounts")
    return 3


cell("unknown_source", "claims", "", "source_id", "pravda-1846", "an id of sources.source_id")
cell("unknown_subject", "claims", "", "subject", "initech", "an id of entities.entity_id")
cell("unknown_speaker", "claims", "", "speaker", "nobody", "an id of entities.entity_id")
cell("unknown_payer", "deals", "", "payer", "initech", "an id of entities.entity_id")
cell("unknown_answer", "arguments", "", "answers", "no-such-argument", "an id of arguments.argument_id")
cell("check_of_no_claim", "checks", "", "claim_id", "no-such-claim", "an id of claims.claim_id")
cell("unknown_reference", "checks", "", "reference_ids", "no-such-page", "an id of references.reference_id")
cell("unknown_entity_in_event", "events", "", "entities", "rail-co;initech", "an id of entities.entity_id")
cell("unknown_claim_in_argument", "arguments", "", "claim_ids", "no-such-claim", "an id of claims.claim_id")
cell("prediction_of_no_claim", "predictions", "", "claim_ids", "no-such-claim", "an id of claims.claim_id")
cell("unknown_outcome", "predictions", "", "outcome", "won", "open, met")
cell("unknown_topic", "claims", "", "topics", "bubble;gossip", "bubble, efficiency")
cell("item_doubled_in_a_list", "claims", "", "topics", "bubble;bubble", "each item once")
cell("blank_in_a_list", "claims", "", "topics", "bubble; energy", "parted by ';' without blanks")

# Figures
cell("figure_without_unit", "claims", "line-cost-az", "unit", "", "a figure and its unit")
cell("unit_without_figure", "claims", "line-cost-az", "low", "", "a figure and its unit")
cell("high_below_low", "claims", "line-cost-az", "high", "1", "high above low")
cell("high_same_as_low", "claims", "opening-day-az", "high", "1846-04-03", "high above low")
cell("high_without_low", "claims", "pays-az", "high", "7", "the lower end of the range", reported="low")
cell("date_in_a_money_claim", "claims", "line-cost-az", "low", "1846-04-03", "a date in unit date")
cell("number_in_a_date_claim", "claims", "opening-day-az", "low", "1846", "a date in unit date")
cell("qualifier_without_figure", "claims", "pays-az", "qualifier", "about", "only beside a figure")
cell("order_of_no_magnitude", "claims", "engine-order-az", "low", "3000000000", "a power of ten")
cell("figure_without_time_base", "claims", "line-cost-az", "per", "", "a time base for figures")
cell("date_with_time_base", "claims", "opening-day-az", "per", "year", "a time base for figures")
cell("unit_of_another_measure", "claims", "traffic-share-az", "unit", "USD", "a unit of the measure 'market-share'")
cell("share_above_the_whole", "claims", "traffic-share-az", "low", "700", "the plausible ends")
cell("rank_with_a_fraction", "checks", "second-line-gz", "low", "2.5", "a whole number")
cell("thousandfold", "claims", "line-cost-az", "low", "4500000000", "4500000, as the phrase has it")
cell("thousandth", "claims", "line-cost-az", "low", "4500", "the plausible ends")
cell("wrong_digit", "claims", "line-cost-az", "low", "4600000", "4500000, as the phrase has it")
cell("wrong_upper_end", "claims", "line-power-az", "high", "4", "2 to 3, as the phrase has it")
cell("wrong_sign", "claims", "freight-cost-az", "low", "50", "a figure below zero")
cell("sign_of_nothing_that_falls", "claims", "traffic-growth-az", "low", "-10", "the plausible ends")
cell("wrong_qualifier", "claims", "traffic-share-az", "qualifier", "over", "'nearly', as the phrase has it")
cell("wrong_unit_of_a_family", "claims", "debt-due-gz", "unit", "years", "12 months, as the phrase has it")
cell("wrong_day", "claims", "opening-day-az", "low", "1846-04-04", "1846-04-03, as the phrase has it")
cell("wrong_multiple", "claims", "traffic-growth-az", "low", "100", "10, as the phrase has it")
cell("note_that_is_not_needed", "claims", "line-cost-az", "figure_note", "Implied.", "nothing")
cell("note_without_a_figure", "claims", "pays-az", "figure_note", "Implied.", "nothing")
cell("figure_without_its_note", "claims", "cost-again-gz", "figure_note", "", "or a figure_note", reported="unit")
cell(
    "language_that_cannot_be_read", "sources", "gazette-1847", "language", "la", "a language whose figures can be read"
)

cell(
    "gloss_of_another_figure",
    "claims",
    "line-cost-az",
    "gloss",
    "the line costs 5.4 million dollars",
    "a gloss that has",
)
cell("gloss_of_another_day", "claims", "opening-day-az", "gloss", "opened on 4 April 1846", "a gloss that has")

# Vocabulary
cell("unit_without_its_figure", "units", "GW", "form", "gigawatts", "one {figure}")
cell("unit_of_no_size", "units", "GW", "factor", "0", "a number above zero")
cell("word_of_two_units", "units", "GW", "words", "GW;Dollar", "words of one unit each")
cell("measure_of_an_unknown_family", "measures", "capex", "families", "euros", "families of units")
cell("measure_without_ends", "measures", "capex", "most", "", "two plausible ends", reported="least")
cell("measure_upside_down", "measures", "capex", "most", "1", "an end above the other")
cell("mark_that_is_a_letter", "verdicts", "garbled", "mark", "g", "a sign of its own")
cell("verdict_in_no_group", "verdicts", "garbled", "holds", "sort of", "holds, loose")

# Verdicts
cell("confirmed_with_another_value", "checks", "line-cost-az", "low", "9000000", "a value that agrees")
cell("confirmed_below_a_floor", "checks", "riders-gz", "low", "150000", "a value that agrees")
cell("differs_with_the_same_value", "checks", "traffic-share-az", "low", "70", "a value that stands in the finding")
cell("value_of_the_unverified", "checks", "traffic-growth-az", "low", "5", "only where there is evidence")
cell("checked_in_another_unit", "checks", "line-cost-az", "unit", "GW", "a unit of the measure")
cell("sign_of_its_own", "checks", "freight-cost-az", "low", "40", "the sign of the stated figure")
cell("value_that_the_finding_lacks", "checks", "traffic-share-az", "low", "56", "stands in the finding")
cell("day_that_the_finding_lacks", "checks", "opening-day-az", "low", "1846-04-06", "stands in the finding")
cell(
    "garbled_without_ground",
    "checks",
    "pays-az",
    "finding",
    "We doubt it.",
    "a reference, or the arithmetic",
    "reference_ids",
)
cell("contradicted_by_one_page", "checks", "traffic-share-az", "reference_ids", "almanac-1847", "two references")
cell("finding_with_an_id", "checks", "line-cost-az", "finding", "As anzeiger-1846 says.", "sources.called")


@fault("data/checks.csv", "low", "a value that differs")
def differs_and_says_the_same(ledger):
    line = ledger.line("checks", "traffic-share-az")
    for column, value in (("qualifier", "nearly"), ("low", "70"), ("finding", "It was 70 percent.")):
        ledger.cell("checks", line, column, value)
    return line


@fault("data/claims.csv", "claim_id", "one check a claim")
def claim_without_check(ledger):
    rows = ledger.rows("checks")
    ledger.write("checks", rows[:1] + rows[2:])
    return 2


# Times
cell("period_backwards", "claims", "traffic-share-az", "period_end", "1801-01-01", "a day not before period_start")
cell("period_half_open", "claims", "traffic-share-az", "period_end", "", "both ends of the period")
cell(
    "period_shorter_than_its_base", "claims", "traffic-growth-az", "period_end", "1845-02-01", "a time base that", "per"
)
cell("event_ends_before_it_starts", "events", "line-opened-az", "end", "1700-01-01", "a day not before start")
cell("plan_made_when_its_year_was_over", "record", "takings-1847", "as_of", "1848-01", "not when somebody told of it")
cell("checked_before_it_was_read", "checks", "", "checked_on", "2020-01-01", "after its references were read")
cell("checked_before_it_was_published", "checks", "pays-az", "checked_on", "1840-01-01", "a day after 1846-05-02")
cell("checked_in_the_future", "checks", "", "checked_on", "2962-01-01", "the day of the check")
cell("published_after_it_was_opened", "references", "", "published", "2031-01-01", "a day not after opened_on")
cell("opened_in_the_future", "references", "", "opened_on", "2962-01-01", "the day on which the page was opened")
cell(
    "reported_after_its_source",
    "claims",
    "traffic-share-az",
    "period_start",
    "1846-06-01",
    "a day not after its source",
)
cell("happened_after_its_source", "events", "line-opened-az", "start", "1847-04-03", "a day not after its source")
cell("source_after_the_newest_check", "sources", "", "published", "2026-11-01", "a day not after the newest check")
cell("day_for_a_whole_year", "events", "line-power-planned-az", "precision", "day", "'year', or the days")
cell("month_for_a_year", "events", "line-power-planned-az", "precision", "month", "days that begin or end a month")
cell(
    "development_still_to_come",
    "developments",
    "",
    "start",
    "2950-05-03",
    "'planned' for what is to begin after",
    "status",
)
cell("development_in_a_year_nothing_names", "developments", "", "start", "1846-05-03", "a year in the id, the words")
cell("development_planned_long_ago", "developments", "", "status", "planned", "for what is to begin after the check")
cell("development_raised_by_nobody", "developments", "", "raised_by", "rail-co", "ids of claims.csv or arguments.csv")
cell("development_that_ends_later", "developments", "", "end", "2950-05-03", "an end by the check of what has happened")
cell("development_told_at_length", "developments", "", "evidence", "so " * 12 + "on", "at most 12: we quote phrases")
cell("development_ends_before_it_starts", "developments", "", "end", "1700-01-01", "a day not before start")
cell(
    "development_checked_before_it_was_read",
    "developments",
    "",
    "checked_on",
    "2026-01-09",
    "after its references were read",
)
cell("month_for_a_development_of_a_day", "developments", "", "precision", "month", "days that begin or end a month")
cell("year_for_a_day", "events", "line-opened-az", "precision", "year", "days that begin or end a year")
cell("decade_for_a_day", "events", "line-opened-az", "precision", "decade", "days of more than a year")
cell("event_on_another_day", "events", "line-opened-az", "start", "1846-04-02", "days of its claims")
cell("due_before_it_was_made", "predictions", "debt-paid", "due", "1846-01-01", "a day after 1847-03-01")

# Places
cell(
    "evidence_too_long",
    "claims",
    "",
    "evidence",
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn",
    "at most 12",
)
cell("evidence_edited", "claims", "pays-az", "evidence", "ein anderer Satz", "make verify")
cell("evidence_in_another_paragraph", "claims", "pays-az", "paragraph", "5", "make verify", reported="evidence")
cell("subject_edited", "claims", "pays-az", "subject", "rail-co", "make verify", reported="evidence")
cell("exclusion_edited", "exclusions", "", "token", "02", "make verify")
cell("paragraph_that_is_not_there", "claims", "pays-az", "paragraph", "7", "1 to 6, the paragraphs of anzeiger-1846")
cell("argument_of_another_paragraph", "arguments", "it-pays-az", "paragraph", "3", "one of its claims stands")
cell("event_of_another_paragraph", "events", "line-opened-az", "paragraph", "3", "one of its claims stands")
cell("claim_of_another_source", "events", "line-opened-az", "claim_ids", "riders-gz", "claims of anzeiger-1846")
cell(
    "claim_of_another_source_about_somebody_else",
    "events",
    "line-power-planned-az",
    "claim_ids",
    "line-power-az;riders-gz",
    "claims of anzeiger-1846",
)
cell(
    "statement_judged_otherwise",
    "checks",
    "pays-az",
    "verdict",
    "garbled",
    "a row of corrections.csv",
    reported="verdict",
)
cell("outcome_changed", "predictions", "line-power", "outcome", "missed", "a row of corrections.csv")
cell("value_told_otherwise", "record", "takings-1845", "status", "estimate", "a row of corrections.csv", reported="low")

# Debates and deals
cell("side_of_another_debate", "arguments", "it-pays-az", "side", "scale", "bubble or build-out")
cell("question_of_another_debate", "arguments", "it-pays-az", "question", "lead", "returns or demand")
cell("debate_without_words", "debates", "bubble", "asked", "Does it pay?", "the words of each")
cell("question_of_two_debates", "debates", "efficiency", "questions", "demand;lead;specialising", "in one debate, once")
cell("one_side", "debates", "efficiency", "right", "scale", "two sides")
cell("periods_out_of_order", "periods", "2024", "last", "2022-01-01", "when the period before ends")
cell("period_with_a_last_day_and_a_year", "periods", "2024", "year", "2024", "a last day or a year, not both", "last")
cell("label_of_two_periods", "periods", "2024", "label", "Before|2022", "each label and each year once")
cell("period_without_end", "periods", "2024", "last", "", "another period follows")
cell("argument_answers_itself", "arguments", "it-pays-az", "answers", "it-pays-az", "another argument")
cell("answer_to_another_question", "arguments", "grow-az", "answers", "it-does-not-gz", "on the question 'demand'")
cell("answers_in_a_circle", "arguments", "it-pays-az", "answers", "it-does-not-gz", "no circle")
cell("payee_is_payer", "deals", "engines", "payee", "rail-co", "another party")
cell("power_where_dollars_belong", "deals", "engines", "usd_claim", "line-power-az", "a unit of money")
cell("sum_of_somebody_else", "deals", "engines", "payee", "engineer", "a claim about rail-co or engineer", "usd_claim")
cell("disagreement_of_one", "disagreements", "cost", "claim_ids", "line-cost-az", "two claims or more")


@fault("data/predictions.csv", "outcome", "'open' until the day has passed")
def missed_before_it_was_due(ledger):
    line = ledger.line("predictions", "line-power")
    for column, value in (("outcome", "missed"), ("due", "2950-12-31")):
        ledger.cell("predictions", line, column, value)
    return line


@fault("data/claims.csv", "low", "12 up-to, as the phrase has it")
def note_beside_another_figure(ledger):
    line = ledger.line("claims", "debt-due-gz")
    for column, value in (("low", "24"), ("figure_note", "The next sentence says so.")):
        ledger.cell("claims", line, column, value)
    return line


cell("plan_told_as_a_fact", "events", "line-power-planned-az", "status", "happened", "all its claims are plans")


@fault("_toc.yml", "", "YAML")
def contents_that_cannot_be_read(ledger):
    (ledger.root / "_toc.yml").write_text("root: book/index\nparts: [\n", encoding="utf-8")
    return 3


@fault("_toc.yml", "", "a table of contents of Jupyter Book")
def contents_of_no_book(ledger):
    (ledger.root / "_toc.yml").write_text("format: jb-book\nroot: book/index\nchapter: []\n", encoding="utf-8")
    return 0


@fault("_toc.yml", "", "a page that is there; did you mean book/ledger-gazette-1847")
def contents_with_a_page_that_is_not_there(ledger):
    path = ledger.root / "_toc.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"# book/ledger-gazete-1847\n{text}      - file: book/ledger-gazete-1847\n", encoding="utf-8")
    return 7


@fault("_config.yml", "", "YAML")
def settings_that_cannot_be_read(ledger):
    (ledger.root / "_config.yml").write_text("title: A book\nauthor: [\n", encoding="utf-8")
    return 3


@fault("_toc.yml", "", "pages; a page may link elsewhere")
def contents_with_an_address(ledger):
    path = ledger.root / "_toc.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}      - url: https://example.org\n        title: Elsewhere\n", encoding="utf-8")
    return 6


@fault("_config.yml", "sphinx.config.extensions", "explainer.site among them")
def settings_that_are_a_list(ledger):
    (ledger.root / "_config.yml").write_text("title: A book\nsphinx: [config]\n", encoding="utf-8")
    return 0


def with_settings(ledger, text: str) -> None:
    engine = "sphinx:\n  config:\n    extensions: [explainer.site]\n"
    (ledger.root / "_config.yml").write_text(engine + text, encoding="utf-8")


@fault("_config.yml", "sphinx.config.extensions", "explainer.site among them")
def settings_without_the_engine(ledger):
    (ledger.root / "_config.yml").write_text("title: A book\n", encoding="utf-8")
    return 0


@fault("_config.yml", "explainer_license", "explainer_names, explainer_licence")
def setting_that_the_engine_does_not_know(ledger):
    with_settings(ledger, "    explainer_license: CC0\n")
    return 4


@fault("_config.yml", "explainer_names", "a list")
def setting_of_another_kind(ledger):
    with_settings(ledger, "    explainer_names: A4\n")
    return 4


@fault("_config.yml", "header", "pages of _toc.yml; did you mean book/ledger-gazette-1847")
def header_with_a_page_that_is_not_there(ledger):
    with_settings(ledger, "    html_theme_options:\n      header: book/ledger-gazete-1847\n")
    return 5


@fault("_config.yml", "", "settings, each as `name: value`")
def settings_that_are_none(ledger):
    (ledger.root / "_config.yml").write_text("A book\n", encoding="utf-8")
    return 0


@fault("data/published.lock", "", "from the history of the repository")
def lock_that_is_gone(ledger):
    (ledger.data / "published.lock").unlink()
    return 0


@fault("data/deals.csv", "", "a UTF-8 CSV table")
def folder_in_place_of_a_table(ledger):
    (ledger.data / "deals.csv").unlink()
    (ledger.data / "deals.csv").mkdir()
    return 0


@fault("data/deals.csv", "", "a UTF-8 CSV table")
def link_to_itself(ledger):
    (ledger.data / "deals.csv").unlink()
    (ledger.data / "deals.csv").symlink_to(ledger.data / "deals.csv")
    return 0


@fault("data/deals.csv", "payer", "'rail-co', the subject of 'engine-order-az'")
def payer_and_payee_exchanged(ledger):
    line = ledger.line("deals", "engines")
    for column, value in (("payer", "engine-works"), ("payee", "rail-co")):
        ledger.cell("deals", line, column, value)
    return line


@fault("data/predictions.csv", "claim_ids", "claims that look ahead")
def prediction_of_a_fact(ledger):
    line = ledger.line("predictions", "debt-paid")
    ledger.cell("predictions", line, "claim_ids", "debt-due-gz;riders-gz")
    return line


@fault("data/arguments.csv", "answers", "one of the other side")
def answer_to_the_own_side(ledger):
    ledger.cell("arguments", ledger.line("arguments", "it-does-not-gz"), "side", "build-out")
    return ledger.line("arguments", "it-does-not-gz")


# What lies unused, and second homes
@fault("data/references.csv", "reference_id", "references that checks, predictions, record or developments cite")
def reference_nobody_cites(ledger):
    return ledger.add("references", reference_id="unused", url="https://example.org/unused")


@fault("data/entities.csv", "entity_id", "entities of claims, deals, arguments, events, developments or the record")
def entity_nobody_names(ledger):
    return ledger.add("entities", entity_id="unused")


# The public record
cell(
    "series_raised_by_nobody",
    "series",
    "takings",
    "raised_by",
    "line-cost-az;nobody",
    "ids of claims.csv or arguments.csv",
)
cell("series_in_another_unit", "series", "takings", "unit", "GW", "a unit of the measure 'revenue'")
cell("series_of_days", "series", "takings", "unit", "date", "a unit in which values are counted")
cell("part_of_itself", "series", "takings", "parts_of", "takings", "another series in the same unit")
cell("jump_of_nothing", "series", "takings", "jump", "1", "a factor above 1")
cell("year_for_a_value", "record", "takings-1847", "evidence", "from 1870 on", "a value that the words have", "low")
cell(
    "capital_scale", "record", "takings-1845", "evidence", "took 4.0 Billion", "4000000000, as the words have it", "low"
)
cell("implausible_value", "record", "takings-1845", "low", "40", "the plausible ends of the measure 'revenue'")
cell("range_upside_down_on_record", "record", "takings-1847", "high", "7000000", "high above low, or empty")
cell(
    "year_of_a_half",
    "record",
    "takings-1845",
    "period_end",
    "1845-06-30",
    "a period as long as the series has it: year",
)
cell(
    "period_backwards_on_record", "record", "takings-1845", "period_end", "1844-01-01", "a day not before period_start"
)
cell("plan_made_at_no_time", "record", "takings-1847", "as_of", "", "when it was made")
cell("actual_made_at_a_time", "record", "takings-1845", "as_of", "1845", "when it was made")
cell(
    "plan_made_after_its_check", "record", "takings-1847", "as_of", "2031-02", "a date that exists, not after the check"
)
cell(
    "checked_before_it_was_read", "record", "takings-1845", "checked_on", "2026-01-09", "after its references were read"
)
cell("checked_in_the_future_on_record", "record", "takings-1845", "checked_on", "2131-01-09", "the day of the check")
cell(
    "words_without_the_value",
    "record",
    "takings-1845",
    "evidence",
    "took 4.1 million",
    "a value that the words have",
    "low",
)
cell("value_of_somebody_else", "record", "takings-1845", "entity", "engine-works", "an entity that the id, the words")
cell("needless_note_on_a_value", "record", "takings-1845", "figure_note", "as it says", "nothing")
cell(
    "value_of_another_scale",
    "record",
    "takings-1847",
    "evidence",
    "to take 7 billion to 8",
    "7000000000, as the words have it",
    "low",
)
cell("thousandfold_neighbour", "record", "takings-1846", "low", "600000000", "at most 3 times its neighbour")
cell("year_unlike_its_quarters", "record", "takings-1846", "low", "6600000", "the sum of its parts")


@fault("data/developments.csv", "start", "the day it happened, before they told of it")
def development_after_its_page(ledger):
    ledger.cell("references", ledger.line("references", "almanac-1847"), "published", "1847-03")
    return ledger.line("developments", "harbour-reached")


@fault("data/record.csv", "evidence", "at most 12: we quote phrases")
def thirteen_words_of_a_page(ledger):
    line = ledger.line("record", "takings-1845")
    ledger.cell(
        "record", line, "evidence", "4.0 million and eleven words more than anybody would want to quote from it"
    )
    return line


@fault("data/record.csv", "period_end", "one day: the series counts a stock")
def stock_over_a_year(ledger):
    ledger.cell("series", ledger.line("series", "takings"), "per", "stock")
    return ledger.line("record", "takings-1845")


@fault("data/record.csv", "period_start", "a year in the id, the words")
def value_of_another_year(ledger):
    line = ledger.line("record", "takings-1845")
    for column, day in (("period_start", "1835-01-01"), ("period_end", "1835-12-31")):
        ledger.cell("record", line, column, day)
    return line


@fault("data/record.csv", "period_end", "a day not after the check")
def actual_of_years_to_come(ledger):
    line = ledger.line("record", "takings-1845")
    for column, day in (("period_start", "2045-01-01"), ("period_end", "2045-12-31")):
        ledger.cell("record", line, column, day)
    return line


@fault("data/record.csv", "period_start", "one value for each entity and period")
def value_told_twice(ledger):
    return ledger.add("record", record_id="again")


cell("value_with_the_id_of_a_claim", "record", "takings-1845", "record_id", "line-cost-az", "an id of its own")
cell("value_with_the_id_of_its_series", "record", "takings-1845", "record_id", "takings", "an id of its own")
cell("series_with_the_id_of_a_claim", "series", "takings", "series_id", "line-cost-az", "an id of its own")
cell("series_with_the_id_of_an_argument", "series", "takings", "series_id", "it-pays-az", "an id of its own")


@fault("data/record.csv", "as_of", "before they told of it")
def plan_made_after_it_was_told(ledger):
    line = ledger.line("record", "takings-1847")
    ledger.cell("record", line, "as_of", "1847-06")
    ledger.cell("references", ledger.line("references", "almanac-1847"), "published", "1847-01")
    return line


@fault("data/series.csv", "series_id", "series of which record.csv has values")
def series_without_values(ledger):
    return ledger.add("series", series_id="nothing-known")


cell("outcome_without_reference", "predictions", "line-power", "reference_ids", "", "the pages that settle it")
cell("due_by_nobody", "predictions", "line-power", "dated_by", "", "a day and who gives it")
cell("dated_without_a_day", "predictions", "line-power", "due", "", "a day and who gives it")


@fault("data/claims.csv", "claim_id", "each forecast and plan in a prediction")
def plan_without_prediction(ledger):
    ledger.cell("predictions", ledger.line("predictions", "line-power"), "claim_ids", "debt-due-gz")
    return ledger.line("claims", "line-power-az")


@fault("data/events.csv", "claim_ids", "a claim of some prediction")
def planned_event_without_prediction(ledger):
    ledger.cell("events", ledger.line("events", "line-power-planned-az"), "claim_ids", "opening-day-az")
    return ledger.line("events", "line-power-planned-az")


@fault("data/claims.csv", "evidence", "each claim once")
def same_claim_twice(ledger):
    return ledger.add("claims", claim_id="copied-claim")


@fault("data/claims.csv", "claim_id", "a digest that names each claim")
def claim_missing_in_digest(ledger):
    path = ledger.seeds / "anzeiger-1846.md"
    path.write_text(path.read_text(encoding="utf-8").replace("[line-cost-az, ", "["), encoding="utf-8")
    return 2


@fault("seeds/anzeiger-1846.md", "", "¶6, as claims.csv has it")
def digest_of_another_paragraph(ledger):
    path = ledger.seeds / "anzeiger-1846.md"
    path.write_text(path.read_text(encoding="utf-8").replace("¶6", "¶999"), encoding="utf-8")
    return path.read_text(encoding="utf-8").splitlines().index("- ¶999 [pays-az] Told.") + 1


@fault("seeds/anzeiger-1846.md", "", "each claim once")
def digest_tells_a_claim_twice(ledger):
    path = ledger.seeds / "anzeiger-1846.md"
    path.write_text(path.read_text(encoding="utf-8") + "- ¶6 [pays-az] Again.\n", encoding="utf-8")
    return path.read_text(encoding="utf-8").count("\n")


@fault("seeds/gazette-1847.md", "bytes", "'800', as sources.csv has it")
def front_matter_of_another_size(ledger):
    path = ledger.seeds / "gazette-1847.md"
    path.write_text(path.read_text(encoding="utf-8").replace("bytes: 800", "bytes: 801"), encoding="utf-8")
    return path.read_text(encoding="utf-8").splitlines().index("bytes: 801") + 1


@fault("seeds/gazette-1847.md", "", "a UTF-8 text")
def missing_digest(ledger):
    (ledger.seeds / "gazette-1847.md").unlink()
    return 0


@fault("data/sources.csv", "source_id", "a page with ```{ledger-entries} gazette-1847")
def source_without_its_page(ledger):
    (ledger.root / "book" / "ledger-gazette-1847.md").write_text("# Entries\n", encoding="utf-8")
    return 3


@fault("data/sources.csv", "source_id", "a page with ```{ledger-entries} gazette-1847")
def page_not_in_the_contents(ledger):
    path = ledger.root / "_toc.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("      - file: book/ledger-gazette-1847\n", ""), encoding="utf-8"
    )
    return 3


@fault("book/ledger-anzeiger-1846.md", "", "a source in sources.csv: anzeiger-1846, gazette-1847")
def page_of_no_source(ledger):
    with (ledger.root / "book" / "ledger-anzeiger-1846.md").open("a", encoding="utf-8") as file:
        file.write("\n```{ledger-entries} pravda\n```\n")
    return 6


@fault("data/evidence.lock", "", "the row as it was sealed")
def seal_of_a_row_that_is_gone(ledger):
    path = ledger.data / "evidence.lock"
    path.write_text(f"{path.read_text(encoding='utf-8')}{'0' * 64}  gone\n", encoding="utf-8")
    return 0


@fault("data/published.lock", "", "a correction that names it")
def published_and_gone(ledger):
    path = ledger.data / "published.lock"
    path.write_text(f"{path.read_text(encoding='utf-8')}confirmed  gone\n", encoding="utf-8")
    return 0


@fault("data/published.lock", "", "the file from the history")
def lock_with_a_line_of_no_seal(ledger):
    path = ledger.data / "published.lock"
    path.write_text(f"{path.read_text(encoding='utf-8')}<<<<<<< HEAD\n", encoding="utf-8")
    return len(path.read_text(encoding="utf-8").splitlines())


@fault("data/evidence.lock", "", "the file from the history")
def lock_with_a_row_twice(ledger):
    path = ledger.data / "evidence.lock"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[0]]), encoding="utf-8")
    return len(lines) + 1


@fault("data/checks.csv", "verdict", "a row that make verify SEEDS=folder has sealed")
def never_recorded(ledger):
    (ledger.data / "published.lock").write_text("", encoding="utf-8")
    return 2


def corrected(ledger: Spoilt, **cells: str) -> int:
    row = {"date": "2026-02-01", "where": "pays-az", "was": "inconsistent", "now": "garbled", "why": "A slip."} | cells
    ledger.write("corrections", [ledger.rows("corrections")[0], list(row.values())])
    return 2


@fault("data/corrections.csv", "where", "the id of a claim, a prediction or a value on record")
def correction_of_nothing(ledger):
    return corrected(ledger, where="nothing")


@fault("data/corrections.csv", "was", "'inconsistent', as it was published")
def correction_of_what_was_never_said(ledger):
    return corrected(ledger, was="unverified")


@fault("data/corrections.csv", "now", "what changed")
def correction_without_a_change(ledger):
    return corrected(ledger, now="inconsistent")


@fault("data/corrections.csv", "now", "withdrawn")
def correction_of_what_is_gone(ledger):
    path = ledger.data / "published.lock"
    path.write_text(f"{path.read_text(encoding='utf-8')}confirmed  gone-az\n", encoding="utf-8")
    return corrected(ledger, where="gone-az", was="confirmed", now="banana")


@fault("data/corrections.csv", "date", "the day of the correction")
def correction_to_come(ledger):
    return corrected(ledger, date="2962-01-01")


def state(folder: Path) -> str:
    files = (path for path in sorted(folder.rglob("*")) if not path.is_symlink() and path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


@pytest.fixture
def ledger(tmp_path: Path) -> Small:
    return Small(tmp_path / "small")


def test_the_published_ledger_and_the_small_one_are_sound(ledger: Small):
    assert [str(fault) for fault in check(DATA)] == []
    assert [str(fault) for fault in check(ledger.data)] == []


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_refused(name: str, ledger: Small):
    spoil, file, column, allowed = FAULTS[name]
    line = spoil(ledger)
    before = state(ledger.root)
    name = file.removeprefix("data/").removesuffix(".csv")
    for found in (ledger.faults, lambda: ledger.unfit(name), lambda: check(ledger.data)):  # the quick first
        faults = found()
        told = [f for f in faults if (f.file, f.line, f.column) == (file, line, column) and allowed in f.allowed]
        if told:
            break
    assert told, "\n".join(map(str, faults)) or "no fault found"
    assert told[0].found
    assert state(ledger.root) == before, "the check wrote something"


def test_at_least_a_hundred_kinds_of_fault():
    assert len(FAULTS) >= 100


@pytest.mark.slow
def test_every_rule_bites(tmp_path: Path):
    """Each rule tells some fault that no other tells: none can be dropped unseen."""
    biting = set()
    for number, (spoil, *_) in enumerate(FAULTS.values()):
        ledger = Small(tmp_path / str(number))
        spoil(ledger)
        try:
            schema = Schema(ledger.data)
            book = rules.Book(schema, read_all(schema)[0], ledger.data)
            told = {rule: set(rule(book)) for rule in rules.RULES}
        except (OSError, ValueError, KeyError):  # the descriptor or a table is gone, which no rule tells
            continue
        tellers = Counter(fault for faults in told.values() for fault in faults)
        biting |= {rule for rule, faults in told.items() if any(tellers[fault] == 1 for fault in faults)}
    assert [rule.__name__ for rule in rules.RULES if rule not in biting] == []


def test_a_changed_verdict_passes_with_its_correction(ledger: Small):
    ledger.cell("checks", ledger.line("checks", "pays-az"), "verdict", "garbled")
    corrected(ledger)
    assert ledger.faults() == []


def test_another_source_may_tell_of_an_event_in_a_claim_about_who_takes_part(ledger: Small):
    ledger.cell("events", ledger.line("events", "line-opened-az"), "claim_ids", "opening-day-az;riders-gz")
    assert check(ledger.data) == []


def test_an_open_outcome_may_be_settled(ledger: Small):
    line = ledger.line("predictions", "debt-paid")
    for column, value in (("outcome", "met"), ("reference_ids", "almanac-1847")):
        ledger.cell("predictions", line, column, value)
    assert ledger.faults() == []


def test_all_faults_of_a_table_are_listed_at_once(ledger: Small):
    ledger.cell("claims", 2, "kind", "rumour")
    ledger.cell("claims", 5, "measure", "vibes")
    ledger.cell("claims", 9, "paragraph", "none")
    assert {2, 5, 9} <= {f.line for f in check(ledger.data)}


def test_of_a_row_unfit_for_the_schema_nothing_else_is_told(ledger: Small):
    ledger.cell("checks", ledger.line("checks", "line-cost-az"), "verdict", "confirmd")
    ledger.cell("checks", ledger.line("checks", "pays-az"), "reference_ids", "almanac-1846")
    (verdict, reference) = check(ledger.data)
    assert verdict.allowed.startswith("an id of verdicts.verdict: confirmed, ")
    assert reference.allowed == "an id of references.reference_id: accounts-1846, almanac-1847"


def test_an_id_that_is_unknown_is_set_beside_those_nearest(ledger: Small):
    rows = ledger.rows("references")
    ledger.write("references", [*rows, *([f"page-{n}", *rows[1][1:]] for n in range(20))])
    ledger.cell("checks", ledger.line("checks", "pays-az"), "reference_ids", "page-1l")
    found = [fault for fault in check(ledger.data) if fault.found == "'page-1l'"]
    assert [fault.allowed for fault in found] == [
        "an id of references.reference_id; did you mean page-1, page-19, page-18?"
    ]


def test_what_a_spreadsheet_does_is_said_at_once(ledger: Small):
    path = ledger.data / "claims.csv"
    text = path.read_text(encoding="utf-8").replace(",", ";").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    (fault,) = check(ledger.data)
    assert fault.found == "a byte order mark, carriage returns at the ends of lines, cells parted by ';'"


def test_faults_alike_are_folded():
    alike = [Fault("data/a.csv", n, f"r{n}", "x", "'gone'", "an id of b.c") for n in range(2, 9)]
    other = [Fault("data/b.csv", n, f"s{n}", "y", f"'{n}'", "a number") for n in range(2, 12)]
    lines = folded([*alike, *other])
    assert lines[0].endswith("(and 6 more places, such as data/a.csv, line 3 (r3), column x)")
    assert len(lines) == 7 and lines[-1] == "… and 5 more like these"


def test_command_names_the_fault_and_fails(ledger: Small, capsys: pytest.CaptureFixture[str]):
    ledger.cell("claims", 2, "kind", "rumour")
    assert main(["check", "--data", str(ledger.data)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "data/claims.csv, line 2 (line-cost-az), column kind: found 'rumour'; allowed: reported" in said.err
    assert "Traceback" not in said.err


def test_command_counts_a_sound_ledger(capsys: pytest.CaptureFixture[str]):
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "follow from their phrases" in said and "contradicted" in said
