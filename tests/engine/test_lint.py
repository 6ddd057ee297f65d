"""Figures typed by hand are found wherever a reader would see them; dates, names, code and addresses are not figures."""

from __future__ import annotations

import pytest
import yaml

from explainer.ledger.store import Ledger
from explainer.paths import ROOT
from explainer.site.lint import _dates, figures_in, lint
from explainer.words.messages import Edition

IDS = {"loss-of-a-year"}
CONFIGURED = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]["explainer_names"]


@pytest.mark.parametrize(
    ("text", "line", "figure"),
    [
        ("It cost 17 billion.", 1, "17"),
        ("One line,\nthen 3.5 more.", 2, "3.5"),
        ("# The 42nd chapter", 1, "42"),
        ("- a list\n- of 12 things", 2, "12"),
        ("| a | b |\n|---|---|\n| x | 9 % |", 3, "9"),
        ("> a quotation of 5 words", 1, "5"),
        ("*about 60* of them", 1, "60"),
        ("It cost forty-two billion dollars.", 1, "forty-two billion"),
        ("a fall of *eight percent*", 1, "eight percent"),
        ("[a link to 7 things](https://example.org)", 1, "7"),
        ("{claim}`300 billion <loss-of-a-year>`", 1, "300"),
        (":::{container} keys\nInside: 99\n:::", 2, "99"),
        ("```{glossary}\nTerm\n  Explained in 8 words.\n```", 3, "8"),
        ("<p>in 11 lines of HTML</p>", 1, "11"),
        ("---\nfile_format: mystnb\n---\n\nAfter 2 dashes.", 5, "2"),
        ('```{code-cell} python3\nexhibit(d, r, headline="All 12 agree")\n```', 2, "12"),
        ('```{code-cell} python3\n:tags: [hide-input]\nexhibit(d, r,\n  alt=f"from {low} to 13")\n```', 4, "13"),
        ('```{code-cell} python3\nlabels = ["The 6 firms"]\n```', 2, "6"),
        ("```{code-cell} python3\nchart.transform_calculate(text=\"x + 2 + ' of 7'\")\n```", 2, "7"),
        ("```{sql} The 3 firms\nSELECT 1\n```", 1, "3"),
        ("```{sql} Firms\nSELECT 42,\n  'all 7', \"loss-of-a-year\"\n```", 3, "7"),
    ],
)
def test_a_typed_figure_is_found_with_its_line(text: str, line: int, figure: str):
    faults = lint(text, "book/x.md", IDS)
    assert [(fault.line, fault.found) for fault in faults] == [(line, f"the figure '{figure}', typed by hand")]
    assert "{claim}`id`" in faults[0].allowed or "computed from the ledger" in faults[0].allowed


@pytest.mark.parametrize(
    "text",
    [
        "In 2025, on 6 October 2025, between 1–8 October, in the 1990s.",
        "GPT-4, o1, R1, Sora 2, Claude Sonnet 4.5, MI300X and GB300.",
        "{claim}`loss-of-a-year` and {derived}`top-10`",
        "{claim}`three hundred billion <loss-of-a-year>`",
        "Three of four accounts, one in ten of them twice, in seven texts.",
        "`a[0] = 42`",
        "```python\nx = 42\n```",
        "[words](https://example.org/42)",
        "```{sql} Firms\nSELECT round(low / 1e9, 1) AS billions FROM record WHERE period_end < '2025-12-31' LIMIT 9\n```",
        "---\nversion: 42\n---\n\nText.",
        '```{code-cell} python3\nx = 42 * scale\nderive("top-10", text, ids, "computed")\n```',
        '```{code-cell} python3\nledger.value("loss-of-a-year")\nexhibit(d, r, name="spend-2024-h1")\n```',
        "```{code-cell} python3\nchart.transform_filter('x > 100')\nlarge = 'datum.value / 1000'\n```",
    ],
)
def test_what_is_no_figure_is_left_alone(text: str):
    assert lint(text, "book/x.md", IDS, CONFIGURED) == []


def test_a_cell_that_is_no_python_is_named_with_its_line_in_the_page():
    with pytest.raises(SyntaxError) as caught:
        lint("# Page\n\n```{code-cell} python3\n:tags: [hide-input]\na = 1\nb =\n```", "book/x.md", IDS)
    assert caught.value.lineno == 6


def test_the_book_is_free_of_typed_figures(ledger: Ledger):
    for page in sorted((ROOT / "book").glob("*.md")):
        assert [
            str(fault)
            for fault in lint(page.read_text(encoding="utf-8"), f"book/{page.name}", ledger.ids(), CONFIGURED)
        ] == []


def test_names_are_few_and_stand_for_themselves_alone():
    assert len(CONFIGURED) <= 30
    assert figures_in("USD 2 000 in 1999", CONFIGURED) == ["2", "000"]
    assert figures_in("GPT-4, GPT-45 and V3.21", ["GPT-4", "V3", "V3.2"]) == ["45", "21"]


def test_dates_are_those_of_the_language_of_the_book(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("explainer.site.lint.edition", lambda: Edition("fr", None, ""))
    _dates.cache_clear()
    assert figures_in("le 21 janvier 2025, le 1er octobre et 3 navires") == ["3"]
    _dates.cache_clear()
