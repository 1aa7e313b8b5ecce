"""Random newsrooms in memory: a library, and changes of its stories and pages, as many as are asked for."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from smalllibrary import PICTURE, SETTINGS, page, story, writer

from generator.library.index import build_index
from generator.model.delta import Change
from generator.model.digest import Digest
from generator.model.image import ImageInfo
from generator.model.library import Asset, Library
from generator.model.post import Figure, Page, Post
from generator.model.settings import Settings
from generator.read.media.image_resolver import ImageResolver

NOW = datetime(2026, 7, 10, 12, tzinfo=UTC)
Shown = Mapping[str, Post | Page]
INFO = ImageInfo(width=1200, height=800, mime="image/jpeg", length=9, digest=Digest("d1"))
FILES = {name: Asset(name, f"files/{name}", name, Digest("d1")) for name in ("one.jpg", "two.jpg")}


def library_of(shown: Shown, settings: Settings = SETTINGS, now: datetime = NOW) -> Library:
    """Index what is shown as a build does."""
    images = ImageResolver(settings, FILES, {})
    images.images = dict.fromkeys(FILES, INFO)
    posts = [one for one in shown.values() if isinstance(one, Post)]
    return build_index(
        settings,
        posts=[post for post in posts if post.retracted is None],
        pages=sorted((one for one in shown.values() if isinstance(one, Page)), key=lambda one: one.source),
        retracted=sorted((post for post in posts if post.retracted is not None), key=lambda one: one.teaser.source),
        assets=list(FILES.values()),
        data={},
        authors={},
        images=images,
        layouts=frozenset(("post", "page")),
        now=now,
    )


class Newsroom:
    """Stories and pages that are edited at random; `settings` are one of a few."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        pick = self.chance.choice
        self.settings = msgspec.structs.replace(
            SETTINGS,
            paginate=pick([1, 2, 3, 5]),
            numbering=pick(["oldest", "oldest", "newest"]),
            feed_items=pick([1, 3, 10]),
            images=msgspec.structs.replace(SETTINGS.images, cards=True),
        )
        self.drafts = pick([0, 0, 0.2])
        self.number = pick([2, 12, 40])
        self.shown: dict[str, Post | Page] = {}
        for number in range(pick([0, 3, self.number])):
            self.put(self.post(number))
        for name in self.chance.sample(["about", "front", "soup"], 2):
            self.put(self.page(name))

    def put(self, one: Post | Page) -> None:
        self.shown[one.teaser.source if isinstance(one, Post) else one.source] = one

    def post(self, number: int) -> Post:
        chance, pick = self.chance, self.chance.choice
        told: dict[str, Any] = {"date": NOW - timedelta(hours=number * 7 + pick([0, 0, 0, 1, 40]))}
        told["title"] = pick(["Flood", f"Story {number}"])
        told["tags"] = tuple(chance.sample(["rain", "Rain", "wind", "c++"], pick([0, 1, 1, 2])))
        told["categories"] = pick([(), ("News",), ("Sport", "News")])
        told["authors"] = pick([(), (writer("Ada"),), (writer("ADA"), writer("Ben"))])
        told["series"] = pick(["", "", "One", "one"])
        told["draft"], told["pin"] = chance.random() < self.drafts, chance.random() < 0.1
        told["image"] = msgspec.structs.replace(PICTURE, path=pick(list(FILES))) if chance.random() < 0.2 else None
        if chance.random() < 0.1:
            told |= pick([{"redirect_from": ("/old/",)}, {"redirect_to": "/new/"}, {"sitemap": False}])
        post = story(number, pick([{}, {}, {}, {"guid": "a"}, {"guid": "b"}]), **told)
        if chance.random() < 0.1:
            figure = Figure("x", (1, 1), msgspec.structs.replace(PICTURE, path="one.jpg", srcset="/one.jpg 9w"))
            post = msgspec.structs.replace(post, figures=(figure,))
        return msgspec.structs.replace(post, retracted="why" if chance.random() < 0.04 else None, words=pick([1, 2]))

    def page(self, name: str) -> Page:
        told = {"front": {"url": "/"}, "soup": {"collection": "recipes"}}.get(name, {})
        image = msgspec.structs.replace(PICTURE, path="two.jpg") if self.chance.random() < 0.3 else None
        return page(name, title=self.chance.choice("ab"), image=image, **told)

    def edits(self) -> list[Change]:
        """Change, add or remove a few, as often one as several."""
        changes: list[Change] = []
        for _ in range(self.chance.choice([1, 1, 1, 2, 4])):
            is_page = self.chance.random() < 0.1
            one = self.page(self.chance.choice(["about", "front", "soup"])) if is_page else self.edited()
            source = one.teaser.source if isinstance(one, Post) else one.source
            if any(change.source == source for change in changes):
                continue
            was = self.shown.pop(source, None)
            now = None if was and self.chance.random() < 0.2 else one
            changes.append(Change(source, was, now))
            if now is not None:
                self.put(now)
        return changes

    def edited(self) -> Post:
        number = self.chance.randrange(-2, self.number)
        old = self.shown.get(f"_posts/{number}.md")
        new = self.post(number)
        if not isinstance(old, Post) or self.chance.random() < 0.4:
            return new
        if self.chance.random() < 0.3:
            return msgspec.structs.replace(old, words=old.words + 1, digest=Digest(f"{old.digest}+"))
        name = self.chance.choice(["title", "tags", "categories", "series", "authors", "date", "image", "draft"])
        teaser = msgspec.structs.replace(old.teaser, **{name: getattr(new.teaser, name)})
        return msgspec.structs.replace(old, teaser=teaser, digest=new.digest)


def deltas(seed: int, count: int) -> Iterator[tuple[Library, Sequence[Change], Library]]:
    """Yield a library, what is changed, and the library that is indexed anew; each begins where the last one ended."""
    room = Newsroom(seed)
    before = library_of(room.shown, room.settings)
    for _ in range(count):
        changes = room.edits()
        after = library_of(room.shown, room.settings)
        yield before, changes, after
        before = after
