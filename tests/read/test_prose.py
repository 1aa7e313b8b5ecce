from __future__ import annotations

from functools import cache

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.read.prose import PythonMarkdown, load_extensions

EXTENSIONS = {
    "usual": (),
    "added": ("admonition", "nl2br", "sane_lists", "pymdownx.magiclink", "pymdownx.caret", "pymdownx.tasklist"),
    "angled": (),
}
CONFIGS = {"angled": {"smarty": {"smart_angled_quotes": True}, "toc": {"permalink": True}}}


@cache
def pair(kind: str) -> tuple[PythonMarkdown, markdown.Markdown]:
    ours = PythonMarkdown(EXTENSIONS[kind], CONFIGS.get(kind, {}), 60.0)
    extensions = load_extensions(list(ours.configs), ours.configs)
    return ours, markdown.Markdown(extensions=extensions, output_format="html")


FRAGMENTS = (
    "* ** *** _ __ ~~ ~ ` `` ``` ~~~ [ ] ( ) ![ ][ ]( ]: [^ ^] < > & | - + # = : { } \\ ! / ' \" '' \"' '\" -- --- ... "
    ".... « » “ ’ – — <b> </b> <div> </div> <p> <br> <br/> <hr> <!-- --> <?php ?> <![CDATA[ ]]> <http://a.b> <a@b.c> "
    "http://a.b/c?d=e&f=g &amp; &nbsp; &#39; &#x27; &#38 &bogus; &ndash; \\* \\_ \\[ \\` \\\\ \\\" *a* **a** _a_ __a__ "
    "***a*** ~~a~~ `a` ``a`b`` [a](b) [a](<b>) [a](b\"c\") [a][b] [a] [^a] ![a](b) ![a][b] [a]:\x20b [a]:b [^a]:\x20b "
    "*[abc]:\x20d abc [TOC] a|b -|- |a|b| |-|-| :-|-: {:.x} {#y} {:\x20z=1} {.x #y z='1'} \x20{#h} 's 80s '80s 1. 2) - "
    "+ * > >> #a #\x20a ##\x20b\x20## :\x20d a b x word Ünïcode \u4e2d\u6587 \u0966 \u00bd \u2028 \u0085 \x0b \x0c \x1c \x02 "
    "\x03 \x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03 \x0242\x03 \x02amp\x03 0 1 12 *** --- === ___ !!! !!!\x20note ^a^ ^^ "
    "<div\x20markdown=1> <span\x20title=\"a\">x</span> <script>x</script> <style> ```py ```\x20py ~~~\x20{.py} ```\x20\"><img> "
    "<pre> </pre> <table> <td> </"
).split(" ")
fragment = st.sampled_from([text.replace("\\x20", " ") for text in FRAGMENTS])
space = st.sampled_from([" ", " ", "", "", "\n", "\n", "\n\n", "\n\n", "  \n", "\t", "    ", "\n    ", "\n  ", "\r\n", "\n> ", "\n- "])
text = st.lists(st.tuples(fragment, space).map("".join) | st.text(max_size=3), max_size=24).map("".join)


@pytest.mark.parametrize("kind", EXTENSIONS)
@given(source=text)
@settings(max_examples=300, deadline=None)
def test_gated_markdown_writes_what_the_stock_library_writes(kind: str, source: str) -> None:
    ours, stock = pair(kind)
    assert ours(source) == stock.reset().convert(source)
