"""A word that a stranger would search for finds the module, by its name and the first line of its docstring."""

import re

import pytest
from architecture import first_line
from test_layers import FILES, PACKAGE

# The question, the word to search for (any form of it), and the module that answers.
QUESTIONS = (
    ("Where is EXIF read?", "exif", "images/metadata.py"),
    ("Who decides that a page is stale?", "stale", "engine/stale.py"),
    ("What retries an upload?", "retr(y|ies)", "deploy/retry.py"),
    ("Where is the lock?", "locks?", "engine/lock.py"),
    ("What escapes titles in feeds?", "escap", "render/jinja.py"),
    ("Where are a story's dates parsed?", "dates?", "read/story/dates.py"),
    ("What resizes images?", "resize", "images/resize.py"),
    ("What keeps a scheduled story back?", "scheduled|held", "library/visibility.py"),
    ("In which order are files uploaded?", "upload", "deploy/compare.py"),
    ("What removes passwords from error messages?", "secrets|passwords|credentials", "deploy/redact.py"),
    ("How are related stories chosen?", "related", "plan/related.py"),
    ("Which pages are in the sitemap?", "sitemap", "plan/sitemaps.py"),
    ("What minifies CSS?", "minif", "render/stylesheets.py"),
    ("What makes the browser reload?", "reload", "serve/reload.py"),
    ("Where is `_config.yml` read?", "read `_config", "read/config/settings.py"),
    ("Where does Markdown become HTML?", "markdown to html", "text/markdown.py"),
    ("Where is the push to GitHub Pages?", "github|push", "deploy/git/store.py"),
    ("What finds dead links?", "dead.links?", "engine/dead_links.py"),
    ("What deletes old files from `_site/`?", "obsolete", "write/folder.py"),
    ("Where are the words of the theme translated?", "translat", "render/translations.py"),
    ("What notices that a file changed?", "detect", "read/files/file_stat.py"),
    ("Where are the command line's options?", "options", "cli/arguments.py"),
    ("What strips GPS positions from photographs?", "metadata", "images/strip.py"),
    ("What writes `application/ld+json`?", "json.?ld", "render/json_ld.py"),
)
MOST = 8  # modules to look at, a few seconds each


def found(word: str) -> list[str]:
    """Return the modules whose path or first line has a word that begins so."""
    rows = {path.relative_to(PACKAGE).as_posix(): first_line(path) for path in FILES}
    return sorted(name for name, line in rows.items() if re.search(rf"(?i)(\b|_){word}", f"{name} {line}"))


@pytest.mark.parametrize(("question", "word", "module"), QUESTIONS, ids=[question for question, _, _ in QUESTIONS])
def test_a_search_word_finds_the_module(question: str, word: str, module: str) -> None:
    hits = found(word)
    assert module in hits, question
    assert len(hits) <= MOST, (question, hits)
