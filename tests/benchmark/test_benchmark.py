"""The whole benchmark, small; it must not rot unnoticed between two releases."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmark import sites
from benchmark.measure import Cost
from benchmark.report import Result, Run, table

PROGRAM = (sys.executable, str(Path(__file__).with_name("run.py")))
SCENARIOS = ["cold", "unchanged", "edit", "add", "template"]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    options = ("--stories", "30", "--runs", "1", "--work", str(folder / "work"), "--json", str(folder / "figures.json"))
    done = subprocess.run((*PROGRAM, *options), capture_output=True, text=True, check=False, timeout=300)
    (folder / "table").write_text(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def figures(bench: Path, site: str) -> dict[str, dict[str, int]]:
    results = json.loads((bench / "figures.json").read_text())["results"]
    return {result["scenario"]: result["runs"][0] for result in results if result["site"] == site}


def test_every_scenario_is_in_the_table(bench: Path) -> None:
    lines = (bench / "table").read_text().splitlines()
    assert [line.split("|")[1].strip() for line in lines if "| newsprint" in line] == SCENARIOS


def test_newsprint_writes_what_changed_and_nothing_else(bench: Path) -> None:
    runs = figures(bench, "newsprint")
    assert runs["cold"]["written"] == runs["cold"]["files"] > 30
    assert runs["unchanged"]["written"] == 0
    assert runs["edit"]["written"] == runs["edit"]["showing"] == 1
    assert runs["add"]["written"] == runs["add"]["changed"] < runs["add"]["files"] / 2
    assert runs["template"]["written"] == runs["template"]["showing"] == 31


def test_both_sites_are_of_one_size(bench: Path) -> None:
    if not sites.find_hugo():
        pytest.skip("Hugo is not installed")
    ours, theirs = figures(bench, "newsprint")["cold"], figures(bench, "hugo")["cold"]
    assert ours["files"] == pytest.approx(theirs["files"], rel=0.15)
    assert ours["megabytes"] == pytest.approx(theirs["megabytes"], rel=0.15)


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    done = subprocess.run((*PROGRAM, "--work", str(tmp_path)), capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, [path.name for path in tmp_path.iterdir()]) == (1, ["mine"])
    assert "is not empty" in done.stderr


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--scenarios", "cold,warm", "no such scenario: warm"),
        ("--runs", "0", "at least 1"),
        ("--stories", "-1", "at least 1"),
    ],
)
def test_what_makes_no_sense_is_refused(option: str, value: str, message: str) -> None:
    done = subprocess.run((*PROGRAM, option, value), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert message in done.stderr


def run_of(wall: float, *, complete: bool = True) -> Run:
    cost = Cost(wall=wall, user=1.0, system=0.5, memory=None, largest=80.0, others=0.0)
    return Run(cost, files=9, megabytes=1.0, written=2, changed=1, showing=1, complete=complete)


def test_the_ratio_is_that_of_the_medians() -> None:
    ours = Result("edit", "newsprint", (run_of(1.0), run_of(9.0), run_of(2.0)))
    theirs = Result("edit", "hugo", (run_of(4.0), run_of(3.0), run_of(5.0)))
    row = [cell.strip() for cell in table([ours, theirs]).splitlines()[4].split("|")]
    assert row[1:7] == ["edit", "ratio", "x 0.500", "x 1.00", "", "x 1.00"]


def test_a_change_that_one_run_does_not_show_is_shouted() -> None:
    result = Result("add", "hugo", (run_of(1.0, complete=False), run_of(1.0)))
    assert "| NO " in table([result])


def test_unchanged_pictures_are_measured() -> None:
    program = (sys.executable, str(Path(__file__).with_name("pictures.py")))
    done = subprocess.run(
        (*program, "--unchanged", "3", "--turns", "1"), capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 stories, unchanged" in done.stdout
    assert "| added by pictures |" in done.stdout
