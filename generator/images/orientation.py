"""Read the orientation that EXIF gives an image."""


def orientation(exif: bytes | None) -> int:
    """Return the orientation in EXIF: 1 (upright) to 8; from 5 on, width and height are swapped."""
    from PIL import Image  # slow to import, and most builds have no new image

    tags = Image.Exif()
    try:
        tags.load(exif or b"")
        turned = tags.get(0x0112)
    except Exception:  # noqa: BLE001 (a broken EXIF block raises almost anything; browsers ignore it too)
        return 1
    return turned if isinstance(turned, int) and 1 <= turned <= 8 else 1  # noqa: PLR2004 (the standard's)
