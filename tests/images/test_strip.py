"""What a file says of where it was taken is found and left out, and its pixels stay as they are."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from generator.images.strip import has_private_metadata, strip_metadata

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>52,31N</exif:GPSLatitude></x:xmpmeta>'
KINDS = ["JPEG", "PNG", "WEBP"]
EXIF_MARK = b"Exif\0\0"


def exif(turned: int = 1, *, placed: bool = True) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = turned
    tags[0x010F] = "Camera 12345"
    if placed:
        tags[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}
    return tags


def picture(kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image = Image.linear_gradient("L").convert("RGB").resize((64, 40))
    if kind == "PNG" and "xmp" in options:
        words = PngImagePlugin.PngInfo()
        words.add_itxt("XML:com.adobe.xmp", options.pop("xmp").decode())
        options["pnginfo"] = words
    image.save(file, kind, **options)
    return file.getvalue()


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGBA").tobytes()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [{"exif": exif()}, {"xmp": XMP}], ids=["exif", "xmp"])
def test_i14_a_place_is_found_and_left_out(kind: str, options: dict[str, Any]) -> None:
    placed = picture(kind, **options)
    assert has_private_metadata(placed)
    clean = strip_metadata(placed)
    assert not has_private_metadata(clean)
    assert pixels(clean) == pixels(placed)
    for word in (b"Camera 12345", b"GPS", b"xmpmeta"):
        assert word not in clean


@pytest.mark.parametrize("kind", KINDS)
def test_other_words_tell_no_place(kind: str) -> None:
    assert not has_private_metadata(picture(kind, exif=exif(placed=False)))
    assert not has_private_metadata(picture(kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tag", [0xA430, 0xA431, 0xA435, 0x927C])
def test_i14_the_numbers_of_camera_and_lens_are_left_out(kind: str, tag: int) -> None:
    tags = exif(placed=False)
    tags.get_ifd(0x8769)[tag] = b"SN 98765" if tag == 0x927C else "SN 98765"
    numbered = picture(kind, exif=tags)
    assert b"SN 98765" in numbered
    assert has_private_metadata(numbered)
    assert b"SN 98765" not in strip_metadata(numbered)


def test_i14_numbers_in_xmp_are_left_out() -> None:
    words = XMP.replace(b"exif:GPSLatitude", b"aux:SerialNumber")
    assert has_private_metadata(picture("JPEG", xmp=words))


def test_i14_a_broken_block_hides_no_other() -> None:
    whole = picture("JPEG", xmp=XMP)
    broken = EXIF_MARK + b"MM\0*\0\0\0\x08\xff\xff"
    assert has_private_metadata(whole[:2] + b"\xff\xe1" + (len(broken) + 2).to_bytes(2, "big") + broken + whole[2:])


def test_i14_a_gif_tells_no_place() -> None:
    plain = picture("GIF")
    said = b"!\xff\x0bXMP DataXMP" + bytes([len(XMP)]) + XMP + b"\0"
    placed = plain[:-1] + said + plain[-1:]
    assert has_private_metadata(placed)
    assert pixels(placed) == pixels(plain)
    assert strip_metadata(placed) == strip_metadata(plain)


@pytest.mark.parametrize("turned", range(1, 9))
def test_i09_a_jpeg_stays_turned(turned: int) -> None:
    clean = strip_metadata(picture("JPEG", exif=exif(turned)))
    with Image.open(io.BytesIO(clean)) as image:
        assert image.getexif().get(0x0112, 1) == turned
        assert set(image.getexif()) <= {0x0112}


def test_the_colour_profile_and_the_credit_of_a_jpeg_stay() -> None:
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x08\x1c\x02\x6e\0\x03Ada"
    data = picture("JPEG", exif=exif(), icc_profile=b"colours" * 9, comment=b"taken at home")
    data = data[:2] + b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc + data[2:]
    clean = strip_metadata(data)
    assert b"taken at home" not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert image.info["icc_profile"] == b"colours" * 9
        assert "photoshop" in image.info


def test_what_lies_behind_a_jpeg_goes() -> None:
    file = io.BytesIO()
    behind = Image.new("RGB", (20, 15))
    Image.effect_noise((64, 40), 80).convert("RGB").save(
        file, "MPO", save_all=True, append_images=[behind], exif=exif()
    )
    clean = strip_metadata(file.getvalue())
    with Image.open(io.BytesIO(clean)) as image:
        assert image.format == "JPEG"
    assert clean.count(b"\xff\xd8\xff") == 1
    assert clean.endswith(b"\xff\xd9")


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 3}])
def test_jpegs_of_all_kinds_come_out_the_same(options: dict[str, Any]) -> None:
    data = picture("JPEG", **options)
    assert strip_metadata(data) == data


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_i08_animations_keep_frames_times_and_rounds(kind: str) -> None:
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "green", "blue")]
    file = io.BytesIO()
    options: dict[str, Any] = {"comment": b"taken at home"} if kind == "GIF" else {"exif": exif()}
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=3, **options)
    clean = strip_metadata(file.getvalue())
    assert b"taken at home" not in clean
    assert not has_private_metadata(clean)
    with Image.open(io.BytesIO(clean)) as image:
        assert image.n_frames == 3  # type: ignore[attr-defined]
        assert image.info["loop"] == 3


@pytest.mark.parametrize("kind", [*KINDS, "GIF"])
@given(data=st.data())
def test_damage_is_no_fault_here(kind: str, data: st.DataObject) -> None:
    whole = bytearray(picture(kind, **({} if kind == "GIF" else {"exif": exif()})))
    for _ in range(data.draw(st.integers(0, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    assert has_private_metadata(cut) in (True, False)
    assert isinstance(strip_metadata(cut), bytes)


@given(data=st.binary(max_size=200))
def test_other_files_stay_as_they_are(data: bytes) -> None:
    assert strip_metadata(b"x" + data) == b"x" + data
    assert not has_private_metadata(b"x" + data)
