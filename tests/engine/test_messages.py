"""What the engine says on a page comes from a catalogue: a book in another language wants no change of code.

The second book is built with a catalogue in which each message wears brackets, and its values stand outside them. What a
reader meets without brackets is then a word of the book, of its language as Babel knows it, or was forgotten here.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from babel import Locale
from babel.messages import jslexer
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Comment, Doctype
from jinja2 import Environment, nodes
from markupsafe import Markup
from sphinx.config import Config

from explainer import __main__ as program
from explainer.ledger.store import Ledger
from explainer.paths import DATA, DESCRIPTOR
from explainer.site.assets import SCRIPTS, WEB, Assets
from explainer.site.refuse import Refused
from explainer.site.theme import FRAMES, _one_language
from explainer.templates import FOLDER as TEMPLATES
from explainer.templates import MESSAGES, render
from explainer.words import messages, write
from explainer.words.extract import KEYWORDS, METHODS, messages_in, renew, sources, template, text_of

from ..books import build, contents, second_book

LANGUAGE = "eo"
OPEN, CLOSE = "⟦⟧"
OWN = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
ATTRIBUTES = (
    "aria-label",
    "aria-description",
    "title",
    "placeholder",
    "alt",
    "data-label",
    "label",
    "data-before",
    "data-after",
)
META = ("description", "og:title", "og:description")
PROSE = re.compile(r"[^\W\d_]+(?:(?:[\s-]+|['’])[^\W\d_]+)*")  # words in a row
CODE = re.compile(r"^[^\s]*$|^[ .,:;()\[\]>#=*~^$|\"'`a-z-]*[\[.#:>=(][^!?]*$")  # a name, a selector or a query
NAMES = {"CSV", "JSON", "SVG", "PNG", "SHA", "BibTeX", "RIS", "CSL-JSON"}  # the same in all languages
OF_SPHINX = {"Link to this heading", "Link to this term"}  # which has catalogues of its own
SILENT = ("style", "script", "template", "pre")  # code is the same in all languages


def bracketed(message: str) -> str:
    """A message with brackets around its words, but not its values."""
    parts = re.split(r"(%\(\w+\)s)", message)
    return "".join(
        f"{OPEN}{part}{CLOSE}" if re.search(r"[^\W\d_]", part) and place % 2 == 0 else part
        for place, part in enumerate(parts)
    )


def pseudo() -> str:
    """The catalogue in brackets."""
    catalogue = Catalog(locale=LANGUAGE, charset="utf-8")
    for message in template():
        if message.id:
            forms = (message.id,) if isinstance(message.id, str) else message.id
            said = tuple(map(bracketed, forms))
            catalogue.add(message.id, said if len(said) > 1 else said[0])
    return text_of(catalogue)


def in_language(book: Path, language: str = LANGUAGE, catalogue: str | None = None) -> Path:
    config = book / "_config.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("language: en", f"language: {language}"), encoding="utf-8"
    )
    if catalogue is not None:
        (book / "locale").mkdir(exist_ok=True)
        (book / "locale" / f"{language}.po").write_text(catalogue, encoding="utf-8")
    return book


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second book in brackets."""
    book = in_language(second_book(tmp_path_factory.mktemp("messages") / "book"), catalogue=pseudo())
    done = build(book)
    assert done.returncode == 0, done.stderr[-2000:]
    return book


def plain(text: str) -> str:
    """The words of a text in small letters, each between spaces, with a bar where something else stands."""
    text = text.replace("*", "").replace("`", "").replace("’", "'").casefold()
    apart = re.sub(r"[^\w' |]|[\d_]|(?<!\w)'|'(?!\w)", " | ", re.sub(r"[\s-]+", " ", text))
    return re.sub(r" +", " ", f" {apart} ")


def own_words(book: Path) -> str:
    """All that the book itself says, and what Babel knows of the language."""
    texts = [path.read_text(encoding="utf-8") for path in (*(book / "book").glob("*.md"), book / "CHANGELOG.md")]
    for path in (book / "data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            texts += [" | ".join(row) for row in list(csv.reader(file))[1:]]
    for file in ("_config.yml", "_toc.yml"):
        texts += map(str, leaves(yaml.safe_load((book / file).read_text(encoding="utf-8"))))
    locale = Locale.parse(LANGUAGE)
    texts += [*locale.months["format"]["wide"].values(), *locale.months["format"]["abbreviated"].values()]
    texts += [*locale.languages.values(), *locale.territories.values()]
    return plain(" | ".join(texts))


def leaves(value: object) -> Iterator[object]:
    if isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    else:
        yield value


def forgotten(text: str, known: str) -> list[str]:
    """The words of a text that neither a message nor the book says."""
    return [
        words
        for words in PROSE.findall(OWN.sub("·", text))
        if words not in NAMES | OF_SPHINX and plain(words) not in known
    ]


def met(page: BeautifulSoup) -> Iterator[str]:
    """What a reader meets on a page: its texts, and what stands in attributes."""
    for text in page.find_all(string=True):
        if not isinstance(text, (Comment, Doctype)) and not text.find_parent(SILENT):
            yield str(text)
    for element in page.find_all(True):
        yield from (element[name] for name in ATTRIBUTES if element.has_attr(name))
        if element.name == "meta" and (element.get("name") or element.get("property")) in META:
            yield element["content"]


def test_every_word_of_a_page_is_a_message_or_the_books(built: Path):
    known = own_words(built)
    schema = plain(" | ".join(map(str, leaves(json.loads((built / "data" / DESCRIPTOR).read_text(encoding="utf-8"))))))
    said = []
    site = built / "_build/html"
    for path in sorted((*site.glob("*.html"), *site.glob("exhibits/*.html"))):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        of_schema = schema if page.select(".dictionary") else ""
        said += [(path.name, words, text) for text in met(page) for words in forgotten(text, known + of_schema)]
    assert said == []


def test_every_word_beside_the_pages_is_a_message_or_the_books(built: Path):
    site, known = built / "_build/html", own_words(built)
    passages = [text for found in json.loads((site / "search.json").read_bytes()) for text in found[1:]]
    texts = {"search.json": " ".join(OWN.sub("·", text) for text in passages).split()}  # it joins what stands apart
    for path in (*site.glob("exhibits/*.svg"), site / "corrections.xml", site / "news.xml"):
        elements = [each for each in ElementTree.parse(path).iter() if not each.tag.endswith(("}id", "}updated"))]
        texts[path.name] = [text for each in elements for text in (each.text, each.tail) if text]
    for path in site.glob("chapters/*.ipynb"):
        texts[path.name] = ["".join(json.loads(path.read_bytes())["cells"][0]["source"])]
    assert len(texts) > 3
    assert [(name, words) for name, found in texts.items() for text in found for words in forgotten(text, known)] == []


def test_a_forgotten_word_is_found(built: Path):
    page = BeautifulSoup(
        '<p>⟦Rests on⟧ 3 things</p><button aria-label="Close">×</button><p>The lamp</p>', "html.parser"
    )
    assert [words for text in met(page) for words in forgotten(text, own_words(built))] == ["things", "Close"]


def test_the_page_says_its_language(built: Path):
    for path in (built / "_build/html").glob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert page.html["lang"] == LANGUAGE and page.select_one('meta[property="og:locale"]')["content"] == LANGUAGE
    assert f'xml:lang="{LANGUAGE}"' in (built / "_build/html/corrections.xml").read_text(encoding="utf-8")


def test_the_style_and_the_charts_are_in_the_language(built: Path):
    page = (built / "_build/html/lamp.html").read_text(encoding="utf-8")
    assert 'content: "⟦Notes⟧"' in page and 'content: "Notes"' not in page
    found = (built / "_build/html/exhibits").glob("*.json")
    chart = json.loads(next(path for path in found if path.suffixes == [".json"]).read_text(encoding="utf-8"))
    assert chart["wide"]["config"]["locale"]["time"]["months"][0].casefold() == "januaro"


def test_scripts_have_their_words_before_them(built: Path):
    for path in (built / "_build/html/_static").glob("*.js"):
        name = path.name.partition(".")[0]
        if (WEB / f"sqlite/{name}.js").exists():
            continue  # which is not ours, and says nothing
        text = path.read_text(encoding="utf-8")
        for message in messages_in((WEB / f"{name}.js").read_bytes(), ".js"):
            one = message if isinstance(message, str) else message[0]
            assert (
                json.dumps(one, ensure_ascii=False) + ":[" + json.dumps(bracketed(one), ensure_ascii=False) in text
            ), (name, one)


def test_a_language_for_one_build_alone_is_refused():
    with pytest.raises(Refused, match="found fr; _config.yml has en"):
        _one_language(None, Config({}, {"language": "fr"}))
    _one_language(None, Config({}, {"language": "en"}))


@pytest.mark.parametrize(
    "path",
    sorted((*TEMPLATES.glob("*.html"), *TEMPLATES.glob("*.svg"), *FRAMES.glob("*.html"))),
    ids=lambda path: path.name,
)
def test_templates_say_nothing_but_messages(path: Path):
    """Neither beside what Jinja prints, nor in a string of it: those branches too that no book of ours comes to."""
    source, jinja = path.read_text(encoding="utf-8"), Environment()
    page = BeautifulSoup("".join(value for _, kind, value in jinja.lex(source) if kind == "data"), "html.parser")
    said = [text for text in met(page) if PROSE.search(text) and '=""' not in text]  # a macro of attributes alone
    tree = jinja.parse(source)
    messages = {
        id(each)
        for call in tree.find_all(nodes.Call)
        if getattr(call.node, "name", "") in KEYWORDS
        for each in call.args
    }
    strings = [
        each.value for each in tree.find_all(nodes.Const) if isinstance(each.value, str) and id(each) not in messages
    ]
    said += [text for text in strings if re.search(r"[A-Z][a-z]|[a-z]{2} [a-z]{2}", text) and "serif" not in text]
    assert [text for text in said if text != "data/"] == []  # the folder, as a path has it


@pytest.mark.parametrize("path", sorted(WEB.glob("*.js")), ids=lambda path: path.name)
def test_scripts_say_nothing_but_messages(path: Path):
    if path.name in ("served.js", "early.js"):  # the first is for those who build, the second has no words
        return
    inside, said, tokens = 0, [], list(jslexer.tokenize(path.read_text(encoding="utf-8")))
    for place, token in enumerate(tokens):
        inside += (token.value == "(") - (token.value == ")") if inside else token.value in KEYWORDS
        if token.type not in ("string", "template_string") or (inside and tokens[place - 1].value in "(,"):
            continue
        words = re.sub(r"\$\{[^}]*(\}|$)", "", token.value[1:-1])
        said += [words] if re.search(r"[a-z]{2}", words) and not CODE.match(words) else []
    assert said == []


def test_a_book_in_english_has_scripts_and_style_as_they_are_but_for_comments():
    files = Assets().files
    for name in ("book.js", "search.js"):
        whole = "".join((WEB / part).read_text(encoding="utf-8") for part in SCRIPTS[name])
        sent, ours = (
            [token.value for token in jslexer.tokenize(text) if "comment" not in token.type]
            for text in (files[name].make().decode(), whole)
        )
        assert sent == ours and "//" not in " ".join(sent)
    assert 'content: "Notes"' in Assets().style
    assert messages.edition().catalogue is None and messages._("about %(figure)s", figure="3") == "about 3"


@pytest.mark.skipif(not shutil.which("node"), reason="no node")
def test_a_script_counts_as_its_language_does():
    script = (WEB / "words.js").read_text(encoding="utf-8")
    words = {
        "%(count)s claim": ["%(count)s twierdzenie", "%(count)s twierdzenia", "%(count)s twierdzeń"],
        "Close": ["Zamknij"],
    }
    rule = "(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)"
    program = f"""globalThis.window = globalThis; {script}
      const all = () => [1, 3, 5].map((count) => ngettext("%(count)s claim", "%(count)s claims", count, {{ count }}));
      const said = [...all(), _("Close")];
      window.pageMessages = {json.dumps(words)}; window.pagePlural = (n) => Number({rule});
      console.log(JSON.stringify([...said, ...all(), _("Close"), _("Search")]))"""
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    english = ["1 claim", "3 claims", "5 claims", "Close"]
    assert json.loads(done.stdout) == [*english, "1 twierdzenie", "3 twierdzenia", "5 twierdzeń", "Zamknij", "Search"]


POLISH = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "%(count)s event"
msgid_plural "%(count)s events"
msgstr[0] "%(count)s wydarzenie"
msgstr[1] "%(count)s wydarzenia"
msgstr[2] "%(count)s wydarzeń"

msgid "Close"
msgstr "Zamknij <b>"

#, fuzzy
msgid "Search"
msgstr "Szukaj"

msgid "%(day)s %(month)s %(year)s"
msgstr "%(day)s. %(month)s %(year)s r."

msgid "%(figure)s billion"
msgid_plural "%(figure)s billion"
msgstr[0] "%(figure)s miliard"
msgstr[1] "%(figure)s miliardy"
msgstr[2] "%(figure)s miliardów"
"""


def catalogue(folder: Path, text: str, language: str = "pl") -> messages.Edition:
    (folder / "locale").mkdir(exist_ok=True)
    (folder / "locale" / f"{language}.po").write_text(text, encoding="utf-8")
    return messages.read(language, folder)


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> messages.Edition:
    edition = catalogue(tmp_path, POLISH)
    for module in (messages, write):
        monkeypatch.setattr(module, "edition", lambda: edition)
    return edition


def test_a_number_takes_its_form(polish: messages.Edition, ledger: Ledger):
    said = [messages.ngettext("%(count)s event", "%(count)s events", n, count=n) for n in (1, 2, 5, 12, 22)]
    assert said == ["1 wydarzenie", "2 wydarzenia", "5 wydarzeń", "12 wydarzeń", "22 wydarzenia"]
    said = [ledger.quantity(n * 10**9).replace(write.NBSP, " ") for n in (1, 3, 5)]
    assert said == ["1 miliard", "3 miliardy", "5 miliardów"]
    assert messages._("All pages") == "All pages" and messages._("Search") == "Search", "missing, and in doubt"


def test_a_fraction_takes_the_form_of_a_whole_number(monkeypatch: pytest.MonkeyPatch):
    for language, wanted in (("fr", 1), ("de", 2), ("en", 2)):
        edition = messages.Edition(language, None, "")
        monkeypatch.setattr(messages, "edition", lambda edition=edition: edition)
        assert messages.like(Decimal("1.4")) == wanted and messages.like(Decimal(5)) == 5


def test_figures_and_days_are_written_as_the_language_writes_them(polish: messages.Edition):
    assert write.number(12345.5) == "12\u00a0345,5" and write.number(-3) == "−3"
    assert write.day("2025-10-03").replace(write.NBSP, " ") == "3. października 2025 r."
    assert write.day("2025-10-01", "2025-10-31").replace(write.NBSP, " ") == "październik 2025"


def test_a_translation_is_no_html_and_a_value_may_be(polish: messages.Edition):
    page = render(
        "evidence.html",
        claims=[],
        values=[],
        computed=[],
        href=None,
        note=None,
        most=1,
        rests_on={},
        said=None,
        references=None,
        all=None,
        verdicts={},
    )
    assert "<b>" not in page and "popovers" in page
    assert MESSAGES["_"]("Close") == "Zamknij &lt;b&gt;"
    counted = MESSAGES["ngettext"]("%(count)s event", "%(count)s events", 2, count=Markup("<data>2</data>"))
    assert counted == "<data>2</data> wydarzenia"
    assert MESSAGES["_"]("Also: %(others)s", others="<") == "Also: &lt;"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('msgid "a"\nmsgstr "b\n', "line 4: found msgstr \"b; allowed:"),
        ('msgid "a"\n', "line 3: missing msgstr"),
        ('msgid "a"\nmsgsrt "b"\n', "line 4: found msgsrt"),
        ('msgid "a %(x)s"\nmsgstr "b %(y)s"\n', "line 3: unknown named placeholder 'y'"),
        ('msgid "a %(x)s"\nmsgstr "%(x)s %"\n', "line 3: '%(x)s %' cannot take the values"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\nmsgstr[2] "e"\n', "line 3: msg has more translations"),
    ],
)  # fmt: skip
def test_a_catalogue_that_cannot_be_read_says_where(tmp_path: Path, text: str, cause: str):
    with pytest.raises(messages.BadCatalogue, match=re.escape(f"locale/eo.po, {cause}")):
        catalogue(tmp_path, f'msgid ""\nmsgstr ""\n{text}', "eo")


def test_a_wrong_rule_of_plurals_is_refused(tmp_path: Path):
    for rule in ("nplurals=INTEGER; plural=EXPRESSION;", "nplurals=2; plural=alert(1);"):
        with pytest.raises(messages.BadCatalogue, match="locale/eo.po: cannot be read"):
            catalogue(tmp_path, f'msgid ""\nmsgstr ""\n"Plural-Forms: {rule}\\n"\n', "eo")


def test_a_missing_catalogue_names_the_file_and_the_command(tmp_path: Path):
    with pytest.raises(messages.BadCatalogue, match=r"locale/fr\.po: .*python -m explainer messages fr$"):
        messages.read("fr", tmp_path)
    with pytest.raises(messages.BadCatalogue, match="language 'xx'"):
        messages.read("xx", tmp_path)
    assert messages.read("en", tmp_path).catalogue is messages.read("en_GB", tmp_path).catalogue is None


def test_the_command_prints_every_message(capsys: pytest.CaptureFixture[str]):
    assert program.main(["messages"]) == 0
    printed = capsys.readouterr().out
    catalogue = read_po(BytesIO(printed.encode()), abort_invalid=True)
    found = [message for message in catalogue if message.id]
    assert len(found) > 250 and not any(any(message.string) for message in found)
    assert (
        printed == text_of(template())
        and "POT-Creation-Date" not in printed
        and not re.search(r"^#:.*:\d", printed, re.M)
    )
    marked = 0
    for path in sources():
        text = path.read_text(encoding="utf-8")
        calls = re.findall(r"""(?<![\w.])(?:_|N_|ngettext)\(\s*(?:"|')""", text) if path.suffix != ".css" else []
        there = list(messages_in(path.read_bytes(), path.suffix))
        assert len(there) == len(calls) or path.suffix == ".css", path.name
        marked += len(there)
    assert marked > len(found) and {path.suffix for path in sources()} == set(METHODS)


def test_kinds_and_statuses_that_pages_print_are_messages():
    known = {message.id for message in template()}
    fields = {
        (table["name"], field["name"]): field.get("constraints", {}).get("enum") or field.get("vocabulary") or []
        for table in json.loads((DATA / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
        for field in table["schema"]["fields"]
    }
    for column in (("claims", "kind"), ("events", "status"), ("references", "grade"), ("verdicts", "holds")):
        assert fields[column] and set(fields[column]) <= known, column


def test_a_catalogue_is_renewed_and_keeps_what_it_has(tmp_path: Path):
    path, made = renew("pl", tmp_path)
    assert len(made) == len(template()) and "nplurals=3" in path.read_text(encoding="utf-8")
    edition = catalogue(tmp_path, POLISH)
    path, made = renew("pl", tmp_path)
    again = path.read_text(encoding="utf-8")
    assert 'msgstr "Zamknij <b>"' in again and "All pages" in again and "#~" in again, "one that is gone is kept aside"
    assert (
        renew("pl", tmp_path)[0].read_text(encoding="utf-8") == again
        and edition.digest != messages.read("pl", tmp_path).digest
    )


def test_an_edit_of_the_catalogue_is_built(built: Path, tmp_path: Path):
    book = tmp_path / "book"
    shutil.copytree(built, book)
    path = book / "locale" / f"{LANGUAGE}.po"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("⟦All pages⟧", "⟦Ĉiuj paĝoj⟧"),
        ("⟦Loading…⟧", "⟦Ŝargo…⟧"),
        ("⟦tens of ⟧", "⟦dekoj de ⟧"),
        ("⟦more than ⟧", "⟦pli ol ⟧"),
    ):
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    done = build(book)
    assert done.returncode == 0, done.stderr[-2000:]
    site = contents(book / "_build/html")
    shutil.rmtree(book / "_build")
    done = build(book)
    assert done.returncode == 0, done.stderr[-2000:]
    assert {name for name, content in contents(book / "_build/html").items() if site.get(name) != content} == set()
    assert "Ĉiuj paĝoj" in (book / "_build/html/index.html").read_text(encoding="utf-8")


def test_a_build_without_its_catalogue_says_what_to_do(built: Path, tmp_path: Path):
    book = tmp_path / "book"
    shutil.copytree(built, book, ignore=shutil.ignore_patterns("_build", "locale"))
    done = build(book)
    assert (
        done.returncode != 0 and "locale/eo.po: is not there" in done.stderr and "explainer messages eo" in done.stderr
    )
    assert "Traceback" not in done.stderr
    made = subprocess.run(
        [sys.executable, "-m", "explainer", "messages", LANGUAGE], cwd=book, capture_output=True, text=True
    )
    assert made.returncode == 0 and (book / "locale/eo.po").exists() and made.stdout.startswith("locale/eo.po: ")
