import os
import sys
from pathlib import Path

import pytest
from benchmark import measure

FORKS = """
import os, time
block = bytearray(60_000_000)
for at in range(0, len(block), 4096):
    block[at] = 1
if os.fork() == 0:
    time.sleep(0.3)
    os._exit(0)
os.wait()
"""


def run(code: str, folder: Path, limit: float = 60.0) -> measure.Cost:
    return measure.run((sys.executable, "-c", code), folder, os.environ, limit)


def test_the_memory_of_all_processes_is_summed_and_the_largest_is_told_apart(tmp_path: Path) -> None:
    cost = run(FORKS, tmp_path)
    assert 60 < cost.largest < 110
    assert cost.memory is None or cost.memory > 120


def test_the_processor_time_of_children_counts(tmp_path: Path) -> None:
    work = "import time; end = time.process_time() + 0.2\nwhile time.process_time() < end: pass"
    cost = run(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])", tmp_path)
    assert cost.cpu >= 0.2
    assert cost.wall >= 0.2


def test_a_failed_build_says_why(tmp_path: Path) -> None:
    with pytest.raises(measure.BuildError, match=r"exit 3 after (.|\n)*no such layout"):
        run("import sys; print('no such layout'); sys.exit(3)", tmp_path)


def test_a_build_without_end_is_killed(tmp_path: Path) -> None:
    with pytest.raises(measure.BuildError, match="exit -9"):
        run("import time; time.sleep(600)", tmp_path, limit=0.5)


def test_files_are_told_apart_as_written_changed_and_left_alone(tmp_path: Path) -> None:
    for name in ("left", "rewritten", "changed"):
        (tmp_path / name).write_text("before")
    before = measure.snapshot(tmp_path, {})
    (tmp_path / "rewritten").write_text("before")
    (tmp_path / "changed").write_text("after!")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/new").write_text("after!")
    os.utime(tmp_path / "rewritten", ns=(0, before["rewritten"].modified + 1))
    after = measure.snapshot(tmp_path, before)
    assert sorted(measure.written(before, after)) == ["changed", "deep/new", "rewritten"]
    assert sorted(measure.changed(before, after)) == ["changed", "deep/new"]
    assert measure.count_showing(tmp_path, after, "after!") == 2


def test_a_file_replaced_by_another_with_its_time_counts_as_written(tmp_path: Path) -> None:
    page, draft = tmp_path / "page", tmp_path / "draft"
    page.write_text("same")
    before = measure.snapshot(tmp_path, {})
    draft.write_text("same")
    os.utime(draft, ns=(0, before["page"].modified))
    draft.replace(page)
    after = measure.snapshot(tmp_path, before)
    assert (measure.written(before, after), measure.changed(before, after)) == (["page"], [])
