"""Read the metadata embedded in an image (XMP, IPTC, EXIF), and the mean colour."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from PIL.Image import Image

MAX_XMP = 200_000  # bytes; in a JPEG it has at most 64 KB
MAX_RECORDS = 500  # of IPTC: press agencies write about thirty
MAX_CAPTION, MAX_CREDIT = 2000, 300  # characters
MAX_DECODED = 4_000_000  # pixels: for its colour, an image that is not a plain JPEG must be decoded completely
CLEAR = "transparent"
# Placeholders of cameras and programs.
PLACEHOLDERS = frozenset(
    ("olympus digital camera", "sony dsc", "dcim", "untitled", "screenshot", "digital camera", "default", "unknown")
)

_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_IPTC = {120: "caption", 80: "creator", 110: "agency", 116: "copyright"}
_EXIF = {0x010E: "caption", 0x013B: "creator", 0x8298: "copyright"}
_XMP = {
    f"{_DC}description": "caption",
    f"{_DC}creator": "creator",
    f"{_PHOTOSHOP}Credit": "agency",
    f"{_DC}rights": "copyright",
}
_INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+"
)


class EmbeddedMetadata(Struct, frozen=True):
    """The caption, credit and copyright in an image file; "" if absent."""

    caption: str = ""
    credit: str = ""
    copyright: str = ""


def read_metadata(image: "Image") -> EmbeddedMetadata:
    """Read the metadata of an opened image, without decoding it; broken metadata counts as absent."""
    found: dict[str, str] = {}
    for read in (_xmp, _iptc, _exif):
        try:
            for name, text in read(image):
                if said := _plain(text):
                    found.setdefault(name, said)
        except Exception:  # noqa: BLE001, S112 (broken metadata raises almost anything, and does no harm)
            continue
    return EmbeddedMetadata(
        caption=found.get("caption", "")[:MAX_CAPTION],
        credit=_credit(found.get("creator", ""), found.get("agency", ""))[:MAX_CREDIT],
        copyright=found.get("copyright", "")[:MAX_CREDIT],
    )


def mean_color(image: "Image") -> str:
    """Return the average colour of an opened image; "" if it takes too long to compute, or cannot be computed.

    A plain JPEG is decoded at an eighth of its size, which is fast.
    """
    if image.has_transparency_data:
        return CLEAR
    is_plain = image.format in ("JPEG", "MPO") and "progressive" not in image.info
    if not is_plain and image.width * image.height > MAX_DECODED:
        return ""
    try:
        image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
        if image.mode.startswith("I"):
            return ""
        red, green, blue = image.convert("RGB").resize((1, 1), 4).getpixel((0, 0))  # type: ignore[misc]  # 4: BOX
    except Exception:  # noqa: BLE001 (a damaged image is reported when it is resized)
        return ""
    return f"#{red:02x}{green:02x}{blue:02x}"


def _credit(creator: str, agency: str) -> str:
    """Combine photographer and agency into a credit line, as newspapers do."""
    if creator and agency and agency.casefold() not in creator.casefold():
        return agency if creator.casefold() in agency.casefold() else f"{creator}/{agency}"
    return creator or agency


def _plain(text: str) -> str:
    """Return a text on one line, without invisible characters."""
    said = " ".join(_INVISIBLE.sub(" ", text[: 2 * MAX_CAPTION]).split())
    return "" if said.casefold() in PLACEHOLDERS else said


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _xmp(image: "Image") -> Iterator[tuple[str, str]]:
    """Read XMP. XML that is long, or defines entities, is ignored."""
    raw = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    text = raw if isinstance(raw, str) else _decoded(raw.strip(b"\0 \r\n\t"))
    if not text or len(text) > MAX_XMP or "<!" in text:
        return
    from xml.etree.ElementTree import fromstring  # most images have none

    for node in fromstring(text).iter(f"{_RDF}Description"):  # noqa: S314 (no declarations: nothing can expand)
        for key, value in node.attrib.items():
            if key in _XMP:
                yield _XMP[key], value
        for child in node:
            if child.tag in _XMP:
                yield _XMP[child.tag], _members(child)


def _members(node: "Element") -> str:
    """Return the text of a property: its own, that of the default language, or all members of a list."""
    members = list(node.iter(f"{_RDF}li"))
    if not members:
        return node.text or ""
    default = [member for member in members if member.get(_LANG) == "x-default"]
    chosen = default or (members[:1] if any(member.get(_LANG) for member in members) else members)
    return ", ".join(filter(None, (member.text for member in chosen)))


def _iptc(image: "Image") -> Iterator[tuple[str, str]]:
    """Read IPTC, which press agencies write: each record is a marker, two numbers, a length and a text."""
    blocks = image.info.get("photoshop")
    raw = blocks.get(0x0404) if isinstance(blocks, Mapping) else None
    if not isinstance(raw, bytes):
        return
    creators = []
    place = 0
    for _ in range(MAX_RECORDS):
        head = raw[place : place + 5]
        length = int.from_bytes(head[3:], "big")
        if len(head) < 5 or head[0] != 0x1C or length > 0x7FFF:  # noqa: PLR2004 (longer records are not text)
            break
        name = _IPTC.get(head[2]) if head[1] == 2 else None  # noqa: PLR2004 (the record of the application)
        text = _decoded(raw[place + 5 : place + 5 + length])
        if name == "creator":
            creators.append(text)
        elif name:
            yield name, text
        place += 5 + length
    yield "creator", ", ".join(creators)


def _exif(image: "Image") -> Iterator[tuple[str, str]]:
    from PIL import Image  # slow to import, and most builds have no new image

    tags = Image.Exif()
    tags.load(image.info.get("exif") or b"")
    for number, name in _EXIF.items():
        value = tags.get(number)
        if isinstance(value, (str, bytes)):
            yield name, value if isinstance(value, str) else _decoded(value)
