"""Measure what each format, speed and quality costs, and how far it is from the picture: the tables of docs/images.md.

Time is the processor's, for a megapixel. SSIM compares lightness in windows of 8 by 8 pixels (1 is equal), ΔE is
the mean distance of colours in Lab (1 can just be seen).
"""

import io
import random
import sys
import time
from array import array
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageFilter, ImageMath, ImageStat

# Run as a script, the folder of the tests is not on the path yet.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmark.pictures import scene

SIZE, NEXT = (1600, 1067), (960, 640)  # the widest, to which the picture is brought first, and one that is made of it
WINDOW = 8
EVEN, SPREAD = 6.5025, 58.5225  # keep SSIM steady where a window is black or of one colour
FORMATS: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("JPEG", {"quality": quality, "optimize": True}) for quality in (70, 80)),
    ("JPEG", {"quality": 80, "optimize": True, "progressive": True}),
    ("JPEG", {"quality": 80}),
    *(("WEBP", {"quality": quality, "method": 4}) for quality in (75, 80, 85)),
    *(("WEBP", {"quality": 80, "method": method}) for method in (0, 2, 6)),
    *(("AVIF", {"quality": quality, "speed": 9, "max_threads": 1}) for quality in (50, 55, 60, 65)),
    *(("AVIF", {"quality": 60, "speed": speed, "max_threads": 1}) for speed in (8, 6)),
)
FILTERS = ("BOX", "BILINEAR", "HAMMING", "BICUBIC", "LANCZOS")


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what work gives, and the least of three times that it took, in milliseconds."""
    least = float("inf")
    for _ in range(3):
        start = time.process_time()
        found = work()
        least = min(least, time.process_time() - start)
    return found, least * 1000


def similarity(one: Image.Image, other: Image.Image) -> float:
    """Return the SSIM of two pictures' lightness."""
    first, second = (image.convert("L").convert("F") for image in (one, other))
    small = (one.width // WINDOW, one.height // WINDOW)

    def mean(left: Image.Image, right: Image.Image | None = None) -> Image.Image:
        if right is not None:
            left = ImageMath.lambda_eval(lambda of: of["a"] * of["b"], a=left, b=right)
        return left.resize(small, Image.Resampling.BOX)

    values = {"x": mean(first), "y": mean(second)}
    values |= {"xx": mean(first, first), "yy": mean(second, second), "xy": mean(first, second)}

    def ssim(of: Any) -> Any:  # Pillow's operands have no type
        x, y = of["x"], of["y"]
        like = (x * y * 2 + EVEN) * ((of["xy"] - x * y) * 2 + SPREAD)
        return like / ((x * x + y * y + EVEN) * (of["xx"] - x * x + of["yy"] - y * y + SPREAD))

    return _mean(ImageMath.lambda_eval(ssim, **values))


def distance(one: Image.Image, other: Image.Image) -> float:
    """Return the mean distance of colours."""
    lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    parts = []
    for image in (one, other):
        changed = ImageCms.applyTransform(image, lab)
        assert changed is not None
        parts.append([band.convert("F") for band in changed.split()])
    scales = (100 / 255, 1.0, 1.0)
    # The bands of a and b wrap around at grey, so their difference is the short way round.
    squares = [
        ImageMath.lambda_eval(partial(_square, scale), a=a, b=b) for a, b, scale in zip(*parts, scales, strict=True)
    ]
    light, red, yellow = squares
    return _mean(ImageMath.lambda_eval(lambda of: (of["a"] + of["b"] + of["c"]) ** 0.5, a=light, b=red, c=yellow))


def _mean(image: Image.Image) -> float:
    values = array("f", image.tobytes())
    return sum(values) / len(values)


def _square(scale: float, of: Any) -> Any:
    apart = abs(of["a"] - of["b"])
    apart = of["min"](apart, 256 - apart) if scale == 1 else apart * scale
    return apart * apart


def formats(name: str, picture: Image.Image) -> Iterator[str]:
    """Yield a line of the table for each way to write a picture."""
    megapixels = picture.width * picture.height / 1e6
    for kind, options in FORMATS:
        data, spent = timed(partial(_written, picture, kind, options))
        with Image.open(io.BytesIO(data)) as opened:
            shown = opened.convert("RGB")
        how = " ".join(f"{key}={value}" for key, value in options.items() if key != "max_threads")
        size = len(data) / megapixels / 1000
        like, away = similarity(picture, shown), distance(picture, shown)
        yield f"| {name} | {kind} {how} | {spent / megapixels:.0f} | {size:.0f} | {like:.4f} | {away:.2f} |"


def filters(picture: Image.Image, size: tuple[int, int]) -> Iterator[str]:
    """Yield a line of the table for each way to make a picture smaller; Lanczos' is what they are compared with."""
    best = picture.resize(size, Image.Resampling.LANCZOS)
    step = f"{picture.width} to {size[0]}"
    for name in FILTERS:
        made, spent = timed(partial(picture.resize, size, Image.Resampling[name]))
        yield f"| {step} | {name} | {spent:.0f} | {similarity(best, made):.4f} | {_edges(made) / _edges(best):.0%} |"


def _edges(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L").filter(ImageFilter.FIND_EDGES)).mean[0]


def _written(picture: Image.Image, kind: str, options: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def main() -> None:
    """Print both tables."""
    grainy = scene(random.Random(7))
    smooth = grainy.filter(ImageFilter.GaussianBlur(2.5)).resize(SIZE, Image.Resampling.LANCZOS)
    print("| picture | format | ms / MP | kB / MP | SSIM | ΔE |\n|---|---|---:|---:|---:|---:|")
    for name, picture in (("grainy", grainy.resize(SIZE, Image.Resampling.LANCZOS)), ("smooth", smooth)):
        for line in formats(name, picture):
            print(line, flush=True)
    print("\n| pixels wide | filter | ms | SSIM with Lanczos | edges |\n|---|---|---:|---:|---:|")
    for picture, size in ((grainy, SIZE), (grainy.resize(SIZE, Image.Resampling.HAMMING), NEXT)):
        for line in filters(picture, size):
            print(line, flush=True)


if __name__ == "__main__":
    main()
