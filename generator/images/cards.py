"""Draw the social card of a story: the headline in large type above the site's name."""

import unicodedata
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from generator.images.card_names import CARD_SIZE
from generator.model.digest import Digest
from generator.model.image import ImageError
from generator.model.output import SocialCard
from generator.model.source_bytes import verified_bytes

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

TYPE_SIZES = (92, 80, 68, 58, 50, 43)  # pixels; the largest that fits is used
NAME_SIZE = 38
LEADING = 1.18  # line height, relative to the type size
EDGE, TOP, FOOT, BAND = 72, 84, 130, 20  # pixels
SHADES = 15  # between background and text, so that a pixel takes half a byte; the sixteenth colour is the accent
MAX_LENGTH = 400  # characters of a headline that are used
NEVER = "\ufffe"  # no font has a glyph for it
# Replacements for characters that a font lacks.
PLAIN = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2026": "...", "\u00a0": " "}
)


def draw_card(recipe: SocialCard) -> bytes:
    """Return the card as PNG. A text with characters that the font lacks is left out, never shown as boxes.

    Then the site's name replaces the headline. Raises ImageError for an invalid font.
    """
    from PIL import Image, ImageDraw  # slow to import, and most builds have no new image

    width, height = CARD_SIZE
    grey = Image.new("L", CARD_SIZE)
    draw = ImageDraw.Draw(grey)
    typeface = _font(recipe.source, recipe.font)
    headline, name = typeface.drawable(recipe.title), typeface.drawable(recipe.name)
    if not headline:
        headline, name = name, ""
    if headline:
        _draw_headline(draw, headline, typeface)
    if name:
        font = typeface.at(NAME_SIZE)
        text = _shortened(name, font, width - 2 * EDGE)
        _draw_line(draw, text, font, height - EDGE - NAME_SIZE + BAND)
    image = grey.point([round(value * (SHADES - 1) / 255) for value in range(256)])
    marks = ImageDraw.Draw(image)
    marks.rectangle((0, 0, width, BAND - 1), SHADES)
    if name:
        left = width - EDGE - 120 if _runs_left(name) else EDGE
        marks.rectangle((left, height - FOOT, left + 119, height - FOOT + 5), SHADES)
    image.putpalette(_palette(recipe), "RGB")
    file = BytesIO()
    image.save(file, "PNG", bits=4, compress_level=6)
    return file.getvalue()


def _palette(recipe: SocialCard) -> list[int]:
    """Return the shades from background to text, and the accent."""
    paper, ink, accent = (bytes.fromhex(color[1:]) for color in (recipe.paper, recipe.ink, recipe.accent))
    shades = [
        round(light + (dark - light) * step / (SHADES - 1))
        for step in range(SHADES)
        for light, dark in zip(paper, ink, strict=True)
    ]
    return [*shades, *accent]


def _draw_headline(draw: "ImageDraw", text: str, typeface: "Font") -> None:
    """Draw a headline as large as possible; one that does not fit is cut."""
    width, space = CARD_SIZE[0] - 2 * EDGE, CARD_SIZE[1] - TOP - FOOT - 20
    for size in TYPE_SIZES:
        font = typeface.at(size)
        lines = _wrapped(text, font, width)
        most = int(space / (size * LEADING))
        if len(lines) <= most and all(font.getlength(line) <= width for line in lines):
            break
    else:
        lines = [_shortened(line, font, width) for line in lines]
        if len(lines) > most:
            lines = [*lines[: most - 1], _shortened(f"{lines[most - 1]} {lines[most]}...", font, width)]
    for number, line in enumerate(lines):
        _draw_line(draw, line, font, round(TOP + number * font.size * LEADING))


def _draw_line(draw: "ImageDraw", text: str, font: "FreeTypeFont", top: int) -> None:
    """Draw a line from the edge where its script begins."""
    if _runs_left(text):
        draw.text((CARD_SIZE[0] - EDGE, top), text, 255, font, anchor="ra")
    else:
        draw.text((EDGE, top), text, 255, font, anchor="la")


def _wrapped(text: str, font: "FreeTypeFont", width: int) -> list[str]:
    """Break a text into lines, between words or, if there are no spaces, between any two characters."""
    lines = [""]
    for word in text.split():
        whole = f"{lines[-1]} {word}" if lines[-1] else word
        if font.getlength(whole) <= width:
            lines[-1] = whole
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if lines[-1] and font.getlength(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
    return lines


def _shortened(text: str, font: "FreeTypeFont", width: int) -> str:
    """Cut a line to a width, with an ellipsis."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}...") > width:
        text = text[:-1]
    return f"{text.rstrip(' .,;:')}..."


def _runs_left(text: str) -> bool:
    """Tell whether a text is written from right to left, by its first letter."""
    kinds = map(unicodedata.bidirectional, text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


class Font:
    """A font in every size, and the characters that it has."""

    def __init__(self, source: str, content: Digest | None = None) -> None:
        """Open the site's font, or the one of Pillow, which has hardly any characters but English ones."""
        self.first = _open_font(source, content)
        self.sizes: dict[int, FreeTypeFont] = {}
        self.known: dict[str, bool] = {" ": True}
        self.none = self._glyph(NEVER)

    def at(self, size: int) -> "FreeTypeFont":
        """Return the font in a size."""
        if size not in self.sizes:
            self.sizes[size] = self.first.font_variant(size=size)
        return self.sizes[size]

    def drawable(self, text: str) -> str:
        """Return a text with replacements for missing characters, or "" if some have none."""
        said = unicodedata.normalize("NFC", " ".join(text[:MAX_LENGTH].split()))
        for candidate in (said, said.translate(PLAIN)):
            if all(self._has(character) for character in set(candidate)):
                return candidate
        return ""

    def _has(self, character: str) -> bool:
        """Tell whether there is a glyph for a character; invisible ones need none."""
        if character not in self.known:
            self.known[character] = unicodedata.category(character) == "Cf" or self._glyph(character) != self.none
        return self.known[character]

    def _glyph(self, character: str) -> tuple[object, bytes]:
        mask = self.first.getmask(character)
        return mask.size, bytes(mask)


@lru_cache(2)
def _font(source: str, content: Digest | None) -> Font:
    """Return the font of a file with this content; few builds use more than one."""
    return Font(source, content)


def _open_font(source: str, content: Digest | None) -> "FreeTypeFont":
    from PIL import ImageFont
    from PIL.ImageFont import FreeTypeFont, Layout

    try:
        if source:  # read completely: FreeType crashes if the file changes while it is in use
            return ImageFont.truetype(BytesIO(verified_bytes(source, content)), NAME_SIZE)
        font = ImageFont.load_default(NAME_SIZE)
    except OSError:
        message = "this is not a font that can be drawn with"
        raise ImageError(message, "Name a TrueType or OpenType file.") from None
    if not isinstance(font, FreeTypeFont):
        message = "this Pillow was made without FreeType, and cannot write headlines"
        raise ImageError(message, "Install it from PyPI, or set images: {cards: false}.")
    return font.font_variant(layout_engine=Layout.BASIC)  # the same widths on every machine
