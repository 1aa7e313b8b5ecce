"""Image markup in a story's HTML: `<picture>` in all sizes and formats, with caption and lazy loading.

One pass goes from tag to tag; everything that is not an image stays unchanged, byte for byte.
"""

import re
from collections.abc import Iterable, Mapping

from markupsafe import escape

from generator.formats.html import ATTRIBUTES, attributes, tokens
from generator.model.post import Figure, Image

SIZES = "(min-width: 42rem) 38rem, calc(100vw - 2rem)"  # the column of running text in static/css/main.css
HINT = re.compile(r"<img[\s/]", re.IGNORECASE)
PIXELS = re.compile(r"[1-9][0-9]{0,4}(?:px)?")
OWN_CHOICE = frozenset(("srcset", "sizes"))  # if the author writes these, they are not changed

Token = re.Match[str]


def with_image_markup(html: str, figures: Iterable[Figure], baseurl: str) -> str:
    """Make images lazy, and the site's own ones `<picture>` elements with their real width and height.

    An image with a title, alone in its paragraph, becomes a `<figure>`, and its title the caption. An image of another
    site, or in a `<picture>`, is only made lazy.
    """
    if not HINT.search(html):
        return html
    images = {figure.src: figure.image for figure in figures if figure.image.src}
    parts: list[str] = []
    done = 0
    is_inside = False
    walk = tokens(html)
    before, token = None, next(walk, None)
    while token is not None:
        after = next(walk, None)
        tag = (token["tag"] or "").lower()
        if tag == "picture":
            is_inside = not token["close"]
        elif tag == "img" and not token["close"]:
            start, end, text = _changed(token, None if is_inside else images, baseurl, _around(before, token, after))
            parts += (html[done:start], text)
            done = end
        before, token = token, after
    return "".join((*parts, html[done:]))


def _around(before: Token | None, token: Token, after: Token | None) -> tuple[Token, Token] | None:
    """Return the tags of the paragraph, if the image is alone in it."""
    if before is None or after is None or (before["tag"] or "").lower() != "p" or before["close"]:
        return None
    if (after["tag"] or "").lower() != "p" or not after["close"]:
        return None
    html = token.string
    is_alone = not html[before.end() : token.start()].strip() and not html[token.end() : after.start()].strip()
    return (before, after) if is_alone else None


def _changed(
    token: Token, images: Mapping[str, Image] | None, baseurl: str, paragraph: tuple[Token, Token] | None
) -> tuple[int, int, str]:
    """Return the part of the text to replace, and its replacement."""
    written = attributes(token)
    image = images.get(written.get("src", "").strip()) if images is not None else None
    if image is None or not OWN_CHOICE.isdisjoint(written):
        return token.start(), token.end(), _img(token, _late(written), {})
    if not image.srcset:
        return token.start(), token.end(), _img(token, _late(written), {"src": baseurl + image.src})
    title = " ".join(written.get("title", "").split())
    is_figure = paragraph is not None and bool(title)
    element = _picture_element(token, written, image, baseurl, without=("title",) if is_figure else ())
    if paragraph is None or not is_figure:
        return token.start(), token.end(), element
    opening, closing = paragraph
    credit = f' <span class="credit">{escape(image.credit)}</span>' if image.credit else ""
    figure = f"<figure{opening['attributes']}>{element}<figcaption>{escape(title)}{credit}</figcaption></figure>"
    return opening.start(), closing.end(), figure


def _picture_element(
    token: Token, written: Mapping[str, str], image: Image, baseurl: str, without: tuple[str, ...]
) -> str:
    """Return the `<picture>` element of an image in all of its formats."""
    width = PIXELS.fullmatch(written.get("width", "").strip())
    sizes = f"{width[0].removesuffix('px')}px" if width else SIZES
    choice = {"srcset": image.srcset, "sizes": sizes} if ", " in image.srcset else {}
    added = {**choice, **_size(written, image), **_late(written)}
    if image.color and "style" not in written:
        added["style"] = f"background-color:{image.color}"
    img = _img(token, added, {"src": baseurl + image.src, **dict.fromkeys(without)})
    sources = "".join(
        f'<source type="{escape(mime)}" srcset="{escape(srcset)}" sizes="{sizes}">' for mime, srcset in image.sources
    )
    return f"<picture>{sources}{img}</picture>" if sources else img


def _size(written: Mapping[str, str], image: Image) -> dict[str, str]:
    """Return the width and height that the author left out, in pixels, so that browsers reserve the space."""
    sides = {name: PIXELS.fullmatch(written.get(name, "").strip()) for name in ("width", "height")}
    width, height = (int(side[0].removesuffix("px")) if side else 0 for side in sides.values())
    if "width" not in written and "height" not in written:
        return {"width": str(image.width), "height": str(image.height)}
    if width and "height" not in written:
        return {"height": str(max(1, round(image.height * width / image.width)))}
    if height and "width" not in written:
        return {"width": str(max(1, round(image.width * height / image.height)))}
    return {}


def _late(written: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes of lazy loading, unless the author sets them."""
    return (
        {}
        if "loading" in written
        else {"loading": "lazy"}
        if "decoding" in written
        else {"loading": "lazy", "decoding": "async"}
    )


def _img(token: Token, added: Mapping[str, str], changed: Mapping[str, str | None]) -> str:
    """Return a tag with additional attributes before its own, which may be changed or removed (None)."""
    text = token["attributes"]
    parts = [token.string[token.start() : token.start("attributes")]]
    parts += (f' {name}="{escape(value)}"' for name, value in added.items())
    done = 0
    waiting = dict(changed)
    for attribute in ATTRIBUTES.finditer(text):
        name = attribute["name"].lower()
        if name in waiting:
            value = waiting.pop(name)
            parts.append(
                text[done : attribute.start()] if value is not None else text[done : attribute.start()].rstrip()
            )
            parts.append("" if value is None else f'{attribute["name"]}="{escape(value)}"')
            done = attribute.end()
    return "".join((*parts, text[done:], ">"))
