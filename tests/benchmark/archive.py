"""What twenty thousand pictures that have not changed add to a build.

Two sites of the same stories, one with a picture in each. They are built once, then again and again by turns; nothing
of either changes. The first build of the second site would take hours: its thumbnails are a few bytes each, which an
unchanged site does not know, since it opens none.
"""

import os
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmark import measure
from PIL import Image

from generator.cli.main import main
from generator.images import resize
from generator.model.output import Resize

SIZE = (1600, 1067)  # large enough for every width and shape
LIMIT = 600.0
NOW = "2026-01-01T00:00:00+00:00"  # what is published shall not change with the day
SITES = ("stories only", "a picture each")


def lines(root: Path, stories: int, turns: int) -> Iterator[str]:
    """Build the two sites by turns, and yield the table of what an unchanged one costs."""
    commands = [_command(root / name, stories, has_pictures=name == SITES[1]) for name in SITES]
    costs = [[measure.run(command, root, dict(os.environ), LIMIT) for command in commands] for _ in range(turns + 1)]
    yield f"{stories} stories, unchanged; {_count(root / SITES[0])} and {_count(root / SITES[1])} files"
    yield "| site | wall s | CPU s | memory MB |"
    yield "|---|---:|---:|---:|"
    for name, own in zip(SITES, zip(*costs[1:], strict=True), strict=True):
        yield f"| {name} | {_line(own)} |"
    added = [two.wall - one.wall for one, two in costs[1:]]
    worked = [two.cpu - one.cpu for one, two in costs[1:]]
    yield f"| added by pictures | {statistics.median(added):.2f} | {statistics.median(worked):.2f} | |"


def _line(costs: Sequence[measure.Cost]) -> str:
    wall, cpu = statistics.median(cost.wall for cost in costs), statistics.median(cost.cpu for cost in costs)
    return f"{wall:.2f} | {cpu:.2f} | {max(cost.memory or cost.largest for cost in costs):.0f}"


def _command(folder: Path, stories: int, *, has_pictures: bool) -> tuple[str, ...]:
    """Lay a site out and build it once; return the command that builds it again."""
    (folder / "content/_posts").mkdir(parents=True)
    (folder / "content/photos").mkdir()
    (folder / "content/_config.yml").write_text("title: The Archive\nurl: https://bench.example\n")
    for number in range(stories):
        front = f"title: Story {number}\ntags: [t{number % 50}]\n"
        front += f"image: {{path: photos/p{number:05}.jpg, alt: A wall}}\n" if has_pictures else ""
        day = f"{2000 + number % 25}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        (folder / f"content/_posts/{day}-story-{number}.md").write_text(f"---\n{front}---\nWords of it.\n")
    if has_pictures:
        _photographs(folder / "content/photos", stories)
    resize.resize_all = _drawn  # type: ignore[assignment]
    arguments = ("build", "--quiet", "-C", os.fspath(folder), "--now", NOW)
    if main(arguments):
        raise SystemExit(folder)
    return (sys.executable, "-m", "generator", *arguments)


def _photographs(folder: Path, count: int) -> None:
    """Write grey photographs, each with a remark of its own behind its end."""
    plain = folder / "plain.jpg"
    Image.new("RGB", SIZE, "grey").save(plain, quality=50, optimize=True)
    data = plain.read_bytes()
    plain.unlink()
    for number in range(count):
        (folder / f"p{number:05}.jpg").write_bytes(data + b"%d" % number)


def _drawn(recipes: Sequence[Resize], _: object) -> list[bytes]:
    """Stand in for what makes thumbnails."""
    return [f"{one.digest} {one.width}".encode() for one in recipes]


def _count(folder: Path) -> int:
    return sum(len(names) for _, _, names in os.walk(folder / "_site"))
