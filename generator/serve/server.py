"""Run `newsprint serve`: load the site, find a port, and serve until interrupted."""

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

from generator.engine.lock import locked
from generator.engine.store import BuildCache
from generator.model.problem import InputError, Problem
from generator.model.settings import Project
from generator.serve.app import make_app
from generator.serve.connections import protocol
from generator.serve.preview import Clock, Preview
from generator.serve.routes import LOCAL
from generator.serve.snapshot import SiteSnapshot, first_snapshot
from generator.terminal.problems import Verbosity, print_problems_of

PORTS = 20  # how many are tried
GRACE = 1  # seconds that answers under way are given at the end
DESCRIPTORS = 16384
FEWEST = 512  # descriptors, where the system does not tell
WAITING = 2048  # connections that the system keeps until they are taken


class ServeOptions(Struct, frozen=True):
    """How to serve: ``port`` is the first that is tried."""

    host: str = "127.0.0.1"
    port: int = 8000
    clock: Clock = Clock()
    open_browser: bool = False
    voice: Verbosity = Verbosity()


def serve(project: Project, options: ServeOptions) -> None:
    """Serve the site until SIGINT or SIGTERM. Raises InputError where there is no port."""
    descriptors = _allow_many_browsers()
    server = _bound(options.host, options.port)
    gc.disable()  # reading makes many objects and drops few
    cache = BuildCache(project.cache, project.show(project.output))
    snapshot = first_snapshot(project, cache.sources, cache.templates, options.clock.now, jobs=os.cpu_count() or 1)
    print_problems_of(snapshot.problems, project, options.voice)
    _keep(project, cache, snapshot)
    cache.sources, cache.templates = snapshot.sources, snapshot.templates.records
    gc.collect()
    gc.freeze()  # twenty thousand stories stay: the collector need not look through them
    gc.enable()
    with server:
        asyncio.run(_serve(project, cache, snapshot, options, server, descriptors=descriptors))


def _keep(project: Project, cache: BuildCache, snapshot: SiteSnapshot) -> None:
    """Keep what was read for the next start, unless a build is at work here."""

    def busy() -> None:
        raise BlockingIOError

    with contextlib.suppress(BlockingIOError, InputError), locked(project.cache, project.show(project.cache), busy):
        cache.save_templates(snapshot.templates.records)
        cache.save_sources(snapshot.sources)


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
        client = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            client.bind((host, number))
            client.listen(WAITING)  # now, or a second server could take the same port
        except OSError as error:
            client.close()
            if error.errno != errno.EADDRINUSE:
                hint = "Name an address of this machine with --host, and a free port with --port."
                raise InputError(
                    Problem(f"{host}:{number}", f"cannot listen here: {error.strerror}", hint=hint)
                ) from None
            continue
        if number != port:
            say(f"port {port} is in use: taking {number}")
        return client
    hint = "Name a free one with --port."
    raise InputError(Problem(f"{host}:{port}", f"the {PORTS} ports from here on are in use", hint=hint))


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
    project: Project,
    cache: BuildCache,
    snapshot: SiteSnapshot,
    options: ServeOptions,
    client: socket.socket,
    *,
    descriptors: int,
) -> None:
    preview = Preview(project, cache.seal, snapshot, options.clock, say, options.voice)
    config = uvicorn.Config(
        make_app(preview, options.host),
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
        preview.pages.give_up()
        loop.call_soon_threadsafe(preview.clients.close)

    server.before_exit = before_exit
    threading.excepthook = preview.watch.died
    task = asyncio.create_task(preview.keep_up())
    _welcome(snapshot, options, client)
    try:
        await server.serve(sockets=[client])
    finally:
        preview.watch.stop()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _welcome(snapshot: SiteSnapshot, options: ServeOptions, client: socket.socket) -> None:
    host = f"[{options.host}]" if ":" in options.host else options.host
    address = f"http://{host}:{client.getsockname()[1]}{snapshot.settings.baseurl}/"
    if options.host not in LOCAL:
        say(f"everybody who can reach {options.host} can see this preview, drafts and all")
    when = f", as it stands at {options.clock.at.isoformat()}" if options.clock.at else ""
    stories = "1 story" if len(snapshot.library.posts) == 1 else f"{len(snapshot.library.posts):,} stories"
    say(f"{address} ({stories}{when}); Ctrl-C ends it")
    if options.open_browser:
        # Beside the server, since some browsers return only when they are closed.
        threading.Thread(target=_show, args=(address,), daemon=True).start()


def _show(address: str) -> None:
    if not webbrowser.open(address):
        say(f"no browser could be opened: go to {address}")


def say(line: str) -> None:
    """Say a line on the terminal."""
    print(f"newsprint: {line}", file=sys.stderr, flush=True)  # noqa: T201 (the command's voice)
