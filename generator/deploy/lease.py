"""The lease of a target, which keeps two deploys apart; it expires."""

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path

from generator.model.deployment import Lease
from generator.model.digest import digest_of

DURATION = timedelta(minutes=5)  # for which a lease is valid unless it is renewed
MAX_DURATION = timedelta(hours=1)  # no lease is valid for longer: if one says so, a clock is wrong


def new_lease(now: datetime) -> Lease:
    """Return a lease of this process."""
    number = os.getpid()
    return Lease(f"{socket.gethostname()} {number} {_machine()} {_start_time(number)}", now + DURATION)


def is_live(lease: Lease, now: datetime) -> bool:
    """Tell whether the deploy of a lease may still be running. For a process of this machine it is known."""
    if not now < lease.until < now + MAX_DURATION:
        return False
    host, number, machine, begun = (lease.who.rsplit(" ", 3) + [""] * 3)[:4]
    if host != socket.gethostname() or machine != _machine() or not number.isdecimal():
        return True
    return int(number) != os.getpid() and _is_running(int(number)) and begun == _start_time(int(number))


def _machine() -> str:
    """Return an id of the machine or container: host names may be equal, and process ids mean nothing elsewhere."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")
        return digest_of(boot, os.readlink("/proc/self/ns/pid"))[:8]  # noqa: PTH115 (it is not a path)
    except OSError:  # macOS: there are no such containers
        return "-"


def _start_time(number: int) -> str:
    """Return the start time of a process, as the system prints it: process ids are reused."""
    try:
        return Path(f"/proc/{number}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return "-"


def _is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
