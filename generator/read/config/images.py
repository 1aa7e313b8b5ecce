"""Read `images:` of `_config.yml`: how images are published."""

from collections.abc import Iterator

from generator.formats.urls import composed
from generator.images.renditions import FORMATS_BY_NAME
from generator.model.problem import Problem
from generator.model.settings import WIDTHS, ImageOptions
from generator.read.yaml.fields import Fields

MAX_WIDTH = 10_000  # pixels


def read_images(fields: Fields) -> ImageOptions:
    """Return how pictures are published. Raises InputError with the place of a value that makes no sense."""
    widths = _widths(fields, "widths", WIDTHS)
    return ImageOptions(
        widths=widths,
        hero=_widths(fields, "hero", widths),
        thumbnail=_widths(fields, "thumbnail", ()),
        quality=min(100, fields.number("quality", 80, least=1)),
        formats=_formats(fields),
        crops=fields.flag("crops", default=True),
        cards=fields.flag("cards"),
        card_font=composed(fields.text("card_font").strip().lstrip("/")),
        missing="warn" if fields.choice("missing", ("error", "warn")) == "warn" else "error",
    )


def odd_images(fields: Fields) -> Iterator[Problem]:
    """Warn of keys that mean nothing to us."""
    known = ImageOptions.__struct_fields__
    for key in fields.values:
        if key not in known:
            yield fields.problem(str(key), "there is no such setting", f"There are: {', '.join(known)}.", "warning")


def _widths(fields: Fields, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
    """Return the widths of pictures, one or several, the narrowest first."""
    if key not in fields.values:
        return default
    value = fields.values[key]
    widths = value if isinstance(value, list) else [value]
    if not widths or not all(type(width) is int and 0 < width <= MAX_WIDTH for width in widths):
        hint = f"Write {key}: 960 or {key}: [480, 960], each from 1 to {MAX_WIDTH}."
        raise fields.error(key, "this should be a width in pixels, or a list of widths", hint)
    return tuple(sorted(set(widths)))


def _formats(fields: Fields) -> tuple[str, ...]:
    value = fields.values.get("formats", ["avif", "original"])
    if not isinstance(value, list) or not value or not set(map(str, value)) <= {*FORMATS_BY_NAME, "original"}:
        hint = f"Write formats: [avif, original]; known are {', '.join(FORMATS_BY_NAME)} and original."
        raise fields.error("formats", "this should be a list of formats, the one for old browsers last", hint)
    return tuple(dict.fromkeys(map(str, value)))
