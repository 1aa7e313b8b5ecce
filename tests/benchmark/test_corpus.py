import re
from collections import Counter
from itertools import pairwise

import pytest
from benchmark.corpus import AUTHORS, BEGIN, CATEGORIES, END, TAGS, Story, stories, story


@pytest.fixture(scope="module")
def archive() -> list[Story]:
    return list(stories(2000, seed=1))


def test_a_seed_always_gives_the_same_archive() -> None:
    assert list(stories(5, seed=7)) == list(stories(5, seed=7))


def test_another_seed_gives_another_archive() -> None:
    first, second = story(3, 5, seed=7), story(3, 5, seed=8)
    assert (first.title, first.body) != (second.title, second.body)


def test_this_very_text_is_kept_from_one_version_of_python_to_the_next() -> None:
    assert story(13, 40, seed=1).slug == "school-place-side-reopened-community-closed-about-some-but-13"


def test_one_story_is_what_it_is_in_the_whole_archive(archive: list[Story]) -> None:
    assert story(500, 2000, seed=1) == archive[500]


def test_there_are_40_authors_12_categories_and_300_tags_without_repeats() -> None:
    assert [len(set(names)) for names in (AUTHORS, CATEGORIES, TAGS)] == [40, 12, 300]


def test_all_authors_and_categories_are_in_use_about_equally(archive: list[Story]) -> None:
    authors = Counter(one.author for one in archive)
    categories = Counter(name for one in archive for name in one.categories)
    assert (len(authors), len(categories)) == (40, 12)
    assert max(authors.values()) < 3 * min(authors.values())
    assert max(categories.values()) < 2 * min(categories.values())


def test_tags_follow_zipfs_law(archive: list[Story]) -> None:
    counts = Counter(tag for one in archive for tag in one.tags)
    ranked = [counts[tag] for tag in TAGS]
    assert ranked[0] == max(ranked)
    # Ten times the rank, a tenth of the stories; more than that, since a story has no tag twice.
    assert 5 < sum(ranked[:10]) / sum(ranked[100:110]) < 40
    assert len(counts) > 290


def test_no_story_has_a_tag_or_a_category_twice(archive: list[Story]) -> None:
    for one in archive:
        assert len(set(one.tags)) == len(one.tags) in range(2, 6)
        assert len(set(one.categories)) == len(one.categories) in (1, 2)


def test_dates_are_spread_evenly_over_ten_years(archive: list[Story]) -> None:
    steps = {(newer.date - older.date).total_seconds() // 10 for older, newer in pairwise(archive)}
    assert (archive[0].date, END.year - BEGIN.year) == (BEGIN, 9)
    assert len(steps) <= 2
    assert archive[-1].date < END


def test_stories_beyond_the_archive_are_newer_than_all_of_it(archive: list[Story]) -> None:
    first, second = story(2000, 2000, seed=1), story(2001, 2000, seed=1)
    assert archive[-1].date < first.date < second.date


def test_a_story_has_about_900_words(archive: list[Story]) -> None:
    lengths = [len(one.body.split()) for one in archive]
    assert 850 < sum(lengths) / len(lengths) < 1000
    assert min(lengths) > 700
    assert max(lengths) < 1200


def test_addresses_are_distinct_and_plain(archive: list[Story]) -> None:
    slugs = {one.slug for one in archive}
    assert len(slugs) == 2000
    assert all(re.fullmatch(r"([a-z]+-)+\d+", slug) for slug in slugs)


def test_some_stories_have_lists_fewer_have_tables_and_one_in_40_has_code(archive: list[Story]) -> None:
    bodies = [one.body for one in archive]
    assert 0.2 < sum("\n- " in body for body in bodies) / 2000 < 0.4
    assert sum("|---:|" in body for body in bodies) == 100
    assert sum("```python" in body for body in bodies) == 50
    assert all("\n> " in body and "\n## " in body for body in bodies)


def test_nothing_in_a_story_is_liquid(archive: list[Story]) -> None:
    assert not any("{{" in one.body or "{%" in one.body for one in archive)
