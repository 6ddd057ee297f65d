"""An nginx of the bench's own: it serves folders of files from a temporary folder, each on a free port.

It sends the `.br` neighbour of a file if nginx has its module for Brotli, as hosts do, and else the `.gz`.
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.tools import brotli_module

CONFIG = """\
{brotli}
{user}
worker_processes 1;
pid nginx.pid;
error_log error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  default_type application/octet-stream;
  types {{
    text/html html; text/css css; text/javascript js mjs; application/json json; image/svg+xml svg;
    application/atom+xml xml; text/plain txt; text/csv csv; application/wasm wasm; application/manifest+json webmanifest;
    font/woff2 woff2; font/woff woff; font/ttf ttf; image/png png; image/x-icon ico;
  }}
  charset utf-8;
  gzip_static on;
  {brotli_static}
{servers}
}}
"""
SERVER = "  server {{ listen 127.0.0.1:{port}; root {root}; }}"


@contextlib.contextmanager
def serve(sites: dict[str, Path]) -> Iterator[dict[str, str]]:
    """The address of each site while nginx runs: sites have a port each, since a site wants its own `/robots.txt`."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        raise SystemExit("The bench needs nginx; install it first.")
    with tempfile.TemporaryDirectory() as folder:
        ports = dict(zip(sites, _free_ports(len(sites))))
        servers = "\n".join(SERVER.format(port=ports[name], root=root) for name, root in sites.items())
        config = Path(folder, "nginx.conf")
        config.write_text(_config(program, servers), encoding="utf-8")
        command = [program, "-p", folder, "-c", config, "-e", "error.log", "-g", "daemon off;"]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        try:
            for port in ports.values():
                _await(port, process)
            yield {name: f"http://127.0.0.1:{port}/" for name, port in ports.items()}
        finally:
            process.terminate()
            process.wait(10)


def _config(program: str, servers: str) -> str:
    module = brotli_module(program)
    print(
        f"Served with {'Brotli' if module else 'gzip: nginx lacks its module for Brotli'}, each file compressed beforehand."
    )
    return CONFIG.format(
        user=_user(), servers=servers,
        brotli=f"load_module {module};" if module else "", brotli_static="brotli_static on;" if module else "",
    )  # fmt: skip


def _user() -> str:
    """Root's workers would else run as a user who may not read the temporary folders."""
    if os.geteuid():
        return ""
    return f"user {pwd.getpwuid(0).pw_name} {grp.getgrgid(os.getegid()).gr_name};"


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _await(port: int, process: subprocess.Popen) -> None:
    for _ in range(100):
        if process.poll() is not None:
            raise SystemExit("nginx did not start; what it said stands above.")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit("nginx does not answer.")
