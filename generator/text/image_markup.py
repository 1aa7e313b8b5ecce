"""Image markup in a story's HTML: `<picture>` in all sizes and formats, with caption and lazy loading.

The text is walked once from tag to tag; whatever is not an image stays as it was, byte for byte.
"""

import re
from collections.abc import Iterable, Mapping

from markupsafe import escape

from generator.formats.html import ATTRIBUTES, attributes, tokens
from generator.model.post import Figure, Image

SIZES = "(min-width: 42rem) 38rem, calc(100vw - 2rem)"  # the column of running text in static/css/main.css
HINT = re.compile(r"<img[\s/]", re.IGNORECASE)
PIXELS = re.compile(r"[1-9][0-9]{0,4}(?:px)?")
OWN_CHOICE = frozenset(("srcset", "sizes"))  # an author who writes these knows what to load

Token = re.Match[str]


def with_image_markup(html: str, figures: Iterable[Figure], baseurl: str) -> str:
    """Return a text whose images load late and, where they are ours, are `<picture>`s of true width and height.

    One with a title that has a paragraph to itself becomes a `<figure>`, and its title the caption. Of what lies
    elsewhere, or stands in a `<picture>` already, nothing is changed but when it loads.
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
    """Return the tags of the paragraph that an image has to itself."""
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
    """Return which part of the text an image takes, and what is to stand there."""
    told = attributes(token)
    image = images.get(told.get("src", "").strip()) if images is not None else None
    if image is None or not OWN_CHOICE.isdisjoint(told):
        return token.start(), token.end(), _img(token, _late(told), {})
    if not image.srcset:
        return token.start(), token.end(), _img(token, _late(told), {"src": baseurl + image.src})
    title = " ".join(told.get("title", "").split())
    is_figure = paragraph is not None and bool(title)
    element = _picture_element(token, told, image, baseurl, without=("title",) if is_figure else ())
    if paragraph is None or not is_figure:
        return token.start(), token.end(), element
    opening, closing = paragraph
    credit = f' <span class="credit">{escape(image.credit)}</span>' if image.credit else ""
    figure = f"<figure{opening['attributes']}>{element}<figcaption>{escape(title)}{credit}</figcaption></figure>"
    return opening.start(), closing.end(), figure


def _picture_element(
    token: Token, told: Mapping[str, str], image: Image, baseurl: str, without: tuple[str, ...]
) -> str:
    """Return an image in every format that there is of it."""
    width = PIXELS.fullmatch(told.get("width", "").strip())
    sizes = f"{width[0].removesuffix('px')}px" if width else SIZES
    choice = {"srcset": image.srcset, "sizes": sizes} if ", " in image.srcset else {}
    added = {**choice, **_size(told, image), **_late(told)}
    if image.color and "style" not in told:
        added["style"] = f"background-color:{image.color}"
    img = _img(token, added, {"src": baseurl + image.src, **dict.fromkeys(without)})
    sources = "".join(
        f'<source type="{escape(mime)}" srcset="{escape(srcset)}" sizes="{sizes}">' for mime, srcset in image.sources
    )
    return f"<picture>{sources}{img}</picture>" if sources else img


def _size(told: Mapping[str, str], image: Image) -> dict[str, str]:
    """Return what its author left out of width and height, so that its place can be kept; pixels only."""
    sides = {name: PIXELS.fullmatch(told.get(name, "").strip()) for name in ("width", "height")}
    width, height = (int(side[0].removesuffix("px")) if side else 0 for side in sides.values())
    if "width" not in told and "height" not in told:
        return {"width": str(image.width), "height": str(image.height)}
    if width and "height" not in told:
        return {"height": str(max(1, round(image.height * width / image.width)))}
    if height and "width" not in told:
        return {"width": str(max(1, round(image.width * height / image.height)))}
    return {}


def _late(told: Mapping[str, str]) -> dict[str, str]:
    """Return what makes an image load when it is about to be seen, unless its author says otherwise."""
    return (
        {}
        if "loading" in told
        else {"loading": "lazy"}
        if "decoding" in told
        else {"loading": "lazy", "decoding": "async"}
    )


def _img(token: Token, added: Mapping[str, str], changed: Mapping[str, str | None]) -> str:
    """Return a tag with more attributes before its own, of which some are changed, or left out (None)."""
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
