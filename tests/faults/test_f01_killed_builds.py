import os
import random
from pathlib import Path

import pytest
from faults.kill import Trial, forked

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")]


def test_f01_killed_builds(tmp_path: Path) -> None:
    """Fifteen kills here; `python tests/faults/kill.py` does five hundred."""
    trial = Trial(tmp_path, random.Random(7), stories=40, build_clean=forked)
    trial.run(15)
    assert trial.violations == []
    assert trial.counts["kills"] == 15
