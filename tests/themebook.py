"""The documents on themes as data: tables by heading; examples as files to write, files to find, commands to run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image
from smallsite import Site

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/theme.md"
TUTORIAL = ROOT / "docs/theme-tutorial.md"
FIRST_SITE = "1. Write a small site"
SITE = "The site of the examples"
SMALL_THEME = "4. Make a theme of your own"
FINISHED = "_site/"

_CAPTION = re.compile(r"`([^`]+)`( holds)?:")
_FENCE = re.compile(r"```\w*")
_CELLS = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Block:
    """An example: a file to write, a finished file that is, or contains, this text, or commands (without a path)."""

    path: str
    text: str
    is_part: bool


@dataclass
class Chapter:
    """The examples below a heading of the second level."""

    blocks: list[Block] = field(default_factory=list)


@dataclass
class Book:
    """Chapters by their headings, and tables (rows of cells, without the head) by the nearest heading of any level."""

    chapters: dict[str, Chapter] = field(default_factory=dict)
    tables: dict[str, list[list[list[str]]]] = field(default_factory=dict)

    def table(self, heading: str, number: int = 0) -> list[list[str]]:
        return self.tables[heading][number]

    def names(self, heading: str, number: int = 0) -> list[str]:
        """Return all that the first column of a table names."""
        return [name for row in self.table(heading, number) for name in code(row[0])]

    def text_of(self, chapter: str, path: str) -> str:
        return next(block.text for block in self.chapters[chapter].blocks if block.path == path)


def code(cell: str) -> list[str]:
    return _CODE.findall(cell)


def read_book(path: Path = REFERENCE) -> Book:
    """Parse a document. In those on themes, each example needs a caption that names its file, or is a command."""
    book = Book()
    chapter, heading, caption = Chapter(), "", ""
    lines = iter(path.read_text("utf-8").split("\n"))
    for line in lines:
        if line.startswith("#"):
            level, _, heading = line.partition(" ")
            if level == "##":
                chapter = book.chapters[heading] = Chapter()
        elif _FENCE.fullmatch(line):
            file = _CAPTION.fullmatch(caption)
            text = "".join(f"{inner}\n" for inner in _until_fence(lines))
            if file:
                chapter.blocks.append(Block(file[1], text, is_part=bool(file[2])))
            elif line == "```sh":
                chapter.blocks.append(Block("", text, is_part=False))
            else:
                assert path not in (REFERENCE, TUTORIAL), f"which file is this example, after {caption!r}?"
        elif line.startswith("|---"):
            rows = [[cell.strip().replace("\\|", "|") for cell in _CELLS.split(row)[1:-1]] for row in _rows(lines)]
            book.tables.setdefault(heading, []).append(rows)
        caption = line or caption
    return book


def _until_fence(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line == "```":
            return
        yield line


def _rows(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("|"):
            return
        yield line


def open_site(book: Book, root: Path) -> Site:
    """Write the site of the reference's examples: that of the tutorial, with more settings and front matter."""
    site = Site(root)
    write_files(read_book(TUTORIAL), FIRST_SITE, site)
    write_files(book, SITE, site)
    image = BytesIO()
    Image.new("RGB", (1600, 900), "navy").save(image, "PNG")
    site.write("content/assets/wall.png", image.getvalue())
    return site


def write_files(book: Book, chapter: str, site: Site) -> None:
    """Write the files of a chapter's examples, and compare none."""
    for block in book.chapters[chapter].blocks:
        if block.path and not block.path.startswith(FINISHED):
            site.write(block.path, block.text)


def write_small_theme(site: Site) -> None:
    """Write the theme that step 4 of the tutorial makes."""
    write_files(read_book(TUTORIAL), SMALL_THEME, site)


def check_example(block: Block, site: Site) -> None:
    """Write the file of an example, or build and compare it with the file of the finished site."""
    if not block.path.startswith(FINISHED):
        site.write(block.path, block.text)
        return
    built(site)
    found = site.path(block.path).read_text("utf-8")
    assert block.text in found if block.is_part else found.rstrip("\n") == block.text.rstrip("\n")


def built(site: Site) -> list[str]:
    """Build without any problem. Return what was written."""
    report = site.build()
    assert [str(problem) for problem in report.problems] == []
    return report.written
