"""Texts are made once for a story's page and the feeds, as far as memory is not strained."""

import msgspec
import pytest
from smalllibrary import library, page, story

from generator.engine import render
from generator.engine.render import cached_bodies
from generator.model.post import Page, Post
from generator.model.problem import InputError, Problem
from generator.render.lens import Lens


class Maker:
    """Makes texts of some length, and remembers of which stories."""

    def __init__(self, length: int = 10) -> None:
        self.length = length
        self.made: list[str] = []

    def __call__(self, story: Post | Page) -> str:
        self.made.append(story.digest)
        return f"{len(self.made)}".ljust(self.length)


def test_a_text_is_made_once() -> None:
    maker = Maker()
    body = cached_bodies(maker, Lens(library()))
    stories: list[Post | Page] = [story(1), story(2), page("about")]
    assert [body(one) for one in stories] == [body(one) for one in stories]
    assert len(maker.made) == 3


def test_an_edited_story_is_made_anew() -> None:
    maker = Maker()
    body = cached_bodies(maker, Lens(library()))
    assert body(story(1)) != body(msgspec.structs.replace(story(1), digest="edited"))


@pytest.mark.parametrize(("limit", "most"), [("MAX_TEXTS", 2), ("MAX_CHARACTERS", 20)])
def test_the_oldest_goes_first(monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    monkeypatch.setattr(render, limit, most)
    maker = Maker(10)
    body = cached_bodies(maker, Lens(library()))
    one, two, three = story(1), story(2), story(3)
    for each in (one, two, three, two, three, one):
        body(each)
    assert maker.made == [one.digest, two.digest, three.digest, one.digest]


def test_a_text_beyond_all_measure_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "MAX_CHARACTERS", 20)
    body = cached_bodies(Maker(21), Lens(library()))
    assert body(story(1)) != body(story(1))
    body = cached_bodies(Maker(20), Lens(library()))
    assert body(story(1)) == body(story(1))


def test_a_text_that_cannot_be_made_is_not_tried_again() -> None:
    tried = []

    def broken(story: Post | Page) -> str:
        tried.append(story.digest)
        raise InputError(Problem("a.md", "this is too deep"))

    body = cached_bodies(broken, Lens(library()))
    for _ in range(2):
        with pytest.raises(InputError) as caught:
            body(story(1))
        assert caught.value.problem.message == "this is too deep"
    assert len(tried) == 1
