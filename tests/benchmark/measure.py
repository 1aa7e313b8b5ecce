"""What one build costs, and what it wrote. For Linux and macOS; memory by process is known on Linux only."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
LOOK_EVERY = 0.02


class BuildError(Exception):
    """A build that failed, with the end of what it said."""

    def __init__(self, command: tuple[str, ...], code: int, seconds: float, said: str) -> None:
        super().__init__(f"{' '.join(command)}: exit {code} after {seconds:.1f} s\n{said}")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds and megabytes (1e6 bytes).

    ``memory`` is the highest sum over the processes that ran at one moment: what forked processes share counts
    once for each. ``largest`` is the peak of the biggest process. ``others`` is the processor time that the rest
    of the machine took meanwhile. What cannot be known here is None.
    """

    wall: float
    user: float
    system: float
    memory: float | None
    largest: float
    others: float | None

    @property
    def cpu(self) -> float:
        return self.user + self.system


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another; the digest is taken again only where the rest differs."""

    modified: int
    inode: int
    size: int
    digest: bytes


def run(command: tuple[str, ...], folder: Path, env: Mapping[str, str], limit: float) -> Cost:
    """Run one build to its end, in a process group of its own, which ends with this function whatever happens."""
    with tempfile.TemporaryFile() as said:
        busy, begin = _busy_seconds(), time.monotonic()
        child = subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=said,
                                 stderr=subprocess.STDOUT, start_new_session=True)  # fmt: skip
        memory, timer = Memory(child.pid), threading.Timer(limit, _kill, (child.pid,))
        memory.start()
        timer.start()
        try:
            _, status, used = os.wait4(child.pid, 0)
            wall = time.monotonic() - begin
        except BaseException:
            _kill(child.pid)
            raise
        finally:
            timer.cancel()
            memory.stop()
        # Popen must not wait for a process that is already gone.
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            said.seek(0)
            message = said.read()[-2000:].decode(errors="replace")
            raise BuildError(command, child.returncode, wall, message)
    cpu, after = used.ru_utime + used.ru_stime, _busy_seconds()
    return Cost(
        wall=wall,
        user=used.ru_utime,
        system=used.ru_stime,
        memory=memory.together / 1e6 if memory.known else None,
        largest=(memory.largest if memory.known else used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)) / 1e6,
        others=None if busy is None or after is None else max(0.0, after - busy - cpu),
    )


class Memory(threading.Thread):
    """Looks at a process and its descendants until it is stopped; sizes in bytes.

    The system's own figure for finished children (`ru_maxrss`) counts the parent's memory at the moment of the
    fork, ours; the high-water mark in /proc does not.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.known = (PROC / "self/status").exists()
        self.together = self.largest = 0
        self._pid = pid
        self._over = threading.Event()

    def run(self) -> None:
        while self.known:
            sizes = [_memory_of(pid) for pid in _tree(self._pid)]
            self.together = max(self.together, sum(now for now, _ in sizes))
            self.largest = max([self.largest, *(peak for _, peak in sizes)])
            if self._over.wait(LOOK_EVERY):
                break

    def stop(self) -> None:
        self._over.set()
        self.join()


def snapshot(folder: Path, before: dict[str, Stamp]) -> dict[str, Stamp]:
    """Return every file below `folder` by its relative path; `before` spares reading what has not changed."""
    found = {}
    for here, _, names in os.walk(folder):
        for name in names:
            path = Path(here, name)
            status, key = path.stat(), path.relative_to(folder).as_posix()
            old = before.get(key)
            if old and (old.modified, old.inode, old.size) == (status.st_mtime_ns, status.st_ino, status.st_size):
                found[key] = old
            else:
                digest = hashlib.blake2b(path.read_bytes(), digest_size=12).digest()
                found[key] = Stamp(status.st_mtime_ns, status.st_ino, status.st_size, digest)
    return found


def written(before: dict[str, Stamp], after: dict[str, Stamp]) -> list[str]:
    """List the files that are new or were written again, with the same bytes or others."""
    return [path for path, stamp in after.items() if before.get(path) != stamp]


def changed(before: dict[str, Stamp], after: dict[str, Stamp]) -> list[str]:
    """List the files that are new or have other bytes."""
    return [path for path, stamp in after.items() if path not in before or before[path].digest != stamp.digest]


def count_showing(folder: Path, paths: Iterable[str], text: str) -> int:
    """Count the files that contain a text."""
    wanted = text.encode()
    return sum(wanted in (folder / path).read_bytes() for path in paths)


def _kill(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        with contextlib.suppress(OSError):
            for task in (PROC / str(parent) / "task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def _memory_of(pid: int) -> tuple[int, int]:
    """Return a process's resident memory, now and at its highest; zeros once it is gone."""
    try:
        status = (PROC / str(pid) / "status").read_text()
    except OSError:
        return 0, 0
    sizes = dict(line.split(":", 1) for line in status.splitlines() if line.startswith(("VmRSS:", "VmHWM:")))
    now, peak = (int(sizes[key].split()[0]) * 1024 if key in sizes else 0 for key in ("VmRSS", "VmHWM"))
    return now, peak


def _busy_seconds() -> float | None:
    """Return the seconds that all processors together have been busy since the machine started."""
    with contextlib.suppress(OSError):
        fields = (PROC / "stat").read_text().split(maxsplit=8)[1:8]
        user, nice, system, _idle, _waiting, interrupts, soft = map(int, fields)
        return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")
    return None
