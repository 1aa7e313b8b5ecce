"""Read `theme:` of `_config.yml`: logo, colours, fonts and other theme options.

Jekyll's `theme: minima` is the name of a gem; a string is ignored.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from msgspec import Struct

from generator.formats.color import READABLE, contrast, normal, readable
from generator.model.problem import InputError, Problem
from generator.model.settings import Colors, Link, ThemeOptions
from generator.read.yaml.fields import Fields
from generator.read.yaml.positions import position_of

KEY = "theme"
KEYS = (
    "accent", "accent_dark", "colors", "logo", "logo_dark", "logo_width", "logo_height", "icon", "ears", "social",
    "share",
)  # fmt: skip
LOGOS = ("logo", "logo_dark")
SHARES = ("email", "bluesky", "facebook", "linkedin", "mastodon", "reddit", "telegram", "whatsapp", "x")
MAX_EARS, MAX_EAR = 2, 80
MAX_SIDE = 10_000  # pixels of a side of a logo
TEXT = ("ink", "soft", "spot")  # colours of text

_ADDRESS = re.compile(r"""https?://[^\s/?#"'<>\\]+(?:[/?#][^\s"'<>\\]*)?""", re.IGNORECASE)
_MAIL = re.compile(r"""mailto:[^\s"'<>\\@]+@[^\s"'<>\\@]+""", re.IGNORECASE)
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def read_theme(fields: Fields, text: str) -> tuple[ThemeOptions, tuple[Problem, ...]]:
    """Read the theme options; also return warnings. `text` is the whole file, for positions.

    Raises InputError for an invalid value.
    """
    value = fields.values.get(KEY)
    if value is None or isinstance(value, str):
        return ThemeOptions(), ()
    reader = _ThemeReader(fields.file, text)
    if not isinstance(value, dict):
        reader.fail((), "this should be a group of `key: value` lines", 'Write theme: {accent: "#9c1c20"}.')
    accent = _colour(reader, value, ("accent",))
    accent_dark = _colour(reader, value, ("accent_dark",))
    colors = Colors(*(_colors(reader, value, shade) for shade in ("light", "dark")))
    dark = ThemeOptions(colors=colors).paper_dark
    width, height = _side(reader, value, "logo_width"), _side(reader, value, "logo_height")
    theme = ThemeOptions(
        accent=accent,
        accent_dark=accent_dark or (readable(accent, dark) if accent else ""),
        colors=colors,
        logo=_file(reader, value, "logo"),
        logo_width=width,
        logo_height=height,
        logo_is_sized=bool(width or height),
        logo_dark=_file(reader, value, "logo_dark"),
        logo_dark_width=width,
        logo_dark_height=height,
        icon=_file(reader, value, "icon"),
        ears=_ears(reader, value),
        social=_social(reader, value),
        share=_share(reader, value),
    )
    warnings = (
        *_unknown(reader, value),
        *_dark_logo_only(reader, theme),
        *_unreadable(reader, theme, is_own=bool(accent_dark)),
    )
    return theme, warnings


class _ThemeReader(Struct, frozen=True):
    """The settings file."""

    file: str
    text: str

    def problem(self, keys: tuple[str | int, ...], message: str, hint: str, *, is_warning: bool = False) -> Problem:
        """Return a problem at the position of `keys`, or of the last of them that exists."""
        line, column = position_of(self.text, (KEY, *keys))
        named = ": ".join(str(key) for key in (KEY, *keys) if isinstance(key, str))
        severity = "warning" if is_warning else "error"
        return Problem(self.file, f"{named}: {message}", line, column, hint, severity)  # type: ignore[arg-type]

    def fail(self, keys: tuple[str | int, ...], message: str, hint: str) -> NoReturn:
        """Raise an error."""
        raise InputError(self.problem(keys, message, hint))


def _colour(reader: _ThemeReader, values: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """Return the colour for the last of `keys` in `values`."""
    if keys[-1] not in values:
        return ""
    value = values[keys[-1]]
    hint = f'Write six digits in quotes: {keys[-1]}: "#9c1c20".'
    if value is None:
        reader.fail(keys, "no colour is given: without quotes, # begins a remark", hint)
    found = normal(value) if isinstance(value, str) else None
    return found or reader.fail(keys, f'"{value}" is not a colour', hint)


def _colors(reader: _ThemeReader, theme: Mapping[str, Any], shade: str) -> dict[str, str]:
    value = theme.get("colors") or {}
    hint = 'Write colors: {light: {paper: "#ffffff"}, dark: {paper: "#000000"}}.'
    if not isinstance(value, dict) or value.keys() - {"light", "dark"}:
        reader.fail(("colors",), "here only light and dark may stand, each with its colours", hint)
    colors = value.get(shade) or {}
    if not isinstance(colors, dict):
        reader.fail(("colors", shade), "this should be names with their colours", hint)
    for name in colors:
        if not _NAME.fullmatch(name):
            known = "Names are those of the theme's custom properties, without the dashes: paper, ink …"
            reader.fail(("colors", shade, name), "this is no name of a colour", known)
    return {name: _colour(reader, colors, ("colors", shade, name)) for name in sorted(colors)}


def _file(reader: _ThemeReader, values: Mapping[str, Any], key: str) -> str:
    """Return a path below the site; a logo may also be a URL."""
    value = values.get(key)
    hint = f"Write the path of a file of the site: {key}: assets/{key}.png."
    if value is None:
        return ""
    if not isinstance(value, str) or not value.strip() or _CONTROL.search(value):
        reader.fail((key,), "this should be a path", hint)
    path = value.strip()
    if key in LOGOS and _ADDRESS.fullmatch(path):
        return path
    if _SCHEME.match(path) or ".." in path.split("/"):
        reader.fail((key,), f'"{path}" is not a file of the site', hint)
    return path


def _side(reader: _ThemeReader, values: Mapping[str, Any], key: str) -> int:
    value = values.get(key, 0)
    if type(value) is int and 0 <= value <= MAX_SIDE:
        return value
    return reader.fail((key,), f'"{value}" is not a number of pixels', f"Write {key}: 240, or leave it out.")


def _ears(reader: _ThemeReader, values: Mapping[str, Any]) -> tuple[str, ...]:
    value = values.get("ears") or []
    hint = 'Write at most two short texts: ears: ["Founded 1871", "Free"].'
    if not isinstance(value, list) or len(value) > MAX_EARS:
        reader.fail(("ears",), "this should be a list of at most two texts", hint)
    for number, ear in enumerate(value):
        if not isinstance(ear, str) or len(ear) > MAX_EAR:
            reader.fail(("ears", number), f"this should be a text of at most {MAX_EAR} letters", hint)
    return tuple(value)


def _social(reader: _ThemeReader, values: Mapping[str, Any]) -> tuple[Link, ...]:
    value = values.get("social") or []
    hint = "Write one a line: - {name: Mastodon, url: https://example.social/@paper}."
    if not isinstance(value, list):
        reader.fail(("social",), "this should be a list of names with their addresses", hint)
    return tuple(_link(reader, number, entry, hint) for number, entry in enumerate(value))


def _link(reader: _ThemeReader, number: int, entry: object, hint: str) -> Link:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) for key in ("name", "url")):
        reader.fail(("social", number), "this should be a name and a url", hint)
    if not (_ADDRESS.fullmatch(entry["url"]) or _MAIL.fullmatch(entry["url"])):
        reader.fail(("social", number, "url"), f'"{entry["url"]}" is neither a web nor a mail address', hint)
    return Link(entry["name"].strip(), entry["url"])


def _share(reader: _ThemeReader, values: Mapping[str, Any]) -> tuple[str, ...]:
    value = values.get("share", list(ThemeOptions().share))
    known = f"Write some of: {', '.join(SHARES)}; or [] for none."
    if value is None or value is False:
        return ()
    if not isinstance(value, list):
        reader.fail(("share",), "this should be a list of names", known)
    for number, name in enumerate(value):
        if name not in SHARES:
            reader.fail(("share", number), f'"{name}" is not known', known)
    return tuple(dict.fromkeys(value))


def _unknown(reader: _ThemeReader, values: Mapping[str, Any]) -> Iterator[Problem]:
    for key in sorted(values.keys() - set(KEYS)):
        from difflib import get_close_matches  # only for the message

        near = get_close_matches(key, KEYS, 1)
        hint = f"Is {near[0]} meant?" if near else f"There are: {', '.join(KEYS)}."
        yield reader.problem((key,), "this setting is not known", hint, is_warning=True)


def _dark_logo_only(reader: _ThemeReader, theme: ThemeOptions) -> Iterator[Problem]:
    """Warn of a logo for dark pages without one for light pages."""
    if theme.logo_dark and not theme.logo:
        hint = "Give logo as well, or logo alone."
        yield reader.problem(("logo_dark",), "without logo this is not shown", hint, is_warning=True)


def _unreadable(reader: _ThemeReader, theme: ThemeOptions, *, is_own: bool) -> Iterator[Problem]:
    """Warn of text colours with too little contrast."""
    chosen: list[tuple[tuple[str, ...], str, str, str]] = [(("accent",), theme.accent, theme.paper, "")]
    of_dark = (theme.paper_dark, " of dark pages")
    if is_own:
        chosen.append((("accent_dark",), theme.accent_dark, *of_dark))
    light, dark = theme.colors.light, theme.colors.dark
    chosen += [(("colors", "light", name), light[name], theme.paper, "") for name in TEXT if name in light]
    chosen += [(("colors", "dark", name), dark[name], *of_dark) for name in TEXT if name in dark]
    for keys, color, background, of in chosen:
        if color and (ratio := contrast(color, background)) < READABLE:
            message = (
                f"{color} on the paper{of}, {background}, has a contrast of {int(ratio * 100) / 100:.2f}: 4.5 is needed"
            )
            yield reader.problem(keys, message, f'Near it is "{readable(color, background)}".', is_warning=True)
