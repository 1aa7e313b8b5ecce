"""Plan the social cards of stories without an image."""

from collections.abc import Iterable, Iterator

from generator.images.card_names import card_colors, card_path, has_card
from generator.model.digest import digest_of
from generator.model.library import Library
from generator.model.output import Output, SocialCard


def keys(library: Library) -> Iterable[str]:
    """Name the sources of all stories, where there are cards at all."""
    return (teaser.source for teaser in library.teasers) if library.settings.images.cards else ()


def outputs(library: Library, source: str) -> Iterator[Output]:
    """Plan the card of a story whose picture no network could show; stories of one headline have the same."""
    settings = library.settings
    post = library.stories.get(source)
    if post is None or post.redirect_to or not has_card(settings, post.teaser.image):
        return
    font = library.assets.get(settings.images.card_font)
    file, content = (font.source, font.digest) if font else ("", None)
    position = (settings.file, *settings.positions.get("images", (0, 0)))
    title = post.teaser.title
    shown = (title, settings.title, *card_colors(settings))
    yield Output(
        card_path(settings, title), SocialCard(file, content, *shown, position, digest_of(shown, content)), lasts=True
    )
