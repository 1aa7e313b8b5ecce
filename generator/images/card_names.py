"""Which stories get a social card, and the card's file name, a digest of what the card shows."""

from generator.model.digest import digest_of
from generator.model.post import Image
from generator.model.settings import Settings

CARD_SIZE = (1200, 630)
INK, SPOT = "#1b1d20", "#9c1c20"  # of the default theme: `--ink` and `--spot` in static/css/main.css
DRAWINGS = (".svg", ".svgz")  # social networks do not show them


def is_photograph(image: object) -> bool:
    """Tell whether a story's image can be used for social cards."""
    return isinstance(image, Image) and bool(image.src) and not image.path.lower().endswith(DRAWINGS)


def has_card(settings: Settings, image: object) -> bool:
    """Tell whether a card is drawn for a story with this image, or none.

    Without `url` no link to a card is possible.
    """
    return settings.images.cards and bool(settings.url) and not is_photograph(image)


def card_colors(settings: Settings) -> tuple[str, str, str]:
    """Return the colours of the background, the text and the accent."""
    theme = settings.theme
    return theme.paper, theme.colors.light.get("ink", INK), theme.accent or SPOT


def card_path(settings: Settings, headline: str) -> str:
    """Return the path of a headline's card, with a digest of all that it shows: it can be cached for ever."""
    shown = digest_of(headline, settings.title, card_colors(settings), settings.images.card_font)
    return f"assets/cards/{shown[:16]}.png"
