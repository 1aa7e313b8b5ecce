"""Whatever is done to a site's files, the preview shows it: the real server, small sites."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from serve.running import PATIENCE, ROOT, serving, until
from smallsite import COMMAND, CONFIG, Site, paper
from watchdog.utils import BaseThread

from generator.cli.commands import project_of
from generator.model.output import Output, fill
from generator.serve.page_cache import CachedPage
from generator.serve.reload import notify
from generator.serve.routes import near
from generator.serve.sse_clients import MAX_WAITING, SseClient
from generator.serve.watch import Watch

FLOOD = "content/_posts/2026-07-12-flood.md"
AT = "/news/2026/07/12/flood/"
FAULTY = """
real = it.reload_snapshot
def faulty(edition, project, now):
    if (project.content / "fault.txt").exists():
        1 / 0
    return real(edition, project, now)
it.reload_snapshot = faulty
"""


@pytest.fixture
def jekyll(tmp_path: Path) -> Site:
    """Make a site that is its own content, and has its output inside."""
    made = Site.__new__(Site)
    made.root = tmp_path / "jekyll"
    made.write("_config.yml", CONFIG)
    made.write("_posts/2026-07-12-flood.md", "---\ntitle: Flood\n---\nThe river rose.\n")
    return made


def test_folders_that_come_and_go_are_followed(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with serving(site.root) as server:
        for number in (1, 2):
            path = site.write("templates/post.html", f"mine {number}: {{{{ page.title }}}}")
            assert server.shows(AT, f"mine {number}: Flood")
            path.write_text("still mine: {{ page.title }}")
            assert server.shows(AT, "still mine: Flood")
            site.remove("templates")
            assert server.shows(AT, "</article>")
        site.write("content/deep/er/page.md", "---\ntitle: Deep\n---\nDeep down.\n")
        assert server.shows("/deep/er/page/", "Deep down.")
        site.edit("content/deep/er/page.md", "Deep down", "Still there")
        assert server.shows("/deep/er/page/", "Still there")
        site.path("content/deep").rename(site.path("content/high"))
        assert until(lambda: server.ask("/deep/er/page/").status == 404)
        assert server.shows("/high/er/page/", "Still there")
        site.write("static/css/new.css", "p { color: red }")
        site.write("templates/post.html", "{{ asset('css/new.css') }}")
        assert server.shows(AT, "/css/new")


def test_a_site_that_is_its_own_content_is_followed(jekyll: Site) -> None:
    with serving(jekyll.root, "--drafts") as server:
        at = "/2026/07/12/flood/"
        jekyll.edit("_posts/2026-07-12-flood.md", "river", "lake")
        assert server.shows(at, "The lake rose.")
        assert server.says("flood.md (")
        before = server.updates()
        jekyll.write("_drafts/soon.md", "---\ntitle: Soon\npermalink: /soon/\n---\nNot yet.\n")
        assert server.shows("/soon/", "Not yet.")
        assert until(lambda: server.updates() > before)
        jekyll.edit("_drafts/soon.md", "Not yet", "Nearly")
        assert server.shows("/soon/", "Nearly.")
        assert server.says("soon.md (")
        jekyll.write("_site/index.html", "what another program builds")
        jekyll.write(".newsprint/x", "x")
        jekyll.edit("_posts/2026-07-12-flood.md", "lake", "sea")
        assert until(lambda: server.printed().count("flood.md (") >= 2)
        assert not re.search(r"_site|\.newsprint/", server.printed()), server.printed()


def test_a_folder_behind_a_link_is_followed(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "post.html").write_text("one {{ page.title }}")
    site.path("templates").symlink_to(theme)
    with serving(site.root) as server:
        assert server.shows(AT, "one Flood")
        (theme / "post.html").write_text("two {{ page.title }}")
        assert server.shows(AT, "two Flood")


def test_a_held_story_comes_when_its_time_has_come(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with serving(site.root) as server, server.stream("/") as stream:
        for seconds in (2, 8, 32, 128):  # on a busy machine a story may be taken in only after its time
            name, soon = f"in {seconds} s", datetime.now(UTC) + timedelta(seconds=seconds)
            site.post(f"2026-11-21-{seconds}.md", title=name, date=soon.isoformat(" ", "microseconds"))
            assert server.says(f"2026-11-21-{seconds}.md (")
            early = server.text("/")
            if datetime.now(UTC) < soon:
                break
        assert name not in early
        assert stream.tells("reload")
        assert server.shows("/", name)
        assert server.says("newsprint: the clock (")


def test_the_site_is_shown_as_it_will_stand(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.post("2026-12-24-eve.md", title="The eve", date="2026-12-24 10:00:00 +0000")
    with serving(site.root, "--now", "2026-12-24T09:00") as server:
        assert "as it stands at 2026-12-24T09:00:00+00:00" in server.printed()
        assert "The eve" not in server.text("/")
    with serving(site.root, "--now", "2026-12-24T18:00") as server:
        assert "The eve" in server.text("/")
    with serving(site.root, "--future") as server:
        assert 'data-badge="Held until 2026-12-24 10:00"' in server.text("/2026/12/24/eve/")


def test_what_cannot_be_published_leaves_the_pages_as_they_were(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with serving(site.root) as server, server.stream(AT) as stream:
        assert stream.told() == {"kind": "problems", "problems": []}
        site.write("content/_config.yml", "permalink: [\n")
        assert stream.tells("problems", "content/_config.yml:")
        assert server.ask(AT).status == 200
        site.write("content/_config.yml", CONFIG)
        assert stream.tells("problems", "'problems': []")
        site.edit("content/_posts/2026-07-14-cup.md", 'title: "Cup"', "title: [")
        assert stream.tells("problems", "content/_posts/2026-07-14-cup.md:")
        assert "Cup" in server.text("/")
        assert until(lambda: re.search(r"2026-07-14-cup\.md:[12]:", server.printed()))
        site.edit("content/_posts/2026-07-14-cup.md", "title: [", "title: Cup final")
        assert server.shows("/", "Cup final")
        assert until(lambda: server.printed().count("all is well again") >= 2)


def test_warnings_are_for_the_terminal(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with serving(site.root) as server, server.stream(AT) as stream:
        site.edit(FLOOD, '"Flood"', '"Deluge"\nlayout: none such')
        assert stream.kinds(0.5, PATIENCE) == ["reload"]
        assert server.says('there is no layout "none such"')


def test_the_terminal_has_each_warning_once(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.edit(FLOOD, '"Flood"', '"Flood"\nlayout: none such')
    with serving(site.root) as server:
        assert server.printed().count('none such"') == 1
        site.edit("content/_posts/2026-07-14-cup.md", '"Cup"', '"Cup"\nlayout: nothing here')
        assert server.says("nothing here")
        assert server.says("1 known warning (--all shows it).")
        assert server.printed().count('none such"') == 1
    with serving(site.root) as server:
        assert "2 known warnings (--all shows them)." in server.printed()
        assert "there is no layout" not in server.printed()
    with serving(site.root, "--all") as server:
        assert server.printed().count("there is no layout") == 2


def test_a_story_that_was_only_begun_waits_for_its_text(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with serving(site.root) as server:
        site.write("content/_posts/2026-07-15-begun.md", "---\ntitle: Begun\n---\n")
        assert server.says("begun.md (")
        assert " ms); it has no text yet, and is not published\n" in server.printed()
        assert server.ask("/news/2026/07/15/begun/").status == 404
        site.write("content/_posts/2026-07-15-begun.md", "---\ntitle: Begun\n---\nIt begins.\n")
        assert until(lambda: "Begun" in server.text("/"))
        assert server.printed().count("no text yet") == 1


def test_what_is_wrong_with_a_feed_is_said_in_its_place_and_on_the_terminal(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    path = site.write("templates/feed.xml", "{{ 1 // 0 }}")
    with serving(site.root) as server:
        for _ in range(2):
            got = server.ask("/feed.xml")
            assert (got.status, got.headers["Content-Type"]) == (500, "text/plain; charset=utf-8")
            assert b"templates/feed.xml:1" in got.body
        assert server.printed().count("templates/feed.xml:1") == 1
        path.write_text("all is well")
        assert server.shows("/feed.xml", "all is well")


def test_what_no_build_would_take_is_said(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    path = site.write("templates", "not a folder")
    with serving(site.root) as server, server.stream("/") as stream:
        assert "this should be a folder" in (stream.told() or {})["problems"][0]
        path.unlink()
        assert server.shows("/", "Flood")


def test_what_it_says_is_no_change_of_the_site(jekyll: Site) -> None:
    log = jekyll.root / "serve.log"
    into_the_site = ("sh", "-c", 'log="$1"; shift; exec "$@" > "$log" 2>&1', "sh", str(log))
    command = (*into_the_site, sys.executable, "-m", "generator", "serve", "-C", str(jekyll.root), "--port", "0")
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        try:
            assert until(lambda: log.is_file() and "Ctrl-C" in log.read_text())
            time.sleep(1)
            jekyll.edit("_posts/2026-07-12-flood.md", "river", "lake")
            assert until(lambda: "flood.md (" in log.read_text())
            time.sleep(0.5)
            assert log.read_text().count(" ms)") == 1, log.read_text()
        finally:
            process.terminate()


def test_static_pages_are_offered_whatever_they_are_called_and_hold(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.write("content/100%?.html", "a half")
    site.write("content/empty.html", "")
    with serving(site.root) as server:
        assert server.ask("/empty.html").page == b""
        assert 'href="/100%25%3F.html"' in server.text("/100.html")
        assert server.ask("/100%25%3F.html").page == b"a half"


def test_a_browser_that_stays_open_holds_up_nothing(tmp_path: Path) -> None:
    program, shown, number = tmp_path / "browser", tmp_path / "shown", tmp_path / "number"
    program.write_text(f'#!/bin/sh\necho "$1" > "{shown}"\necho $$ > "{number}"\nexec sleep 600\n')
    program.chmod(0o755)
    with serving(paper(tmp_path / "paper").root, "--open", before=("env", f"BROWSER={program} %s")) as server:
        assert server.ask("/").status == 200
        assert until(lambda: shown.is_file() and shown.read_text() == f"http://127.0.0.1:{server.port}/\n")
        assert until(lambda: number.is_file() and number.read_text().endswith("\n"))
        assert server.end() == 0
        os.kill(int(number.read_text()), signal.SIGKILL)  # it was still open


def test_a_fault_of_our_own_is_shown_and_ends_nothing(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    faulty = "import generator.serve.preview as it\n" + FAULTY + "from generator.cli.main import run\nrun()\n"
    with serving(site.root, program=("-c", faulty)) as server, server.stream(AT) as stream:
        assert stream.told() == {"kind": "problems", "problems": []}
        site.write("content/fault.txt", "now")
        assert stream.tells("problems", "newsprint  a fault of Newsprint's own: ZeroDivisionError")
        assert server.says("Traceback")
        assert server.ask(AT).status == 200
        site.remove("content/fault.txt")
        site.edit(FLOOD, "river", "lake")
        assert server.shows(AT, "lake")
        assert server.says("all is well again")


def test_a_folder_that_cannot_be_read_is_said_and_mended(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    site = paper(tmp_path / "paper")
    with serving(site.root) as server:
        site.path(FLOOD).chmod(0)
        assert server.says("cannot be read")
        site.path(FLOOD).chmod(0o644)
        assert server.says("all is well again")


def test_a_site_without_content_any_more_comes_back(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with serving(site.root) as server:
        shutil.move(site.path("content"), tmp_path / "away")
        assert until(lambda: server.updates() > 0)
        shutil.move(tmp_path / "away", site.path("content"))
        site.edit(FLOOD, "river", "lake")
        assert server.shows(AT, "lake")


def test_the_memory_stays(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("needs /proc")
    with serving(site.root) as server:

        def work(times: int) -> int:
            for number in range(times):
                site.write("templates/post.html", f"{number} {'{{ content }}'}")
                site.post("2026-07-20-new.md", title=f"New {number}", tags=[f"tag {number}"])
                assert server.shows(AT, f"{number} ")
            text = Path(f"/proc/{server.process.pid}/status").read_text()
            return int(text.split("VmRSS:")[1].split()[0])

        before = work(20)
        assert work(80) - before < 8000


def test_near_misses_are_found_quickly_among_many() -> None:
    outputs = {
        path: Output(path, fill("post.html"))
        for path in (
            f"news/2026/{n % 12 + 1:02}/{n % 28 + 1:02}/the-story-of-number-{n}/index.html" for n in range(20_000)
        )
    }
    began = time.process_time()
    found = near("/news/2026/01/01/the-storey-of-number-1176/", outputs)
    assert time.process_time() - began < 1
    assert found[0] == "/news/2026/01/01/the-story-of-number-1176/"
    assert near("/" + "x" * 5000, outputs) == []


def test_one_who_takes_no_messages_is_told_only_to_load_again() -> None:
    listener = SseClient("/", "")
    for _ in range(1000):
        listener.send("problems", problems=[])
    waiting = [listener.news.get_nowait() for _ in range(listener.news.qsize())]
    assert len(waiting) <= MAX_WAITING
    assert b'data: {"kind":"reload"}\n\n' in waiting


@pytest.mark.parametrize(
    ("new", "kind"),
    [(b"<link href=/css/main-2.css>", "styles"), (b"<link href=/css/main-2.css><p>More.", "reload")],
)
def test_only_another_style_sheet_is_no_reason_to_load_a_page_again(new: bytes, kind: str) -> None:
    before = CachedPage("index.html", b"<link href=/css/main-1.css>", "old")
    listener = SseClient("/", "old")
    notify(listener, before, CachedPage("index.html", new, "new"), {"css/main-1.css": "css/main-2.css"})
    message = listener.news.get_nowait()
    assert message
    assert msgspec.json.decode(message.removeprefix(b"data: "))["kind"] == kind


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--port", "70000"), '"70000" is not a port'),
        (("--host", "203.0.113.7"), "cannot listen here: Cannot assign requested address"),
        (("--host", "no.such.host.invalid"), "cannot listen here: "),
        (("--now", "noon"), '"noon" is not a time'),
    ],
)
def test_where_it_cannot_be_served_is_said(tmp_path: Path, arguments: tuple[str, str], message: str) -> None:
    command = (sys.executable, "-m", "generator", "serve", "-C", str(paper(tmp_path / "paper").root), *arguments)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


class _Ended(BaseThread):
    """A thread of the observer that has ended by an error."""

    def run(self) -> None:
        """End without having been asked to."""


def test_files_are_looked_at_where_a_thread_that_watches_has_ended(tmp_path: Path) -> None:
    project = project_of(COMMAND.parse_args(["serve", "-C", str(paper(tmp_path / "paper").root)]))
    printed: list[str] = []

    async def follow() -> None:
        watch = Watch(project, lambda: None, printed.append, lambda _: False)
        assert not watch.is_astray()
        thread = _Ended()
        thread.start()
        thread.join()
        watch.threads.append(thread)
        assert watch.is_astray()
        assert watch.is_polling
        assert not watch.is_astray()
        watch.stop()

    asyncio.run(follow())
    assert len(printed) == 1
    assert "looking at each" in printed[0]
