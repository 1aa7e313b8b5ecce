"""The demonstration newspaper: built once for all tests of a run, served on loopback, and read back."""

import fcntl
import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import msgspec
from optional import Element, etree, html

from generator.cli.arguments import parser
from generator.cli.commands import project_of
from generator.engine.build import build
from generator.engine.options import BuildOptions

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"
NOW = "2026-11-21T12:00:00Z"
URL = "https://courier.example"

STORY = "2026/11/20/low-street-insurers-return"
ARABIC = "2026/04/08/samovar-at-95"
# One page of each kind, as a pattern of its folder.
KINDS = {
    "front": "",
    "story": STORY,
    "long story": "2026/03/19/a-very-long-council-meeting",
    "corrected story": "2026/11/12/corrections-*",
    "syndicated story": "2026/10/01/syndicated-*",
    "arabic story": ARABIC,
    "plain page": "about",
    "tag": "tags/swing-bridge",
    "category": "categories/[a-z]*",
    "author": "authors/maren-astley",
    "one of a series": "series/[a-z]*",
    "year": "2025",
    "month": "2025/05",
    "tags": "tags",
    "categories": "categories",
    "authors": "authors",
    "archive": "archive",
    "not found": "404.html",
}


@dataclass(frozen=True)
class Demo:
    """The finished newspaper: its folder, and what the build said of it."""

    site: Path
    stories: int
    problems: list[str]
    baseurl: str = ""

    def path(self, kind: str) -> str:
        """Return the address of a page of that kind."""
        if kind == "front":
            return "/"
        found = sorted(path for path in self.site.glob(KINDS[kind]) if path.suffix == ".html" or page_in(path))
        assert found, f"the newspaper has no page of the kind {kind}: {KINDS[kind]}"
        return f"/{found[0].relative_to(self.site).as_posix()}{'' if found[0].suffix else '/'}"

    def file(self, path: str) -> Path:
        """Return the file behind a path below `baseurl`."""
        target = self.site / unquote(path).lstrip("/")
        return target / "index.html" if path.endswith("/") or target.is_dir() else target

    def pages(self) -> dict[str, Element]:
        """Return the HTML of all pages by their paths."""
        return {
            "/" + path.relative_to(self.site).as_posix().removesuffix("index.html"): read_page(path)
            for path in sorted(self.site.rglob("*.html"))
        }

    def news(self) -> dict[str, Element]:
        """Return the HTML of all stories by their paths."""
        is_story = etree.XPath("boolean(//meta[@property='og:type'][@content='article'])")
        return {path: page for path, page in self.pages().items() if is_story(page)}


def page_in(folder: Path) -> bool:
    return (folder / "index.html").is_file()


@functools.cache
def read_page(path: Path) -> Element:
    return html.document_fromstring(path.read_text("utf-8"))


def build_demo(folder: Path, baseurl: str = "", start: Demo | None = None, *, images: str = "") -> Demo:
    """Build the newspaper in a folder, unless it has been; another process may want it at the same time.

    With `start` its pictures need not be made again. `images` is one more line of their settings.
    """
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = folder / "report.json"
        if not told.exists():
            if start:
                for name in ("_site", ".newsprint"):
                    shutil.copytree(start.site.parent / name, folder / name)
            arguments = ["build", "-C", os.fspath(folder), "--content", os.fspath(content_of(folder, baseurl, images))]
            command = parser().parse_args([*arguments, "--now", NOW])
            report = build(project_of(command), command.now, BuildOptions(jobs=1))
            told.write_bytes(msgspec.json.encode((report.posts, [str(problem) for problem in report.problems])))
    stories, problems = msgspec.json.decode(told.read_bytes())
    return Demo(folder / "_site", stories, problems, baseurl)


def content_of(folder: Path, baseurl: str, images: str) -> Path:
    """Return the newspaper's sources, as they are or with other settings."""
    if not (baseurl or images):
        return CONTENT
    copy = folder / "content"
    shutil.copytree(CONTENT, copy)
    config = copy / "_config.yml"
    text = config.read_text("utf-8")
    for old, new in (('baseurl: ""', f"baseurl: {baseurl}"), ("\nimages:\n", f"\nimages:\n  {images}\n")):
        assert old in text
        text = text.replace(old, new)
    config.write_text(text, "utf-8")
    return copy


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback, and say where."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=os.fspath(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
