"""The lease of a target, which keeps two deploys apart; it expires."""

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path

from generator.model.deployment import Lease
from generator.model.digest import digest_of

DURATION = timedelta(minutes=5)  # for which a claim is believed if nothing more is heard
MAX_WHO = timedelta(hours=1)  # no claim is this long: its clock is wrong, or somebody made it up


def new_lease(now: datetime) -> Lease:
    """Return our claim to a target."""
    number = os.getpid()
    return Lease(f"{socket.gethostname()} {number} {_machine()} {_begun(number)}", now + DURATION)


def is_live(lease: Lease, now: datetime) -> bool:
    """Tell whether somebody else may still be at work; of this machine's processes it is known."""
    if not now < lease.until < now + MAX_WHO:
        return False
    host, number, machine, begun = (lease.who.rsplit(" ", 3) + [""] * 3)[:4]
    if host != socket.gethostname() or machine != _machine() or not number.isdecimal():
        return True
    return int(number) != os.getpid() and _is_running(int(number)) and begun == _begun(int(number))


def _machine() -> str:
    """Tell machines of one name apart, such as containers, where numbers of processes mean something else."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")
        return digest_of(boot, os.readlink("/proc/self/ns/pid"))[:8]  # noqa: PTH115 (it leads to no path)
    except OSError:  # macOS: there are no such containers
        return "-"


def _begun(number: int) -> str:
    """Return when a process began, in the system's own words: its number may be given out again."""
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
