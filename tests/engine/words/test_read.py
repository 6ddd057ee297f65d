"""Figures and days read from phrases, in German and in English.

Covered: separators, scales, ranges, number words, orders of magnitude, multiples, ranks, qualifiers, units before and
behind, names with numbers in them, and every way to name a day that the ledger's phrases have. Not covered: signs.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from explainer.ledger.schema import Schema
from explainer.ledger.vocabulary import Vocabulary
from explainer.paths import DATA
from explainer.words.languages import ENGLISH, GERMAN
from explainer.words.read import days, falls, quantities

UNIT_WORDS = Vocabulary.of(Schema(DATA)).unit_words
ON = date(2025, 10, 9)


def read(phrase: str, language: str = "de") -> list[tuple[str, str]]:
    """Each figure as "low[–high] unit" and its qualifier."""
    found = quantities(phrase, language, UNIT_WORDS)
    return [("–".join(f"{end.normalize():f}" for end in (q.low, q.high) if end is not None) + f" {q.unit}".rstrip(), q.qualifier) for q in found]  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "figure", "qualifier"),
    [
        ("Umsatz von 4,3 Milliarden Dollar", "4300000000 USD", ""),
        ("bis zu 1,91 milliarden us-dollar", "1910000000 USD", "up-to"),
        ("Das 14 - Milliarden - Dollar - Abkommen", "14000000000 USD", ""),
        ("Ein 500-Milliarden-Dollar-Einsatz", "500000000000 USD", ""),
        ("über 200 Millionen Nutzer", "200000000 people", "over"),
        ("einen Vertrag über 300 Milliarden US-Dollar", "300000000000 USD", ""),
        ("mehr als 2.500 Tage", "2500 days", "over"),
        ("12,5 Mrd. Dollar", "12500000000 USD", ""),
        ("eine Billion US-Dollar übersteigen", "1000000000000 USD", "over"),
        ("bereits 2 - 3 % des Stroms", "2–3 percent", ""),
        ("in den nächsten 10 bis 15 Jahren", "10–15 years", ""),
        ("mehr als 120 bis 130 Rechenzentren", "120–130", "over"),
        ("fast 70 %", "70 percent", "nearly"),
        ("etwa 12 Milliarden US-Dollar", "12000000000 USD", "about"),
        ("6 Gigawatt bereitzustellen", "6 GW", ""),
        ("10,5 GW", "10.5 GW", ""),
        ("Eineinhalb Jahre sind vergangen", "1.5 years", ""),
        ("Innerhalb einer Woche", "1 weeks", "up-to"),
        ("was zehn jahre braucht", "10 years", ""),
        ("diese sieben Giganten", "7", ""),
        ("um das Zehnfache gestiegen", "10 ratio", ""),
        ("verdoppelt", "2 ratio", ""),
        ("Tausende von GPUs", "1000", "order"),
        ("zig millionen branchen", "10000000", "order"),
        ("Hunderte Milliarden Dollar", "100000000000 USD", "order"),
        ("Milliarden von Dollar ausgegeben", "1000000000 USD", "order"),
        ("das milliardenschwere Projekt", "1000000000", "order"),
        ("einer Billionen-Dollar-Anlage", "1000000000000 USD", "order"),
        ("das weltweit größte Startup", "1 rank", ""),
        ("als zweitgrößte volkswirtschaft", "2 rank", ""),
    ],
)
def test_german_figures(phrase: str, figure: str, qualifier: str):
    assert (figure, qualifier) in read(phrase)


@pytest.mark.parametrize(
    ("phrase", "figure", "qualifier"),
    [
        ("USD 14.2 billion", "14200000000 USD", ""),
        ("up to $500 billion", "500000000000 USD", "up-to"),
        ("1,136 of them", "1136", ""),
        ("USD 35 to 40 billion", "35000000000–40000000000 USD", ""),
        ("some 120-130 a year", "120–130", "about"),
        ("about 9.9 percent", "9.9 percent", "about"),
        ("tens of billions", "10000000000", "order"),
        ("hundreds of millions of dollars", "100000000 USD", "order"),
        ("twelve months", "12 months", ""),
        ("rose tenfold", "10 ratio", ""),
        ("1.5 billion or more", "1500000000", "over"),
    ],
)
def test_english_figures(phrase: str, figure: str, qualifier: str):
    assert (figure, qualifier) in read(phrase, "en")


@pytest.mark.parametrize(
    "phrase", ["im Jahr 2025 gesagt", "GPT-5 und V3.2", "Claude 4.5 ist da", "der o1", "am 6.10.2025"]
)
def test_what_is_no_figure(phrase: str):
    assert read(phrase) == []


@pytest.mark.parametrize(
    ("wrong", "phrase"),
    [("200000 people", "über 200 Millionen Nutzer"), ("43 USD", "4,3 Milliarden Dollar"), ("1 USD", "einer Billionen-Dollar-Anlage")],
)  # fmt: skip
def test_a_wrong_figure_is_not_read(wrong: str, phrase: str):
    assert wrong not in [figure for figure, _ in read(phrase)]


def test_unknown_languages_are_an_error():
    with pytest.raises(KeyError):
        quantities("1", "xx", {})


@pytest.mark.parametrize(
    ("phrase", "said"), [("um 50 % zu senken", True), ("Kosten reduzieren", True), ("auf 50 % gestiegen", False)]
)
def test_what_falls(phrase: str, said: bool):
    assert falls(phrase, "de") is said


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("Am 6. Oktober kündigte", "2025-10-06", "2025-10-06"),
        ("Am 30. November 2022", "2022-11-30", "2022-11-30"),
        ("bis 2030 bereitzustellen", "2030-01-01", "2030-12-31"),
        ("in den 1990er Jahren", "1990-01-01", "1999-12-31"),
        ("im 19. Jahrhundert", "1801-01-01", "1900-12-31"),
        ("ende juni dieses jahres", "2025-06-21", "2025-06-30"),
        ("zu Beginn des Jahres 2024", "2024-01-01", "2024-03-31"),
        ("Gestern Abend", "2025-10-08", "2025-10-08"),
        ("diese Woche", "2025-10-06", "2025-10-09"),
        ("letztes jahr", "2024-01-01", "2024-12-31"),
        ("im ersten Halbjahr 2025", "2025-01-01", "2025-06-30"),
        ("1. bis 8. Oktober", "2025-10-01", "2025-10-08"),
    ],
)
def test_german_days(phrase: str, first: str, last: str):
    assert (date.fromisoformat(first), date.fromisoformat(last)) in days(phrase, "de", ON)


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("on 6 October 2025", "2025-10-06", "2025-10-06"),
        ("in the second half of 2026", "2026-07-01", "2026-12-31"),
        ("from 1 to 8 October", "2025-10-01", "2025-10-08"),
        ("through December 2031", "2031-12-01", "2031-12-31"),
        ("in the first quarter of 2024", "2024-01-01", "2024-03-31"),
    ],
)
def test_english_days(phrase: str, first: str, last: str):
    assert (date.fromisoformat(first), date.fromisoformat(last)) in days(phrase, "en", ON)


def test_a_day_is_not_read_as_its_year_too():
    assert days("30. November 2022", "de", ON) == [(date(2022, 11, 30), date(2022, 11, 30))]


def test_a_day_that_never_was_is_none():
    assert days("31. Februar 2025", "de", ON) == []


def test_cldr_brings_the_scales():
    assert GERMAN.scales["billion"] == 10**12 and ENGLISH.scales["billion"] == 10**9
    assert GERMAN.scales["mrd."] == 10**9 and Decimal(ENGLISH.scales["trillions"]) == 10**12
