"""Encode an image in one of the web's formats, without metadata.

The settings are measured (docs/images.md): AVIF at libaom's speed 9 takes half the time of WebP and fewer bytes.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from generator.model.image import AVIF, GIF, JPEG, PNG, WEBP, ImageError

if TYPE_CHECKING:
    from PIL.Image import Image

NAMES = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", GIF: "GIF", AVIF: "AVIF"}
AVIF_SCALE = 0.75  # AVIF at 60 looks like JPEG at 75 to 80
AVIF_SPEED = 9
CLEAR = 128  # GIF has no partial transparency: pixels with less alpha become transparent
WHITE = (255, 255, 255)  # the background of transparent pixels


def encode_image(image: "Image", mime: str, quality: int, *, drawn: bool = False) -> bytes:
    """Return the encoded bytes; for `drawn` images, such as logos, the edges of colours stay sharp."""
    from PIL import features  # slow to import, and most builds have no new image

    if mime == AVIF and not features.check("avif"):
        message = "the Pillow that is installed cannot write AVIF"
        raise ImageError(message, "Update it, or set images: {formats: [webp, original]}.")
    image.info = {}  # otherwise Pillow writes the comments, profiles and resolutions in it
    options: dict[str, dict[str, Any]] = {
        JPEG: {"quality": quality, "optimize": True},  # progressive encoding is 2 % smaller, but takes twice the time
        WEBP: {"quality": quality},
        AVIF: {
            "quality": round(quality * AVIF_SCALE),
            "speed": AVIF_SPEED,
            "subsampling": "4:4:4" if drawn else "4:2:0",
            "max_threads": 1,  # every CPU has its own image
        },
    }
    file = BytesIO()
    _ready(image, mime).save(file, NAMES[mime], **options.get(mime, {}))
    return file.getvalue()


def _ready(image: "Image", mime: str) -> "Image":
    from PIL import Image

    if mime == GIF:
        return clear_cut(image)
    if mime == JPEG and image.mode == "RGBA":
        ground = Image.new("RGB", image.size, WHITE)
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image


def clear_cut(image: "Image") -> "Image":
    """Make each pixel either transparent or opaque."""
    if image.mode != "RGBA":
        return image
    cut = image.copy()
    cut.putalpha(image.getchannel("A").point(lambda value: 255 if value >= CLEAR else 0))
    return cut
