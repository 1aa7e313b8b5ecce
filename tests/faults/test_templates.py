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
    assert paper.build().problems == []
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
