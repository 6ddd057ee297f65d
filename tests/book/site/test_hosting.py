"""The built site behind a real nginx with `deploy/nginx.conf`, at the root and under a prefix, and in a browser there."""

from __future__ import annotations

import functools
import grp
import gzip
import http.client
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from bs4 import BeautifulSoup, SoupStrainer
from playwright.sync_api import Browser, Page, expect

from explainer.paths import ROOT
from explainer.site import headers
from explainer.site.compress import compress
from tests.tools import brotli_module

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed, so deploy/nginx.conf is not tried")
BASES = ["/", "/some/prefix/"]
LOG = "access.log"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
UTF8 = "; charset=utf-8"
# One file of each kind, and the type it is sent with.
KINDS = {
    "index.html": f"text/html{UTF8}",
    "404.html": f"text/html{UTF8}",
    "_static/**/*.js": f"text/javascript{UTF8}",
    "_static/**/*.wasm": "application/wasm",
    "_static/**/*.woff2": "font/woff2",
    "data/*.csv": f"text/csv{UTF8}",
    "data/datapackage.json": "application/json",
    "data/*.zip": "application/zip",
    "data/*.sqlite": "application/vnd.sqlite3",
    "data/*.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "data/*.parquet": "application/vnd.apache.parquet",
    "cite/*.bib": f"application/x-bibtex{UTF8}",
    "cite/*.ris": "application/x-research-info-systems",
    "exhibits/*.html": f"text/html{UTF8}",
    "exhibits/*.js": f"text/javascript{UTF8}",
    "exhibits/*.csv": f"text/csv{UTF8}",
    "exhibits/*.json": "application/json",
    "exhibits/*.png": "image/png",
    "exhibits/*.svg": f"image/svg+xml{UTF8}",
    "chapters/*.ipynb": "application/x-ipynb+json",
    "chapters/*.md": f"text/markdown{UTF8}",
    "ledger.csv": f"text/csv{UTF8}",
    "corrections.xml": f"application/xml{UTF8}",
    "news.xml": f"application/xml{UTF8}",
    "news.json": "application/json",
    "favicon.ico": "image/x-icon",
    "search.json": "application/json",
    "objects.inv": "application/octet-stream",
}
UNPACKED = (".woff2", ".png", ".ico", ".inv", ".zip", ".xlsx", ".parquet")
PACKED = [kind for kind in KINDS if not kind.endswith(UNPACKED)]
MISSING = [
    "no/such/page",
    "no-such.html",
    "no-such.csv",
    "_static/book.00000000.js",
    "data",
    "data/",
    "bubble",
    "index",
    "no/such/folder/",
]
HIDDEN = [".hidden", "data/.hidden", ".git/config"]


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Host(NamedTuple):
    """An nginx at work: its port, those of TLS and of what leads there, the folder it sends at each base, and whether it
    has the Brotli module."""

    port: int
    secure: int
    plain: int
    folders: dict[str, Path]
    brotli: bool

    def get(self, path: str, **wanted: str) -> Answer:
        """One request, redirects not followed; `accept_encoding="gzip"` sets that header."""
        return self.ask(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10), path, **wanted)

    def ask(self, connection: http.client.HTTPConnection, path: str, **wanted: str) -> Answer:
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in wanted.items()})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def file(self, base: str, path: str) -> bytes:
        return (self.folders[base] / path).read_bytes()

    def one(self, kind: str) -> str:
        """The path in the site of a file of this kind."""
        folder = self.folders["/"]
        found = sorted(folder.glob(kind))
        assert found, f"the site has no {kind}"
        return found[0].relative_to(folder).as_posix()


def configuration(folders: dict[str, Path], scratch: Path, ports: list[int], module: Path | None) -> str:
    """`deploy/nginx.conf` with this machine's ports and folders, and its examples of TLS and of a prefix enabled."""
    root, prefixed = folders.values()
    temporary = "".join(f"    {name}_temp_path {scratch / name};\n" for name in TEMPORARY)
    changes = {
        "listen 8080;": f"listen 127.0.0.1:{ports[0]};",
        "listen 443 ssl;": f"listen 127.0.0.1:{ports[1]} ssl;",
        "listen 80;": f"listen 127.0.0.1:{ports[2]};",
        "/etc/ssl/certs/example.org.pem": f"{scratch / 'certificate.pem'}",
        "/etc/ssl/private/example.org.key": f"{scratch / 'key.pem'}",
        "root /srv/book/html;": f"root {root};",
        "alias /srv/book/html/;": f"alias {prefixed}/;",
        "http {\n": f"http {{\n    access_log {scratch / LOG};\n{temporary}",
    }
    if module:
        changes |= {
            "# load_module modules/ngx_http_brotli_static_module.so;": f"load_module {module};",
            "# brotli_static on;": "brotli_static on;",
        }
    conf = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in conf, old
        conf = conf.replace(old, new)
    conf, enabled = re.subn(r"(?m)^( *)#    ", r"\1", conf)
    assert enabled, "no examples"
    return conf


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int, process: subprocess.Popen) -> bool:
    """Waits for the server; False if it ended, as it does when another program took the port meanwhile."""
    for _ in range(200):
        if process.poll() is not None:
            return False
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


@pytest.fixture(scope="session")
def host(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    scratch = tmp_path_factory.mktemp("nginx")
    folders = {base: scratch / f"site{number}" for number, base in enumerate(BASES)}
    for base, folder in folders.items():
        shutil.copytree(site, folder)
        for name in HIDDEN:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("secret")
        if base != "/":  # what a build without SITE_URL takes for granted
            missing = folder / "404.html"
            missing.write_text(with_base(missing.read_text(encoding="utf-8"), base), encoding="utf-8")
        compress(folder)
    module = brotli_module(NGINX)
    certify = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "2"]
    names = ["-keyout", scratch / "key.pem", "-out", scratch / "certificate.pem"]
    subprocess.run([*certify, *names], check=True, capture_output=True)
    # Started by root, nginx would work as a user who may not read a test's folder.
    user = f"user {pwd.getpwuid(os.geteuid()).pw_name} {grp.getgrgid(os.getegid()).gr_name};"
    settings = f"daemon off; pid {scratch}/pid; {user if os.geteuid() == 0 else ''}"
    log = scratch / "error.log"
    for _ in range(3):
        ports = [free_port() for _ in range(3)]
        (scratch / "nginx.conf").write_text(configuration(folders, scratch, ports, module), encoding="utf-8")
        process = subprocess.Popen([NGINX, "-c", scratch / "nginx.conf", "-e", log, "-g", settings])
        if answers(ports[0], process):
            break
    else:
        pytest.fail(f"nginx does not start:\n{log.read_text()}")
    yield Host(*ports, folders, module is not None)
    process.terminate()
    process.wait(timeout=10)


def with_base(page: str, base: str) -> str:
    """A 404 page as a build with this path in SITE_URL writes it."""
    page, found = re.subn(r'<base href="[^"]*"', f'<base href="{base}"', page)
    assert found == 1
    return page


@functools.cache
def inline_scripts(site: Path) -> list[str]:
    """The texts of the scripts that pages run inline, each once; a block of data is not run."""
    run = {None, "", "module", "text/javascript", "importmap", "speculationrules"}
    texts, only = (path.read_text(encoding="utf-8") for path in sorted(site.glob("*.html"))), SoupStrainer("script")
    pages = (BeautifulSoup(text, "html.parser", parse_only=only) for text in texts)
    scripts = (script for page in pages for script in page.find_all("script", src=False))
    return list(dict.fromkeys(script.string or "" for script in scripts if script.get("type") in run))


def test_every_name_under_static_holds_a_digest(site: Path):
    names = [path.relative_to(site).as_posix() for path in (site / "_static").rglob("*") if path.is_file()]
    assert names and [name for name in names if not re.search(r"[.-][0-9a-f]{8,}\.", name)] == []


def test_nginx_sends_the_headers_of_the_package(site: Path):
    conf = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    expected = headers.nginx(inline_scripts(site))
    stated = [line.strip() for line in conf.splitlines() if "add_header " in line and "Cache-Control" not in line]
    stated = [line for line in stated if not line.startswith("#") and "$transport" not in line]
    assert stated == expected, "in deploy/nginx.conf, paste these lines:\n" + "\n".join(expected)


def test_the_headers_file_is_that_of_the_package(site: Path):
    assert (site / "_headers").read_text(encoding="utf-8") == headers.netlify(inline_scripts(site))


def test_a_branch_published_by_github_keeps_what_begins_with_an_underscore(site: Path):
    assert (site / ".nojekyll").is_file()


def test_every_page_states_the_policy_before_it_loads_anything(site: Path):
    scripts = inline_scripts(site)
    for path in site.glob("*.html"):
        head, end, _ = path.read_text(encoding="utf-8").partition("</head>")
        page = BeautifulSoup(head + end, "html.parser")
        (style,) = page.select("style")
        policy = headers.meta_policy(scripts, style.string)
        metas = page.select('meta[http-equiv="Content-Security-Policy" i]')
        assert [meta["content"] for meta in metas] == [policy], path.name
        assert metas[0].find_previous(["script", "link", "style"]) is None, path.name


@needs_nginx
@pytest.mark.parametrize("base", BASES)
def test_the_root_is_the_landing_page_itself(host: Host, base: str):
    answer = host.get(base)
    assert answer.status == 200 and answer.body == host.file(base, "index.html")
    assert answer.headers["Content-Type"] == KINDS["index.html"]


@needs_nginx
def test_tls_tells_browsers_to_come_back_so_and_plain_http_leads_there(host: Host):
    (header,) = headers.TRANSPORT.items()
    certificate = ssl.create_default_context()
    certificate.check_hostname, certificate.verify_mode = False, ssl.CERT_NONE  # it signs itself
    secure = http.client.HTTPSConnection("127.0.0.1", host.secure, timeout=10, context=certificate)
    answer = host.ask(secure, "/index.html")
    assert answer.status == 200 and answer.headers.get_all(header[0]) == [header[1]]
    assert host.get("/index.html").headers[header[0]] is None
    plain = host.ask(http.client.HTTPConnection("127.0.0.1", host.plain, timeout=10), "/bubble.html?a=1")
    assert (plain.status, plain.headers["Location"]) == (301, "https://127.0.0.1/bubble.html?a=1")


@needs_nginx
def test_a_prefix_without_its_slash_gets_one(host: Host):
    answer = host.get("/some/prefix")
    assert (answer.status, answer.headers["Location"]) == (301, "/some/prefix/")


@needs_nginx
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_file_has_its_headers(host: Host, base: str, kind: str):
    path = host.one(kind)
    answer = host.get(base + path)
    assert answer.status == 200 and answer.body == host.file(base, path)
    assert answer.headers.get_all("Content-Type") == [KINDS[kind]]
    assert answer.headers.get_all("Cache-Control") == [headers.cache(f"/{path}")]
    for name, value in headers.security(inline_scripts(host.folders[base]), f"/{path}").items():
        assert answer.headers.get_all(name) == [value]
    assert answer.headers["Server"] == "nginx"  # and no version


@needs_nginx
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize(("encoding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_text_is_sent_compressed_to_who_asks(host: Host, base: str, kind: str, encoding: str, unpack):
    if encoding == "br" and not host.brotli:
        pytest.skip("nginx has no Brotli module here")
    path = host.one(kind)
    original = host.file(base, path)
    answer = host.get(base + path, accept_encoding=encoding)
    if not (
        host.folders[base] / f"{path}.{'gz' if encoding == 'gzip' else 'br'}"
    ).exists():  # too small to gain from it
        assert len(original) < 500 and answer.headers["Content-Encoding"] is None and answer.body == original
        return
    assert answer.status == 200 and answer.headers["Content-Encoding"] == encoding
    assert unpack(answer.body) == original and len(answer.body) < len(original)
    assert answer.headers["Content-Type"] == KINDS[kind] and "Accept-Encoding" in answer.headers["Vary"]
    plain = host.get(base + path)
    assert plain.headers["Content-Encoding"] is None and plain.body == original
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert plain.headers["Last-Modified"] == answer.headers["Last-Modified"]


@needs_nginx
@pytest.mark.parametrize("base", BASES)
def test_a_browser_that_has_the_page_is_not_sent_it_again(host: Host, base: str):
    first = host.get(base, accept_encoding="gzip")
    again = host.get(base, accept_encoding="gzip", if_none_match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers.get_all("Cache-Control") == [headers.REVALIDATE]


@needs_nginx
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("path", MISSING)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_missing_page_is_our_404(host: Host, base: str, path: str, encoding: str):
    answer = host.get(base + path, accept_encoding=encoding)
    body = gzip.decompress(answer.body) if answer.headers["Content-Encoding"] == "gzip" else answer.body
    assert answer.status == 404 and body == host.file(base, "404.html")
    assert answer.headers.get_all("Content-Type") == [KINDS["404.html"]]
    assert answer.headers.get_all("Cache-Control") == [headers.REVALIDATE]
    for name, value in headers.security(inline_scripts(host.folders[base])).items():
        assert answer.headers.get_all(name) == [value]


@needs_nginx
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("path", HIDDEN)
def test_dotfiles_are_refused(host: Host, base: str, path: str):
    assert host.file(base, path) == b"secret"
    answer = host.get(base + path)
    assert answer.status == 404 and b"secret" not in answer.body


def watch(page: Page) -> list[str]:
    """What goes wrong in a page from now on: the console's complaints, errors, failed requests, breaches of the policy."""
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("requestfailed", lambda request: faults.append(f"{request.failure}: {request.url}"))
    page.on("response", lambda got: faults.append(f"{got.status}: {got.url}") if got.status >= 400 else None)
    page.expose_function("breach", lambda text: faults.append(f"policy: {text}"))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e =>"
        " breach(`${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`), true)"
    )
    return faults


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@needs_nginx
@pytest.mark.parametrize("base", BASES)
def test_pages_work_in_a_browser_and_keep_the_policy(host: Host, base: str, page: Page):
    faults, asked = watch(page), []
    page.on("request", lambda request: asked.append(request.url))
    wrong = {}
    for name in ["", *sorted(path.name for path in host.folders[base].glob("*.html") if path.name != "404.html")]:
        page.goto(host.url(base + name), wait_until="networkidle")
        page.evaluate("new Promise(done => setTimeout(done))")  # lets the last complaint arrive
        if faults:
            wrong[name] = faults.copy()
            faults.clear()
    assert wrong == {}
    outside = {url for url in asked if not url.startswith((host.url(base), "data:"))}
    assert outside == set()


@needs_nginx
@pytest.mark.parametrize("base", BASES)
def test_a_query_is_answered_under_the_policy(host: Host, base: str, page: Page):
    """In a worker, to which the header alone applies; the page's own policy admits no WebAssembly there either."""
    faults = watch(page)
    page.goto(host.url(f"{base}query.html?sql=SELECT+COUNT(*)+FROM+claims"))
    expect(page.locator("#answer td")).to_have_text(re.compile(r"^\d+$"))
    refused = page.evaluate(
        "WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => '', error => error.name)"
    )
    assert refused == "CompileError"
    page.wait_for_timeout(100)
    assert len(faults) <= 1 and all("wasm-eval" in fault for fault in faults), faults


@needs_nginx
def test_the_policy_is_at_work(host: Host, page: Page):
    """A check of the checks: a script or style the site did not write is stopped, and the test hears of it."""
    faults = watch(page)
    page.goto(host.url("/"), wait_until="networkidle")
    for kind, text in (("script", "window.ran = 1"), ("style", "body { color: rgb(1, 2, 3) }")):
        page.evaluate(
            "([kind, text]) => document.body.append(Object.assign(document.createElement(kind), {textContent: text}))",
            [kind, text],
        )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(1, 2, 3)"
    for kind in ("script", "style"):
        assert [fault for fault in faults if fault.startswith(f"policy: {kind}-src-elem inline")]


@needs_nginx
def test_an_exhibit_opened_by_itself_keeps_the_policy(host: Host, page: Page):
    """As an image in a page it would not be held to the policy; alone it is, so it may have no style of its own."""
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))  # which browsers ask for beside any file
    faults = watch(page)
    page.goto(host.url(f"/{host.one('exhibits/*.svg')}"), wait_until="networkidle")
    assert faults == []


@needs_nginx
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("path", ["no-such.html", "no/such/page", "no/such/deeper/page.html"])
def test_the_404_page_works_at_any_depth(host: Host, base: str, path: str, page: Page):
    faults = watch(page)
    loaded = {}
    page.on("response", lambda got: loaded.__setitem__(got.url, got.status))
    address = host.url(base + path)
    page.goto(address, wait_until="networkidle")
    faults = [fault for fault in faults if address not in fault and "status of 404" not in fault]
    assert loaded.pop(address) == 404 and faults == []
    assert page.evaluate("getComputedStyle(document.querySelector('header.site .brand')).fontWeight") == "700", (
        "its style is at work"
    )
    assert len([url for url in loaded if url.endswith((".js", ".woff2"))]) >= 3, "as are its scripts and fonts"
    assert set(loaded.values()) == {200} and all(url.startswith((host.url(base), "data:")) for url in loaded)


@needs_nginx
@pytest.mark.parametrize("base", BASES)
def test_the_links_of_the_404_page_lead_somewhere(host: Host, base: str):
    page = BeautifulSoup(host.get(f"{base}no/such/page").body, "html.parser")
    home = urljoin(host.url(f"{base}no/such/page"), page.base["href"])
    wrong = []
    for element in page.select("[href]:not(base), [src]"):
        reference = element.get("href") or element.get("src")
        target = urlsplit(urljoin(home, reference))
        if reference.startswith("#") and element.name == "a":
            wrong.append(f"{element}: with a base, this leads to the landing page")
        elif {"canonical", "alternate"} & set(element.get("rel", [])) or target.netloc != urlsplit(home).netloc:
            continue
        elif host.get(target.path).status != 200:
            wrong.append(f"{element}: not found")
    assert wrong == []
