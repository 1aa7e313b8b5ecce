"""Run the preview as a process of its own: what concerns all of a process is done here, not in the server."""

import contextlib
import gc
import logging
import threading
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.serve.server import PreviewServer

DESCRIPTORS = 16384


def preview(server: "PreviewServer", say: Callable[[str], None], *, opens_browser: bool) -> None:
    """Serve until the process is interrupted. Raises what interrupted it, or InputError where there is no port."""
    _allow_many_browsers()
    server.load()
    gc.collect()
    gc.freeze()  # twenty thousand stories stay: the collector need not look through them
    threading.excepthook = lambda fault: server.watcher_failed(str(fault.exc_value))
    with server:
        if opens_browser:
            # Beside the server, since some browsers return only when they are closed.
            threading.Thread(target=_show, args=(server.url, say), daemon=True).start()
        try:
            server.wait()
        finally:
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # answers that are cut off now are no faults


def _allow_many_browsers() -> None:
    """Let each listening browser have its descriptor: the system's first limit may be as low as 256."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not there on Windows

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = DESCRIPTORS if most == resource.RLIM_INFINITY else min(DESCRIPTORS, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _show(address: str, say: Callable[[str], None]) -> None:
    if not webbrowser.open(address):
        say(f"no browser could be opened: go to {address}")
