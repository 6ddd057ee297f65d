"""Finds a Chromium for the browser tests, or installs one; it never lets them be skipped in silence.

Run as `python -m tests.browser` before the tests, it installs what is missing: the browser, and on Debian Firefox, WebKit,
nginx, a Java and more too, without which tests say that they were skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from explainer.site.chromium import SHELLS, find

EPUBCHECK = "/usr/share/java/epubcheck.jar"
BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
OTHERS = {
    "nginx": "nginx-light",
    "java": "default-jre-headless",
    "w3m": "w3m",
    "pdftotext": "poppler-utils",
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",
    "Xvfb": "xvfb",
    BROTLI: "libnginx-mod-http-brotli-static",
    EPUBCHECK: "epubcheck",
}


@cache
def update() -> None:
    subprocess.run(["apt-get", "update", "-qq"], check=False)


def install_packages(*packages: str) -> bool:
    """Installs Debian packages, where this machine has such and lets us."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    update()
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run(command, check=False).returncode == 0


def main() -> int:
    if not any(map(shutil.which, SHELLS)) and "CHROMIUM" not in os.environ:
        print("No headless Chromium found; installing one for the browser tests.")
        if not install_packages(SHELLS[0]) and find() is None:
            subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    # Under Debian's own directory of services too, which is not on everyone's PATH.
    places = os.environ["PATH"] + ":/usr/sbin"
    there = {name: shutil.which(name, path=places) or Path(name).exists() for name in OTHERS}
    there["firefox-esr"] = there["firefox-esr"] or shutil.which("firefox")
    missing = [package for name, package in OTHERS.items() if not there[name]]
    if missing and not install_packages(*missing):
        for package in missing:  # a system may lack one of them, and would then install none
            install_packages(package)
    path = find()
    if path is None:
        print(
            "The browser tests need a Chromium. Install one, or name it: CHROMIUM=/path/to/chromium make test",
            file=sys.stderr,
        )
        return 1
    print(f"Browser tests use {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
