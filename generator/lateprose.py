"""The Markdown converter of a site, made when the first text needs it."""

from typing import TYPE_CHECKING

from generator.model.problem import FaultError, Problem
from generator.model.settings import Settings

if TYPE_CHECKING:
    from generator.read.prose import PythonMarkdown


class LateProse:
    """Makes the Markdown converter when the first text needs it: most builds need few, some need none."""

    def __init__(self, settings: Settings) -> None:
        """Convert as `settings` say."""
        self._settings = settings
        self._converter: PythonMarkdown | None = None

    def __call__(self, text: str, lang: str = "") -> str:
        """Convert one text. Raises FaultError where the settings are wrong."""
        if self._converter is None:
            from generator.read.prose import make_prose

            settings = self._settings
            try:
                self._converter = make_prose(
                    settings.markdown,
                    settings.markdown_extensions,
                    settings.markdown_extension_configs,
                    lang=settings.lang,
                )
            except ValueError as error:
                raise FaultError(_of_settings(settings, str(error))) from None
        return self._converter(text, lang)

    def give_up(self) -> None:
        """End the text at hand, from another thread."""
        if self._converter is not None:
            self._converter.give_up()


def _of_settings(settings: Settings, message: str) -> Problem:
    """Place what is wrong with the Markdown converter at the setting that asks for it."""
    words, _, hint = message.partition(". ")
    key = "markdown" if message.startswith("markdown:") else "markdown_extensions"
    key = (
        "markdown_extension_configs" if "settings" in words and "markdown_extension_configs" in settings.places else key
    )
    return Problem(settings.file, words, *settings.places.get(key, (0, 0)), hint=hint)
