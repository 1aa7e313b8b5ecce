"""Open the preview's port."""

import contextlib
import errno
import socket
from collections.abc import Callable

from generator.model.problem import InputError, Problem

PORTS = 20  # the number of ports to try
WAITING = 2048  # the backlog of connections
FEWEST = 512  # descriptors, if the system's limit is unknown


def listen(host: str, port: int, say: Callable[[str], None]) -> socket.socket:
    """Listen on the first free port from `port` on; 0 is any free one. Raises InputError if there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(port, min(port + PORTS, 65536)) if port else (0,):
        # With the protocol TCP asyncio sets TCP_NODELAY; otherwise small responses take 40 ms.
        server = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((host, number))
            server.listen(WAITING)  # at once, or a second server could take the same port
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
    """Return the number of files and connections that this process may open."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not available on Windows

        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return limit if limit != resource.RLIM_INFINITY else 1 << 20
    return FEWEST
