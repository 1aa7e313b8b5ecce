"""S19: while a page takes long, others are served."""

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from serve.running import PATIENCE, until
from smallsite import COMMAND, Site

from generator.cli.commands import project_of
from generator.engine.lazy_markdown import LazyMarkdown
from generator.model.cache_records import SourceCache
from generator.model.problem import MarkdownError
from generator.model.settings import Project
from generator.serve.page_cache import PageCache
from generator.serve.preview import Clock, Preview
from generator.serve.reporter import NullPreviewReporter
from generator.serve.snapshot import SiteSnapshot, load_snapshot, reload_snapshot

FLOOD = "content/_posts/2026-07-12-flood.md"
AT = "news/2026/07/12/flood/index.html"
OTHERS = ("index.html", "sport/2026/07/14/cup/index.html", "404.html")
SEAL = bytes(32)


def opened(site: Site) -> tuple[Project, SiteSnapshot]:
    project = project_of(COMMAND.parse_args(["serve", "-C", str(site.root)]))
    return project, load_snapshot(project, SourceCache(), {}, site.now)


class Slow:
    """A story whose file gives its text only when it is told to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_bytes()
        path.unlink()
        os.mkfifo(path)

    def is_asked_for(self) -> bool:
        """Tell whether somebody waits for the text: only then the other end can be opened."""
        try:
            self.end = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return False
        return True

    def lie(self) -> None:
        """Let whoever asks from now on have the text at once."""
        spare = self.path.with_name("spare")
        spare.write_bytes(self.text)
        spare.replace(self.path)

    def tell(self) -> None:
        """Give the text to who waits for it."""
        self.lie()
        os.write(self.end, self.text)
        os.close(self.end)


def shown(cache: PageCache, path: str) -> bytes:
    page = cache.page(path)
    assert page is not None
    return page.data


def test_s19_other_pages_are_rendered_while_a_story_is(paper: Site) -> None:
    project, snapshot = opened(paper)
    cache = PageCache(project, SEAL, snapshot)
    slow = Slow(paper.path(FLOOD))
    order: list[str] = []

    def ask(path: str) -> None:
        shown(cache, path)
        order.append(path)

    with ThreadPoolExecutor() as threads:
        first = threads.submit(ask, AT)
        assert until(slow.is_asked_for)
        others = threads.submit(lambda: list(map(ask, OTHERS)))
        try:
            others.result(PATIENCE)
            slow.lie()
            cache.use(reload_snapshot(snapshot, project, paper.now))  # nor does the next edition wait
        finally:
            slow.tell()
        first.result(PATIENCE)
    assert order == [*OTHERS, AT]
    assert b"The river rose" in shown(cache, AT)


def test_s19_what_was_rendered_of_an_older_edition_is_not_shown_in_the_next(paper: Site) -> None:
    project, snapshot = opened(paper)
    cache = PageCache(project, SEAL, snapshot)
    slow = Slow(paper.path(FLOOD))
    with ThreadPoolExecutor() as threads:
        first = threads.submit(shown, cache, AT)
        assert until(slow.is_asked_for)
        paper.edit("content/_config.yml", "title: The Test", "title: The Next")
        slow.lie()
        cache.use(reload_snapshot(snapshot, project, paper.now))
        slow.tell()
        assert b"The Test" in first.result(PATIENCE)
    assert b"The Next" in shown(cache, AT)


def test_s19_tabs_that_ask_for_one_story_share_it_and_hold_no_thread(paper: Site) -> None:
    async def ask() -> None:
        project, snapshot = opened(paper)
        preview = Preview(project, SEAL, snapshot, Clock(paper.now), NullPreviewReporter())
        slow = Slow(paper.path(FLOOD))
        tabs = [asyncio.create_task(preview.requested(AT)) for _ in range(100)]
        try:
            assert await asyncio.to_thread(until, slow.is_asked_for)
            tabs[0].cancel()  # a browser goes away: that ends it for no other
            for path in OTHERS:
                answer = await asyncio.wait_for(preview.requested(path), PATIENCE)
                assert answer.page is not None
            assert not any(tab.done() for tab in tabs[1:])
        finally:
            slow.tell()
        pages = [answer.page for answer in await asyncio.gather(*tabs[1:])]
        assert pages[0] is not None
        assert all(page is pages[0] for page in pages)

    asyncio.run(ask())


def test_s19_each_thread_has_a_converter_of_its_own(paper: Site) -> None:
    to_html = LazyMarkdown(opened(paper)[1].settings)
    texts = [f"Text {number} has a note.[^{number}]\n\n[^{number}]: *Note {number}*\n" for number in range(8)] * 10
    wanted = [LazyMarkdown(opened(paper)[1].settings)(text) for text in texts[:8]] * 10
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # so that threads meet
    try:
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(to_html, texts)) == wanted
    finally:
        sys.setswitchinterval(before)
    to_html.give_up()
    with pytest.raises(MarkdownError):
        to_html("[a](" * 2000)
