"""Generate a site icon as PNG, or as ICO in several sizes."""

from io import BytesIO

from generator.images.resize import resize
from generator.model.icon import ICO_SIZES
from generator.model.output import MakeIcon, Resize

SAFE = 0.8  # of the width: the circle that phones always show of maskable icons
BEST = 95  # quality of the intermediate step
OPAQUE = ("touch", "maskable")  # phones show transparent pixels in black


def make_icon(recipe: MakeIcon) -> bytes:
    """Return the icon. Raises ImageError for a damaged image."""
    from PIL import Image  # slow to import, and most builds have no new image

    inner = round(recipe.size * SAFE) if recipe.role == "maskable" else recipe.size
    asked = Resize(
        recipe.source, inner, inner, BEST, recipe.position, recipe.digest, recipe.box, content=recipe.content
    )
    square = resize(asked)
    with Image.open(BytesIO(square)) as opened:
        image = opened.convert("RGBA")
    if recipe.role in OPAQUE:
        ground = Image.new("RGBA", (recipe.size, recipe.size), recipe.ground)
        edge = (recipe.size - inner) // 2
        ground.alpha_composite(image, (edge, edge))
        image = ground.convert("RGB")
    file = BytesIO()
    if recipe.role == "ico":
        image.save(file, "ICO", sizes=[(size, size) for size in ICO_SIZES if size <= recipe.size])
    else:
        image.save(file, "PNG", optimize=True)
    return file.getvalue()
