"""Markdown as a news blogger expects it: what is a mark, and what is text."""

from collections.abc import Callable

import pytest

from generator.text.markdown import make_markdown


@pytest.fixture(scope="module")
def prose() -> Callable[[str], str]:
    return make_markdown()


@pytest.mark.parametrize("line", ["#KeepTheFerry was everywhere", "#16197", "####x", "#", "##  ", "####### Seven"])
@pytest.mark.parametrize("before", ["", "Text.\n\n", "Text\n"])
def test_c31_a_hash_without_a_space_is_text(prose: Callable[[str], str], before: str, line: str) -> None:
    html = prose(before + line)
    assert "<h" not in html
    assert line.strip() in html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# C#", '<h1 id="c">C#</h1>'),
        ("## a ##", '<h2 id="a">a</h2>'),
        ("###  a # b", '<h3 id="a-b">a # b</h3>'),
        ("## a ## {#b}", '<h2 id="b">a</h2>'),
        ("a\n# b\nc", '<p>a</p>\n<h1 id="b">b</h1>\n<p>c</p>'),
        ("- # a\n\n    b", '<ul>\n<li>\n<h1 id="a">a</h1>\n<p>b</p>\n</li>\n</ul>'),
    ],
)
def test_c31_headings(prose: Callable[[str], str], source: str, html: str) -> None:
    assert prose(source) == html


def flat(html: str) -> str:
    return html.replace("\n", "")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("3. Quay\n4. Pier", '<ol start="3"><li>Quay</li><li>Pier</li></ol>'),
        ("0. Quay", '<ol start="0"><li>Quay</li></ol>'),
        ("007. Bond", '<ol start="7"><li>Bond</li></ol>'),
        ("1. Quay\n\n2. Pier", "<ol><li><p>Quay</p></li><li><p>Pier</p></li></ol>"),
        ("1987. A year of storms", "<p>1987. A year of storms</p>"),
        ("1. Quay\n\n1987. A year", "<ol><li>Quay</li></ol><p>1987. A year</p>"),
        ("1. It opened in\n1987. It closed", "<ol><li>It opened in1987. It closed</li></ol>"),
        ("999. a\n1000. b\n\n1001. c", '<ol start="999"><li>a</li><li><p>b</p></li><li><p>c</p></li></ol>'),
        ("12345678901. a", "<p>12345678901. a</p>"),
        ("1. a\n\n* b", "<ol><li>a</li></ol><ul><li>b</li></ul>"),
        ("* a\n\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("1. a\n* b", "<ol><li>a</li></ol><ul><li>b</li></ul>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("- am\n12. Mai", "<ul><li>am12. Mai</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("- a\n    - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("- a\n - b\n  - c", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
    ],
)
def test_c31_lists_keep_their_numbers_and_their_kinds(prose: Callable[[str], str], source: str, html: str) -> None:
    assert flat(prose(source)) == html


@pytest.mark.parametrize(
    "braces",
    [
        "{% include map.html %}",
        "{see note}",
        "{{ site.url }}",
        '{% include map.html name="a" %}',
        "{#16197}",
        "{}",
        "{a",
    ],
)
@pytest.mark.parametrize("text", ["See {}", "See\n{}", "*See*{}", "# See {}", "- See\n{}", "a | b\n- | -\nSee {} | c"])
def test_c33_other_braces_are_text(prose: Callable[[str], str], text: str, braces: str) -> None:
    html = prose(text.replace("{}", braces))
    assert braces.strip("{} ").split("=")[0].strip('"%') in html
    assert html.count("{") == braces.count("{")


@pytest.mark.parametrize(
    "braces", ["{: .b}", "{:.b}", "{.b}", "{ .b }", "{: #c .b}", "{class=b}", "{ class='b' id=c }"]
)
@pytest.mark.parametrize("text", ["See\n{}", "*See*{}", "# See {}", "- See\n{}"])
def test_c33_braces_that_say_so_are_attributes(prose: Callable[[str], str], text: str, braces: str) -> None:
    html = prose(text.replace("{}", braces))
    assert 'class="b"' in html
    assert "{" not in html


def task(words: str, more: str = "", tick: str = "") -> str:
    box = f'<input{tick} class="task-list-item-checkbox" disabled type="checkbox">'
    return f'<li class="task-list-item"><label>{box} {words}</label>{more}</li>'


def tasks(*items: str, tag: str = "ul") -> str:
    return f'<{tag} class="task-list">{"".join(items)}</{tag}>'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("- [ ] *a*\n- b", tasks(task("<em>a</em>"), "<li>b</li>")),
        ("1. [x] a", tasks(task("a", tick=" checked"), tag="ol")),
        ("- [ ] a\n  - [X] b", tasks(task("a", tasks(task("b", tick=" checked"))))),
        ("- [x](b)", '<ul><li><a href="b">x</a></li></ul>'),
        ("- [x]", "<ul><li>[x]</li></ul>"),
        ("- [y] a", "<ul><li>[y] a</li></ul>"),
        ("[ ] a", "<p>[ ] a</p>"),
    ],
)
def test_tasks_are_labelled_boxes(prose: Callable[[str], str], source: str, html: str) -> None:
    assert flat(prose(source)) == html


@pytest.mark.parametrize(
    ("source", "start"),
    [
        ("Times:\n| a | b |\n|---|---|\n| 1 | 2 |", "<p>Times:</p><table>"),
        ("Times\nand tides:\na | b\n- | -\n1 | 2", "<p>Timesand tides:</p><table>"),
        ("> Times:\n> a | b\n> --|--", "<blockquote><p>Times:</p><table>"),
        ("We have:\n- tea\n- milk", "<p>We have:</p><ul><li>tea</li><li>milk</li></ul>"),
        ("We have:\n1. tea", "<p>We have:</p><ol><li>tea</li></ol>"),
        ("On the\n12. May", "<p>On the12. May</p>"),
        ("a | b\nc | d", "<p>a | bc | d</p>"),
        ("a\n-b | c", "<p>a-b | c</p>"),
    ],
)
def test_tables_and_lists_right_below_a_line(prose: Callable[[str], str], source: str, start: str) -> None:
    assert flat(prose(source)).startswith(start)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "<details>\n<summary>More *here*</summary>\n\n- b\n\n</details>\n\nc",
            "<details><summary>More <em>here</em></summary><ul><li>b</li></ul></details><p>c</p>",
        ),
        ("<details open>\n\n*a*\n\n</details>", "<details open><p><em>a</em></p></details>"),
        ("<details><summary>a</summary>*b*</details>", "<details><summary>a</summary>*b*</details>"),
        ('<details markdown="0">\n\n*a*\n\n</details>', '<details markdown="0">*a*</details>'),
        ("<div>\n\n*a*\n\n</div>", "<div>*a*</div>"),
        ("    <details>\n\n    *a*", "<pre><code>&lt;details&gt;*a*</code></pre>"),
    ],
)
def test_markdown_in_details(prose: Callable[[str], str], source: str, html: str) -> None:
    assert flat(prose(source)) == html


def link(url: str) -> str:
    return f'<a href="{url}">{url}</a>'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("See https://a.example/b.", f"See {link('https://a.example/b')}."),
        ("(http://a.example/b_(c))", f"({link('http://a.example/b_(c)')})"),
        ("https://a.example/_b_/--c--'d...", link("https://a.example/_b_/--c--'d") + "\u2026"),
        ("*https://a.example*", f"<em>{link('https://a.example')}</em>"),
        ("https://a.example/?b=1&c=2&amp;d", link("https://a.example/?b=1&amp;c=2&amp;d")),
        ("\u201chttps://a.example\u201d", f"\u201c{link('https://a.example')}\u201d"),
        ("<https://a.example>", link("https://a.example")),
        ("[https://a.example](/b)", '<a href="/b">https://a.example</a>'),
        ("[**https://a.example**](/b)", '<a href="/b"><strong>https://a.example</strong></a>'),
        ('<a href="/b">*c* https://a.example</a>', '<a href="/b"><em>c</em> https://a.example</a>'),
        ('<a href="/b">c</a> https://a.example', f'<a href="/b">c</a> {link("https://a.example")}'),
        ("`https://a.example`", "<code>https://a.example</code>"),
        ("<code>https://a.example</code>", "<code>https://a.example</code>"),
        ('<img src="https://a.example/b.jpg">', '<img src="https://a.example/b.jpg">'),
        ("https:// and xhttps://a.example", "https:// and xhttps://a.example"),
        ("javascript://a.example", "javascript://a.example"),
    ],
)
def test_bare_addresses_are_links(prose: Callable[[str], str], source: str, html: str) -> None:
    assert prose(source) == f"<p>{html}</p>"


def test_tasks_with_blank_lines_between(prose: Callable[[str], str]) -> None:
    assert flat(prose("- [ ] a\n\n- b")) == tasks(
        task("a").replace("<label>", "<p><label>").replace("</label>", "</label></p>"), "<li><p>b</p></li>"
    )


def test_the_links_of_one_text_are_not_those_of_the_next(prose: Callable[[str], str]) -> None:
    assert prose("https://a.example") == prose("https://a.example")
    assert prose("[https://a.example](/b)") == '<p><a href="/b">https://a.example</a></p>'
