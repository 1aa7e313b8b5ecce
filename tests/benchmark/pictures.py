"""Time the pictures of Newsprint beside those of Hugo, sharp and pyvips; with --unchanged, those made long ago.

The same photographs of 6 megapixels come to the same widths, in the same format, at the same quality. Each
program runs as a new process and uses all processors; Newsprint and Hugo build their pages besides.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

# Run as a script, the folder of the tests is not on the path yet.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmark import archive, measure

SIZE = (3000, 2000)
WIDTHS = (480, 960, 1600)
SCENES = 8  # drawn anew; all others are these, moved
OCTAVES = ((6, 1.0), (14, 0.5), (30, 0.28), (70, 0.16), (180, 0.09), (450, 0.05), (1200, 0.025))  # blotches, weight
LIMIT = 3600.0
PROGRAMS = Path(__file__).parent / "rivals"
HUGO_PAGE = """{{ range slice 480 960 1600 }}{{ $to := printf "%dx FORMAT qQUALITY" . }}\
{{ with ($.Resources.GetMatch "photo.jpg").Resize $to }}<img src="{{ .RelPermalink }}">{{ end }}{{ end }}"""


def photographs(folder: Path, count: int) -> None:
    """Draw photographs: blotches of all sizes as in nature, sharp edges, and a sensor's grain."""
    folder.mkdir(parents=True)
    chance = random.Random(7)
    scenes = [scene(chance) for _ in range(min(count, SCENES))]
    for number in range(count):
        moved = ImageChops.offset(scenes[number % SCENES], number * 37, number * 23)
        moved.save(folder / f"p{number:04}.jpg", quality=90)


def scene(chance: random.Random) -> Image.Image:
    """Draw one photograph."""
    scene = Image.merge("RGB", [_blotches(chance) for _ in range(3)])
    draw = ImageDraw.Draw(scene)
    for _ in range(40):
        left, top, size = chance.randrange(SIZE[0]), chance.randrange(SIZE[1]), chance.randrange(20, 400)
        colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        shape = draw.ellipse if chance.random() < 0.5 else draw.rectangle
        shape((left, top, left + size, top + size * chance.uniform(0.3, 1.5)), fill=colour)
    grain = _noise(chance, SIZE[0] // 2)
    return Image.blend(scene, Image.merge("RGB", [grain] * 3), 0.06).filter(ImageFilter.GaussianBlur(0.8))


def _blotches(chance: random.Random) -> Image.Image:
    layers = [(_noise(chance, across), weight) for across, weight in OCTAVES]
    found = layers[0][0]
    for layer, weight in layers[1:]:
        found = Image.blend(found, layer, weight / (1 + weight))
    return found


def _noise(chance: random.Random, across: int) -> Image.Image:
    down = max(2, across * SIZE[1] // SIZE[0])
    return Image.frombytes("L", (across, down), chance.randbytes(across * down)).resize(SIZE, Image.Resampling.BICUBIC)


def newsprint(folder: Path, photos: Path, kind: str) -> tuple[str, ...]:
    """Lay a site of Newsprint's out, a story a photograph, and return the command that builds it."""
    config = f"url: https://bench.example\nimages: {{widths: {list(WIDTHS)}, crops: false, formats: [{kind}]}}\n"
    _write(folder / "content/_config.yml", config)
    shutil.copytree(photos, folder / "content/photos", copy_function=os.link)
    for number, photo in enumerate(sorted(photos.iterdir())):
        front = f"title: Story {number}\nimage: /photos/{photo.name}\n"
        _write(folder / f"content/_posts/2026-01-01-story-{number}.md", f"---\n{front}---\nWords.\n")
    _write(folder / "templates/post.html", "{{ page.image.srcset }}{{ page.image.src }}")
    return (sys.executable, "-m", "generator", "build", "-C", os.fspath(folder))


def hugo(folder: Path, photos: Path, kind: str) -> tuple[str, ...]:
    """Lay a site of Hugo's out, a page a photograph, and return the command that builds it."""
    _write(folder / "hugo.toml", 'baseURL = "https://bench.example/"\ndisableKinds = ["taxonomy", "term", "rss"]\n')
    _write(
        folder / "layouts/page.html",
        HUGO_PAGE.replace("FORMAT", kind).replace("QUALITY", "60" if kind == "avif" else "80"),
    )
    _write(folder / "layouts/home.html", "home")
    _write(folder / "layouts/section.html", "section")
    for number, photo in enumerate(sorted(photos.iterdir())):
        _write(folder / f"content/posts/{number}/index.md", f"---\ntitle: Story {number}\n---\nWords.\n")
        os.link(photo, folder / f"content/posts/{number}/photo.jpg")
    return ("hugo", "--source", os.fspath(folder), "--quiet")


def sharp(folder: Path, photos: Path, kind: str) -> tuple[str, ...]:
    """Install sharp beside its script, and return the command that runs it."""
    shutil.copy(PROGRAMS / "sharp.mjs", folder)
    install = ("npm", "install", "sharp", "--no-audit", "--no-fund", "--silent", "--prefix", os.fspath(folder))
    subprocess.run(install, check=True)
    (folder / "out").mkdir()
    return ("node", os.fspath(folder / "sharp.mjs"), os.fspath(photos), os.fspath(folder / "out"), kind)


def vips(folder: Path, photos: Path, kind: str) -> tuple[str, ...]:
    """Install pyvips into an environment of its own, and return the command that runs its script."""
    subprocess.run((sys.executable, "-m", "venv", os.fspath(folder / "env")), check=True)
    python = folder / "env/bin/python"
    subprocess.run((python, "-m", "pip", "install", "--quiet", "pyvips[binary]"), check=True)
    (folder / "out").mkdir()
    return (os.fspath(python), os.fspath(PROGRAMS / "vips.py"), os.fspath(photos), os.fspath(folder / "out"), kind)


CONTESTANTS = {"Newsprint": newsprint, "Hugo": hugo, "sharp": sharp, "pyvips": vips}
MADE = {
    "Newsprint": ("_site/photos", ".newsprint"),
    "Hugo": ("public/posts", "resources"),
    "sharp": ("out", ""),
    "pyvips": ("out", ""),
}


def main() -> int:
    """Run the benchmark and print its table."""
    options = _parse()
    with tempfile.TemporaryDirectory(dir=options.folder) as root:
        if options.unchanged:
            for line in archive.lines(Path(root), options.unchanged, options.turns):
                print(line, flush=True)
            return 0
        photos = Path(root, "photographs")
        photographs(photos, options.photographs)
        print(f"{options.photographs} photographs of 6 megapixels to {WIDTHS} as {options.format}", flush=True)
        for line in _lines(Path(root), photos, options):
            print(line, flush=True)
    return 0


def _lines(root: Path, photos: Path, options: argparse.Namespace) -> Iterator[str]:
    yield "| program | photographs a second | wall s | CPU s | memory MB | kB a photograph | CPU s of others |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for name in options.only or CONTESTANTS:
        folder = root / name
        folder.mkdir()
        command = CONTESTANTS[name](folder, photos, options.format)
        costs = []
        for _ in range(options.turns):
            _clear(folder, name)
            costs.append(measure.run(command, folder, dict(os.environ), LIMIT))
        yield _line(name, folder, costs, options)


def _line(name: str, folder: Path, costs: list[measure.Cost], options: argparse.Namespace) -> str:
    ending = {"jpeg": (".jpg", ".jpeg")}.get(options.format, (f".{options.format}",))
    made = [path for path in (folder / MADE[name][0]).rglob("*") if path.name.endswith(ending)]
    made = [path for path in made if "-" in path.name or "_" in path.name]  # not the photograph itself
    if len(made) != options.photographs * len(WIDTHS):
        message = f"{name} made {len(made)} pictures"
        raise SystemExit(message)
    wall = statistics.median(cost.wall for cost in costs)
    size = sum(path.stat().st_size for path in made) / options.photographs / 1000
    cpu = statistics.median(cost.cpu for cost in costs)
    memory = max(cost.memory or cost.largest for cost in costs)
    others = statistics.median(cost.others or 0 for cost in costs)
    rate = options.photographs / wall
    return f"| {name} | {rate:.1f} | {wall:.1f} | {cpu:.1f} | {memory:.0f} | {size:.0f} | {others:.1f} |"


def _clear(folder: Path, name: str) -> None:
    for part in (MADE[name][0].split("/")[0], MADE[name][1]):
        if part:
            shutil.rmtree(folder / part, ignore_errors=True)
    (folder / "out").mkdir(exist_ok=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time pictures beside Hugo, sharp and pyvips.")
    parser.add_argument("--photographs", type=int, default=200)
    parser.add_argument("--format", choices=["jpeg", "webp", "avif"], default="jpeg")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=sorted(CONTESTANTS))
    parser.add_argument("--unchanged", type=int, metavar="N", help="what N pictures add to a site that has not changed")
    parser.add_argument("--folder", type=Path, help="where to work; by default the system's temporary folder")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
