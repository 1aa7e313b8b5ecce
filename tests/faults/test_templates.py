"""T01 to T08: what goes wrong in a site's templates, and what the command says of it."""

import re
import time
from pathlib import Path

import pytest
from broken import BAD, built, refused, warned
from smallsite import Site

ABOUT = "(while making about/index.html (content/about.md))"
HERE = "about/index.html (content/about.md), by way of templates/page.html"


def templates(site: Site, **files: str) -> str:
    """Give a site that is built already these templates. Return what the command prints when it refuses them."""
    site.build()
    for name, text in files.items():
        folder = "" if name == "page" else "partials/"
        site.write(f"templates/{folder}{name}.html", text)
    return refused(site)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "<h1>{{ page.title }}</h1>\n{% if page.title %}\nno end\n",
            """\
templates/page.html:3  Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or \
'endif'. The innermost block that needs to be closed is 'if'.
    3 | no end
  Mend the template.""",
        ),
        (
            "<h1>\n{{ page.title }</h1>\n",
            """\
templates/page.html:2  unexpected '}'
    2 | {{ page.title }</h1>
  Mend the template.""",
        ),
        (
            "<h1>\n{% nonsense %}\n",
            """\
templates/page.html:2  Encountered unknown tag 'nonsense'.
    2 | {% nonsense %}
  Mend the template.""",
        ),
    ],
)
def test_t01_syntax_error(paper: Site, page: str, said: str) -> None:
    assert templates(paper, page=page) == said


def test_t01_syntax_error_in_an_include(paper: Site) -> None:
    said = """\
templates/partials/sum.html:2  unexpected 'end of print statement'
    2 | {{ 1 + }}
  Mend the template."""
    assert templates(paper, page="{% include 'partials/sum.html' %}", sum="x\n{{ 1 + }}\n") == said


def test_t01_an_unknown_filter(paper: Site) -> None:
    said = f"""\
templates/page.html:2  No filter named 'nofilter'. {ABOUT}
    2 | {{{{ page.title | nofilter }}}}
  Mend the template, or the value that it is given."""
    assert templates(paper, page="a\n{{ page.title | nofilter }}\n") == said


def test_t01_a_byte_that_is_not_utf_8(paper: Site) -> None:
    paper.build()
    paper.write("templates/page.html", b"a\n\xff{{ page.title }}\n")
    said = """\
templates/page.html:2:1  this is not UTF-8
    2 | \ufffd{{ page.title }}
        ^
  Save the file as UTF-8."""
    assert refused(paper) == said


def test_t02_undefined_name(paper: Site) -> None:
    said = f"""\
templates/page.html:2  'nonsense' is undefined {ABOUT}
    2 | {{{{ nonsense }}}}
  Mend the name, or test it with `is defined`."""
    assert templates(paper, page="a\n{{ nonsense }}\n") == said


def test_t02_undefined_name_with_the_chain_of_includes(paper: Site) -> None:
    outer = "a\n{% include 'partials/outer.html' %}\n"
    said = f"""\
templates/partials/inner.html:2  'nonsense' is undefined (while making {HERE}:2 > templates/partials/outer.html:3)
    2 | {{{{ nonsense.of.it }}}}
  Mend the name, or test it with `is defined`."""
    assert (
        templates(paper, page=outer, outer="\n\n{% include 'partials/inner.html' %}\n", inner="\n{{ nonsense.of.it }}")
        == said
    )


def test_t02_undefined_name_in_a_block_of_the_default_theme(paper: Site) -> None:
    said = templates(paper, page="{% extends 'base.html' %}\n{% block main %}\n{{ nonsense }}\n{% endblock %}")
    begin = f"templates/page.html:3  'nonsense' is undefined (while making {HERE}:1 > "
    assert said.startswith(begin)
    chain, _, rest = said.removeprefix(begin).partition(")\n")
    assert "templates/base.html:" in chain
    assert rest == "    3 | {{ nonsense }}\n  Mend the name, or test it with `is defined`."


@pytest.mark.parametrize(
    ("name", "who", "hint"),
    [
        ("page.nonsense", "page", "Mend the name, or write page.get('nonsense')."),
        ("site.nonsense", "site", "Mend the name, or write site.get('nonsense')."),
        ("page.title.nonsense", "a text", "Mend the name, or test what it belongs to with `if` first."),
        ("page.image.nonsense", "nothing", "Mend the name, or test what it belongs to with `if` first."),
    ],
)
def test_t02_undefined_attribute(paper: Site, name: str, who: str, hint: str) -> None:
    said = f"""\
templates/page.html:2  {who} has no "nonsense" {ABOUT}
    2 | {{{{ {name} }}}}
  {hint}"""
    assert templates(paper, page=f"a\n{{{{ {name} }}}}\n") == said


def test_t02_one_mistake_is_said_once_however_many_pages_show_it(paper: Site) -> None:
    paper.build()
    paper.write("templates/post.html", "{{ page.nonsense }}")
    said = refused(paper)
    assert said.count("templates/post.html:1") == 1
    assert "content/_posts/2026-07-1" in said
    assert "2 more pages" in said


@pytest.mark.parametrize("line", ["{% include 'page.html' %}", "{% extends 'page.html' %}"])
def test_t03_a_template_that_includes_itself(paper: Site, line: str) -> None:
    began = time.process_time()
    said = f"""\
templates/page.html:2  this template includes or extends itself without end {ABOUT}
    2 | {line}
  Break the circle of includes."""
    assert templates(paper, page=f"a\n{line}\n") == said
    assert time.process_time() - began < 5


def test_t03_two_templates_that_include_each_other(paper: Site) -> None:
    said = templates(
        paper,
        page="{% include 'partials/one.html' %}",
        one="{% include 'partials/two.html' %}",
        two="{% include 'partials/one.html' %}",
    )
    first, _, hint = said.splitlines()
    assert first.startswith(("templates/partials/one.html:1  ", "templates/partials/two.html:1  "))
    assert "this template includes or extends itself without end (while making about/index.html" in first
    assert hint == "  Break the circle of includes."


def test_t04_a_missing_include_names_what_exists(paper: Site) -> None:
    paper.write("templates/partials/teaser.html", "x")
    said = f"""\
templates/page.html:2  there is no template "partials/teser.html" {ABOUT}
    2 | {{% include 'partials/teser.html' %}}
  There are: partials/teaser.html, partials/"""
    assert templates(paper, page="a\n{% include 'partials/teser.html' %}\n").startswith(said)


def test_t04_a_missing_parent_names_what_exists(paper: Site) -> None:
    said = f"""\
templates/page.html:1  there is no template "bse.html" {ABOUT}
    1 | {{% extends 'bse.html' %}}
  There are: base.html, """
    assert templates(paper, page="{% extends 'bse.html' %}\n").startswith(said)


def test_t04_several_that_are_missing(paper: Site) -> None:
    said = f'templates/page.html:1  there is no template "a.html" or "b.html" {ABOUT}\n'
    assert templates(paper, page="{% include ['a.html', 'b.html'] %}\n").startswith(said)


def test_t04_a_layout_that_does_not_exist(paper: Site) -> None:
    paper.build()
    paper.write(BAD, "---\ntitle: Odd\nlayout: ../../secret\n---\nWords.\n")
    said = """\
content/_posts/2026-07-20-bad.md  warning: there is no layout "../../secret": "post" is used
  Add it to templates/, or write one of: """
    assert warned(paper).startswith(said)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ page.title | date('%Y') }}", '"About" is not a date'),
        ("{{ page.title | round }}", "type str doesn't define __round__ method"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ page.title() }}", "'str' object is not callable"),
        ("{{ asset('css/nope.css') }}", 'there is no file "css/nope.css" in static/: there is css/main.css'),
        ("{{ asset() }}", "asset() missing 1 required positional argument: 'path'"),
    ],
)
def test_t05_an_error_in_a_filter_shows_the_templates_line(paper: Site, line: str, said: str) -> None:
    printed = f"""\
templates/page.html:3  {said} {ABOUT}
    3 | {line}
  Mend the template, or the value that it is given."""
    assert templates(paper, page=f"a\n\n{line}\n") == printed


@pytest.mark.parametrize("name", ["home.html", "list.html", "terms.html", "404.html", "feed.xml", "sitemap.xml"])
def test_t02_in_pages_that_no_source_asks_for(paper: Site, name: str) -> None:
    paper.build()
    paper.write(f"templates/{name}", "\n{{ nonsense }}")
    first, line, hint = refused(paper).splitlines()
    assert first.startswith(f"templates/{name}:2  'nonsense' is undefined (while making ")
    assert (line, hint) == ("    2 | {{ nonsense }}", "  Mend the name, or test it with `is defined`.")


def test_what_an_editor_leaves_among_the_templates_does_no_harm(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    for name in ("page.html~", ".page.html.swp", "#page.html#", "partials/.DS_Store", "notes.png"):
        paper.write(f"templates/{name}", b"\xff\xfe{% nonsense")
    report = paper.build()
    assert not report.failed
    assert {problem.message for problem in report.problems} <= {
        "this is a backup copy that an editor made: it is passed over"
    }
    assert paper.tree() == before


@pytest.mark.parametrize("folder", ["templates", "static"])
def test_a_file_where_a_folder_should_be(paper: Site, folder: str) -> None:
    paper.build()
    paper.write(folder, "x")
    said = warned(paper) if not paper.build().failed else refused(paper)
    assert said.startswith(f"{folder}  ")


def test_no_traceback_for_a_broken_template(paper: Site) -> None:
    paper.write("templates/page.html", "{{ nonsense }}")
    done = built(paper)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert done.stdout.startswith("Nothing was published: 1 error (")


BOM = b"\xef\xbb\xbf"
MARKED = {
    "templates/base.html": "",
    "templates/page.html": "{% extends 'base.html' %}\n{% block main %}<h1>{{ _('Latest') }}</h1>{% endblock %}\n",
    "templates/partials/meta.html": "<meta name=own content=meta>\n",
    "templates/partials/byline.html": "",
    "templates/sitemap.xml": "",
    "templates/words/fr.po": 'msgid "Latest"\nmsgstr "Du neuf"\n',
    "static/css/main.css": ":root { --ink: #123 }\n@import 'more.css';\n",
    "static/css/more.css": "a { color: red }\n",
    "content/_data/harbour.yml": "gates: 5\n",
    "content/_data/team/editors.json": '[{"name": "Ada"}]\n',
    "content/_data/tides.csv": "day,height\n1,5\n",
    "content/_config.yml": "lang: fr\ntitle: The Test\nurl: https://test.example\npermalink: pretty\n",
    "content/about.md": "---\ntitle: About\n---\nWho we are.\n",
}


@pytest.mark.parametrize("marks", [1, 2])
@pytest.mark.parametrize("name", [name for name in MARKED if name.startswith(("templates/", "static/"))])
def test_t06_a_byte_order_mark_before_a_file_of_the_theme_changes_nothing(paper: Site, name: str, marks: int) -> None:
    _theirs(paper)
    paper.build()
    before = {path: text for path, text in paper.tree().items() if "static/css" not in path}
    paper.path(name).write_bytes(BOM * marks + paper.path(name).read_bytes())
    assert paper.build().problems == []
    after = {path: text for path, text in paper.tree().items() if "static/css" not in path}
    digest = re.compile(rb"(main|more)[.]\w{8}[.]css")
    assert {path: digest.sub(b"", text) for path, text in after.items()} == {
        path: digest.sub(b"", text) for path, text in before.items()
    }
    assert [path for path, text in paper.tree().items() if BOM in text] == []


@pytest.mark.parametrize("name", [name for name in MARKED if name.startswith("content/")])
def test_t06_a_byte_order_mark_before_settings_data_or_a_page_changes_nothing(paper: Site, name: str) -> None:
    _theirs(paper)
    shown = (
        "{{ site.title }}{{ site.data.harbour.gates }}{{ site.data.team.editors[0].name }}{{ site.data.tides[0].day }}"
    )
    paper.write("templates/page.html", shown + "{{ page.title }}{{ content }}")
    paper.build()
    before = paper.tree()
    assert before["about/index.html"] == b"The Test5Ada1About<p>Who we are.</p>"
    paper.path(name).write_bytes(BOM + paper.path(name).read_bytes())
    assert paper.build().problems == []
    assert paper.tree() == before


def _theirs(paper: Site) -> None:
    """Give a site a file of each kind that its readers never see as it is."""
    theme = Path(__file__).parents[2]
    for name, text in MARKED.items():
        paper.write(name, text or (theme / name).read_bytes())


CHILD = "{% extends 'base.html' %}\n{% block main %}WORDS{% endblock %}\n"
FORK = "{% if site.title %}{% extends 'base.html' %}{% else %}{% extends 'post.html' %}{% endif %}"


def warning(site: Site, **files: str) -> str:
    """Give a site these templates, and return what the command warns of; a clean build says the same."""
    site.build()
    for name, text in files.items():
        site.write(f"templates/{'' if name in ('page', 'frame') else 'partials/'}{name}.html", text)
    said = warned(site)
    assert site.build().problems == site.build("--clean").problems
    return said


@pytest.mark.parametrize(
    ("block", "hint"),
    [
        ("mian", "Is main meant?"),
        (
            "sidebar",
            "There are: title, head, kind, masthead, here, main. (A block of an included template cannot be filled.)",
        ),
    ],
)
def test_t08_a_block_that_no_parent_has(paper: Site, block: str, hint: str) -> None:
    line = f"{{% block {block} %}}"
    said = f"""\
templates/page.html:3  warning: there is no block "{block}" in base.html: what stands in it is not shown
    3 | {line}
  {hint}"""
    assert warning(paper, page=f"{CHILD}{line}\nWords.{{% endblock %}}\n") == said


@pytest.mark.parametrize(
    ("line", "child"),
    [
        ("<p>Words.</p>", CHILD + "@"),
        ("{{ page.title }}", CHILD + "\n\n@"),
        ("{% filter upper %}words{% endfilter %}", CHILD + "{% set a = 1 %}\n@"),
        ("{% include 'partials/meta.html' %}", CHILD + "@"),
        ("<p>Words.</p>", CHILD + "{% if page.title %}\n\n@{% endif %}"),
        ("{% trans %}Latest{% endtrans %}", CHILD + "@"),
        ("<p>Words.</p>", CHILD + "<!-- a remark\n-->\n@"),
        ("<p>Words.</p>", "{% extends page.get('frame', 'base.html') %}{% block main %}{% endblock %}\n@"),
    ],
)
def test_t08_what_stands_outside_of_all_blocks(paper: Site, line: str, child: str) -> None:
    page = child.replace("@", line)
    number = page[: page.index(line)].count("\n") + 1
    parent = "another template" if "frame" in page else "base.html"
    said = f"""\
templates/page.html:{number}  warning: this template extends {parent}, and this stands in none of its blocks: \
it is not shown
    {number} | """
    assert warning(paper, page=page).startswith(said)


def test_t08_what_stands_before_extends(paper: Site) -> None:
    said = """\
templates/page.html:2  warning: this stands before `extends`: it is written before the whole page that base.html makes
    2 | <p>Words.</p>
  Move it into a block, or delete it."""
    assert warning(paper, page="{# Ours. #}\n<p>Words.</p>\n" + CHILD) == said


def test_t08_macros_that_are_included(paper: Site) -> None:
    said = """\
templates/page.html:2  warning: partials/byline.html only defines macros: to include it writes nothing
    2 | {% include 'partials/byline.html' %}
  Write {% from 'partials/byline.html' import link, names, byline %}, and call what it defines."""
    assert warning(paper, page="<h1>A</h1>\n{% include 'partials/byline.html' %}\n") == said


def test_t08_macros_in_place_of_a_partial_of_the_default_theme(paper: Site) -> None:
    said = """\
templates/partials/colophon.html:1  warning: base.html includes this template, which only defines macros (foot): \
nothing is written
    1 | {% macro foot() %}x{% endmacro %}
  Write below them what is to be seen."""
    assert warning(paper, colophon="{% macro foot() %}x{% endmacro %}\n") == said


@pytest.mark.parametrize(
    "files",
    [
        {"page": CHILD + "{% block title %}{{ self.own() }}{% endblock %}{% block own %}x{% endblock %}"},
        {"page": CHILD.replace("WORDS", "{% block new %}x{% endblock %}")},
        {
            "frame": CHILD.replace("WORDS", "{% block new %}{% endblock %}"),
            "page": "{% extends 'frame.html' %}{% block new %}{% endblock %}",
        },
        {"page": "<!-- ours -->\n{# and #}\n" + CHILD},
        {"page": CHILD + "{% macro a() %}<p>{% endmacro %}{% set b %}<p>{% endset %}\n<!-- end -->"},
        {"page": FORK + "{% block any %}{% endblock %}"},
        {
            "page": "{% include 'partials/both.html' %}",
            "both": "{% macro a() %}x{% endmacro %}{% block b %}{{ a() }}{% endblock %}",
        },
        {"page": CHILD, "empty": "{# Nothing. #}", "colophon": "{# Nothing. #}"},
        {"page": "{% from 'partials/byline.html' import byline %}<p>{% block any %}x{% endblock %}</p>"},
    ],
    ids=str,
)  # fmt: skip
def test_t08_what_is_right_is_not_warned_of(paper: Site, files: dict[str, str]) -> None:
    paper.build()
    for name, text in files.items():
        paper.write(f"templates/{'' if name in ('page', 'frame') else 'partials/'}{name}.html", text)
    assert paper.build().problems == []


def test_t08_a_parent_that_loses_a_block(paper: Site) -> None:
    """The template that is warned of is not the one that changed."""
    paper.write("templates/frame.html", CHILD.replace("WORDS", "{% block aside %}{% endblock %}"))
    paper.write("templates/page.html", "{% extends 'frame.html' %}\n{% block aside %}x{% endblock %}\n")
    assert paper.build().problems == []
    paper.edit("templates/frame.html", "{% block aside %}{% endblock %}", "x")
    (problem,) = paper.build().problems
    assert (problem.file, problem.line, problem.severity) == ("templates/page.html", 2, "warning")
    paper.edit("templates/page.html", "block aside", "block main")
    assert paper.build().problems == []


def test_t08_a_frame_of_the_sites_own_makes_no_template_of_the_default_theme_suspect(paper: Site) -> None:
    paper.write("templates/base.html", "<title>x</title>{% block main %}{% endblock %}")
    assert paper.build().problems == []
