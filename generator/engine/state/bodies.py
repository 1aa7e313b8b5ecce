"""The cache of texts' HTML: a text is converted once, and again only when it changes."""

import zlib
from collections.abc import Callable, Iterable
from functools import cached_property
from hashlib import blake2b

from generator.engine.lazy_markdown import LazyMarkdown
from generator.engine.state.database import Database, Row
from generator.engine.state.seal import sealed, unsealed
from generator.model.digest import Digest, digest_of
from generator.model.post import Page, Post
from generator.model.settings import Settings
from generator.read.config.machine import digest_of_extensions
from generator.text.excerpt import is_familiar

LEVEL = 1  # of compression: higher levels take longer and save hardly anything
SPARE = 1_000  # texts beyond those of the current stories that are kept before old ones are removed
PRUNED = b"bodies"
# PyMdown extensions that include other files: equal texts may have different HTML.
INCLUDING = ("pymdownx.snippets", "pymdownx.b64")


class KeptHtml:
    """The HTML of Markdown texts, by their digest and all that the conversion depends on.

    Plain texts are left out: converting them is as fast as reading the cache.
    """

    def __init__(self, database: Database, settings: Settings, to_html: LazyMarkdown) -> None:
        """Keep in a database what `to_html` makes, as `settings` say."""
        self._database = database
        self._settings = settings
        self._to_html = to_html

    def html(self, body: Digest, lang: str, convert: Callable[[], str], *, toc: bool = False) -> str:
        """Return the HTML of a text of this digest; `convert` makes it where it was not kept."""
        key = self._key(body, lang, toc=toc)
        found = self._database.rows("SELECT html FROM body WHERE key = ?", (key,))
        packed = unsealed(found[0][0], key, self._database.seal) if found else None
        if packed is not None:
            return zlib.decompress(packed).decode("utf-8", "surrogatepass")
        html = convert()
        if self._to_html.was_plain:
            return html
        packed = zlib.compress(html.encode("utf-8", "surrogatepass"), LEVEL)
        row = (key, sealed(packed, key, self._database.seal))
        self._database.write(("INSERT OR REPLACE INTO body(key, html) VALUES(?, ?)", [row]))
        return html

    def prune(self, stories: Iterable[Post | Page]) -> None:
        """Remove the HTML of texts that are none of these stories', once there is much of it."""
        live = list(stories)
        latest = _number(self._database.rows("SELECT max(id) FROM body"))
        if latest - int.from_bytes(self._database.value(PRUNED) or b"") <= len(live) + SPARE:
            return
        kept = {self._key(story.body_digest, _lang(story), toc=story.toc) for story in live if story.body_digest}
        rows = self._database.rows("SELECT id, key FROM body")
        self._database.write(
            ("DELETE FROM body WHERE id = ?", [(number,) for number, key in rows if key not in kept]),
            self._database.setting(PRUNED, latest.to_bytes(8)),
        )

    def _key(self, body: Digest, lang: str, *, toc: bool) -> bytes:
        shown = f"{body} {lang or self._settings.lang} {toc}"
        return blake2b(shown.encode(), digest_size=16, key=self._how.encode()).digest()

    @cached_property
    def _how(self) -> Digest:
        """The digest of all that decides what comes of a text, besides our own code."""
        settings = self._settings
        extensions = settings.markdown_extensions
        return digest_of(
            settings.markdown, extensions, settings.markdown_extension_configs, digest_of_extensions(extensions)
        )


def _lang(story: Post | Page) -> str:
    return story.teaser.lang if isinstance(story, Post) else story.lang


def _number(rows: list[Row]) -> int:
    """Return the one number that was asked for; 0 where there is none."""
    found = rows[0][0] if rows else None
    return found if isinstance(found, int) else 0


def are_self_contained(extensions: Iterable[str]) -> bool:
    """Tell whether a text's HTML depends on nothing but the text, as far as we know a site's Markdown extensions."""
    return all(is_familiar([name]) or (name.startswith("pymdownx.") and name not in INCLUDING) for name in extensions)
