"""`docs/theme.md` lists every field of every value that templates receive, and no other."""

import re
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from themebook import REFERENCE, Book, read_book

from generator.model.icon import SiteIcon
from generator.model.library import TermLabel, TermLink
from generator.model.paginator import Paginator
from generator.model.post import Author, Correction, Credit, Crop, Figure, Image, Page, Post, Sizes, Teaser
from generator.model.problem import Problem
from generator.model.settings import Colors, Link, ThemeOptions
from generator.plan.articles import SeriesPart
from generator.read.story.field_table import FIELDS
from generator.render.meta import Meta, ShareImage
from generator.render.site_proxy import PaginatorProxy

VALUES = (
    Teaser, Author, Image, Sizes, Crop, Figure, Post, Page, Correction, Credit, SeriesPart, TermLabel, TermLink,
    Paginator, ThemeOptions, Colors, Link, SiteIcon, Meta, ShareImage,
)  # fmt: skip
# For fingerprints and messages, or available under another name: not for themes.
INTERNAL = {
    "digest", "text_digest", "body_digest", "file_digest", "guid", "key", "meta", "body_line", "image_position",
    "problems", "output_ext", "source", "written", "position", "paths", "small",
}  # fmt: skip
# Fields whose name says all: `docs/stories.md` describes them, and a new one needs no row in two documents.
SIMPLE = {name for name, field in FIELDS.items() if field.form in ("text", "typeset", "flag")}


@pytest.fixture(scope="module")
def book() -> Book:
    return read_book()


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_each_value_has_the_fields_that_the_table_says(book: Book, kind: Any) -> None:  # a Struct of any kind
    fields = set(kind.__struct_fields__) | properties(kind)
    if kind is Paginator:
        fields |= properties(PaginatorProxy)
    internal = INTERNAL - {"source"} if kind is Post else INTERNAL
    assert set(book.names(kind.__name__)) | (SIMPLE & fields) == fields - internal


def properties(kind: type) -> set[str]:
    return {name for name, member in vars(kind).items() if isinstance(member, property)}


def test_no_value_is_left_out() -> None:
    assert set(re.findall(r"^### (\w+)$", REFERENCE.read_text("utf-8"), re.MULTILINE)) == {
        kind.__name__ for kind in VALUES
    }
    inner = {found for kind in VALUES for hint in get_type_hints(kind).values() for found in structs(hint)}
    assert inner - set(VALUES) == {Problem}


def structs(hint: Any) -> set[type]:  # a type, or what stands for several
    """Return all Structs that a type names."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return {hint}
    return set().union(*(structs(inner) for inner in get_args(hint)))
