"""Read URLs in front matter, images and links, and refuse URLs that run code."""

import re

from generator.model.post import Image
from generator.model.problem import InputError
from generator.read.story.focal_point import CENTRE, read_focus
from generator.read.yaml.fields import Fields

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
INVISIBLE = re.compile(r"[\x00-\x20\x7f]")
UNSEEN = re.compile(r"[\s\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
UNSAFE = re.compile(
    r"""(?:javascript|vbscript|livescript|mocha):
    |data:(?!image/)(?:[\w!\#$&^.+-]+/[\w!\#$&^.+-]+)?[;,]""",
    re.IGNORECASE | re.VERBOSE,
)
"""URLs that a browser would run, or show as a page: scripts, and data other than images."""
LINK_NAME = re.compile(r".*(?:url|uri|link|href|src)s?", re.IGNORECASE)


def image_position(fields: Fields) -> tuple[int, int]:
    """Return the line and column of `image`; zeros if there is none."""
    return fields.positions.get("image", (0, 0)) if fields.values.get("image") else (0, 0)


def read_image(fields: Fields) -> Image | None:
    """Read `image`, a path or a mapping."""
    value = fields.values.get("image")
    if not value:
        return None
    focus = CENTRE
    if isinstance(value, dict):
        inner = fields.inside("image")
        focus = read_focus(inner)
        path, alt, caption, credit = (inner.text(key).strip() for key in ("path", "alt", "caption", "credit"))
        if not path:
            raise fields.error("image", "the picture's path is missing", "Write image: {path: assets/x.jpg, alt: …}.")
    else:
        path, alt, caption, credit = fields.text("image").strip(), "", "", ""
    scheme = SCHEME.match(INVISIBLE.sub("", path))
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        raise fields.error(
            "image", f'"{path}" is not a picture\'s address', "Write a path below the site, or an https:// address."
        )
    src = path if scheme or path.startswith("//") else ""
    return Image(path, alt, caption, credit, src=src, focus=focus)


def read_addresses(fields: Fields, key: str) -> tuple[str, ...]:
    """Read URLs: paths below the site, or absolute URLs, but no URL that a browser would run."""
    addresses = fields.members(key)
    for address in addresses:
        _check_address(fields, key, address)
    return addresses


def _check_address(fields: Fields, key: str, address: str) -> None:
    scheme = SCHEME.match(INVISIBLE.sub("", address))
    if scheme and scheme[0].lower() not in ("http:", "https:", "mailto:", "tel:"):
        raise _not_an_address(fields, key, address)


def _refuse_scripts(fields: Fields, key: str, value: str) -> None:
    """Refuse URLs that a browser would run. Browsers ignore leading white space, and tabs and line breaks anywhere."""
    if UNSAFE.match(UNSEEN.sub("", value)):
        raise _not_an_address(fields, key, value)


def _not_an_address(fields: Fields, key: str, value: str) -> InputError:
    return fields.error(key, f'"{value}" is not a web address', "Write a path such as /old/, or an https:// address.")


def check_links(fields: Fields) -> None:
    """Refuse front matter with links that a browser would run: every `url`, `link` or `href`, at any depth.

    All other strings are allowed: `webcal:` and `tel:`, or a note with a colon.
    """
    waiting = [(key, key, value) for key, value in fields.values.items()]
    while waiting:
        key, name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(key, str(inner), member) for inner, member in value.items()]
        elif isinstance(value, list):
            waiting += [(key, name, member) for member in value]
        elif isinstance(value, str) and ":" in value and LINK_NAME.fullmatch(name):
            _refuse_scripts(fields, key, value)
