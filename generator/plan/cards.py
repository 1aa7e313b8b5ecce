"""Plan the social cards of stories without an image."""

from collections.abc import Iterator

from generator.images.card_names import card_colors, card_path, has_card
from generator.model.digest import digest_of
from generator.model.library import Library
from generator.model.output import Output, SocialCard


def outputs(library: Library) -> Iterator[Output]:
    """Plan a card for each story without a suitable image; stories with the same headline share it."""
    settings = library.settings
    if not settings.images.cards:
        return
    font = next((asset for asset in library.assets if asset.path == settings.images.card_font), None)
    source, content = (font.source, font.digest) if font else ("", None)
    place = (settings.file, *settings.positions.get("images", (0, 0)))
    made = set()
    for post in library.posts:
        title = post.teaser.title
        if post.redirect_to or title in made or not has_card(settings, post.teaser.image):
            continue
        made.add(title)
        shown = (title, settings.title, *card_colors(settings))
        card = SocialCard(source, content, *shown, place, digest_of(shown, content))
        yield Output(card_path(settings, title), card, lasts=True)
