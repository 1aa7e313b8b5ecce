"""C35 and C37: what Jekyll would do and we do not is said; a story has no more terms than it can be about."""

import pytest
from broken import broken, printed, warned
from smallsite import CONFIG, Site

FOR = "{% for post in site.posts %}"


@pytest.mark.parametrize("name", ["_config.yaml", "_config.toml"])
def test_c35_another_file_of_settings_is_named(paper: Site, name: str) -> None:
    paper.write(f"content/{name}", "title: Other\n")
    said = f"""\
content/{name}  warning: this file is not read: the settings of a site are in _config.yml
  Move what it says there, as YAML, and remove it."""
    assert warned(paper) == said


@pytest.mark.parametrize(
    "line",
    [
        "collections_dir: shelves",
        "layouts_dir: layouts",
        "includes_dir: parts",
        "plugins_dir: ruby",
        "source: src",
        "destination: public",
        "limit_posts: 3",
        "markdown_ext: md,txt",
    ],
)
def test_c35_settings_that_do_nothing_are_named_at_their_line(paper: Site, line: str) -> None:
    paper.write("content/_config.yml", f"{CONFIG}{line}\n")
    key = line.partition(":")[0]
    place = f"content/_config.yml:{CONFIG.count(chr(10)) + 1}:{len(key) + 3}"
    assert warned(paper).startswith(f"{place}  warning: {key}: this does nothing here\n")


def test_c35_options_of_kramdown_are_named_at_their_line(paper: Site) -> None:
    paper.write("content/_config.yml", CONFIG + "kramdown:\n  input: GFM\n  hard_wrap: true\n  math_engine: katex\n")
    said = warned(paper)
    assert "content/_config.yml:6:14  warning: kramdown: hard_wrap: this does nothing here" in said
    assert "  Write markdown_extensions: [nl2br]." in said
    assert "content/_config.yml:7:16  warning: kramdown: math_engine: this does nothing here" in said
    assert said.count("warning") == 2


def test_c35_values_that_change_nothing_are_fine(paper: Site) -> None:
    lines = "source: .\ndestination: ./_site\nlayouts_dir: _layouts\nkramdown: {input: GFM, hard_wrap: false}\n"
    paper.write("content/_config.yml", CONFIG + lines)
    assert paper.build().problems == []


@pytest.mark.parametrize("name", ["index.html", "feed.xml", "news.md", "sub/list.html"])
@pytest.mark.parametrize("liquid", [FOR, "{{ page.title }}", "{{page.title}}", "{%- include nav.html -%}"])
def test_c35_a_page_in_liquid_is_an_error_at_its_line(paper: Site, name: str, liquid: str) -> None:
    paper.build()
    said = broken(paper, f"---\ntitle: News\n---\nAll:\n\nthe {liquid}\n", f"content/{name}")
    assert said.startswith(f"content/{name}:6:5  Liquid is not run here: {liquid} would be published as it stands\n")


def test_c35_liquid_in_a_story_is_a_warning(paper: Site) -> None:
    paper.write("content/_posts/2026-07-20-film.md", "---\ntitle: Film\n---\nSee {% include film.html %}.\n")
    assert warned(paper).startswith("content/_posts/2026-07-20-film.md:4:5  warning: Liquid is not run here: ")


@pytest.mark.parametrize(
    ("front", "body"),
    [
        ("", f"Write:\n\n```\n{FOR}\n```\n"),
        ("", f"Write `{FOR}`, or <code>{{{{ page.title }}}}</code>.\n"),
        ("", "The 5 {% of it} and {{a}}^{{b}} and { {x} } and 100 %}.\n"),
        ("render_with_liquid: false\n", f"Write {FOR}.\n"),
    ],
)
def test_c35_samples_and_mathematics_are_fine(paper: Site, front: str, body: str) -> None:
    for name in ("content/sample.md", "content/_posts/2026-07-20-sample.md"):
        paper.write(name, f"---\ntitle: Sample\n{front}---\n{body}")
    report = paper.build()
    assert printed(report, paper) == ""


@pytest.mark.parametrize("key", ["tags", "categories", "authors"])
@pytest.mark.parametrize("count", [201, 5000])
def test_c37_thousands_of_terms_are_an_error_at_their_line(paper: Site, key: str, count: int) -> None:
    names = ", ".join(f"t{number}" for number in range(count))
    said = broken(paper, f"---\ntitle: Many\n{key}: [{names}]\n---\nWords.\n")
    assert said.startswith(f"content/_posts/2026-07-20-bad.md:3:{len(key) + 3}  {key}: {count:,} of them are more than")


def test_c37_a_story_may_have_many_tags(paper: Site) -> None:
    paper.post("2026-07-20-many.md", title="Many", tags=[f"t{number}" for number in range(60)])
    assert paper.build().problems == []
