"""Markdown as a news blogger writes it; gated, it is what the stock library makes of it, byte for byte."""

# ruff: noqa: E501 (samples of Markdown read better whole)

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from generator.model.problem import MarkdownError
from generator.text.fastmarkdown import budget
from generator.text.fastmarkdown.budget import MAX_WORK
from generator.text.fastmarkdown.fast_path import convert_plain
from generator.text.markdown import ENGINES, PythonMarkdown, load_extensions, make_markdown, slugify
from generator.text.typography import style_of

Kind = tuple[tuple[str, ...], dict[str, dict[str, object]]]
ADDED = ("admonition", "nl2br", "sane_lists", "wikilinks", "pymdownx.magiclink", "pymdownx.caret", "pymdownx.tasklist")
KINDS: dict[str, Kind] = {
    "usual": ((), {}),
    "with settings": ((), {"smarty": {"smart_angled_quotes": True}, "toc": {"permalink": True, "marker": "{TOC}"}}),
    "with more extensions": (ADDED, {"footnotes": {"USE_DEFINITION_ORDER": False}}),
}


@cache
def pair(kind: str) -> tuple[PythonMarkdown, Markdown]:
    """Return our converter and the stock library with the same extensions."""
    ours = PythonMarkdown(*KINDS[kind], 60.0)
    return ours, Markdown(extensions=load_extensions(ours.configs), output_format="html")


def agree(kind: str, source: str) -> None:
    ours, stock = pair(kind)
    try:
        expected = stock.reset().convert(source)
    except Exception:  # noqa: BLE001 (the library has bugs; ours then has to say so properly)
        pair.cache_clear()
        with pytest.raises(MarkdownError):
            ours(source)
    else:
        assert ours(source) == expected


NASTY = [
    "",
    " \n\t\n",
    "Plain words, no more.",
    "*a* **b** ***c*** _d_ __e__ ___f___ *g **h** i* **j *k* l** a*b*c a_b_c *m*. (*n*) *o*p * q * **r* *s** *t\nu*",
    "**a *b** c* *a **b* c** ****a**** *a _b* c_ _a *b_ c* *a*b*c* *a\\*b* \\*a\\* *a`*`b*",
    "`a` ``b`c`` \\`d` `e\\` ``f` \\\\`g` `<b>` `&amp;` `*h*`",
    "[a](b) [a](<b c>) [a](b \"c\") [a](b 'c') [a](b(c)) [a] (b) [a](b [a]() [](a) [[a](b)](c) [a\nb](c) ![a](b) !\\[a](b)",
    "[a][b] [a][] [a] [a] [b] ![a][b] ![a][] ![a] [A] [x][y] [^z]\n\n[a]: /1 \"t\"\n[b]: </2>\n  't'\n   [c]: /3",
    "[a][b] and [no][c] ![no] [no] [x\n",
    "a[^1] b[^n] c[^1] d[^none]\n\n[^1]: One.\n\n    More *one*.\n[^n]: Two [^1].\n\n///Footnotes Go Here///\n\nend",
    "HTML and CSS in HTML5\n\n*[HTML]: Hyper \"Text\"\n*[CSS]: ''\n*[ABBR]: x",
    "<http://a.b/c?d=e&f> <a@b.c> <mailto:a@b.c> <ftp://x> <not a link> a < b > c << d >> <b>c</b> <b *d*> <!-- *e* -->",
    "&amp; &copy; &#38; &#x26; &#38 &bogus &; & AT&T a&b;c &nbsp;'a' &mdash;\"b\" &#8212;'c'",
    "a  \nb \nc\\\nd   \n",
    '# One\n## Two ##\n### Three {#x .y}\n#### `code` *em* [a](b) "q"\n#####\n####### Seven\n#no\n# One\n\nA\n=\n\nB\n---\n\n[TOC]',
    "text\n# Header\ntext\n***\ntext\n- - -\n___\n* * *\n\n-\n\n--\n",
    "* a\n* b\n    * c\n        * d\n\n    para\n\n* e\n\n1. f\n2. g\n   h\n\n- i\n+ j\n\n10) k\n\n  * l\n   * m",
    "* # a\nb\n* > c\n* \tcode\n*     d\n\n1.  e\n\n        f",
    "\u0661. Arabic digit\n\n\u0967. Devanagari\n\n\u00b2. superscript",
    "> a\n> > b\n> c\nlazy\n\n> d\n\n>e\n   > f\n    > g\n\n> * h\n> * i\n>\n>     code\n",
    "    code <b> & *x*\n\n    more\n\n\n    yet more\ntext\n\n\tt\n",
    "Term\n: def *a*\n\nTerm 2\nTerm 3\n:   def\n\n    para\n\n:   more\n\n: first\n\na : b\n: c",
    "a | b\n- | -\n1 | `x|y`\n\\| | *c* {: .d}\n\n|a|b|\n|:-|-:|\n|c|\n\n|a|\n|-|\n|b|\n\nno | table\n\n| no",
    "*a*{.b} `c`{#d}\n\n# e {.f g=\"h i\"}\n\npara\n{: .j k }\n\n- l\n{: .m}\n\n*n*{.o}} {p} a{ b\n\n[q](r){: s='t' }",
    '<div>\n*a*\n</div>\n\n<div markdown="1">\n*a*\n\n- b\n</div>\n\n<p markdown="span">*c*</p> tail\n\n<p>d</p>e *f*',
    '<div markdown="block"><section>\n# a\n</section>*b*</div>\n\n<pre>\n*c*\n\n\n d</pre>\n<hr>\n<hr/>\n<br>\n<span>\n\n*e*',
    '<script>\nif (a < b && c > d) { "x" }\n</script>\n\n<style>a > b {}</style>\n\n<!-- a\n\nb --> c\n\n<?php\n\n?>\n\n<![CDATA[\nd]]>',
    "<div><p>unclosed\n\n*a*\n\n</span> </div> <a href='x\"y'>z</a> <img alt=\"a 'b'\"> </> < > <3 <a",
    "```\na\n```\n\n```python\nx = '<&>'\n```\n\n~~~ {.js #i data-x=y}\n1\n~~~\n\n- a\n\n    ```sh\n    ls\n    ```\n\n> ```\n> q\n> ```\n\n``` a b\nx",
    '```py hl_lines="1" linenums="3" title="<t>"\nx\n```\n\n    ```\n    indented\n    ```\n\n````\n```\n````\n',
    "~~a~~ ~b~ ~~c d~~ ~~~e~~~ \\~~f~~ ~~ g ~~ a~~b~~c *~~h~~* ~~*i*~~",
    '"a" \'b\' "\'c\'" \'"d"\' "e \'f\' g" it\'s \'80s \'99 5\'10" "h". ("i") ["j"] "*k*" *"l"* "`m`" "[n](o)" "\n\'\n\'"',
    "'. a\n\n\". b\n\n\"'a\n\n'\"a\n\na'\"\n\na\"'\n\n'tis 'a'b'c \"a\"b\"c\u2014\"d\u2013'e' --\"f\"-- &ndash;'g' s's' \\'h\\' \\\"i\\\"",
    "a--b a---b a----b -- --- a - b a...b a....b .... . . . a ...\n...",
    "\\\\ \\` \\* \\_ \\{ \\} \\[ \\] \\( \\) \\# \\+ \\- \\. \\! \\> \\< \\& \\\" \\' \\| \\: \\~ \\a",
    "\x02 \x03 \x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03 \x0242\x03 \x02amp\x03 ``\x02` \x02\x02*a*\x03 <b>\x02wzxhzdk:1\x03</b>",
    "a\r\nb\r\rc\r\n\r\n* d\r\n* e\ttab\n \n  \n   f\v\f\x1c\x1d\x1e\x85\u2028\u2029g",
    '<p>"a"</p>\n\n"<b>"\n\n<b>"a"</b>\n\n\'<i>b</i>\'\n\n<em>*a*</em>\n\n**<u>a</u>**',
    "\u4e2d\u6587*\u5f37\u8abf*\u4e2d \u00fc*\u00e4*\u00f6 \ud83d\ude00*a*\ud83d\ude00".encode(
        "utf-16", "surrogatepass"
    ).decode("utf-16"),
    '!!! note "T"\n    body\n\n    *more*\n\nafter\n\n- [ ] todo\n- [x] done\n\nhttps://a.b/c_d_e @user #1 ^a^ ^^b^^ [[Wiki Link]]',
    "[TOC]\n\n{TOC}\n\n## a\n\n# b\n\n### c[^1]\n\n## d <em>e</em> `[TOC]`\n\n[^1]: n",
    "a\n  - b\n    - c\n - d\n\n\n\n\n    e\n\n: f\n| g\n=\n-\n> \n#\n+\n1.\n*\n",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("source", NASTY, ids=range(len(NASTY)))
def test_gated_markdown_writes_what_the_stock_library_writes(kind: str, source: str) -> None:
    agree(kind, source)
    agree(kind, source.replace("\n\n", "\n"))
    agree(kind, "> " + source.replace("\n", "\n> "))
    agree(kind, "- " + source.replace("\n", "\n    "))


MARKS = (
    "* ** *** _ __ ~~ ~ ` `` ``` ~~~ [ ] ( ) ![ ][ ]( ]:¦[^ ^] < > & | - + # = : { } \\ ! / ' \" '' \"' '\" -- --- ... ....¦"
    "\u00ab \u201c \u2019 \u2013 \u2014¦<b> </b> <div> </div> <p> </p> <br> <br/> <hr> <!-- --> <?php ?> <![CDATA[ ]]>¦"
    '<http://a.b> <a@b.c> http://a.b/c?d=e&f=g &amp; &nbsp; &#39; &#x27; &#38 &bogus; &ndash; \\* \\_ \\[ \\` \\\\ \\"¦'
    '*a* **a** _a_ __a__ ***a*** ~~a~~ `a` ``a`b`` [a](b) [a](<b>) [a](b"c") [a][b] [a] [^a] ![a](b) ![a][b]¦'
    "{:.x} {#y} {.x} 's 80s '80s 1. 2) #a >> a b x word \u00dcn\u00ef \u4e2d\u6587 \u0966 \u00bd \u2028 \x85 \v \f \x1c¦"
    "\x02 \x03 \x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03 \x0242\x03 \x02amp\x03 0 1 12 === ___ ^a^ <pre> </pre> <td> </¦"
    "a|b -|- |a|b| |-|-| :-|-: [TOC] {TOC} abc HTML </script> <style>"
)
LINES = (
    "[a]: b¦[b]: <c> 't'¦[^a]: note¦*[abc]: def¦# a¦## b ##¦a\n===¦: d¦> q¦- i¦1. n¦***¦- - -¦!!! note¦a | b\n- | -\nc | d¦"
    '```py¦``` py¦~~~ {.py}¦``` "><img>¦{: z=1}¦ {#h}¦<div markdown=1>¦<span title="a">x</span>¦<script>x¦    code¦a  ¦- [ ] t'
)
mark = st.sampled_from([mark for group in MARKS.split("¦") for mark in group.split(" ")])
line = st.sampled_from(LINES.split("¦")).map("\n{}\n".format)
gap = st.sampled_from(["", "", " ", " ", "\n", "\n\n", "\n\n", "  \n", "\t", "    ", "\n    ", "\r\n", "\n> ", "\n- "])
text = st.lists(st.tuples(mark | mark | line, gap).map("".join) | st.text(max_size=3), max_size=24).map("".join)


@pytest.mark.parametrize("kind", KINDS)
@given(source=text)
@settings(max_examples=300, deadline=None)
def test_gated_markdown_writes_what_the_stock_library_writes_of_anything(kind: str, source: str) -> None:
    agree(kind, source)


WORDS = (
    "The river rose by a metre in the night, and nobody knew why; 5-foot stood. 1987. x \u2014 don't it's -- ... ] } : #1 = + ^¦"
    "'single' \"double\" \"a 'b' c\" \u201cset\u201d AT&T & > 3 a_b a_b_c \u00fcber \u4e2d\u6587 \u0641\u064a \u00b2. 2 12. 1) 7. - * + # ### > *¦"
    '*em* **strong** *em*, (*em*) "*em*" *it\'s* **a_b** _em_ __strong__ `code` `a & b` `"` `*a*` [a](/b) [a](/b) ["a"](http://c.d/e_f?g=h&i=j) ![a](/b.png)¦'
    '[a](/b "t") [*a*](/b) ![a "q"](b) [a]() []() [a] [^1] (https://a.b) https://a.b/c *[a](/b)* **`a`** & ![*a*](b) !'
)
word = st.sampled_from([word for group in WORDS.split("¦") for word in group.split(" ")])
words = st.lists(word, min_size=1, max_size=8).map(" ".join)
plain_block = st.one_of(
    st.lists(words, min_size=1, max_size=3).map("\n".join),
    st.tuples(st.sampled_from(["# ", "## ", "###### ", "#"]), words).map("".join),
    *(
        st.lists(words.map(opening.__add__), min_size=1, max_size=3).map("\n".join)
        for opening in ("> ", "- ", "* ", "1. ", "7. ", ">")
    ),
)
plain = st.lists(
    st.tuples(plain_block, st.sampled_from(["\n\n", "\n\n", "\n\n\n", "\n"])).map("".join), max_size=5
).map("".join)


@given(source=plain)
@settings(max_examples=400, deadline=None)
def test_the_fast_path_writes_what_the_stock_library_writes(source: str) -> None:
    agree("usual", source)


@given(st.lists(st.sampled_from(["a", "a_1", "a 1", "a_2", "a_1_1", "!", "section", "a_01"]), max_size=12))
@settings(max_examples=200, deadline=None)
def test_the_fast_path_numbers_headings_as_the_library_does(headings: list[str]) -> None:
    agree("usual", "\n\n".join(f"# {heading}" for heading in headings))


@pytest.mark.parametrize("lang", ["en", "de", "fr", "ru"])
@given(source=plain)
@settings(max_examples=40, deadline=None)
def test_the_fast_path_quotes_as_the_slow_one_does(lang: str, source: str) -> None:
    ours, _ = pair("usual")
    assert ours(source, lang) == slow()(source, lang)


@cache
def slow() -> PythonMarkdown:
    """Return a converter that never takes the fast path."""
    made = PythonMarkdown((), {}, 60.0)
    made._is_plain_known = False  # noqa: SLF001 (what both are compared by)
    return made


def test_most_plain_stories_take_the_fast_path_and_no_other_text_does() -> None:
    story = (
        'The "river" rose -- and *nobody*, not even [the office](/about/ "Who\'s who"), knew why.\nIt was `cold`.\n\n'
        '## What\'s next?\n\n- One & *two*\n- ![A boat](/boat.png)\n\n> "Never", she said.\n>\n> Twice.\n\n3. Third\n4. Fourth\n'
    )
    html = convert_plain(story, style_of("en", {}), slugify)
    assert html == slow()(story)
    for source in NASTY[6:]:
        assert convert_plain(source, style_of("en", {}), slugify) in (None, slow()(source))


@pytest.mark.parametrize(
    ("extensions", "configs"),
    [(("nl2br",), {}), ((), {"toc": {"permalink": True}}), ((), {"smarty": {"substitutions": {"ndash": "&mdash;"}}})],
    ids=["extension", "setting", "marks"],
)
def test_other_extensions_and_settings_have_no_fast_path(
    extensions: tuple[str, ...], configs: dict[str, dict[str, object]]
) -> None:
    ours = PythonMarkdown(extensions, configs, 60.0)
    stock = Markdown(extensions=load_extensions(ours.configs), output_format="html")
    source = "## One\n\na -- b\nc"
    assert ours(source) == stock.convert(source)


@given(st.lists(text, min_size=2, max_size=4))
@settings(max_examples=50, deadline=None)
def test_a_text_does_not_depend_on_the_texts_before_it(sources: list[str]) -> None:
    ours, _ = pair("usual")
    converted = [ours(source) for source in sources]
    assert [ours(source) for source in reversed(sources)] == converted[::-1]


@pytest.fixture(scope="module")
def prose() -> Callable[[str], str]:
    return make_markdown()


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("~~a~~", "<p><del>a</del></p>"),
        ("H~2~O", "<p>H~2~O</p>"),
        ("\"It's\" -- '80s...", "<p>\u201cIt\u2019s\u201d \u2013 \u201980s\u2026</p>"),
        ("*a*{.b}", '<p><em class="b">a</em></p>'),
        ("a<br>b  \nc", "<p>a<br>b<br>\nc</p>"),
        ("HTML\n\n*[HTML]: Text", '<p><abbr title="Text">HTML</abbr></p>'),
        ('<div markdown="1">\n*a*\n</div>', "<div>\n<p><em>a</em></p>\n</div>"),
        ("a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
        ("    x < y", "<pre><code>x &lt; y\n</code></pre>"),
    ],
)
def test_what_a_blogger_expects(prose: Callable[[str], str], source: str, html: str) -> None:
    assert prose(source) == html


@pytest.mark.parametrize(
    ("source", "piece"),
    [
        ("a | b\n- | -\nc | d", "<td>c</td>"),
        ("a[^1]\n\n[^1]: b", '<div class="footnote">'),
        ("[TOC]\n\n# One", '<a href="#one">One</a>'),
        ("```python\nx = 1\n```", '<div class="highlight"><pre><span></span><code><span class="n">x</span>'),
        ("- a\n\n    ```python\n    x = 1\n    ```", '<span class="n">x</span>'),
        ("```nonsense\n<x>\n```", "<code>&lt;x&gt;\n</code>"),
    ],
)
def test_what_a_blogger_expects_is_there(prose: Callable[[str], str], source: str, piece: str) -> None:
    assert piece in prose(source)


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("What's new, \u00dcbermut?", "whats-new-\u00fcbermut"),
        (
            "\u0939\u093f\u0928\u094d\u0926\u0940 \u092e\u0947\u0902",
            "\u0939\u093f\u0928\u094d\u0926\u0940-\u092e\u0947\u0902",
        ),
        ("\u65e5\u672c\u8a9e", "\u65e5\u672c\u8a9e"),
        ("Cafe\u0301", "caf\u00e9"),
        ("a_b - c", "a_b-c"),
        ("!!!", "section"),
    ],
)
def test_headings_of_any_script_have_ids(heading: str, slug: str) -> None:
    assert slugify(heading, "-") == slug


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_that_jekyll_knows_is_known(engine: str) -> None:
    assert make_markdown(engine)("*a*") == "<p><em>a</em></p>"


def test_extensions_and_settings_can_be_added() -> None:
    prose = make_markdown(extensions=["nl2br", "extra", "toc"], configs={"toc": {"permalink": "#"}})
    assert prose("# a\n\nb\nc") == (
        '<h1 id="a">a<a class="headerlink" href="#a" title="Permanent link">#</a></h1>\n<p>b<br>\nc</p>'
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"engine": "redcarpet"}, 'markdown: "redcarpet" is not an engine here. Write one of: markdown, kramdown'),
        ({"extensions": ["emojis"]}, 'there is no Markdown extension "emojis"'),
        ({"configs": {"admonition": {}}}, 'settings for a Markdown extension that is not in use: "admonition"'),
        ({"configs": {"toc": {"depth": 3}}}, 'the Markdown extension "markdown.extensions.toc" does not take these'),
        ({"extensions": ["os"]}, 'the Markdown extension "os" does not take these settings'),
    ],
)
def test_wrong_arguments_are_explained(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(", r"\(").replace(".", r"\.")):
        make_markdown(**arguments)  # type: ignore[arg-type]


def test_pygments_is_loaded_when_a_text_has_a_fence() -> None:
    script = (
        "import sys; from generator.text.markdown import make_markdown; prose = make_markdown(); prose('a `b` *c*\\n\\n    d')\n"
        "assert 'pygments' not in sys.modules\n"
        "prose('```python\\nx\\n```'); assert 'pygments' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("fence", ["```", "~~~"])
@pytest.mark.parametrize(
    "info",
    [
        '"><img onerror=alert(1)>',
        'py "><img onerror=alert(1)>',
        '{."><img/onerror=alert(1)>}',
        '{.py ."><img/onerror=alert(1)>}',
        '{.py #"><img/onerror=alert(1)>}',
        '{.py data-x="1" data-"><img/onerror=alert(1)>="2"}',
        "{.py data-x='\"><img onerror=alert(1)>'}",
        "py title='\"><img onerror=alert(1)>'",
        "py title='<img onerror=alert(1)>' title_mode='html'",
        'language-"><img/onerror=alert(1)>',
    ],
)
def test_c20_the_language_of_a_fence_is_harmless(prose: Callable[[str], str], fence: str, info: str) -> None:
    html = prose(f"{fence} {info}\ncode\n{fence}\n")
    assert "<img" not in html
    assert "code" in html


HOSTILE = (
    '[¦[a](¦![¦[^a]¦* ¦>¦> ¦*¦*a ¦*a_ ¦**a *b ¦`¦`a ¦<¦<a ¦<div>¦<div>\n¦|a¦&¦~~a ¦"a ¦\'¦"¦--¦- ¦1. ¦: ¦#¦# a\n¦[a]: b\n¦\\¦<!--¦<?'
    "¦<![CDATA[¦{¦*a*{.b}¦[a][b]¦[a]((¦[a](<¦***a** b*¦a\n=¦---\n¦<http://¦<a@¦\n¦* > ¦```\n¦<div markdown=1>\n¦[^a]: b\n¦*[a]: b\n"
    "¦|a|\n|-|\n"
)


# Hypothesis, which other tests use, has a callback at the garbage collector: what rings there is swallowed, with a word.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("piece", HOSTILE.split("¦"))
def test_c21_pathological_markdown_is_bounded(piece: str) -> None:
    began = time.process_time()
    try:
        make_markdown()(piece * 8000)
    except MarkdownError as error:
        assert str(error).startswith("Markdown")  # noqa: PT017 (most texts are converted in time)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "piece", ["[a](", "[a]((", "[a](<", "![a](", "[", "*[a]: b\n", "a\n***\n", "# a\n", "<div>\n</div>\n"]
)
def test_c37_what_is_refused_is_counted_and_not_timed(monkeypatch: pytest.MonkeyPatch, piece: str) -> None:
    monkeypatch.setattr(budget, "MAX_WORK", MAX_WORK // 8)
    said = set()
    for seconds in (30.0, 300.0):  # a slow machine and a fast one
        prose = make_markdown(seconds=seconds)
        try:
            prose(piece * 5000 + "]")
            said.add("")
        except MarkdownError as error:
            said.add(str(error))
    assert len(said) == 1
    assert not any("seconds" in message for message in said)


def works(text: str) -> int:
    """Return what a text costs the library, as it is counted."""
    prose = make_markdown()
    assert isinstance(prose, PythonMarkdown)
    prose._is_plain_known = False  # noqa: SLF001 (the fast path does no work that could grow)
    prose(text)
    return max(converter.work for converter in prose._converters.values())  # noqa: SLF001


@pytest.mark.parametrize(
    "piece",
    [
        'Some *words* of it\'s "a" [link](/b).\n\n',
        "- an item [a](b) of a list\n",
        "# Heading\n\nText with `code`.\n\n",
        "1. An item\n\n    more of it\n\n",
        "> A quote.\n\nText.\n\n",
        "<p>HTML</p>\n\nText.\n\n",
        "a | b\n- | -\n1 | 2\n\n",
        "[a][b] and ![c](d.jpg)\n\n[b]: /e\n\n",
    ],
)
def test_c37_a_long_story_is_no_work(piece: str) -> None:
    count = 400_000 // len(piece)
    assert works(piece * count) < MAX_WORK // 5


def test_c37_three_hundred_thousand_paragraphs_are_a_story() -> None:
    html = make_markdown()("A paragraph.\n\n" * 300_000)
    assert html.count("<p>") == 300_000


def test_c37_nesting_does_not_depend_on_who_calls() -> None:
    text = "- " * 110 + "a"

    def deeper(levels: int) -> str:
        return deeper(levels - 1) if levels else make_markdown()(text)

    assert deeper(0) == deeper(150)


@pytest.mark.parametrize("where", ["the main thread", "another thread", "a program that is not ours"])
def test_c21_a_text_that_takes_too_long_is_given_up(where: str) -> None:
    prose = make_markdown(seconds=0.001)
    prose.uses_timer = where != "a program that is not ours"
    caught: list[str] = []

    def convert() -> None:
        try:
            prose("[a](b) <b>\n\n" * 50_000)
        except MarkdownError as error:
            caught.append(str(error))

    if where != "another thread":
        convert()
    else:
        thread = threading.Thread(target=convert)
        thread.start()
        thread.join(60)
    assert caught == ["Markdown is not done after 0.001 seconds: are there thousands of unclosed brackets?"]
    assert prose("*a*") == "<p><em>a</em></p>"


def test_c21_a_list_nested_too_deeply_is_an_error() -> None:
    prose = make_markdown()
    with pytest.raises(MarkdownError, match="nested too deeply"):
        prose("1. " * 8000)
    assert prose("1. a") == "<ol>\n<li>a</li>\n</ol>"


def test_c21_quotes_nested_too_deeply_are_an_error() -> None:
    prose = make_markdown()
    assert prose("> " * 99 + "a").count("<blockquote>") == 99
    with pytest.raises(MarkdownError, match="more than 100 deep"):
        prose("> " * 200 + "a")
    assert prose("    " + ">" * 200).startswith("<pre>")


def test_footnotes_with_unique_ids_do_not_depend_on_the_texts_before() -> None:
    prose = make_markdown(configs={"footnotes": {"UNIQUE_IDS": True}})
    assert prose("a[^1]\n\n[^1]: b") == prose("a[^1]\n\n[^1]: b")
