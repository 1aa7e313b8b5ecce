"""Open the preview's port."""

import contextlib
import errno
import socket
from collections.abc import Callable

from generator.model.problem import InputError, Problem

PORTS = 20  # how many are tried
WAITING = 2048  # connections that the system keeps until they are taken
FEWEST = 512  # descriptors, where the system does not tell


def listen(host: str, port: int, say: Callable[[str], None]) -> socket.socket:
    """Listen at the first free port from `port` on; 0 is any free one. Raises InputError if there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(port, min(port + PORTS, 65536)) if port else (0,):
        # Named as TCP, or asyncio would leave small packets waiting for one another (40 ms an answer).
        server = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((host, number))
            server.listen(WAITING)  # now, or a second server could take the same port
        except OSError as error:
            server.close()
            if error.errno != errno.EADDRINUSE:
                hint = "Name an address of this machine with --host, and a free port with --port."
                raise InputError(
                    Problem(f"{host}:{number}", f"cannot listen here: {error.strerror}", hint=hint)
                ) from None
            continue
        if number != port and port:
            say(f"port {port} is in use: taking {number}")
        return server
    hint = "Name a free one with --port."
    raise InputError(Problem(f"{host}:{port}", f"the {PORTS} ports from here on are in use", hint=hint))


def descriptor_limit() -> int:
    """Return how many files and connections this process may have open."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not there on Windows

        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return limit if limit != resource.RLIM_INFINITY else 1 << 20
    return FEWEST
