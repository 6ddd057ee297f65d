"""What explainer/README.md says under "To add": how many files a new thing touches. Units, measures and verdicts are in
test_vocabulary, a topic is the second book, a language of the site is in test_messages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from explainer.charts import theme
from explainer.charts.svg import svg
from explainer.ledger.check import check
from explainer.ledger.store import Ledger
from explainer.words import languages
from explainer.words.read import quantities

from ..books import build, small_book
from ..parts import printed
from ..small import Small


def test_a_debate_is_a_row(tmp_path: Path):
    ledger = Small(tmp_path)
    debate = "gauge,How wide?,broad,Broad,The broad,narrow,Narrow,The narrow,width,Is broad better?"
    fast = "broad-is-fast,gauge,width,broad,It is fast.,engineer,anzeiger-1846,5,traffic-growth-az,"
    cheap = "narrow-is-cheap,gauge,width,narrow,It is dear.,gazette,gazette-1847,5,cost-again-gz,broad-is-fast"
    for table, line in (("debates", debate), ("arguments", fast), ("arguments", cheap)):
        ledger.write(table, [*ledger.rows(table), line.split(",")])
    assert [str(fault) for fault in check(ledger.data)] == []
    page = printed("argument-map", Ledger(ledger.data))
    shown = page.find(id="debate-gauge")
    assert shown.h2.text == "How wide?" and shown.h3.text == "Is broad better?"
    assert [side.get_text() for side in shown.select(".side b")] == ["Broad", "Narrow’s answer"]


def test_a_period_is_a_row(tmp_path: Path):
    ledger = Small(tmp_path)
    header, *rows = ledger.rows("periods")
    ledger.write("periods", [header, ["Before the railways", "Before", "1850-06-30", ""], *rows])
    assert [str(fault) for fault in check(ledger.data)] == []
    titles = [heading.text for heading in printed("timeline", Ledger(ledger.data)).select("h2")]
    assert titles == ["Before the railways"]


def test_a_language_of_sources_is_an_entry(monkeypatch: pytest.MonkeyPatch):
    dutch = replace(languages.ENGLISH, code="nl", qualifiers={r"ruim|meer dan": "over"}, links=("van",))
    monkeypatch.setitem(languages.LANGUAGES, "nl", dutch)
    (found,) = quantities("meer dan 4,5 miljard dollar", "nl", {"dollar": "USD"})
    assert (found.low, found.unit, found.qualifier) == (4_500_000_000, "USD", "over")


def test_a_chart_form_is_a_function():
    @theme.form
    def dots(rows: pd.DataFrame, width: int) -> alt.Chart:
        return alt.Chart(rows).mark_point().encode(x="value:Q").properties(width=width / 2)

    drawn = theme.specs(dots(pd.DataFrame({"value": [1, 2, 3]})))
    assert drawn["wide"]["width"] == theme.WIDE / 2 and drawn["narrow"]["width"] == theme.NARROW / 2
    assert svg(drawn["wide"], "dots", "Three dots").count("aria-label") == 1
    with pytest.raises(ValueError, match="no rows"):
        dots(pd.DataFrame())


@pytest.mark.slow
def test_a_page_is_a_file_and_a_line(tmp_path: Path):
    book = small_book(tmp_path, "# Page\n")
    (book / "book/more.md").write_text("# More\n\nIt has [a way back](index.md).\n", encoding="utf-8")
    contents = book / "_toc.yml"
    contents.write_text(contents.read_text(encoding="utf-8") + "chapters:\n  - file: book/more\n", encoding="utf-8")
    done = build(book)
    assert done.returncode == 0, done.stderr
    assert 'href="more.html"' in (book / "_build/html/index.html").read_text(encoding="utf-8")
    assert "a way back" in (book / "_build/html/more.html").read_text(encoding="utf-8")
