"""Every kind of view has words, for whoever asks why a page was made again."""

import pytest

from generator.engine.view_names import describe
from generator.library.views import VIEWS


@pytest.mark.parametrize("kind", [*VIEWS, "template", "words"])
def test_every_kind_of_view_is_described(kind: str) -> None:
    assert describe(f"{kind}:1/tag/rain") != f"{kind}:1/tag/rain"


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("setting:title", "the setting title"),
        ("setting:theme.accent", "the setting theme: accent"),
        ("template:partials/head.html", "the template partials/head.html"),
        ("words:fr", "the translations for fr"),
        ("data:facts", "the data file facts"),
        ("stories:5/archive/", "the 5 newest stories"),
        ("stories:1/tag/rain", "the newest story of the tag rain"),
        ("totals:tag/rain", "the number of stories of the tag rain"),
        ("terms:category", "the index of categories"),
        ("an older version's", "an older version's"),
    ],
)
def test_views_in_words(view: str, words: str) -> None:
    assert describe(view) == words
