"""The lock can be installed on every system the README names, and with every Python from its floor up."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from explainer.paths import ROOT

LOCK = ROOT / "requirements.lock"
PYTHONS = ["3.11.0", "3.12", "3.13", "3.14"]
WHEELS = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "x86_64-apple-darwin", "aarch64-apple-darwin",
          "x86_64-pc-windows-msvc"]  # fmt: skip
SOURCES = ["aarch64-pc-windows-msvc"]  # vl-convert has no wheel for Windows on ARM: a compiler is needed there


def resolve(platform: str, python: str, lock: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Asks uv what it would install from a lock there, and nothing else."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--require-hashes", "-r", lock]
    there = ["--target", lock.parent / "nowhere", "--python-platform", platform, "--python-version", python]
    return subprocess.run([*command, *there, *more], capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module", autouse=True)
def index_at_hand(tmp_path_factory: pytest.TempPathFactory):
    one = tmp_path_factory.mktemp("lock") / "one.txt"
    one.write_text(re.search(r"^altair==.*?[^\\]$", LOCK.read_text(encoding="utf-8"), re.M | re.S)[0] + "\n")
    done = resolve(WHEELS[0], PYTHONS[0], one, "--no-deps")
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"the index of packages cannot be asked: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", WHEELS + SOURCES)
def test_lock_resolves(platform: str, python: str, tmp_path: Path):
    lock = tmp_path / LOCK.name
    lock.write_text(LOCK.read_text(encoding="utf-8"), encoding="utf-8")
    done = resolve(platform, python, lock, *(["--only-binary", ":all:"] if platform in WHEELS else []))
    assert done.returncode == 0, done.stderr
    assert int(re.search(r"Would install (\d+) packages", done.stderr)[1]) > 100


def test_a_lock_of_one_system_alone_is_refused_elsewhere(tmp_path: Path):
    lock = tmp_path / LOCK.name
    lock.write_text(re.sub(r"^appnope==.*?[^\\]$\n", "", LOCK.read_text(encoding="utf-8"), flags=re.M | re.S))
    assert resolve(WHEELS[0], PYTHONS[1], lock).returncode == 0
    done = resolve("aarch64-apple-darwin", PYTHONS[1], lock)
    assert done.returncode and "appnope" in done.stderr


def test_the_floor_is_told_alike_everywhere():
    floor = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"].removeprefix(">=")
    assert f"{PYTHONS[0].rpartition('.')[0]}" == floor
    makefile = (ROOT / "Makefile").read_text()
    assert f"sys.version_info < ({floor.replace('.', ', ')})" in makefile and f"--python-version {floor} " in makefile
    assert f"Python {floor} or newer" in makefile
    assert f"Python {floor} or newer" in (ROOT / "README.md").read_text(encoding="utf-8")
