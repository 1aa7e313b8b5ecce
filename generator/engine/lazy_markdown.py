"""The site's Markdown converter, created when the first text needs HTML."""

from typing import TYPE_CHECKING

from generator.model.problem import InputError, Problem
from generator.model.settings import Settings

if TYPE_CHECKING:
    from generator.text.markdown import PythonMarkdown


class LazyMarkdown:
    """Makes the Markdown converter when the first text needs it: most builds need few, some need none."""

    def __init__(self, settings: Settings) -> None:
        """Convert as `settings` say."""
        self._settings = settings
        self._converter: PythonMarkdown | None = None

    def __call__(self, text: str, lang: str = "") -> str:
        """Convert one text. Raises InputError where the settings are wrong."""
        if self._converter is None:
            from generator.text.markdown import make_markdown

            settings = self._settings
            try:
                self._converter = make_markdown(
                    settings.markdown,
                    settings.markdown_extensions,
                    settings.markdown_extension_configs,
                    lang=settings.lang,
                )
            except ValueError as error:
                raise InputError(_settings_problem(settings, str(error))) from None
        return self._converter(text, lang)

    @property
    def was_plain(self) -> bool:
        """Tell whether the last text was converted in hardly any time."""
        return self._converter is not None and self._converter.was_plain

    def give_up(self) -> None:
        """End the text at hand, from another thread."""
        if self._converter is not None:
            self._converter.give_up()


def _settings_problem(settings: Settings, message: str) -> Problem:
    """Place what is wrong with the Markdown converter at the setting that asks for it."""
    words, _, hint = message.partition(". ")
    key = "markdown" if message.startswith("markdown:") else "markdown_extensions"
    key = (
        "markdown_extension_configs"
        if "settings" in words and "markdown_extension_configs" in settings.positions
        else key
    )
    return Problem(settings.file, words, *settings.positions.get(key, (0, 0)), hint=hint)
