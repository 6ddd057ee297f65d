"""Finds figures typed by hand: digits in a page's prose, or in the words of its exhibits, that come from no role.

Code, front matter, addresses and ids are not prose. Calendar dates and years may stand, and the names that a book
lists: of models, of standards. Amounts spelled out are known in English alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from ..ledger.rows import Fault
from ..words.messages import SOURCE, edition

DATES = (
    r"\b\d{1,2}(?:er|\.)?(?:–\d{1,2}\.?)? (?:MONTH)(?: \d{4})?\b",  # calendar dates: 6 October 2025, 1–8 October
    r"\b\d{4}-\d{2}-\d{2}\b",  # the same in ISO 8601
    r"\b(?:19|20)\d{2}s?\b",  # years and decades
)
COUNT = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|"
    "(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
)
SCALE = "hundred|thousand|million|billion|trillion|percent|per cent|dollars|euros|yuan|(?:giga|mega)watts?"
SPELLED = rf"(?i)\b(?:{COUNT})(?:[ -](?:{COUNT}))?[ -](?:{SCALE})\b"  # counts of things alone are words, not figures
# Vega expressions: the strings of these keywords, what these functions are given, and what reads a `datum.`
EXPRESSIONS = ("formulas", "labelExpr")
TRANSFORMS = ("transform_calculate", "transform_filter", "expr")
ROLES = "{claim}`id`, {checked}`id`, {record}`id` or {derived}`name`"
REMEDY = ROLES + "; a name goes on the list explainer_names in _config.yml"
CODE_REMEDY = "words without figures, or figures computed from the ledger"


def figures_in(text: str, names: Collection[str] = ()) -> list[str]:
    """The figures in a text that are neither dates nor names: digits, and amounts spelled out."""
    known = sorted(names, key=len, reverse=True)
    rest = re.sub("|".join([*_dates(), *(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known)]), " ", text)
    spelled = re.findall(SPELLED, rest) if edition().locale.language == SOURCE else []
    return re.findall(r"\d[\d.,]*", rest) + spelled


@cache
def _dates() -> list[str]:
    """Patterns of dates, with the months of the book's language."""
    months = [name for forms in edition().locale.months.values() for name in forms["wide"].values()]
    return [pattern.replace("MONTH", "|".join(map(re.escape, months))) for pattern in DATES]


def lint(text: str, file: str, ids: Collection[str], names: Collection[str] = ()) -> list[Fault]:
    """The figures typed by hand in a page of the book, with line and remedy; `ids` of the ledger and `names` may have
    digits.

    Raises `SyntaxError`, with its line in the page, if a cell cannot be read as Python.
    """
    config = MdParserConfig(enable_extensions={"attrs_block", "colon_fence", "deflist"})
    parser = create_md_parser(config, RendererHTML)
    faults = []
    for line, figure, remedy in _figures(parser.parse(text), parser, 0, ids, names):
        faults.append(Fault(file, line, "", "", f"the figure '{figure}', typed by hand", remedy))
    return sorted(set(faults))


def _figures(
    tokens: list[Token], parser, offset: int, ids: Collection[str], names: Collection[str]
) -> Iterator[tuple[int, str, str]]:
    for token in tokens:
        line = offset + (token.map[0] + 1 if token.map else 1)
        if token.type == "inline":
            yield from (
                (line + down, figure, REMEDY) for down, text in _prose(token) for figure in figures_in(text, names)
            )
        elif token.type in ("fence", "colon_fence"):
            directive = re.match(r"\{([\w-]+)\}(.*)", token.info.strip())
            if directive and directive[1] == "code-cell":
                yield from _in_code(token.content, line, ids, names)
            elif directive and directive[1] == "sql":
                yield from ((line, figure, REMEDY) for figure in figures_in(directive[2], names))
                yield from _in_sql(token.content, line, ids, names)
            elif directive:
                yield from _figures(parser.parse(token.content), parser, line, ids, names)
        elif token.type == "html_block":
            yield from ((line, figure, REMEDY) for figure in figures_in(re.sub(r"<[^>]*>", " ", token.content), names))


def _prose(inline: Token) -> Iterator[tuple[int, str]]:
    """The words of a block that a reader sees, each with the lines it lies below the block's first."""
    down = 0
    for child in inline.children or []:
        if child.type in ("softbreak", "hardbreak"):
            down += 1
        elif child.type == "text":
            yield down, child.content
        elif child.type == "myst_role":
            words = re.match(r"(.*?)\s*<[^<>]*>$", child.content, re.S)
            if words:  # which open their evidence, and may spell an amount out
                yield down, re.sub(SPELLED, " ", words[1])
        elif child.type == "image":
            yield down, child.content


def _in_code(code: str, line: int, ids: Collection[str], names: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """Figures in the words of an exhibit, and in other words of a cell that a chart or a table may show."""
    options = re.match(r"(?:\s*:[\w-]+:.*\n)+", code)
    skipped = options[0].count("\n") if options else 0
    try:
        tree = ast.parse(code.split("\n", skipped)[-1] if skipped else code)
    except SyntaxError as error:
        error.lineno = line + skipped + (error.lineno or 1)
        raise
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    words = [(_called(call), word) for call in calls for word in call.keywords]
    first = [(_called(call), call.args[0]) for call in calls if call.args]
    silent = _parts(word.value for _, word in words if word.arg in ("name", "axis_format"))
    silent |= _parts(argument for called, argument in first if called in ("derive", "tally"))
    expressions = _parts(word.value for called, word in words if word.arg in EXPRESSIONS or called in TRANSFORMS)
    expressions |= _parts(argument for called, argument in first if called in TRANSFORMS)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        text = node.value
        if id(node) in expressions or "datum." in text:
            without_formats = re.sub(r", '[^']*'\)", ")", text)  # of numbers: format(x, ',.0f')
            text = " ".join(re.findall(r"'([^']*)'", without_formats))  # its words
        elif id(node) in silent:
            continue
        if text in ids:
            continue
        yield from ((line + skipped + node.lineno, figure, CODE_REMEDY) for figure in figures_in(text, names))


def _in_sql(query: str, line: int, ids: Collection[str], names: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """Figures in the words of a query, which may come to stand in its answer; what it computes with is code."""
    for words in re.finditer(r"'([^']*)'|\"([^\"]*)\"", query):
        text, down = words[1] or words[2] or "", query.count("\n", 0, words.start()) + 1
        if text not in ids:
            yield from ((line + down, figure, CODE_REMEDY) for figure in figures_in(text, names))


def _parts(wholes: Iterable[ast.AST]) -> set[int]:
    return {id(part) for whole in wholes for part in ast.walk(whole)}


def _called(call: ast.Call) -> str:
    """The name of a function or a method."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))
