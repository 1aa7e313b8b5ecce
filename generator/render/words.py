"""The theme's own words, and moments and numbers, in the language of the page."""

from datetime import datetime


class Words:
    """Speaks one language at a time: that of the page being filled."""

    def __init__(self, catalogs: dict[str, list[str]]) -> None:
        """Take the paths of the catalogues of each language, the site's own before the default theme's."""
        self.catalogs = catalogs
        self.lang = "en"

    def speak(self, lang: str) -> None:
        """Turn to a language: a code such as "fr", "pt-BR" or "ar"."""
        self.lang = lang

    def gettext(self, message: str) -> str:
        """Return a message in the page's language."""
        return message

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form of a message that suits `count`."""
        return one if count == 1 else many

    def local(self, value: object, style: str = "long") -> str:
        """Write a moment as the page's language does."""
        return str(value) if isinstance(value, datetime) else style

    def number(self, value: float) -> str:
        """Write a number as the page's language does."""
        return f"{value:,}"

    def direction(self, lang: str) -> str:
        """Tell in which direction a language runs: "ltr" or "rtl"."""
        return "rtl" if lang == "ar" else "ltr"
