"""`docs/theme.md` taken apart: its tables by heading, and its examples as files to write and files to find."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image
from smallsite import Site

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "docs/theme.md"
PAPER = "The paper of the examples"
WALK = "From nothing to a small theme"
FINISHED = "_site/"

_CAPTION = re.compile(r"`([^`]+)`( holds)?:")
_FENCE = re.compile(r"```\w*")
_CELLS = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Block:
    """An example: a file to write, or one of the finished site that is, or holds, this text."""

    path: str
    text: str
    is_part: bool


@dataclass
class Chapter:
    """What stands below a heading of the second level."""

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


def read_book(path: Path = BOOK) -> Book:
    """Take a page apart; an example that does not say what it is of is refused, in this book."""
    book = Book()
    chapter, heading, caption = Chapter(), "", ""
    lines = iter(path.read_text("utf-8").split("\n"))
    for line in lines:
        if line.startswith("#"):
            level, _, heading = line.partition(" ")
            if level == "##":
                chapter = book.chapters[heading] = Chapter()
        elif _FENCE.fullmatch(line):
            told = _CAPTION.fullmatch(caption)
            assert told or path != BOOK, f"what is this example, after {caption!r}?"
            text = "".join(f"{inner}\n" for inner in _until_fence(lines))
            if told:
                chapter.blocks.append(Block(told[1], text, is_part=bool(told[2])))
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


def open_paper(book: Book, root: Path) -> Site:
    """Write the paper that all examples are about."""
    site = Site(root)
    for block in book.chapters[PAPER].blocks:
        site.write(block.path, block.text)
    picture = BytesIO()
    Image.new("RGB", (1600, 900), "navy").save(picture, "PNG")
    site.write("content/assets/wall.png", picture.getvalue())
    return site


def write_theme(book: Book, chapter: str, site: Site) -> None:
    """Write the files of a chapter's examples, and look at none."""
    for block in book.chapters[chapter].blocks:
        if not block.path.startswith(FINISHED):
            site.write(block.path, block.text)


def built(site: Site) -> list[str]:
    """Build without a word of complaint. Return what was written."""
    report = site.build()
    assert [str(problem) for problem in report.problems] == []
    return report.written
