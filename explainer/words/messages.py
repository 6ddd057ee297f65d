"""What the engine itself says on a page, in the language of the book.

A message is an English phrase, marked where it is printed. `locale/<language>.po` beside `_config.yml` has the phrases
of another language, which `language` in `_config.yml` names; what is missing there stays English. A book in English
wants no such file. Nothing is compiled: the catalogue is read as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from ..paths import ROOT

SOURCE = "en"  # the language of the messages as they stand in the code
NAME = re.compile(r"%\((\w+)\)s")  # where a message has a value

LINE = re.compile(rb'#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[[0-5]\])?) +)?"(?:[^"\\]|\\.)*"')
ALLOWED = "a comment, or msgid, msgid_plural, msgstr or msgstr[0] with a text in quotes"


class BadCatalogue(ValueError):
    """No catalogue, or one that cannot be used; says of which file and line, and what to do."""


@dataclass(frozen=True)
class Edition:
    """A language with its catalogue."""

    language: str  # as `_config.yml` has it: fr, pt_BR
    catalogue: Catalog | None = field(repr=False)
    digest: str  # changes with the language and with any letter of the catalogue

    @cached_property
    def locale(self) -> Locale:
        """How the language writes numbers and dates."""
        return Locale.parse(self.language)

    @cached_property
    def translations(self) -> NullTranslations:
        """The catalogue as gettext reads it; it knows the rule of plurals."""
        if self.catalogue is None:
            return NullTranslations()
        compiled = BytesIO()
        write_mo(compiled, self.catalogue)
        compiled.seek(0)
        return GNUTranslations(compiled)

    @property
    def plural(self) -> str:
        """The rule of plurals: which form `n` takes, as an expression of C, which is one of JavaScript's too."""
        return self.catalogue.plural_expr if self.catalogue else "n != 1"

    def known(self, messages: Iterable[str | tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """What the catalogue has for these messages: all forms of each, by the form in which one thing is counted."""
        found = {}
        for message in messages:
            known = self.catalogue.get(message) if self.catalogue else None
            if known and forms(known):
                found[message if isinstance(message, str) else message[0]] = forms(known)
        return found


def forms(message: Message) -> tuple[str, ...]:
    """The forms of a translation, one or for each that the plural has; none where one is missing, or is in doubt."""
    found = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found if all(found) and not message.fuzzy else ()


def locale_of(language: str) -> Locale:
    """How a language writes. Raises `BadCatalogue` for one that Babel does not know."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        raise BadCatalogue(f"language '{language}': allowed: a code that Babel knows, as fr or pt_BR") from None


def path_of(language: str, root: Path = ROOT) -> Path:
    """The file in which the messages of a language are, whether it is there or not."""
    return root / "locale" / f"{language}.po"


def read(language: str, root: Path = ROOT) -> Edition:
    """A language with its catalogue. Raises `BadCatalogue`."""
    locale = locale_of(language)
    path = path_of(language, root)
    file = str(path.relative_to(root))
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        if locale.language == SOURCE:
            return Edition(language, None, language)
        raise BadCatalogue(
            f"{file}: is not there, and _config.yml has language: {language}; "
            f"make it with: python -m explainer messages {language}"
        ) from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not LINE.fullmatch(line.strip()):  # of some of which Babel would make what it can
            raise BadCatalogue(f"{file}, line {number}: found {line.decode(errors='replace')}; allowed: {ALLOWED}")
    try:
        catalogue = read_po(BytesIO(text), locale=language, charset="utf-8", abort_invalid=True)
        found = Edition(language, catalogue, language + hashlib.sha256(text).hexdigest())
        assert found.translations is not None  # which reads the rule of plurals
    except PoFileError as error:
        raise BadCatalogue(f"{file}, line {error.lineno + 1}: {str(error).rpartition(' on ')[0]}") from None
    except UnicodeDecodeError as error:
        raise BadCatalogue(f"{file}: cannot be read as UTF-8: {error.reason}") from None
    except ValueError as error:
        raise BadCatalogue(f"{file}: cannot be read: {error}") from None
    wrong = [
        f"{file}, line {message.lineno}: {fault}" for message in catalogue for fault in _faults(message, catalogue)
    ]
    if wrong:
        raise BadCatalogue("\n".join(wrong))
    return found


def _faults(message: Message, catalogue: Catalog) -> Iterator[str]:
    """Why a translation cannot be printed: it names what the message does not give, or has a percent sign alone."""
    faults = message.check(catalogue)
    yield from map(str, faults)
    if faults:
        return
    one = message.id if isinstance(message.id, str) else message.id[-1]
    names = dict.fromkeys(NAME.findall(one), "")
    for said in (message.string,) if isinstance(message.string, str) else message.string or ():
        try:
            assert not names or said % names is not None
        except (KeyError, TypeError, ValueError) as error:
            yield f"'{said}' cannot take the values of '{one}': {error}"


@cache
def edition() -> Edition:
    """The language of this book with its catalogue, read once. Raises `BadCatalogue`."""
    return read(language_of(ROOT))


def language_of(root: Path) -> str:
    """The language of the book in `root`, as its settings have it. Raises `BadCatalogue` for what is no code."""
    try:
        language = _settings((root / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]["language"]
    except (FileNotFoundError, KeyError, TypeError, yaml.YAMLError):
        return SOURCE  # as Sphinx has it where nothing is said; what cannot be read is told of elsewhere
    if not isinstance(language, str):
        raise BadCatalogue(f"_config.yml: language is {language}; allowed: a code between quotation marks")
    return language


@lru_cache(maxsize=8)
def _settings(text: str) -> Any:
    return yaml.safe_load(text)


def N_(message: str) -> str:  # noqa: N802
    """Marks a message that stands in a table of the code; `_` looks it up when it is printed."""
    return message


def gettext(message: str) -> str:
    """A message in the language of the book, with `%(names)s` as they stand. Raises `BadCatalogue`."""
    return edition().translations.gettext(message) if message else ""  # under '' gettext has the head of the file


def _(message: str, **values: object) -> str:
    """A message in the language of the book, with `values` for its `%(names)s`.

    Raises `KeyError` for a name that has no value, `BadCatalogue` if the language cannot be used.
    """
    return gettext(message) % values if values else gettext(message)


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """A message in the form that a number takes, with `values` for its `%(names)s`. Raises as `_` does."""
    said = edition().translations.ngettext(one, many, number)
    return said % values if values else said


def like(value: Decimal) -> int:
    """A whole number that takes the same form of the plural as this one, which may be none: French has 1.4 as it has
    1, German as it has 2."""
    if value == value.to_integral():
        return int(value)
    form = edition().locale.plural_form
    return next((number for number in (1, 2, 5, 0, 11) if form(number) == form(value)), 2)
