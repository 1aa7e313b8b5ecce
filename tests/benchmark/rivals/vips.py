"""Resize every photograph of a folder with pyvips, as many at once as there are processors."""

import importlib
import multiprocessing
import os
import sys
from pathlib import Path

WIDTHS = (480, 960, 1600)
OPTIONS = {
    "jpeg": {"Q": 80, "optimize_coding": True, "keep": 0},
    "webp": {"Q": 80, "keep": 0},
    "avif": {"Q": 60, "effort": 0, "keep": 0},
}


def work(name: str) -> None:
    """Make the sizes of one photograph."""
    pyvips = importlib.import_module("pyvips")  # libvips must not be loaded before the fork
    source, target, kind = sys.argv[1:]
    for width in WIDTHS:
        picture = pyvips.Image.thumbnail(f"{source}/{name}", width)
        picture.write_to_file(f"{target}/{name}-{width}.{kind}", **OPTIONS[kind])


if __name__ == "__main__":
    os.environ["VIPS_CONCURRENCY"] = "1"
    with multiprocessing.Pool(os.cpu_count()) as pool:
        pool.map(work, sorted(path.name for path in Path(sys.argv[1]).iterdir()), chunksize=1)
