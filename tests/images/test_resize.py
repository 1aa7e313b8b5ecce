import io
import platform
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, ImageStat

from generator.images.renditions import SHAPES, crops, renditions
from generator.images.resize import resize
from generator.model.digest import Digest
from generator.model.image import MIN_AREA, Box, ImageError, ImageInfo
from generator.model.output import Resize
from generator.model.settings import ImageOptions, Settings

RED, GREEN, BLUE, YELLOW = (220, 20, 20), (20, 180, 20), (20, 20, 220), (230, 220, 20)
# How to store a picture so that the orientation turns it upright again.
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quarters(size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Draw a picture with another colour in each corner."""
    image = Image.new("RGB", size, RED)
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((width // 2, 0, width, height // 2), GREEN)
    draw.rectangle((0, height // 2, width // 2, height), BLUE)
    draw.rectangle((width // 2, height // 2, width, height), YELLOW)
    return image


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """Return the colours amid the four quarters."""
    width, height = image.size
    places = [(width // 4, height // 4), (width * 3 // 4, height // 4)]
    places += [(width // 4, height * 3 // 4), (width * 3 // 4, height * 3 // 4)]
    return [tuple(image.convert("RGBA").getpixel(place)) for place in places]  # type: ignore[arg-type]


def near(one: tuple[int, ...], other: tuple[int, ...], least: int = 12) -> bool:
    return all(abs(a - b) <= least for a, b in zip(one, other, strict=False))


def recipe(path: Path, width: int, height: int) -> Resize:
    return Resize(str(path), width, height, 80, ("content/_posts/a.md", 4, 8), Digest("d"))


def made(folder: Path, image: Image.Image, kind: str, size: tuple[int, int], **options: Any) -> Image.Image:
    """Save the picture, resize it, and open the result."""
    path = folder / "x"
    image.save(path, kind, **options)
    return Image.open(io.BytesIO(resize(recipe(path, *size))))


def broken(folder: Path, data: bytes, size: tuple[int, int] = (60, 40)) -> str:
    path = folder / "x"
    path.write_bytes(data)
    with pytest.raises(ImageError) as caught:
        resize(recipe(path, *size))
    assert caught.value.hint
    return caught.value.message


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("size", [(1200, 800), (120, 80), (61, 41)])
def test_size_format_and_colours(tmp_path: Path, kind: str, size: tuple[int, int]) -> None:
    small = made(tmp_path, quarters(size), kind, (60, 40), quality=95)
    assert (small.format, small.size) == (kind, (60, 40))
    assert all(map(near, corners(small), (RED, GREEN, BLUE, YELLOW)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_same_bytes_each_time(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    quarters().save(path, kind)
    assert resize(recipe(path, 60, 40)) == resize(recipe(path, 60, 40))


def still(side: int, frames: int) -> bytes:
    """Draw an animation of which each frame changes one pixel, in twenty bytes."""
    screen = b"GIF89a" + side.to_bytes(2, "little") * 2 + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    frame = b"!\xf9\x04\0\x0a\0\0\0" + b"," + bytes(4) + b"\x01\0\x01\0\0" + b"\x02\x02\x44\x01\0"
    return screen + frame * frames + b";"


@pytest.mark.parametrize(("side", "frames"), [(8000, 40), (400, 5000)])
def test_an_animation_that_would_take_hours_is_refused(tmp_path: Path, side: int, frames: int) -> None:
    assert "too many frames" in broken(tmp_path, still(side, frames), (300, 300))


def test_an_animation_of_small_changes_is_resized(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(still(400, 5))
    with Image.open(io.BytesIO(resize(recipe(tmp_path / "x", 300, 300)))) as image:
        assert image.size == (300, 300)


FRESH = """
import resource, sys
from generator.model.output import Resize
from generator.images.resize import resize_all

recipes = [Resize(sys.argv[1], width, width * 2 // 3, 80, ("a.md", 1, 1), str(width)) for width in (1200, 600)]
for _ in range(3):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    resize_all(recipes)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep memory in their own ways")
def test_the_memory_of_one_photograph_is_kept_for_the_next(tmp_path: Path) -> None:
    path = tmp_path / "x.jpg"
    quarters((3000, 2000)).save(path)
    done = subprocess.run([sys.executable, "-c", FRESH, str(path)], check=True, capture_output=True, text=True)
    assert int(done.stdout) < 1000  # pages got from the system; the decoded photograph alone has 5900


def lines(size: tuple[int, int], every: int) -> Image.Image:
    """Draw white lines on black, as wide as the black between them."""
    image = Image.new("L", size)
    draw = ImageDraw.Draw(image)
    for left in range(0, size[0], every):
        draw.rectangle((left, 0, left + every // 2 - 1, size[1]), 255)
    return image


def contrast(image: Image.Image) -> float:
    return ImageStat.Stat(image).stddev[0]


@pytest.mark.parametrize("width", [1600, 960, 480])
def test_fine_lines_stay_sharp_at_every_size(tmp_path: Path, width: int) -> None:
    """Four pixels of the size from line to line keep nearly the contrast that the best filter leaves them."""
    path = tmp_path / "x.jpg"
    fine = lines((3000, 2000), 4 * 3000 // width // 2 * 2)
    fine.save(path, quality=95)
    size = (width, width * 2 // 3)
    asked = msgspec.structs.replace(recipe(path, *size), base_size=(1600, 1066))
    made = Image.open(io.BytesIO(resize(asked))).convert("L")
    assert contrast(made) > 0.94 * contrast(fine.resize(size, Image.Resampling.LANCZOS))


def test_a_jpeg_has_tables_of_its_own_and_is_not_progressive(tmp_path: Path) -> None:
    path = tmp_path / "x"
    quarters((600, 400)).save(path, "JPEG")
    data = resize(recipe(path, 300, 200))
    small = Image.open(io.BytesIO(data))
    assert not small.info.get("progressive")
    assert len(data) < len(encoded(small, "JPEG", quality=80))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_metadata_is_dropped(tmp_path: Path, kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera 12345"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}
    options: dict[str, Any] = {"comment": b"secret"} if kind == "JPEG" else {}
    small = made(tmp_path, quarters(), kind, (60, 40), exif=exif, xmp=b"<x:xmpmeta/>", dpi=(300, 300), **options)
    assert not {"exif", "xmp", "comment", "icc_profile"} & set(small.info)
    assert len(small.getexif()) == 0


@pytest.mark.parametrize("turned", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("factor", [1, 9])
def test_i09_all_orientations_look_the_same(tmp_path: Path, kind: str, turned: int, factor: int) -> None:
    upright = quarters((120 * factor, 80 * factor))
    exif = Image.Exif()
    exif[0x0112] = turned
    stored = upright.transpose(STORED[turned]) if turned in STORED else upright
    small = made(tmp_path, stored, kind, (60, 40), exif=exif, quality=95)
    assert small.size == (60, 40)
    assert all(map(near, corners(small), (RED, GREEN, BLUE, YELLOW)))


def test_i09_all_orientations_of_a_lossless_picture_are_equal(tmp_path: Path) -> None:
    bytes_made = set()
    for turned in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = turned
        stored = quarters().transpose(STORED[turned]) if turned in STORED else quarters()
        bytes_made.add(made(tmp_path, stored, "PNG", (60, 40), exif=exif).tobytes())
    assert len(bytes_made) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_i02_half_a_picture_is_refused(tmp_path: Path, kind: str, share: float) -> None:
    noise = Image.effect_noise((400, 300), 90).convert("RGB")
    whole = encoded(noise, kind)
    assert broken(tmp_path, whole[: int(len(whole) * share)]) in (
        "the end of this picture is missing",
        "this picture is damaged",
    )


def test_i02_half_a_jpeg_is_refused_when_decoded_small_and_when_progressive(tmp_path: Path) -> None:
    noise = Image.effect_noise((1600, 1200), 90).convert("RGB")
    for options in ({}, {"progressive": True}):
        whole = encoded(noise, "JPEG", **options)
        assert broken(tmp_path, whole[: len(whole) // 2], (100, 75)) == "the end of this picture is missing"


@pytest.mark.parametrize("data", [b"", b"<!doctype html>", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"\xff\xd8\xff\xe0"])
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    assert broken(tmp_path, data) == "this picture is damaged"


def test_i13_a_tiff_is_not_even_opened(tmp_path: Path) -> None:
    assert broken(tmp_path, encoded(quarters(), "TIFF")) == "this picture is damaged"


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="this file cannot be read: No such file"):
        resize(recipe(tmp_path / "x.jpg", 60, 40))


def test_i06_cmyk_becomes_rgb(tmp_path: Path) -> None:
    small = made(tmp_path, quarters((600, 400)).convert("CMYK"), "JPEG", (60, 40), quality=95)
    assert small.mode == "RGB"
    assert all(map(near, corners(small), (RED, GREEN, BLUE, YELLOW)))


@pytest.mark.parametrize("size", [(120, 80), (600, 400)])
def test_i07_sixteen_bits_are_scaled(tmp_path: Path, size: tuple[int, int]) -> None:
    deep = Image.new("I;16", size)
    half = size[0] // 2
    deep.paste(60 * 257, (0, 0, half, size[1]))
    deep.paste(200 * 257, (half, 0, *size))
    small = made(tmp_path, deep, "PNG", (60, 40))
    assert small.mode == "L"
    assert [small.getpixel(place) for place in ((10, 20), (50, 20))] == [60, 200]


def swapped_profile() -> bytes:
    """Return sRGB's profile with its red and blue primaries exchanged."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = data.index(b"rXYZ"), data.index(b"bXYZ")
    data[red : red + 4], data[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(data)


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("WEBP", "RGBA")]
)
def test_i10_colours_are_converted_by_the_profile(tmp_path: Path, kind: str, mode: str) -> None:
    source = quarters((600, 400)).convert(mode)
    small = made(tmp_path, source, kind, (60, 40), icc_profile=swapped_profile(), quality=95)
    assert "icc_profile" not in small.info
    expected = [colour[::-1] for colour in (RED, GREEN, BLUE, YELLOW)]
    assert all(map(near, corners(small), expected)), corners(small)


@pytest.mark.parametrize("profile", [b"no profile", b"\0" * 200])
def test_a_broken_profile_is_passed_over(tmp_path: Path, profile: bytes) -> None:
    small = made(tmp_path, quarters(), "PNG", (60, 40), icc_profile=profile)
    assert all(map(near, corners(small), (RED, GREEN, BLUE, YELLOW)))


def test_a_grey_picture_with_a_colour_profile_stays_grey(tmp_path: Path) -> None:
    small = made(tmp_path, Image.new("L", (120, 80), 90), "JPEG", (60, 40), icc_profile=swapped_profile())
    assert small.mode == "L"
    assert near(corners(small)[0], (90, 90, 90))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("size", [(120, 80), (900, 600)])
def test_i11_transparent_stays_transparent(tmp_path: Path, kind: str, size: tuple[int, int]) -> None:
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    image.paste((*GREEN, 255), (size[0] // 2, 0, *size))
    small = made(tmp_path, image, kind, (60, 40))
    clear, green, _, _ = corners(small)
    assert clear[3] == 0
    assert green[3] == 255
    assert near(green, GREEN)
    edge = small.convert("RGBA").getpixel((30, 20))
    assert isinstance(edge, tuple)
    assert edge[3] == 0 or edge[1] > 120  # what is seen of the edge is green, not black


@pytest.mark.parametrize("mode", ["P", "L", "RGB", "1", "LA"])
def test_i11_key_colours_and_palettes(tmp_path: Path, mode: str) -> None:
    image = Image.new("L", (120, 80), 0)
    image.paste(255, (60, 0, 120, 80))
    options: dict[str, Any] = {}
    if mode == "LA":
        image.putalpha(image.copy())
    else:
        image = image.convert(mode)
        options["transparency"] = (0, 0, 0) if mode == "RGB" else 0
    clear, white, _, _ = corners(made(tmp_path, image, "PNG", (60, 40), **options))
    assert (clear[3], white) == (0, (255, 255, 255, 255))


def test_i12_long_and_thin(tmp_path: Path) -> None:
    assert made(tmp_path, Image.new("RGB", (1, 65_000), GREEN), "PNG", (1, 65_000)).size == (1, 65_000)
    assert made(tmp_path, Image.new("RGB", (65_000, 1), GREEN), "JPEG", (480, 1)).size == (480, 1)


def frames_of(image: Image.Image) -> list[Image.Image]:
    frames = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        frames.append(image.convert("RGBA"))
    return frames


def animation(size: tuple[int, int], clear: bool) -> list[Image.Image]:
    frames = []
    for step, colour in enumerate((RED, GREEN, BLUE)):
        frame = Image.new("RGBA", size, (0, 0, 0, 0) if clear else (255, 255, 255, 255))
        left = size[0] * step // 3
        frame.paste((*colour, 255), (left, 0, left + size[0] // 3, size[1]))
        frames.append(frame)
    return frames


@pytest.mark.parametrize("clear", [False, True])
def test_i08_what_moves_stays_moving(tmp_path: Path, clear: bool) -> None:
    first, *others = animation((300, 200), clear)
    small = made(tmp_path, first, "GIF", (60, 40), save_all=True, append_images=others, disposal=2)
    assert small.size == (60, 40)
    frames = frames_of(small)
    assert len(frames) == 3
    for step, (frame, colour) in enumerate(zip(frames, (RED, GREEN, BLUE), strict=True)):
        for place in range(3):
            pixel = frame.getpixel((place * 20 + 10, 20))
            assert isinstance(pixel, tuple)
            if place == step:
                assert near(pixel, (*colour, 255), 25)
            else:
                assert pixel[3] == 0 if clear else near(pixel, (255, 255, 255, 255), 25)


def test_i08_durations_and_loops_are_kept(tmp_path: Path) -> None:
    first, *others = animation((300, 200), clear=False)
    small = made(
        tmp_path, first, "GIF", (60, 40), save_all=True, append_images=others, duration=[100, 200, 300], loop=3
    )
    times = []
    for number in range(3):
        small.seek(number)
        times.append(small.info["duration"])
    assert times == [100, 200, 300]
    assert small.info["loop"] == 3


@pytest.mark.parametrize(("kind", "size"), [("GIF", (60, 40)), ("WEBP", (60, 40)), ("PNG", (300, 200))])
def test_i08_animations_that_are_left_as_they_are(tmp_path: Path, kind: str, size: tuple[int, int]) -> None:
    first, *others = animation(size, clear=False)
    first.save(tmp_path / "x", kind, save_all=True, append_images=others)
    assert resize(recipe(tmp_path / "x", 60, 40)) == (tmp_path / "x").read_bytes()


@pytest.mark.parametrize(("kind", "size"), [("GIF", (60, 40)), ("GIF", (300, 200)), ("WEBP", (300, 200))])
def test_i02_half_an_animation_is_refused(tmp_path: Path, kind: str, size: tuple[int, int]) -> None:
    frames = [Image.effect_noise(size, 90).convert("RGB") for _ in range(3)]
    whole = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    assert broken(tmp_path, whole[: len(whole) // 2])


def test_a_second_picture_behind_a_jpeg_is_dropped(tmp_path: Path) -> None:
    small = made(tmp_path, quarters(), "MPO", (60, 40), save_all=True, append_images=[Image.new("RGB", (20, 15))])
    assert small.format == "JPEG"


def cut(path: Path, box: Box, size: tuple[int, int]) -> Image.Image:
    """Return a part of the picture at a size."""
    asked = Resize(str(path), *size, 80, ("content/_posts/a.md", 4, 8), Digest("d"), box)
    data = resize(asked)
    assert data == resize(asked)
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("factor", [1, 3, 12])
def test_a_part_of_a_picture(tmp_path: Path, kind: str, factor: int) -> None:
    quarters((120 * factor, 80 * factor)).save(tmp_path / "x", kind, quality=95)
    lower_left = cut(tmp_path / "x", (0, 40 * factor, 60 * factor, 80 * factor), (60, 40))
    assert (lower_left.format, lower_left.size) == (kind, (60, 40))
    assert all(near(colour, BLUE) for colour in corners(lower_left))
    middle = cut(tmp_path / "x", (20 * factor, 0, 100 * factor, 80 * factor), (80, 80))
    assert all(map(near, corners(middle), (RED, GREEN, BLUE, YELLOW)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_i09_a_part_is_that_of_the_picture_as_seen(tmp_path: Path, kind: str, turned: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned
    upright = quarters((1200, 800))
    stored = upright.transpose(STORED[turned]) if turned in STORED else upright
    stored.save(tmp_path / "x", kind, exif=exif, quality=95)
    # A little of red at its left, a little of blue below: another part would show other colours.
    part = cut(tmp_path / "x", (500, 100, 900, 500), (160, 160))
    seen = [tuple(part.convert("RGBA").getpixel(place)) for place in ((20, 20), (140, 20), (20, 140), (140, 140))]  # type: ignore[arg-type]
    assert all(map(near, seen, (RED, GREEN, BLUE, YELLOW))), seen


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_i08_a_part_of_what_moves_is_a_still_of_its_first_frame(tmp_path: Path, kind: str) -> None:
    first, *others = animation((300, 200), clear=False)
    first.save(tmp_path / "x", kind, save_all=True, append_images=others)
    still = cut(tmp_path / "x", (0, 0, 200, 200), (100, 100))
    assert getattr(still, "n_frames", 1) == 1
    assert near(corners(still)[0], RED, 25)
    assert near(corners(still)[1], (255, 255, 255), 25)


def test_i02_a_part_of_half_a_picture_is_refused(tmp_path: Path) -> None:
    whole = encoded(Image.effect_noise((1600, 1200), 90).convert("RGB"), "JPEG")
    (tmp_path / "x").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImageError, match="the end of this picture is missing"):
        cut(tmp_path / "x", (0, 0, 400, 400), (400, 400))


def test_i11_a_part_keeps_what_is_transparent(tmp_path: Path) -> None:
    image = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    image.paste((*GREEN, 255), (200, 0, 400, 300))
    image.save(tmp_path / "x", "PNG")
    clear, green, _, _ = corners(cut(tmp_path / "x", (100, 0, 300, 200), (100, 100)))
    assert (clear[3], green[3]) == (0, 255)


@settings(max_examples=300)
@given(
    width=st.integers(1, 9000),
    height=st.integers(1, 9000),
    focus=st.tuples(st.integers(0, 100), st.integers(0, 100)),
)
def test_crops_keep_shape_focus_and_size(width: int, height: int, focus: tuple[int, int]) -> None:
    for crop in crops("a/x.jpg", ImageInfo(width, height, "image/jpeg", 1, Digest("d")), focus, Settings()):
        left, top, right, bottom = crop.box
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        assert right - left == width or bottom - top == height  # as much as can be
        assert left <= width * focus[0] / 100 <= right
        assert top <= height * focus[1] / 100 <= bottom
        across, down = SHAPES[crop.ratio]
        assert abs(crop.height - crop.width * down / across) <= 1
        assert crop.width <= min(1200, right - left)  # never enlarged
        assert crop.height <= bottom - top
        assert crop.width * crop.height >= MIN_AREA


@pytest.mark.parametrize(
    ("size", "shapes"),
    [
        ((1600, 900), ["16x9", "4x3", "1x1", "card"]),
        ((300, 250), ["16x9", "4x3", "1x1"]),
        ((290, 240), ["4x3", "1x1"]),
        ((230, 400), ["1x1"]),
        ((1200, 100), []),
    ],
)
def test_shapes_too_small_for_search_engines_are_left_out(size: tuple[int, int], shapes: list[str]) -> None:
    found = crops("x.jpg", ImageInfo(*size, "image/jpeg", 1, Digest("d")), (50, 50), Settings())
    assert [crop.ratio for crop in found] == shapes


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    width=st.integers(1, 400),
    height=st.integers(1, 400),
    widths=st.lists(st.integers(1, 500), min_size=1, max_size=4, unique=True),
    kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]),
)
def test_sizes_never_grow_and_keep_the_ratio(
    tmp_path: Path, width: int, height: int, widths: list[int], kind: str
) -> None:
    path = tmp_path / "x"
    Image.new("RGB", (width, height), GREEN).save(path, kind)
    picture = ImageInfo(width, height, f"image/{kind.lower()}", 1, Digest("d"))
    sizes = renditions("a/x.jpg", picture, widths, Settings(images=ImageOptions(formats=("original",))))
    assert [size.width for size in sizes] == sorted({size.width for size in sizes})
    for size in sizes:
        assert size.width <= width
        assert size.height <= height
        assert abs(size.height - height * size.width / width) <= 1
        with Image.open(io.BytesIO(resize(recipe(path, size.width, size.height)))) as small:
            assert small.size == (size.width, size.height)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]), data=st.data())
def test_damage_gives_a_picture_or_a_picture_error(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    whole = bytearray(encoded(quarters((40, 30)), kind))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "x"
    path.write_bytes(whole)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            small = resize(recipe(path, 20, 15))
        except ImageError:
            return
    assert small
