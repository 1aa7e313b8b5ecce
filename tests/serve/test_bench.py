"""The benchmark of the preview, small; it must not rot unnoticed between two releases."""

import json
import subprocess
import sys
from pathlib import Path

from serve.running import ROOT


def test_the_benchmark_measures_every_edit(tmp_path: Path) -> None:
    program = (sys.executable, str(ROOT / "tests/benchmark/serving.py"))
    figures = tmp_path / "figures.json"
    options = ("--stories", "20", "--runs", "1", "--calm", "0.1", "--no-hugo", "--json", str(figures))
    done = subprocess.run((*program, *options), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(figures.read_text())["newsprint"]
    assert list(found) == ["first start", "next start", "body", "headline", "tags", "template", "memory"]
    assert "| body" in done.stdout
