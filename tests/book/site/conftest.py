"""The built site served on this machine, and readers of it."""

from __future__ import annotations

import functools
import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

PATIENCE = 30  # seconds until a page must show what it should: a busy machine takes many for the first live chart
expect.set_options(timeout=PATIENCE * 1000)

READERS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 64  # a browser may open all pages at once

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a browser that left before all was sent
            super().handle_error(request, client_address)


@contextmanager
def served(site: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """The address under which a folder is served on this machine."""
    server = Server(("127.0.0.1", 0), functools.partial(handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def visit(page: Page, url: str) -> None:
    """Opens a page and waits for its scripts, which come after the first paint."""
    page.goto(url)
    page.wait_for_selector("html[data-ready]", state="attached")


def until(page: Page, holds: str) -> None:
    """Waits until an expression holds. Playwright's own way asks again by `eval`, which the pages' policy refuses."""
    for _ in range(PATIENCE * 20):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{PATIENCE} seconds, and not: {holds}")


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


@pytest.fixture(scope="session", params=READERS, ids=lambda p: f"{p[0]}-{p[1]}")
def reader(request, browser: Browser) -> Iterator[BrowserContext]:
    """A narrow or a wide screen, in light or dark, with a mouse and a touch screen both."""
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, has_touch=True, reduced_motion="reduce"
    )
    yield context
    context.close()
