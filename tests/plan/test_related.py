"""Related stories: few, near, sharing what is rare; and a new story changes few old pages."""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from smalllibrary import library, story

from generator.model.library import Library
from generator.model.order import moment, places_by_table
from generator.model.post import Teaser
from generator.plan.related import MAX_RELATED, related

START = datetime(2026, 1, 1, tzinfo=UTC)
TAGS = ("flood", "bridge", "rovers", "council", "Flood")


def teaser(
    number: int,
    *tags: str,
    section: str = "",
    sections: tuple[str, ...] = (),
    series: str = "",
    draft: bool = False,
) -> Teaser:
    """Make the story that came out `number` hours after the first."""
    return Teaser(
        source=f"_posts/{number}.md",
        url=f"/{number}/",
        title=f"Story {number}",
        date=START + timedelta(hours=number),
        tags=tags,
        categories=(section,) if section else sections,
        series=series,
        draft=draft,
    )


def shelf_of(stories: Sequence[Teaser]) -> Library:
    return library(msgspec.structs.replace(story(1), teaser=teaser) for teaser in stories)


def chosen(stories: Sequence[Teaser]) -> dict[str, list[str]]:
    """Return the numbers of each story's related ones."""
    shelf = shelf_of(stories)
    by_table = places_by_table()
    found = {teaser.url.strip("/"): related(shelf, teaser) for teaser in shelf.teasers}
    assert found == {teaser.url.strip("/"): related(shelf, teaser, by_table) for teaser in shelf.teasers}
    return {number: [other.url.strip("/") for other in others] for number, others in found.items()}


def expected(stories: Sequence[Teaser]) -> dict[str, list[str]]:
    """Choose as the module's text says, by a walk over all stories."""
    return {teaser.url.strip("/"): [other.url.strip("/") for other in best(stories, teaser)] for teaser in stories}


def best(stories: Sequence[Teaser], teaser: Teaser) -> list[Teaser]:
    seen = sorted((one for one in stories if teaser.draft or not one.draft), key=moment)
    points: dict[int, int] = {}
    for name, newer, weight in looked_at(teaser):
        members = [one for one in seen if name in terms(one)]
        place = members.index(teaser)
        for other in members[max(0, place - 4) : place] + members[place + 1 : place + 1 + newer]:
            points[seen.index(other)] = points.get(seen.index(other), 0) + (weight or max(1, 16 - place.bit_length()))
    here = seen.index(teaser)
    away = {other: abs(seen[other].date - teaser.date) // timedelta(minutes=1) for other in points}
    order = sorted(points.keys() - {here - 1, here + 1}, key=lambda other: (-points[other], away[other], -other))
    return [seen[other] for other in order[:MAX_RELATED]]


def looked_at(teaser: Teaser) -> list[tuple[str, int, int]]:
    found = [(tag, 2, 0) for tag in {tag.casefold() for tag in teaser.tags}]
    found += [(f"in {section}", 1, 1) for section in teaser.categories[:1]]
    return found + ([(f"of {teaser.series}", 1, 32)] if teaser.series else [])


def terms(teaser: Teaser) -> set[str]:
    return {*(name for name, _, _ in looked_at(teaser)), *(f"in {section}" for section in teaser.categories)}


@st.composite
def papers(draw: st.DrawFn, drafts: bool = False) -> list[Teaser]:
    count = draw(st.integers(0, 30))
    return [
        teaser(
            number,
            *draw(st.lists(st.sampled_from(TAGS), max_size=3)),
            sections=draw(st.sampled_from([(), ("News",), ("Sport",), ("Sport", "News")])),
            series=draw(st.sampled_from(["", "", "The wall"])),
            draft=drafts and draw(st.booleans()),
        )
        for number in range(count)
    ]


@given(papers(drafts=True))
def test_what_is_looked_up_is_what_a_walk_over_all_stories_finds(stories: list[Teaser]) -> None:
    assert chosen(stories) == expected(stories)


@given(papers())
def test_never_itself_never_twice_never_more_than_four(stories: list[Teaser]) -> None:
    for number, others in chosen(stories).items():
        assert number not in others
        assert len(set(others)) == len(others) <= MAX_RELATED


@given(papers())
def test_the_neighbours_in_time_are_linked_anyway(stories: list[Teaser]) -> None:
    for number, others in chosen(stories).items():
        assert not {str(int(number) - 1), str(int(number) + 1)} & set(others)


@given(papers())
def test_related_stories_share_something(stories: list[Teaser]) -> None:
    by_number = {story.url.strip("/"): story for story in stories}
    for number, others in chosen(stories).items():
        assert all(terms(by_number[number]) & terms(by_number[other]) for other in others)


@given(papers(), st.sets(st.sampled_from(TAGS[:4])), st.sampled_from(["", "News"]), st.sampled_from(["", "The wall"]))
def test_a_new_story_changes_two_old_ones_a_term(
    stories: list[Teaser], tags: set[str], section: str, series: str
) -> None:
    new = teaser(len(stories), *sorted(tags), section=section, series=series)
    before, after = chosen(stories), chosen([*stories, new])
    changed = [number for number in before if before[number] != after[number]]
    assert len(changed) <= 2 * (len(tags) + 1)


@given(papers(drafts=True))
def test_drafts_are_recommended_to_drafts_only(stories: list[Teaser]) -> None:
    public = [story for story in stories if not story.draft]
    found = chosen(stories)
    assert {number: found[number] for number in chosen(public)} == chosen(public)


@given(papers(), st.randoms())
def test_the_order_in_which_a_story_names_its_tags_is_nothing(stories: list[Teaser], chance: random.Random) -> None:
    shuffled = [
        msgspec.structs.replace(story, tags=tuple(chance.sample(story.tags, len(story.tags)))) for story in stories
    ]
    assert chosen(shuffled) == chosen(stories)


def test_a_rare_tag_counts_more_than_a_common_one() -> None:
    common = [teaser(number, "council") for number in range(0, 400, 2)]
    rare = teaser(5, "eels")
    assert chosen([*common, rare, teaser(401, "council", "eels")])["401"][0] == "5"


def test_two_tags_count_more_than_one() -> None:
    stories = [teaser(1, "flood", "bridge"), *(teaser(number, "flood") for number in (2, 3, 4)), teaser(5, "rovers")]
    assert chosen([*stories, teaser(6, "flood", "bridge")])["6"] == ["1", "4", "3", "2"]


def test_the_nearest_in_time_of_equals() -> None:
    stories = [teaser(number, "flood") for number in (1, 10, 20, 30, 40, 50)]
    assert chosen(stories)["30"] == ["50", "10", "1"]


def test_a_series_counts_most() -> None:
    stories = [teaser(1, "bridge", series="The wall"), teaser(2, "flood"), teaser(3, "flood"), teaser(4)]
    assert chosen([*stories, teaser(5, "flood", series="The wall")])["5"] == ["1", "3", "2"]


def test_a_section_fills_what_is_left() -> None:
    stories = [*(teaser(number, section="News") for number in (1, 2, 3)), teaser(4, "flood"), teaser(5)]
    assert chosen([*stories, teaser(6, "flood", section="News")])["6"] == ["4", "3", "2", "1"]


def test_stories_of_the_same_moment_have_an_order() -> None:
    twins = [msgspec.structs.replace(teaser(number, "flood"), date=START) for number in range(8)]
    assert chosen(twins) == chosen(twins[::-1])
    assert all(chosen(twins).values())


def test_an_archive_of_ten_thousand_takes_a_moment() -> None:
    chance = random.Random(1)
    names = [f"tag {number}" for number in range(500)]
    often = [1 / number for number in range(1, 501)]
    stories = [
        teaser(number, *dict.fromkeys(chance.choices(names, often, k=4)), section=chance.choice("abcdef"))
        for number in range(10_000)
    ]
    shelf = shelf_of(stories)
    begun = time.process_time()
    found = [related(shelf, story) for story in shelf.teasers]
    assert time.process_time() - begun < 1.5  # it takes a tenth of that; walking whole lists takes minutes
    assert all(len(others) == MAX_RELATED for others in found[:-50])
