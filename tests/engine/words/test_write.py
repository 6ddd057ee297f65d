"""Quantities, days and figures as the book prints them. Spaces inside a figure do not break."""

from __future__ import annotations

import pytest

from explainer.ledger.store import Ledger
from explainer.words.write import day, in_words, number


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        ((14.2e9, None, "USD"), "USD 14.2 billion"),
        ((5e12, 7e12, "USD"), "USD 5–7 trillion"),
        ((35e9, 40e9, "USD"), "USD 35–40 billion"),
        ((1.91e9, None, "USD", "up-to"), "up to USD 1.91 billion"),
        ((78e6, None, "USD"), "USD 78 million"),
        ((5.576e6, None, "USD"), "USD 5.576 million"),
        ((900, None, "USD"), "USD 900"),
        ((-9e9, -8e9, "USD"), "USD −9 to −8 billion"),
        ((999e6, 1e9, "USD"), "USD 0.999–1 billion"),
        ((1e9, None, "USD", "order"), "billions of dollars"),
        ((1e12, None, "USD", "order"), "trillions of dollars"),
        ((1e3, None, "count", "order"), "thousands"),
        ((6, None, "GW"), "6 GW"),
        ((10.5, None, "GW", "over"), "more than 10.5 GW"),
        ((415, None, "TWh", "about"), "about 415 TWh"),
        ((2, 3, "percent"), "2–3%"),
        ((16, None, "percent"), "16%"),
        ((-50, None, "percent"), "−50%"),
        ((3.4, None, "percentage-points"), "3.4 points"),
        ((200e6, None, "people", "over"), "more than 200 million people"),
        ((120, 130, "count"), "120–130"),
        ((1382, None, "count"), "1,382"),
        ((10, None, "ratio"), "10 times"),
        ((605, None, "days"), "605 days"),
        ((1, None, "years", "over"), "more than 1 year"),
        ((1.5, None, "years"), "1.5 years"),
        ((12, None, "months"), "12 months"),
        ((1, None, "rank"), "no. 1"),
        ((5e9, None, "USD", "nearly"), "nearly USD 5 billion"),
        ((0, None, "percent"), "0%"),
    ],
)
def test_quantity(arguments: tuple, printed: str, ledger: Ledger):
    assert plain(ledger.quantity(*arguments)) == printed


def test_a_figure_and_its_unit_stay_on_one_line(ledger: Ledger):
    assert " " not in ledger.quantity(14.2e9, None, "USD") and " " not in ledger.quantity(6, None, "GW")


@pytest.mark.parametrize(
    "arguments", [(float("nan"), None, "USD"), (None, None, "GW"), (1, None, "furlong"), (3, None, "count", "order")]
)
def test_what_cannot_be_written_is_refused(arguments: tuple, ledger: Ledger):
    with pytest.raises(ValueError):
        ledger.quantity(*arguments)


@pytest.mark.parametrize(
    ("first", "last", "printed"),
    [
        ("2025-10-06", None, "6 October 2025"),
        ("2025-10-06", "2025-10-06", "6 October 2025"),
        ("2025-10-01", "2025-10-08", "1–8 October 2025"),
        ("2025-09-25", "2025-10-02", "25 September 2025 to 2 October 2025"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2026-07-01", "2026-12-31", "second half of 2026"),
        ("2024-01-01", "2024-03-31", "first quarter of 2024"),
        ("2024-03-01", "2024-07-31", "March to July 2024"),
        ("2031-01-01", "2031-12-31", "2031"),
        ("1990-01-01", "1999-12-31", "the 1990s"),
        ("1995-01-01", "2000-12-31", "1995–2000"),
        ("2023-11-01", "2024-02-29", "November 2023 to February 2024"),
    ],
)
def test_day(first: str, last: str | None, printed: str):
    assert plain(day(first, last)) == printed


def test_number():
    assert [number(v) for v in (8.6, 17, 1234567, 0.1 + 0.2, -4)] == ["8.6", "17", "1,234,567", "0.3", "−4"]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("over -50 percent: imprecise, on record up-to -50 percent", "more than 50% less: imprecise, on record up to 50% less"),
        ("10 years: imprecise, on record 10 years", "10 years: imprecise, on record 10 years"),
        ("2026-10-01–2026-10-08 date: unverified", "1–8 October 2026: unverified"),
        ("order 1000000000 USD: garbled", "billions of dollars: garbled"),
        ("2–3 percent: imprecise, on record about 1.5 percent", "2–3%: imprecise, on record about 1.5%"),
        ("5 furlong: unverified", "5 furlong: unverified"),
        ("open", "open"),
    ],
)  # fmt: skip
def test_a_correction_reads_as_the_pages_do(text: str, printed: str, ledger: Ledger):
    assert plain(in_words(text, ledger.vocabulary.units)) == printed
