"""`newsprint serve`: open the site, find a port, and answer until somebody ends it."""

import asyncio
import contextlib
import errno
import gc
import logging
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from types import FrameType

import uvicorn
from msgspec import Struct

from generator.cache import Cache
from generator.console import Voice, print_problems_of
from generator.lock import locked
from generator.model.problem import FaultError, Problem
from generator.model.settings import Project
from generator.serve.addresses import LOCAL
from generator.serve.app import make_app
from generator.serve.connections import protocol
from generator.serve.edition import Edition, first_edition
from generator.serve.preview import Clock, Preview

PORTS = 20  # how many are tried
GRACE = 1  # seconds that answers under way are given at the end
DESCRIPTORS = 16384
FEWEST = 512  # descriptors, where the system does not tell
WAITING = 2048  # connections that the system keeps until they are taken


class Serving(Struct, frozen=True):
    """How to serve: ``port`` is the first that is tried."""

    host: str = "127.0.0.1"
    port: int = 8000
    clock: Clock = Clock()
    open_browser: bool = False
    voice: Voice = Voice()


def serve(project: Project, how: Serving) -> None:
    """Serve the site until SIGINT or SIGTERM. Raises FaultError where there is no port."""
    descriptors = _allow_many_browsers()
    server = _bound(how.host, how.port)
    gc.disable()  # reading makes many objects and drops few
    cache = Cache(project.cache, project.show(project.output))
    edition = first_edition(project, cache.known, cache.templates, how.clock.now, jobs=os.cpu_count() or 1)
    print_problems_of(edition.problems, project, how.voice)
    _keep(project, cache, edition)
    cache.known, cache.templates = edition.known, edition.templates.records
    gc.collect()
    gc.freeze()  # twenty thousand stories stay: the collector need not look through them
    gc.enable()
    with server:
        asyncio.run(_serve(project, cache, edition, how, server, descriptors=descriptors))


def _keep(project: Project, cache: Cache, edition: Edition) -> None:
    """Keep what was read for the next start, unless a build is at work here."""

    def busy() -> None:
        raise BlockingIOError

    with contextlib.suppress(BlockingIOError, FaultError), locked(project.cache, project.show(project.cache), busy):
        cache.remember_templates(edition.templates.records)
        cache.remember_read(edition.known)


def _allow_many_browsers() -> int:
    """Let each listening browser have its descriptor: the system's first limit may be as low as 256.

    Return how many there may be.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not there on Windows

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = DESCRIPTORS if most == resource.RLIM_INFINITY else min(DESCRIPTORS, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
        return wanted
    return FEWEST


def _bound(host: str, port: int) -> socket.socket:
    """Listen at the first free port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(port, min(port + PORTS, 65536)) if port else (0,):
        # Named as TCP, or asyncio would leave small packets waiting for one another (40 ms an answer).
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
            listener.listen(WAITING)  # now, or a second server could take the same port
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                hint = "Name an address of this machine with --host, and a free port with --port."
                raise FaultError(
                    Problem(f"{host}:{number}", f"cannot listen here: {error.strerror}", hint=hint)
                ) from None
            continue
        if number != port:
            say(f"port {port} is in use: taking {number}")
        return listener
    hint = "Name a free one with --port."
    raise FaultError(Problem(f"{host}:{port}", f"the {PORTS} ports from here on are in use", hint=hint))


class _Server(uvicorn.Server):
    """Ends the event streams when it is told to end, since no browser would."""

    before_exit: Callable[[], object]

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End all that would wait; asked twice, do not wait for anything."""
        self.before_exit()
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # answers that are cut off now are no faults
        self.force_exit = self.should_exit
        self.should_exit = True
        del sig, frame


async def _serve(  # noqa: PLR0913 (what a server is made of)
    project: Project, cache: Cache, edition: Edition, how: Serving, listener: socket.socket, *, descriptors: int
) -> None:
    preview = Preview(project, cache.seal, edition, how.clock, say, how.voice)
    config = uvicorn.Config(
        make_app(preview, how.host),
        http=protocol(descriptors),
        ws="none",
        backlog=WAITING,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE,
        server_header=False,
    )
    server = _Server(config)
    loop = asyncio.get_running_loop()

    def before_exit() -> None:
        preview.stand.give_up()
        loop.call_soon_threadsafe(preview.listeners.close)

    server.before_exit = before_exit
    threading.excepthook = preview.watch.died
    task = asyncio.create_task(preview.keep_up())
    _welcome(edition, how, listener)
    try:
        await server.serve(sockets=[listener])
    finally:
        preview.watch.stop()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _welcome(edition: Edition, how: Serving, listener: socket.socket) -> None:
    host = f"[{how.host}]" if ":" in how.host else how.host
    address = f"http://{host}:{listener.getsockname()[1]}{edition.settings.baseurl}/"
    if how.host not in LOCAL:
        say(f"everybody who can reach {how.host} can see this preview, drafts and all")
    when = f", as it stands at {how.clock.at.isoformat()}" if how.clock.at else ""
    stories = "1 story" if len(edition.library.posts) == 1 else f"{len(edition.library.posts):,} stories"
    say(f"{address} ({stories}{when}); Ctrl-C ends it")
    if how.open_browser:
        # Beside the server, since some browsers return only when they are closed.
        threading.Thread(target=_show, args=(address,), daemon=True).start()


def _show(address: str) -> None:
    if not webbrowser.open(address):
        say(f"no browser could be opened: go to {address}")


def say(line: str) -> None:
    """Say a line on the terminal."""
    print(f"newsprint: {line}", file=sys.stderr, flush=True)  # noqa: T201 (the command's voice)
