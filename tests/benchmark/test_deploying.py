"""The benchmark of deploys, small; it must not rot unnoticed between two releases."""

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = (sys.executable, str(Path(__file__).with_name("deploying.py")))


def test_the_benchmark_measures_every_deploy(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    options = ("--stories", "30", "--runs", "1", "--targets", "directory", "--json", str(figures))
    done = subprocess.run((*PROGRAM, *options), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(figures.read_text()).values()
    assert list(found)[:4] == ["everything", "nothing", "one story", "one body"]
    assert found["everything"][0]["sent"] > 30
    assert found["nothing"][0]["sent"] == 0
    assert found["one body"][0]["sent"] == 1
    assert "| one story" in done.stdout
