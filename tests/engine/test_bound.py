"""How built pages become parts of one book: what is left out of them, and where their links then lead."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from explainer.site.book import Listed, Part, bind
from explainer.site.book.bound import FILE, LEAVES, PAPER, Bound, Form

CANONICAL = '<link rel="canonical" href="https://example.org/">'
PAGE = """<!doctype html><html><head>{head}</head><body><nav><a href="x.html">X</a></nav><article class="{name}">
<h1>{title}<a class="headerlink" href="#top">¶</a></h1>{body}</article></body></html>"""
FIRST = """<p id="top">Cost <a data-claim="cost" data-note="1" href="other.html#cost">4 &lt; 5</a>, and once more
<a data-claim="cost" data-note="1" href="other.html#cost">4</a>. <a href="other.html">Other</a>, <a href="other.html#form">form</a>,
<a href="live.html">live</a>, <a href="rows.csv" download>rows</a>, <a href="#top">top</a>, <a href="https://example.com/?a=1&amp;b">away</a>.</p>
<div class="chart wide"><svg viewBox="0 0 1 1"><clipPath id="clip"><path/></clipPath><g clip-path="url(#clip)"><text><![CDATA[a > b]]></text></g></svg></div>
<form class="controls"><label for="set">Set</label><output for="set">3</output><input type="range" id="set"></form>
<p class="files"><a href="rows.csv">CSV</a></p><details><summary>More</summary><br>told</details>
<div popover class="about" id="about-cost" data-note="1" role="dialog" aria-label="Evidence: 4"><button class="close">×</button>said</div>"""
OTHER = '<form class="tools" id="form"><input name="q"></form><p id="cost">Four.</p>'
LIVE = '<form class="tools"><label>Ask <input></label></form><h2>Answers</h2>'
PARTS = [Part("", [Listed("first", "")]), Part("Rest", [Listed("other", "", [Listed("live", "")])])]


def bound(folder: Path, form: Form, head: str = "") -> Bound:
    for name, body in (("first", FIRST), ("other", OTHER), ("live", LIVE)):
        text = PAGE.format(head=head, name=name, title=name.title(), body=body)
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return bind(folder, form, PARTS)


def page(book: Bound, name: str = "first") -> Tag:
    return BeautifulSoup(book.write(name), "html.parser")


def links(found: Tag) -> dict[str, str]:
    return {link.get_text(): link["href"] for link in found.select("p a[href]")}


def test_links_lead_within_the_file_or_away_or_are_none(tmp_path: Path):
    assert links(page(bound(tmp_path, FILE))) == {
        "4 < 5": "#other--cost", "4": "#other--cost", "Other": "#other", "form": "#other", "top": "#first--top",
        "away": "https://example.com/?a=1&b",
    }  # fmt: skip


def test_where_the_address_is_known_files_are_linked_and_pages_that_are_not_bound(tmp_path: Path):
    found = links(page(bound(tmp_path, FILE, CANONICAL)))
    assert found["live"] == "https://example.org/live.html"
    assert found["rows"] == found["CSV"] == "https://example.org/rows.csv"


def test_a_page_that_has_no_text_of_its_own_is_left_to_the_site(tmp_path: Path):
    assert list(bound(tmp_path, FILE).pages) == ["first", "other"]


def test_what_works_on_a_site_alone_is_left_out_and_nothing_refers_to_it(tmp_path: Path):
    found = page(bound(tmp_path, FILE))
    assert found.h1.get_text() == "First" and found.select_one(".files") is None
    assert found.input is None and found.output.get_text() == "3"
    assert not found.label.has_attr("for") and not found.output.has_attr("for")
    assert page(bound(tmp_path, FILE), "other").form is None


def test_ids_are_of_their_page_and_what_refers_to_them_follows(tmp_path: Path):
    found = page(bound(tmp_path, FILE))
    assert found.g["clip-path"] == "url(#first--clip)" and found.find(id="first--clip")
    assert found.find("text").get_text() == "a > b"
    assert found.select_one("a[data-claim]")["data-about"] == found.select_one("[popover]")["id"] == "first--about-cost"


@pytest.mark.parametrize("form", [PAPER, LEAVES])
def test_a_figure_leads_to_its_note_and_the_note_back(tmp_path: Path, form: Form):
    found = page(bound(tmp_path, form))
    figures, note = found.select("p > a")[:2], found.select_one(".about")
    assert [figure["href"] for figure in figures] == [f"#{note['id']}"] * 2
    assert note.a["href"] == f"#{figures[0]['id']}" and note.a.get_text() == "1. Evidence: 4"
    assert not figures[1].has_attr("id") and not note.has_attr("popover") and note.button is None


def test_a_page_of_an_epub_is_xhtml_and_leads_to_others_by_their_files(tmp_path: Path):
    written = bound(tmp_path, LEAVES).write("first")
    assert '<p id="top">' in written and '<a href="other.xhtml">' in written and "<br/>" in written
    assert "<details" not in written and "chart wide" not in written


def test_a_page_that_is_not_built_is_named(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match=r"first\.html"):
        bind(tmp_path, FILE, PARTS)
