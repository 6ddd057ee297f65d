"""The schema reads as the design has it, and describes every column."""

from __future__ import annotations

from explainer.ledger.schema import Schema
from explainer.paths import DATA

TABLES = {
    "sources": "source_id file sha256 bytes paragraphs title called publisher author voice published dating language original_language translation stance interest",
    "claims": "claim_id source_id paragraph evidence gloss subject object measure qualifier low high unit per period_start period_end kind speaker topics figure_note",
    "checks": "claim_id verdict qualifier low high unit finding reference_ids checked_on",
    "references": "reference_id publisher title published url grade origin opened opened_on archived_url unencrypted",
    "series": "series_id topic question measure unit per definition caveat raised_by jump parts_of",
    "record": "record_id series_id entity period_start period_end qualifier low high status as_of note evidence "
    "figure_note reference_ids checked_on",
    "entities": "entity_id name kind country note",
    "events": "event_id start end precision status title source_id paragraph entities claim_ids topics",
    "developments": "development_id start end precision status title entities topics raised_by evidence reference_ids "
    "note checked_on",
    "predictions": "prediction_id claim_ids statement due dated_by due_note scored_by outcome finding reference_ids",
    "deals": "deal_id payer payee provides usd_claim gw_claim equity_claim start end binding note",
    "arguments": "argument_id debate question side argument speaker source_id paragraph claim_ids answers",
    "exclusions": "source_id paragraph token reason",
    "disagreements": "disagreement_id question claim_ids resolution",
    "corrections": "date where was now why",
    "units": "unit family factor form many order words",
    "measures": "measure families least most whole",
    "time_bases": "per words days",
    "verdicts": "verdict mark word meaning severity holds record ground",
    "debates": "debate title left left_title left_speakers right right_title right_speakers questions asked",
    "periods": "period label last year",
}


def test_tables_and_columns_are_the_published_contract():
    assert {name: " ".join(table.names) for name, table in Schema().tables.items()} == TABLES


def test_every_table_and_column_is_described():
    for table in Schema().tables.values():
        assert table.description.endswith("."), table.name
        for column in table.columns:
            assert len(column.description) >= 8 and column.description.endswith("."), f"{table.name}.{column.name}"


def test_references_between_tables_lead_somewhere():
    tables = Schema().tables
    targets = [column.refers_to for table in tables.values() for column in table.columns if column.refers_to]
    assert len(targets) >= 20
    for target in targets:
        name, column = target.split(".")
        assert tables[name].key == (column,)


def test_every_file_of_the_ledger_is_in_the_schema():
    files = {table.file for table in Schema().tables.values()}
    assert {path.name for path in DATA.glob("*.csv")} == files
