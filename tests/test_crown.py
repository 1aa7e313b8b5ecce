"""The crown test: after any edits, an incremental build equals a clean build, byte for byte."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from compiling import afresh
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from PIL import Image
from smallsite import COMMAND, CONFIG, Site, tree

import generator.engine.workers
from generator.cli.commands import project_of
from generator.engine.build import build
from generator.engine.options import BuildOptions
from generator.engine.seal import code_digest
from generator.engine.store import BuildCache
from generator.model.cache_records import ReadSummary
from generator.read.files import file_stat
from generator.write.manifest import MANIFEST

ROOT = Path(__file__).parent.parent
EXAMPLES, STEPS = 8, 50  # in each of six parts: 2,400 steps

TITLES = st.sampled_from(["Flood", "Rain & wind", "<b>Bold</b>", "Élan", "فيضان", "Two  spaces", "Flood"])
TAGS = st.lists(st.sampled_from(["rain", "Rain", "river", "café", "c++", "1"]), max_size=3)
CATEGORIES = st.lists(st.sampled_from(["News", "Sport", "Weather"]), max_size=2)
BODIES = st.sampled_from(
    [
        "One line.\n",
        "First.\n\nSecond *one*.\n",
        "A table:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        "```python\nx = 1\n```\n",
        "",
        "[Link][1]\n\n[1]: /about/\n",
        "[One](/2026/11/01/story-1/), [two](../story-2/#part), [rain](/tags/rain/), [none](/About-Us/).\n",
    ]
)
DAYS = st.integers(-40, 3)
SPELLINGS = ("/About-Us/", "/about-us/", "/ABOUT-US/", "/f\u00f6hr/", "/fo\u0308hr/", "/About-Us")
ICONS = ("favicon.svg", "favicon.ico", "apple-touch-icon.png", "icon-192.png", "maskable-512.png")
PICTURES = ("content/assets/one.jpg", "content/assets/two.png")
TEMPLATES = {
    "post.html": "{% extends 'base.html' %}{% block main %}<h1>{{ page.title }}</h1>{{ content }}@@{% endblock %}\n",
    "list.html": "<h1>{{ page.title }}@@</h1>{% for post in paginator.posts %}{{ post.title }}{% endfor %}"
    "{{ paginator.total_pages }}\n",
    "home.html": "@@{% for link in site.top('tag', 3) %}{{ link.name }} {% endfor %}{{ site.data.get('facts') }}\n",
    "page.html": "{{ site.title }}@@{% for post in site.latest(2) %}{{ post.excerpt }}{% endfor %}{{ content }}\n",
    "404.html": "{% import 'partials/words.html' as words %}{{ words.home }}{{ words.tags('x') }}"
    "{{ '/a/'|relative_url }}{{ '2026-07-01'|date_to_xmlschema }}{{ site.theme|jsonify }}@@\n",
    "terms.html": "{% from 'partials/words.html' import tags %}{{ tags(index) }}{{ site.get('odd') }}{{ page.title }}@@"
    "{% include ['partials/none.html', 'partials/extra.html'] ignore missing %}\n",
    "none.html": "{% if page.pin %}{% include 'partials/extra.html' %}{% endif %}{{ '*a* -- \"b\"'|markdownify }}@@\n",
    "partials/words.html": "{% set home = '/'|absolute_url %}{% set start = ['2026-01-01'][0]|date_to_rfc822 %}"
    "{% macro tags(name) %}{{ ('/tags/' ~ name)|relative_url }} {{ start }}@@{% endmacro %}\n",
    "partials/none.html": "none@@\n",
    "partials/extra.html": "nothing@@\n",
    "words/fr.po": 'msgid "Latest"\nmsgstr "Du neuf@@"\n',
}
SETTINGS = (
    "title: Other",
    "paginate: 2",
    "paginate: 3",
    "permalink: /:year/:title/",
    "numbering: newest",
    "timezone: Asia/Tokyo",
    "future: true",
    "baseurl: /paper",
    "images: {widths: [20, 30]}",
    "images: {hero: 30, thumbnail: [10, 20]}",
    "defaults: [{scope: {path: '', type: posts}, values: {author: Desk}}]",
    "lang: uk",
    "theme: {accent: '#204080', ears: [One, Two], share: []}",
    "feed: {posts_limit: 2}",
    "tagline: Ours",
    "description: All of it",
    "url: https://other.example",
    "odd: {deep: [1, 2]}",
    "theme: {colors: {light: {paper: '#ffffff'}, dark: {ink: '#eeeeee'}}, social: [{name: A, url: 'https://a.example'}]}",
    "theme: {accent: '#204081', ears: [One, Two], share: []}",
    "navigation: [{name: About, url: /about/}]",
    "footer_links: [{name: Rain, url: /tags/rain/}]",
    "markdown_extensions: [nl2br]",
    "markdown_extension_configs: {toc: {title: In short}, smarty: {smart_dashes: false}}",
    "excerpt_separator: '.'",
    "announce: {websub: 'https://hub.example/'}",
    "images: {cards: true}",
    "authors: {ada: {name: Ada B.}}",
    "show_drafts: true",
    "collections: {notes: {output: true}}",
)


def picture(color: int, width: int, kind: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, 40), (color, 90, 60)).save(file, kind)
    return file.getvalue()


def counted(load_reported: Callable[..., ReadSummary | None]) -> Callable[..., ReadSummary | None]:
    """Count how often the last reading is recalled."""

    def recalled(cache: BuildCache, sources: str, now: datetime) -> ReadSummary | None:
        gist = load_reported(cache, sources, now)
        Newsroom.counts["recalled"] += gist is not None
        return gist

    return recalled


class Newsroom(RuleBasedStateMachine):
    """Random work in a newsroom, one build after each act."""

    stories = Bundle("stories")
    counts: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="crown-"))
        self.packages = self.folder / "packages"
        self.packages.mkdir()
        sys.path.append(str(self.packages))
        self.site = Site(self.folder / "paper")
        self.number = 0
        self.jobs = 1
        self.steps = 0

    def teardown(self) -> None:
        sys.path.remove(str(self.packages))
        code_digest.cache_clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def exists(self, name: str) -> bool:
        return self.site.path(name).is_file()

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        for _ in range(data.draw(st.integers(0, 5))):
            self.put("2026-11-01", data.draw(TITLES), data.draw(BODIES))

    def put(self, day: str, title: str, body: str, **front: object) -> str:
        self.number += 1
        name = f"{day}-story-{self.number}.md"
        self.site.post(name, body, title=title, **front)
        return f"content/_posts/{name}"

    @rule(target=stories, title=TITLES, tags=TAGS, categories=CATEGORIES, body=BODIES, day=DAYS)
    def add_story(self, title: str, tags: list[str], categories: list[str], body: str, day: int) -> str:
        date = (self.site.now + timedelta(days=day)).strftime("%Y-%m-%d %H:%M:%S +0000")
        return self.put("2026-11-01", title, body, tags=tags, categories=categories, date=date)

    @rule(
        target=stories,
        title=TITLES,
        body=BODIES,
        which=st.sampled_from(["draft", "hidden", "picture", "redirect", "bare", "folder", "clash", "author"]),
    )
    def add_special(self, title: str, body: str, which: str) -> str:
        if which == "draft":
            return os.fspath(
                self.site.write(
                    "content/_drafts/later.md", f"---\ntitle: Later\ndate: 2026-10-10\n---\n{body}"
                ).relative_to(self.site.root)
            )
        if which == "bare":
            return os.fspath(self.site.write("content/_posts/2026-10-03-bare-one.md", body).relative_to(self.site.root))
        if which == "folder":
            self.site.write("content/sport/_posts/2026-10-05-cup.md", f"---\ntitle: Cup\n---\n{body}")
            return "content/sport/_posts/2026-10-05-cup.md"
        kinds: dict[str, dict[str, Any]] = {
            "hidden": {"published": False},
            "picture": {"image": "assets/one.jpg"},
            "redirect": {"redirect_from": ["/old/", "/older.html"]},
            "clash": {"permalink": "/same/"},
            "author": {"authors": ["ada", "Somebody Else"], "last_modified_at": "2026-11-02 10:00:00 +0100"},
        }
        if which == "picture":
            body += "\n![One](/assets/one.jpg 'In the text')\n"
            if not self.exists(PICTURES[0]):
                self.site.write(PICTURES[0], picture(120, 90, "JPEG"))
        return self.put("2026-11-02", title, body, **kinds[which])

    @rule(story=stories, body=BODIES)
    def edit_body(self, story: str, body: str) -> None:
        if self.exists(story):
            path = self.site.path(story)
            path.write_text(path.read_text("utf-8") + body, "utf-8")

    @rule(story=stories)
    def note_in_front_matter(self, story: str) -> None:
        """Move every line of a text, and change nothing that anybody sees."""
        if self.exists(story):
            self.site.path(story).write_text(
                self.site.path(story).read_text("utf-8").replace("---\n", "---\n# Note\n", 1)
            )

    @rule(
        story=stories,
        line=st.sampled_from(
            [
                "tags: [late]",
                "pin: true",
                "excerpt: By hand",
                "layout: none",
                "layout: odd",
                "description: D",
                "rating: 5",
                "series: The flood",
                "expires: 2026-11-23 12:00:00 +0000",
                "embargo: 2026-11-22 06:00:00 +0000",
                "corrections: [{date: 2026-11-20, text: It was not}]",
                "lang: ar",
                "noindex: true",
                "toc: true",
                "image: {path: assets/one.jpg, focus: 10% 90%}",
            ]
        ),
    )
    def edit_front_matter(self, story: str, line: str) -> None:
        if self.exists(story):
            text = self.site.path(story).read_text("utf-8")
            key = line.split(":", maxsplit=1)[0] + ":"
            if text.startswith("---\n"):
                kept = [old for old in text.split("\n") if not old.startswith(key)]
                self.site.write(story, "\n".join(["---", line, *kept[1:]]))

    @rule(story=stories, title=TITLES)
    def edit_headline(self, story: str, title: str) -> None:
        if self.exists(story):
            lines = self.site.path(story).read_text("utf-8").split("\n")
            changed = [f'title: "{title}"' if line.startswith("title:") else line for line in lines]
            self.site.write(story, "\n".join(changed))

    @rule(target=stories, story=stories)
    def rename(self, story: str) -> str:
        if not self.exists(story) or "_posts/2026-11" not in story:
            return story
        self.number += 1
        target = f"content/_posts/2026-11-0{1 + self.number % 9}-renamed-{self.number}.md"
        self.site.path(story).rename(self.site.path(target))
        return target

    @rule(story=stories)
    def delete(self, story: str) -> None:
        if self.exists(story):
            self.site.remove(story)

    @rule(name=st.sampled_from(sorted(TEMPLATES)), mark=st.sampled_from(["", "!", "?"]), keep=st.booleans())
    def edit_template(self, name: str, mark: str, keep: bool) -> None:
        if keep:
            self.site.write(f"templates/{name}", TEMPLATES[name].replace("@@", mark))
        elif self.exists(f"templates/{name}"):
            self.site.remove(f"templates/{name}")

    @rule(lines=st.lists(st.sampled_from(SETTINGS), unique_by=lambda line: line.split(":")[0], max_size=3))
    def edit_settings(self, lines: list[str]) -> None:
        keys = [line.split(":")[0] + ":" for line in lines]
        base = [line for line in CONFIG.split("\n") if not line.startswith(tuple(keys) or ("-",))]
        self.site.write("content/_config.yml", "\n".join([*base, *lines, ""]))

    @rule(
        which=st.sampled_from(PICTURES),
        color=st.integers(0, 2),
        width=st.sampled_from([10, 90, 600]),
        remove=st.booleans(),
    )
    def edit_picture(self, which: str, color: int, width: int, remove: bool) -> None:
        if remove and self.exists(which):
            self.site.remove(which)
        else:
            self.site.write(which, picture(color * 100, width, "JPEG" if which.endswith("jpg") else "PNG"))

    @rule(text=st.sampled_from(["ada: {name: Ada Byron}\n", "ada: {name: A. B., bio: Writes.}\n", ""]))
    def edit_authors(self, text: str) -> None:
        self.site.write("content/_data/authors.yml", text)

    @rule()
    def a_folder_moves(self) -> None:
        here, there = self.site.path("content/moved"), self.site.path("static/moved")
        if here.exists():
            here, there = there, here
        here.parent.mkdir(exist_ok=True)
        if there.exists():
            there.rename(here)
        else:
            self.site.write("content/moved/a.css", "a{}")

    @rule(text=st.sampled_from(["[1, 2]\n", "word\n", None]))
    def edit_data(self, text: str | None) -> None:
        if text is not None:
            self.site.write("content/_data/facts.yml", text)
        elif self.exists("content/_data/facts.yml"):
            self.site.remove("content/_data/facts.yml")

    @rule(
        name=st.sampled_from(["content/about.md", "content/same.html", "content/plain.txt"]),
        body=BODIES,
        keep=st.booleans(),
    )
    def edit_page(self, name: str, body: str, keep: bool) -> None:
        if keep:
            self.site.write(name, body if name.endswith("txt") else f"---\ntitle: Page\n---\n{body}")
        elif self.exists(name):
            self.site.remove(name)

    @rule(
        name=st.sampled_from(["css/main.css", "css/extra.css", "dot.svg"]),
        text=st.sampled_from([None, "a { color: red }", "@import 'extra.css';\na { background: url(../dot.svg) }"]),
    )
    def edit_static(self, name: str, text: str | None) -> None:
        if text is not None:
            self.site.write(f"static/{name}", text)
        elif self.exists(f"static/{name}"):
            self.site.remove(f"static/{name}")

    @rule(
        address=st.sampled_from(["/About-Us/", "/about-us/", "/ABOUT-US/", "/f\u00f6hr/", "/fo\u0308hr/", "/About-Us"])
    )
    def an_address_changes_by_case_or_form(self, address: str) -> None:
        self.site.write("content/spelled.md", f"---\ntitle: Spelled\npermalink: {address}\n---\nUs.\n")

    @rule(
        name=st.sampled_from(
            ["favicon.svg", "favicon.ico", "apple-touch-icon.png", "icon-192.png", "maskable-512.png"]
        ),
        data=st.sampled_from([None, b"<svg><g/></svg>", b"<svg><b/></svg>", picture(7, 60, "PNG")]),
    )
    def edit_icon(self, name: str, data: bytes | None) -> None:
        if data is not None:
            self.site.write(f"static/icons/{name}", data)
        elif self.exists(f"static/icons/{name}"):
            self.site.remove(f"static/icons/{name}")

    @rule(
        name=st.sampled_from(["a.js", "b.woff2", "deep/c.json", "d", "e.tar.gz", "f.txt.orig"]),
        data=st.sampled_from([None, b"", b"one", b"two"]),
    )
    def edit_any_static_file(self, name: str, data: bytes | None) -> None:
        if data is not None:
            self.site.write(f"static/{name}", data)
        elif self.exists(f"static/{name}"):
            self.site.remove(f"static/{name}")

    @rule(
        name=st.sampled_from(["content/linked.txt", "content/linked.md", "content/assets/linked.png"]),
        there=st.sampled_from([None, "plain.txt", "about.md", "two.png", "nowhere"]),
    )
    def edit_link(self, name: str, there: str | None) -> None:
        path = self.site.path(name)
        path.unlink(missing_ok=True)
        if there is not None:
            path.parent.mkdir(exist_ok=True)
            path.symlink_to(there)

    @rule(story=stories, keep=st.booleans())
    def a_program_leaves_a_copy(self, story: str, keep: bool) -> None:
        if keep and self.exists(story):
            shutil.copyfile(self.site.path(story), self.site.path(f"{story}.orig"))
        elif self.exists(f"{story}.orig"):
            self.site.remove(f"{story}.orig")

    @rule(story=stories, body=BODIES, after=st.booleans())
    def a_story_changes_during_a_build(self, story: str, body: str, after: bool) -> None:
        """Change it when all was read, and back before the build ends, or after it."""
        if not self.exists(story):
            return
        path = self.site.path(story)
        usual = path.read_bytes()

        def change() -> None:
            path.write_bytes(usual + b"\nFor a moment.\n" + body.encode())

        def take_back(stage: str, done: int, total: int, share: float | None = None) -> None:  # noqa: ARG001 (what hears of progress)
            if stage == "render" and done == total and not after:
                path.write_bytes(usual)

        told = COMMAND.parse_args(["build", "-C", str(self.site.root)])
        how = BuildOptions(jobs=self.jobs, has_read=change, progress=take_back)
        before = self.site.tree()
        if build(project_of(told), self.site.now, how).failed:
            assert self.site.tree() == before
        path.write_bytes(usual)

    @rule(name=st.sampled_from(["requests-2.0.dist-info", "rich-99.0.dist-info"]))
    def an_unrelated_package_comes(self, name: str) -> None:
        (self.packages / name).mkdir(exist_ok=True)
        code_digest.cache_clear()

    @rule()
    def another_site_is_built_into_this_output(self) -> None:
        other = Site(self.folder / "other")
        other.write("content/about.md", "---\ntitle: Theirs\n---\nNot ours.\n")
        before = self.site.tree()
        if MANIFEST in before:
            assert other.build("--output", str(self.site.path("_site"))).failed
            assert self.site.tree() == before

    @rule(hours=st.sampled_from([1, 30, 100, -50]))
    def time_passes(self, hours: int) -> None:
        self.site.now += timedelta(hours=hours)

    @rule(seed=st.integers(0, 9))
    def somebody_deletes_outputs(self, seed: int) -> None:
        files = [
            path
            for path in sorted(self.site.path("_site").rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        ]
        for path in random.Random(seed).sample(files, min(3, len(files))):
            path.unlink()

    @rule(seed=st.integers(0, 99))
    def the_cache_suffers(self, seed: int) -> None:
        chance = random.Random(seed)
        for path in sorted(self.site.path(".newsprint").glob("*")):
            if path.is_file() and path.name != "lock" and path.stat().st_size:
                raw = bytearray(path.read_bytes())
                raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
                path.write_bytes(raw if seed % 2 else raw[: len(raw) // 2])

    @rule(jobs=st.sampled_from([1, 2, 8]))
    def other_machine(self, jobs: int) -> None:
        self.jobs = jobs

    @invariant()
    def incremental_equals_clean(self) -> None:
        before = self.site.tree()
        report = self.site.build("-v", jobs=self.jobs)
        twin = Site.__new__(Site)
        twin.root, twin.now = self.folder / "clean", self.site.now
        shutil.rmtree(twin.root, ignore_errors=True)
        shutil.copytree(self.site.root, twin.root, ignore=shutil.ignore_patterns("_site", ".newsprint"), symlinks=True)
        self.steps += 1
        with nullcontext() if self.steps % 16 else afresh():  # compiling the theme is most of a clean build's time
            clean = twin.build(jobs=1)
        Newsroom.counts["steps"] += 1
        Newsroom.counts["failed" if report.failed else "built"] += 1
        assert report.problems == clean.problems
        if report.failed:
            assert self.site.tree() == before
        else:
            after = self.site.tree()
            assert after == twin.tree()
            changed = {path for path in after if before.get(path) != after[path]} - {".newsprint"}
            assert set(report.written) == changed
            assert changed <= report.reasons.keys()
            assert all(report.reasons.values())
            assert set(report.removed) == set(before) - set(after)
            again = self.site.build(jobs=self.jobs)
            assert again == msgspec.structs.replace(
                report, written=[], removed=[], moved=[], reasons={}, unchanged=report.outputs, seconds=again.seconds
            )


@pytest.mark.parametrize("part", range(1, 7))
def test_crown(monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    monkeypatch.setattr(generator.engine.workers, "MIN_ITEMS", 1)  # even a small site is spread over workers
    if part % 2:  # trust stamps at once, so that what was just written is recalled in the next build
        monkeypatch.setattr(file_stat, "FINE_TICK", 0)
    monkeypatch.setattr(BuildCache, "load_if_current", counted(BuildCache.load_if_current))
    Newsroom.counts.clear()
    how = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(seed(part)(Newsroom), settings=how)
    assert Newsroom.counts["steps"] >= EXAMPLES * STEPS * 0.85
    assert Newsroom.counts["built"] > Newsroom.counts["failed"]
    assert Newsroom.counts["recalled"] > (EXAMPLES * STEPS * 0.4 if part % 2 else 0)


def build_in_a_process(root: Path, jobs: int, environment: dict[str, str]) -> dict[str, bytes]:
    arguments = [
        sys.executable,
        "-m",
        "generator",
        "build",
        "-C",
        os.fspath(root),
        "--jobs",
        str(jobs),
        "--now",
        "2026-11-21T12:00:00Z",
        "-q",
    ]
    subprocess.run(arguments, check=True, env={**os.environ, "PYTHONPATH": os.fspath(ROOT), **environment}, cwd=root)
    return tree(root / "_site")


@pytest.mark.parametrize(
    ("jobs", "environment"),
    [
        (1, {"TZ": "America/Caracas", "LC_ALL": "C", "PYTHONHASHSEED": "1"}),
        (2, {"TZ": "Asia/Kolkata", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}),
        (8, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONUTF8": "0"}),
    ],
)
def test_machine_does_not_matter(tmp_path: Path, jobs: int, environment: dict[str, str]) -> None:
    """The same site under another path, file order, time zone, locale, hash seed and number of workers (C26)."""
    one, other = tmp_path / "one", tmp_path / "a much longer path" / "other"
    site = Site(one)
    names = [f"2026-0{1 + n % 9}-1{n % 9}-story-{n}.md" for n in range(90)]
    for number, name in enumerate(names):
        site.post(
            name,
            f"Body {number}.\n",
            title=f"Story İI {number}",
            tags=[f"tag{number % 7}", "Straße"],
            categories=["News"],
            author=f"A{number % 3}",
        )
    (other / "content" / "_posts").mkdir(parents=True)
    shutil.copy(one / "content/_config.yml", other / "content/_config.yml")
    for name in random.Random(jobs).sample(names, len(names)):  # another order on the disk
        shutil.copyfile(one / "content/_posts" / name, other / "content/_posts" / name)
    assert build_in_a_process(one, 1, {}) == build_in_a_process(other, jobs, environment)
