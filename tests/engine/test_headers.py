"""The security headers and cache rules, and what a host makes of the `_headers` file."""

from __future__ import annotations

import re

import pytest

from explainer.paths import ROOT
from explainer.site import headers


def sources(policy: str) -> dict[str, str]:
    return dict(directive.split(" ", 1) for directive in policy.split("; "))


def rules(text: str) -> dict[str, dict[str, str]]:
    """A `_headers` file as its rules, with each header under its path."""
    found: dict[str, dict[str, str]] = {}
    values: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            assert name not in values, f"{line} comes twice"
            values[name] = value
        else:
            values = found[line] = {}
    return found


def sent(text: str, path: str) -> dict[str, str]:
    """The headers a host sends with a path: all rules that match, one header from two of them joined with a comma."""
    joined: dict[str, str] = {}
    for rule, values in rules(text).items():
        pattern = re.sub(r":\w+", "[^/]+", ".*".join(map(re.escape, rule.split("*"))))
        if re.fullmatch(pattern, path):
            for name, value in values.items():
                joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def test_the_policy_allows_our_own_files_and_nothing_else():
    allowed = sources(headers.policy([]))
    assert allowed["default-src"] == "'none'" and allowed["frame-ancestors"] == "'none'"
    assert allowed["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert allowed["style-src"] == headers.UNSAFE == "'unsafe-inline'"
    assert [name for name, value in allowed.items() if "unsafe" in value] == ["script-src", "style-src"]
    words = {word for value in allowed.values() for word in value.split()}
    assert words == {"'none'", "'self'", "data:", headers.UNSAFE, headers.WASM} and "'unsafe-eval'" not in words
    assert [name for name, value in allowed.items() if "data:" in value] == ["img-src"]
    assert "upgrade-insecure-requests" not in headers.policy([])


def test_an_inline_script_is_allowed_by_its_digest():
    # printf 'alert(1)' | openssl dgst -sha256 -binary | openssl base64
    digest = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    assert sources(headers.policy(["alert(1)"]))["script-src"] == f"'self' {headers.WASM} {digest}"
    assert headers.policy(["alert(1)", "alert(1)"]) == headers.policy(["alert(1)"])
    assert headers.policy(["alert(1)\n"]) != headers.policy(["alert(1)"])
    assert headers.policy(["é"]).isascii()


def test_a_meta_element_says_the_same_but_for_frames_and_webassembly():
    narrow, wide = sources(headers.meta_policy(["x"], "a {}")), sources(headers.policy(["x"]))
    scripts = wide["script-src"].replace(f"{headers.WASM} ", "")
    assert narrow | {"frame-ancestors": "'none'", "style-src": headers.UNSAFE} == wide | {"script-src": scripts}
    assert "frame-ancestors" not in narrow
    assert '"' not in headers.meta_policy(["x"], "a {}")  # it goes into an attribute


def test_a_page_admits_its_own_style_alone():
    # printf 'a {}' | openssl dgst -sha256 -binary | openssl base64
    assert (
        sources(headers.meta_policy([], "a {}"))["style-src"] == "'sha256-mkSHzL7faOU7/U/v8Umg+058R69+vN2A2xmE3Fz1q98='"
    )
    assert "unsafe" not in headers.meta_policy([], "a {}")


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("/_static/book.1a2b3c4d.js", headers.IMMUTABLE),
        ("/_static/scripts/book.1a2b3c4d.js", headers.IMMUTABLE),
        ("/_static/exhibits/data.1a2b3c4d.json", headers.IMMUTABLE),
        ("/", headers.REVALIDATE),
        ("/index.html", headers.REVALIDATE),
        ("/bubble.html", headers.REVALIDATE),
        ("/404.html", headers.REVALIDATE),
        ("/data/claims.csv", headers.REVALIDATE),
        ("/data/datapackage.json", headers.REVALIDATE),
        ("/exhibits/a.csv", headers.REVALIDATE),
        ("/exhibits/a.svg", headers.REVALIDATE),
        ("/exhibits/a.html", headers.REVALIDATE),
        ("/cite/bubble.bib", headers.REVALIDATE),
        ("/chapters/bubble.ipynb", headers.REVALIDATE),
        ("/chapters/bubble.md", headers.REVALIDATE),
        ("/ledger.csv", headers.REVALIDATE),
        ("/corrections.xml", headers.REVALIDATE),
        ("/sitemap.xml", headers.REVALIDATE),
        ("/search.json", headers.REVALIDATE),
        ("/objects.inv", headers.REVALIDATE),
    ],
)
def test_a_host_sends_each_path_one_cache_rule_and_every_security_header(path: str, cache: str):
    headers_sent = sent(headers.netlify(["x"]), path)
    assert headers_sent["Cache-Control"] == cache == headers.cache(path)
    assert headers.security(["x"], path).items() <= headers_sent.items()


def test_exhibits_may_be_shown_in_a_frame_and_nothing_else():
    told = {
        path: sent(headers.netlify([]), path)[headers.POLICY]
        for path in ("/", "/a.html", "/exhibits/a.html", "/data/a.csv")
    }
    frames = {path: sources(policy)["frame-ancestors"] for path, policy in told.items()}
    assert frames == {"/": "'none'", "/a.html": "'none'", "/exhibits/a.html": "*", "/data/a.csv": "'none'"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/data/claims.csv", "text/csv; charset=utf-8"),
        ("/ledger.csv", "text/csv; charset=utf-8"),
        ("/chapters/bubble.ipynb", "application/x-ipynb+json"),
        ("/_static/sql-wasm.1a2b3c4d.wasm", "application/wasm"),
        ("/chapters/bubble.md", "text/markdown; charset=utf-8"),
        ("/index.html", None),
        ("/_static/book.1a2b3c4d.js", None),
    ],
)
def test_a_host_is_told_the_types_it_would_guess_wrong(path: str, kind: str | None):
    assert sent(headers.netlify([]), path).get("Content-Type") == kind


def test_the_file_keeps_within_the_limits_of_cloudflare():
    text = headers.netlify(["x"])
    assert len(rules(text)) <= 100 and max(map(len, text.splitlines())) <= 2000


def test_nginx_gets_the_same_rules():
    conf = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    stated = dict(re.findall(r'^ *add_header (\S+) "(.*)" always;$', conf, re.M))
    expected = headers.security([])
    assert list(stated) == list(expected)
    # The hash of the inline script is held against the built site in tests/book/site/test_hosting.py.
    stated["Content-Security-Policy"] = re.sub(r" 'sha256-\S+'", "", stated["Content-Security-Policy"])
    assert stated == expected | {headers.POLICY: headers.policy([], "$frames")}
    assert re.findall(r'^ *~/exhibits/ +"(.*)";$', conf, re.M) == [headers.ANYBODY]
    assert re.findall(r'^ *default +"(.+)";$', conf, re.M) == [headers.REVALIDATE, headers.NOBODY]
    assert re.findall(r'^ *~/_static/ +"(.*)";$', conf, re.M) == [headers.IMMUTABLE]
    (transport,) = headers.TRANSPORT.items()
    assert re.findall(r'^ *on +"(.*)";$', conf, re.M) == [transport[1]]
    assert f"add_header {transport[0]} $transport always;" in conf
    assert [line for line in headers.nginx([]) if not line.startswith("add_header Content-")] == [
        f'add_header {name} "{value}" always;' for name, value in headers.OTHERS.items()
    ]
