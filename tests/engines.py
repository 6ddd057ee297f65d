"""Firefox and WebKit, each behind the same few words: open, ask, click, press.

Selenium speaks to both. Firefox takes WebDriver BiDi by itself, so that no driver stands between; WebKit is Debian's WebKitGTK
with its own driver, on a screen that nobody sees. Such a WebKit stands for Safari.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from selenium.webdriver import ActionChains, WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.websocket_connection import WebSocketConnection
from selenium.webdriver.webkitgtk.service import Service

from .tools import Tool

MINI_BROWSERS = (
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
)
PATIENCE = 20  # seconds for a page, or for what a script does to it
PREFERENCES = {
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "layout.css.prefers-color-scheme.content-override": 1,  # light
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "ui.prefersReducedMotion": 1,
}  # so that it neither asks for anything but our pages nor moves them


class Engine(ABC):
    """A browser with one page open."""

    said: list[str]  # on the console that was no mere note, since the page was opened

    @abstractmethod
    def go(self, address: str) -> None:
        """Opens an address and waits until it has loaded."""

    @abstractmethod
    def js(self, body: str) -> Any:
        """What the body of a function gives in the page, as JSON can say it."""

    @abstractmethod
    def click(self, selector: str) -> None:
        """Clicks where the first such element lies, with a pointer."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Presses a key, by its name in Selenium's `Keys`."""

    @abstractmethod
    def quit(self) -> None: ...

    def visit(self, address: str) -> None:
        """Opens a page of the site and waits for its scripts."""
        self.go(address)
        self.wait("return 'ready' in document.documentElement.dataset")

    def wait(self, body: str, seconds: float = PATIENCE) -> Any:
        """Asks until the answer is true, and gives it."""
        end = time.monotonic() + seconds
        while not (answer := self.js(body)):
            assert time.monotonic() < end, f"not within {seconds} s: {body}"
            time.sleep(0.05)
        return answer


class Firefox(Engine):
    def __init__(self, width: int = 1280):
        self.profile = tempfile.mkdtemp(prefix="firefox-")
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        Path(self.profile, "user.js").write_text("".join(lines), encoding="utf-8")
        command = [
            find_firefox(),
            "--headless",
            "--no-remote",
            "--profile",
            self.profile,
            "--remote-debugging-port",
            "0",
        ]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "HOME": self.profile},
        )
        address = next(
            filter(None, (re.search(r"BiDi listening on (ws://\S+)", line) for line in self.process.stderr))
        )[1]
        self.connection = WebSocketConnection(f"{address}/session", PATIENCE, 0.005)
        self.said = []
        self.connection.callbacks["log.entryAdded"] = [
            lambda entry: self.said.append(f"{entry['level']}: {entry['text']}")
        ]
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])
        self.context = self._ask("browsingContext.getTree")["contexts"][0]["context"]
        self.resize(width)

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        answer = self.connection.send_cmd(method, parameters)
        assert "result" in answer, f"{method}: {answer.get('message')}"
        return answer["result"]

    def resize(self, width: int) -> None:
        self._ask("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": 900})

    def go(self, address: str) -> None:
        self.said.clear()
        self._ask("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def js(self, body: str) -> Any:
        code = f"(async () => JSON.stringify((await (async () => {{ {body} }})()) ?? null))()"
        answer = self._ask("script.evaluate", expression=code, target={"context": self.context}, awaitPromise=True)
        assert answer["type"] == "success", answer.get("exceptionDetails", {}).get("text")
        return json.loads(answer["result"]["value"])

    def click(self, selector: str) -> None:
        code = f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center', behavior: 'instant'}}); return e; }})()"
        found = self._ask("script.evaluate", expression=code, target={"context": self.context}, awaitPromise=False)
        assert "sharedId" in found.get("result", {}), f"no {selector}"
        there = {"type": "element", "element": {"sharedId": found["result"]["sharedId"]}}
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": there}
        steps = [move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._ask(
            "input.performActions", context=self.context, actions=[{"type": "pointer", "id": "mouse", "actions": steps}]
        )

    def press(self, key: str) -> None:
        steps = [{"type": kind, "value": getattr(Keys, key)} for kind in ("keyDown", "keyUp")]
        self._ask(
            "input.performActions", context=self.context, actions=[{"type": "key", "id": "keys", "actions": steps}]
        )

    def pdf(self) -> bytes:
        """The page as it prints on A4."""
        return base64.b64decode(
            self._ask("browsingContext.print", context=self.context, page={"width": 21, "height": 29.7})["data"]
        )

    def quit(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        self.process.stderr.close()
        shutil.rmtree(self.profile, ignore_errors=True)


# Notes what goes wrong from now on, as the console would: an error, a promise broken, what the page's policy stops.
LISTEN = """if (!window.said) {
  window.said = [];
  for (const kind of ['error', 'unhandledrejection', 'securitypolicyviolation'])
    addEventListener(kind, event => said.push(`${kind}: ${event.message ?? event.reason ?? event.violatedDirective}`), true);
  for (const level of ['warn', 'error']) console[level] = (...words) => said.push(`${level}: ${words.join(' ')}`);
}"""


class Screen:
    """A screen that nobody sees, and what a WebKit needs to know of it."""

    def __init__(self):
        receive, send = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(send), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
            pass_fds=[send], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(send)
        with os.fdopen(receive) as told:
            display = f":{told.readline().strip()}"
        around = {"DISPLAY": display, "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "NO_AT_BRIDGE": "1", "GTK_A11Y": "none"}
        self.environment = {**os.environ, **around}

    def quit(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)


class WebKit(Engine):
    """Its narrowest window is 447 px. Its driver tells nothing of the console: from when a page has loaded, the page itself
    does; what is said before is for `webkit_console`."""

    def __init__(self, width: int = 1280):
        self.screen = Screen()
        options = WebKitGTKOptions()
        options.binary_location = find_mini_browser()
        options.add_argument("--automation")
        service = Service(executable_path=shutil.which("WebKitWebDriver"), env=self.screen.environment)
        self.driver = WebKitGTK(options=options, service=service)
        self.driver.set_script_timeout(PATIENCE)
        self.resize(width)

    def resize(self, width: int) -> None:
        self.driver.set_window_size(width, 900)

    def go(self, address: str) -> None:
        self.driver.get(address)
        self.driver.execute_script(LISTEN)

    @property
    def said(self) -> list[str]:
        return self.driver.execute_script("return window.said ?? []")

    def js(self, body: str) -> Any:
        code = f"const done = arguments[0]; (async () => {{ {body} }})().then(v => done(JSON.stringify(v ?? null)), e => done(`!${{e}}`))"
        said = self.driver.execute_async_script(code)
        assert not said.startswith("!"), said
        return json.loads(said)

    def click(self, selector: str) -> None:
        element = self.driver.find_element(By.CSS_SELECTOR, selector)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        element.click()

    def press(self, key: str) -> None:
        ActionChains(self.driver).send_keys(getattr(Keys, key)).perform()

    def quit(self) -> None:
        self.driver.quit()
        self.screen.quit()


def webkit_console(addresses: list[str], last: str) -> list[str]:
    """What WebKit says on its console as it opens these addresses, each in a tab, until it has said some `last` words."""
    said = []
    screen = Screen()
    command = [find_mini_browser(), "--enable-write-console-messages-to-stdout=true", *addresses]
    browser = subprocess.Popen(
        command, env=screen.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    patience = threading.Timer(6 * PATIENCE, browser.kill)  # it would else be waited for without end
    patience.start()
    for line in browser.stderr:  # where it writes them, whatever the option is called
        if last in line:
            break
        if "CONSOLE" in line:
            said.append(line.strip())
    patience.cancel()
    browser.terminate()
    browser.communicate()
    screen.quit()
    return said


def find_firefox() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")


def find_mini_browser() -> str | None:
    return next(filter(os.path.exists, MINI_BROWSERS), None)


def firefox() -> Tool:
    found = find_firefox()
    return Tool(Path(found)) if found else Tool(None, "there is no Firefox")


def webkit() -> Tool:
    """WebKitGTK's driver, if it has a browser and a screen too."""
    missing = [name for name in ("WebKitWebDriver", "Xvfb") if not shutil.which(name)]
    if missing or not find_mini_browser():
        return Tool(None, f"there is no {missing[0] if missing else 'MiniBrowser of WebKitGTK'}")
    return Tool(Path(shutil.which("WebKitWebDriver")))
