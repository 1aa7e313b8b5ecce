"""Read the focal point of an image, which crops keep visible."""

import re

from generator.read.yaml.fields import Fields

CENTRE = (50, 50)
ACROSS = {"left": 0, "right": 100}
DOWN = {"top": 0, "bottom": 100}
PERCENT = re.compile(r"\d{1,3}(?:\.\d+)?", re.ASCII)
HINT = 'Write focus: "30% 40%" (from the left, from the top), or words: left, right, top, bottom, center.'


def read_focus(fields: Fields) -> tuple[int, int]:
    """Read `focus` like CSS's `object-position`: two numbers, or words in any order; return integers in percent."""
    value = fields.values.get("focus")
    if value is None or value == "":
        return CENTRE
    words = [str(word) for word in value] if isinstance(value, list) else fields.text("focus").replace(",", " ").split()
    found = _point([word.strip().lower() for word in words])
    if found is None:
        said = " ".join(words)
        raise fields.error("focus", f'"{said}" is not a point of the picture', HINT)
    return found


def _point(words: list[str]) -> tuple[int, int] | None:
    """Return the point for one or two words; None if they are invalid."""
    if len(words) == 1:
        words = ["center", words[0]] if words[0] in DOWN else [words[0], "center"]
    if len(words) != 2:  # noqa: PLR2004 (across and down)
        return None
    if words[0] in DOWN or words[1] in ACROSS:
        words.reverse()
    across, down = _percent(words[0], ACROSS), _percent(words[1], DOWN)
    return None if across is None or down is None else (across, down)


def _percent(word: str, names: dict[str, int]) -> int | None:
    if word in ("center", "centre"):
        return CENTRE[0]
    number = word.removesuffix("%")
    if PERCENT.fullmatch(number) and float(number) <= 100:  # noqa: PLR2004 (all of it)
        return round(float(number))
    return names.get(word)
