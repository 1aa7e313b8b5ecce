"""Other programs: run to their end or ended with all that they started, and never more kept of them than can be."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest

from generator.deploy.store import StoreError
from generator.deploy.subprocesses import Completed, run, ssh_options, stream
from generator.model.confidential import REDACTED

SECRET = "s3cr3t/of+the=house"  # nobody's


def script(folder: Path, text: str) -> list[str]:
    """Write a program; return how it is run."""
    path = folder / "program.py"
    path.write_text(textwrap.dedent(text))
    return [sys.executable, str(path)]


def is_running(number: int) -> bool:
    """Tell whether a process is there, and is more than a name that nobody has asked for."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def is_soon_gone(number: int) -> bool:
    for _ in range(200):
        if not is_running(number):
            return True
        time.sleep(0.05)
    return False


def number_in(path: Path) -> int:
    """Wait until a program has written its number."""
    for _ in range(400):
        if path.exists() and (text := path.read_text()).endswith("\n"):
            return int(text)
        time.sleep(0.05)
    pytest.fail("the program did not start")


def test_what_a_program_is_told_and_what_it_says(tmp_path: Path) -> None:
    program = script(
        tmp_path,
        """
        import os, sys
        data = sys.stdin.buffer.read()
        sys.stdout.buffer.write(data[::-1])
        print(os.environ["LC_ALL"], os.environ["MORE"], os.getcwd(), file=sys.stderr)
        sys.exit(3)
        """,
    )
    big = os.urandom(3_000_000)
    ran = run(program, stdin=big, env={"MORE": "yes"}, cwd=tmp_path)
    assert ran == Completed(3, big[::-1], f"C yes {tmp_path}")
    assert run(program, env={"MORE": "no", "LC_ALL": "C.UTF-8"}, cwd=tmp_path).messages == f"C.UTF-8 no {tmp_path}"


def test_a_program_that_does_not_listen_is_no_fault() -> None:
    assert run(["true"], stdin=b"x" * 1_000_000) == Completed(0, b"", "")


def test_a_program_can_ask_nobody(tmp_path: Path) -> None:
    program = script(
        tmp_path,
        """
        import os, sys
        print(repr(sys.stdin.read()), os.getsid(0) == os.getpid())
        """,
    )
    assert run(program, seconds=60).out == b"'' True\n"  # a session of its own has no terminal


def test_y01_no_shell_reads_the_arguments(tmp_path: Path) -> None:
    nasty = "$(touch made); `touch made` > made"
    assert run(["printf", "%s", nasty], cwd=tmp_path).out.decode() == nasty
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["no-such-program-anywhere", "./program.py", "/nowhere/program"])
def test_a_program_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("not executable")
    with pytest.raises(StoreError, match="is not installed") as caught:
        run([name], cwd=tmp_path)
    assert name in caught.value.message
    assert "PATH" in caught.value.hint


def test_a_program_of_the_site_is_looked_for_where_it_runs(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    program = tmp_path / "tools/send"
    program.write_text("#!/bin/sh\necho sent\n")
    program.chmod(0o755)
    assert run(["tools/send"], cwd=tmp_path).out == b"sent\n"
    program.write_text("no program")
    with pytest.raises(StoreError, match="cannot be run"):
        run(["./tools/send"], cwd=tmp_path)
    with pytest.raises(StoreError, match="not text"):
        run(["echo", "\0"])


ORPHANS = "sleep 120 & echo $! > started; wait"


@pytest.mark.parametrize("way", ["run", "stream"])
def test_f02_what_takes_too_long_is_ended_with_all_that_it_started(way: str, tmp_path: Path) -> None:
    program = ["sh", "-c", ORPHANS]
    start = {
        "run": lambda: run(program, cwd=tmp_path, seconds=2),
        "stream": lambda: stream(program, print, cwd=tmp_path, seconds=2),
    }
    with pytest.raises(StoreError, match="did not answer within 2 seconds"):
        start[way]()
    assert is_soon_gone(number_in(tmp_path / "started"))


OURS = """
import signal, sys
from pathlib import Path
from generator.cli.exit_codes import TerminatedError; from generator.cli.main import _terminate
from generator.deploy.subprocesses import run
signal.signal(signal.SIGTERM, _terminate)
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    run({program!r}, cwd=Path({folder!r}))
except (KeyboardInterrupt, TerminatedError):
    sys.exit(7)
"""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_f02_interrupted_it_leaves_no_orphans(sign: signal.Signals, tmp_path: Path) -> None:
    program = ["sh", "-c", ORPHANS]
    process = subprocess.Popen([sys.executable, "-c", OURS.format(program=program, folder=str(tmp_path))])
    try:
        child = number_in(tmp_path / "started")
        assert is_running(child)
        process.send_signal(sign)
        assert process.wait(60) == 7
    finally:
        process.kill()
        process.wait(60)
    assert is_soon_gone(child)


def test_f02_interrupted_twice_it_leaves_no_orphans_either(tmp_path: Path) -> None:
    """The program does not end when it is asked to; we are interrupted again while we wait for that."""
    script = "trap 'echo $$ > asked' TERM; echo $$ > started; while :; do sleep 0.1; done"
    patient = "import generator.deploy.subprocesses as it; it.GRACE = 60"  # a busy machine needs more than 3 seconds
    program = patient + OURS.format(program=["sh", "-c", script], folder=str(tmp_path))
    process = subprocess.Popen([sys.executable, "-c", program])
    try:
        child = number_in(tmp_path / "started")
        process.send_signal(signal.SIGINT)
        assert number_in(tmp_path / "asked") == child
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 7
        assert is_soon_gone(child)
    finally:
        process.kill()
        process.wait(60)
        with suppress(OSError, ValueError):
            os.kill(int((tmp_path / "started").read_text()), signal.SIGKILL)


def test_what_a_program_leaves_behind_does_not_keep_us(tmp_path: Path) -> None:
    program = script(
        tmp_path,
        """
        import subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
        print(child.pid)
        """,
    )
    ran = run(program, seconds=90)
    number = int(ran.out)
    try:
        assert ran.code == 0
        assert is_running(number)
    finally:
        os.kill(number, signal.SIGKILL)


def test_huge_outputs_are_bounded(tmp_path: Path) -> None:
    program = script(
        tmp_path,
        """
        import sys
        while True:
            sys.stdout.buffer.write(b"x" * 65536)
        """,
    )
    with pytest.raises(StoreError, match="prints more than can be kept"):
        run(program, limit=1_000_000, seconds=60)
    with pytest.raises(StoreError, match="prints more than can be kept"):
        run(["echo", "too much"], limit=5)
    assert run(["echo", "just"], limit=5).out == b"just\n"


def test_of_what_it_says_the_last_lines_are_kept(tmp_path: Path) -> None:
    program = script(
        tmp_path,
        """
        import sys
        for number in range(40_000):
            print("line", number, file=sys.stderr)
        """,
    )
    messages = run(program, seconds=60).messages
    assert messages.endswith("line 39998\nline 39999")
    assert len(messages) < 200_000
    assert all(line.startswith("line ") for line in messages.splitlines())


def test_y03_its_output_is_redacted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOY_TOKEN", SECRET)
    program = script(
        tmp_path,
        """
        import os, sys
        secret = os.environ["DEPLOY_TOKEN"]
        torn = secret[:4] + "\\x1b[1m" + secret[4:]
        print("\\x1b[31mbad:\\x1b[0m", torn, "in https://ada:pw@x.example", file=sys.stderr)
        print("y" * 70_000 + secret + "y" * 70_000, file=sys.stderr)
        print("fit", secret, file=sys.stderr)
        """,
    )
    messages = run(program).messages
    assert SECRET not in messages
    assert "pw@" not in messages
    assert messages.endswith(f"fit {REDACTED}")
    lines: list[str] = []
    ran = stream([*program], lines.append)
    assert lines == [f"bad: {REDACTED} in https://{REDACTED}@x.example", f"fit {REDACTED}"]
    assert ran.messages == "\n".join(lines)


def test_lines_are_said_as_soon_as_they_are_there(tmp_path: Path) -> None:
    program = script(
        tmp_path,
        """
        import pathlib, sys, time
        print("first", flush=True)
        for _ in range(400):
            if pathlib.Path("heard").exists():
                break
            time.sleep(0.05)
        else:
            sys.exit(1)
        sys.stdout.write("10 %\\r50 %\\r\\n\\n")
        print("and errors", file=sys.stderr, flush=True)
        sys.stdout.write("\\x1b]0;title\\x07no end")
        """,
    )
    lines: list[str] = []

    def hear(line: str) -> None:
        lines.append(line)
        (tmp_path / "heard").touch()

    assert stream(program, hear, cwd=tmp_path).code == 0
    assert sorted(lines) == sorted(["first", "10 %", "50 %", "and errors", "no end"])
    assert lines[0] == "first"


def test_it_goes_on_where_nobody_listens_any_more(tmp_path: Path) -> None:
    def gone(_: str) -> None:
        raise BrokenPipeError

    program = script(tmp_path, "for number in range(5_000): print(number)\nopen('done', 'w')")
    ran = stream(program, gone, cwd=tmp_path)
    assert ran.code == 0
    assert ran.messages.splitlines()[-1] == "4999"
    assert (tmp_path / "done").exists()


def test_y07_ssh_asks_nobody_and_trusts_no_new_key() -> None:
    options = ssh_options("/etc/ours")
    assert options[:2] == ["-F", "/etc/ours"]
    assert {"BatchMode=yes", "StrictHostKeyChecking=yes"} <= set(ssh_options())
