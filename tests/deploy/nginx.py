"""A real nginx on loopback, with the server block that a test has for it."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.required import required

PATIENCE = 60  # seconds
PAUSE = 0.01  # seconds
# What nginx wants to write to, even if it never does.
WRITTEN = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def running_nginx(folder: Path, port: int, block: str) -> Iterator[None]:
    """Serve as `block` says, which listens at `port`; nginx keeps its own files in `folder`, which is made.

    It must find nothing to warn of.
    """
    folder.mkdir()
    user = "user root;\n" if os.geteuid() == 0 else ""
    written = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in WRITTEN)
    config = folder / "nginx.conf"
    config.write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/log;\nworker_processes 1;\nevents {{}}\n"
        f"http {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n{written}{block}\n}}\n"
    )
    command = [required("nginx"), "-p", str(folder), "-e", str(folder / "log"), "-c", str(config)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _await(server, port, folder / "log")
        yield
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _await(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until it answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
            return
        assert server.poll() is None, log.read_text()
        time.sleep(PAUSE)
    message = f"nginx does not answer: {log.read_text()}"
    raise AssertionError(message)
