"""`theme:` in _config.yml: the paper's own face, and what is said of mistakes in it."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smallsite import Site

from generator.formats.color import READABLE, contrast, normal, readable
from generator.model.problem import InputError, Problem
from generator.model.settings import PAPER as LIGHT
from generator.model.settings import PAPER_DARK as DARK
from generator.model.settings import Link, Settings, ThemeOptions
from generator.read.config.theme import KEYS, SHARES, TEXT, read_theme
from generator.read.yaml.fields import Fields
from generator.read.yaml.load import load_yaml

MAIN = Path(__file__).parents[3] / "static" / "css" / "main.css"


def told(text: str) -> tuple[ThemeOptions, tuple[Problem, ...]]:
    loaded = load_yaml(text, "_config.yml")
    assert isinstance(loaded.value, dict)
    return read_theme(Fields("_config.yml", loaded.value, loaded.positions, loaded.texts), text)


def test_a_site_without_a_theme_has_the_default_face_and_a_gem_of_jekylls_is_no_mistake() -> None:
    assert told("title: x") == told("theme: minima") == told("theme:") == (ThemeOptions(), ())


def test_every_field() -> None:
    face, warnings = told(
        """
title: x
theme:
  accent: "#06C"
  colors: {light: {paper: "#FFFFFF", ink: "#000"}, dark: {spot-two: "#abcdef"}}
  logo: /assets/logo.svg
  logo_width: 240
  icon: assets/icon.png
  ears: [Founded 1871, "Free: take one"]
  social:
    - {name: Mastodon, url: "https://example.social/@paper?a=1#b"}
    - {name: Mail, url: mailto:desk@paper.example}
  share: [x, email, x]
"""
    )
    assert warnings == ()
    assert (face.accent, face.colors.light) == ("#0066cc", {"ink": "#000000", "paper": "#ffffff"})
    assert (face.paper, face.paper_dark, face.colors.dark) == ("#ffffff", DARK, {"spot-two": "#abcdef"})
    assert (face.logo, face.logo_width, face.logo_height, face.icon) == ("/assets/logo.svg", 240, 0, "assets/icon.png")
    assert face.ears == ("Founded 1871", "Free: take one")
    assert face.social[1] == Link("Mail", "mailto:desk@paper.example")
    assert face.share == ("x", "email")
    assert contrast(face.accent_dark, DARK) >= READABLE


@pytest.mark.parametrize("nothing", ["[]", "false", ""])
def test_no_share_links(nothing: str) -> None:
    assert told(f"theme:\n  share: {nothing}")[0].share == ()


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("accent: red", (4, 11), 'theme: accent: "red" is not a colour'),
        ("accent: #9c1c20", (4, 10), "theme: accent: no colour is given: without quotes, # begins a remark"),
        ("accent: '#12345'", (4, 11), 'theme: accent: "#12345" is not a colour'),
        ("accent: 123456", (4, 11), 'theme: accent: "123456" is not a colour'),
        ('accent: "#fff;}body{display:none"', (4, 11), "is not a colour"),
        ('accent: "#\uff19c1c20"', (4, 11), "is not a colour"),
        ('colors: {dark: {"ink;}": "#fff"}}', (4, 28), "this is no name of a colour"),
        ('colors: {dark: {ink: "</style>"}}', (4, 24), 'theme: colors: dark: ink: "</style>" is not a colour'),
        ('colors: {ink: "#fff"}', (4, 11), "only light and dark"),
        ("colors: {light: 3}", (4, 19), "names with their colours"),
        ("logo: javascript:alert(1)", (4, 9), "is not a file of the site"),
        ("logo: ../../etc/passwd", (4, 9), "is not a file of the site"),
        ("icon: https://x.example/a.png", (4, 9), "is not a file of the site"),
        ("logo: //x.example/a.png", (4, 9), "is not a file of the site"),
        ("logo: [a]", (4, 9), "this should be a path"),
        ("logo_width: wide", (4, 15), '"wide" is not a number of pixels'),
        ("ears: [a, b, c]", (4, 9), "at most two texts"),
        ("ears: [a, {b: c}]", (4, 13), "theme: ears: this should be a text"),
        ("social: [{name: X}]", (4, 12), "a name and a url"),
        ("social: [{name: X, url: 'javascript:alert(1)'}]", (4, 27), "neither a web nor a mail address"),
        ("social: [{name: X, url: 'https://x.example/\"><script>'}]", (4, 27), "neither a web nor a mail address"),
        ("social: {x: y}", (4, 11), "a list of names with their addresses"),
        ("share: [email, myspace]", (4, 18), '"myspace" is not known'),
        ("share: email", (4, 10), "a list of names"),
    ],
)
def test_a_mistake_is_said_at_its_line(line: str, place: tuple[int, int], message: str) -> None:
    with pytest.raises(InputError) as caught:
        told(f"title: x\n\ntheme:\n  {line}\n")
    problem = caught.value.problem
    assert message in problem.message
    assert (problem.line, problem.column) == place
    assert problem.hint


def test_a_list_instead_of_a_theme_is_a_mistake() -> None:
    with pytest.raises(InputError, match="group"):
        told("theme: [a]")


def test_faint_colours_and_unknown_keys_are_warnings_with_a_way_out() -> None:
    _, warnings = told(
        "theme:\n  accent: '#ffcc00'\n  accent_dark: '#222222'\n  acent: 1\n  colors: {light: {ink: '#ccc'}}"
    )
    assert [(one.line, one.severity) for one in warnings] == [
        (4, "warning"),
        (2, "warning"),
        (3, "warning"),
        (5, "warning"),
    ]
    assert warnings[0].hint == "Is accent meant?"
    assert re.search(r"has a contrast of 1[.]4\d: 4[.]5 is needed", warnings[1].message)
    for warning, ground in zip(warnings[1:], (LIGHT, DARK, LIGHT), strict=True):
        found = re.search(r'"(#\w{6})"', warning.hint)
        assert found
        assert contrast(found[1], ground) >= READABLE


COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@settings(deadline=None)
@given(COLOURS, COLOURS)
def test_what_is_made_readable_is_and_what_was_stays(colour: str, ground: str) -> None:
    found = readable(colour, ground)
    assert normal(found) == found
    assert contrast(found, ground) >= READABLE
    assert (found == colour) == (contrast(colour, ground) >= READABLE)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#9c1c20", "#9c1c20") == 1


def test_the_colours_of_the_theme_are_those_that_we_reckon_with() -> None:
    light, dark = MAIN.read_text("utf-8").split("prefers-color-scheme: dark", 1)
    for css, paper in ((light, LIGHT), (dark, DARK)):
        assert f"--paper: {paper};" in css
        for name in ("ink", "spot"):
            colour = re.search(rf"--{name}: (#\w{{6}});", css)
            assert colour
            assert contrast(colour[1], paper) >= READABLE
    assert {"ink", "spot"} <= set(TEXT)
    assert set(Settings().theme.share) <= set(SHARES)


def test_own_colours_stand_in_every_page_and_nothing_does_without_them(paper: Site) -> None:
    paper.build()
    assert "<style" not in paper.read("index.html")
    assert 'content="#fcfbf8" media="(prefers-color-scheme: light)"' in paper.read("index.html")
    config = paper.path("content/_config.yml").read_text("utf-8")
    face = "theme: {accent: '#00509e', colors: {light: {paper: '#ffffff', ink: '#111'}}}\n"
    paper.write("content/_config.yml", config + face)
    assert paper.build().problems == []
    for path, page in paper.tree().items():
        if path.endswith(".html"):
            text = page.decode()
            (style,) = re.findall(r'<style media="screen">(.*?)</style>', text)
            assert ":root{--spot:#00509e;--ink:#111111;--paper:#ffffff;}" in style, path
            assert re.search(r"[(]prefers-color-scheme:dark[)]{:root{--spot:#[0-9a-f]{6};}}", style)
            assert 'content="#ffffff" media="(prefers-color-scheme: light)"' in text
    assert paper.build().written == []
    assert paper.tree() == paper.clean_tree()


def test_a_wrong_colour_shows_its_line_and_leaves_the_site_as_it_was(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    config = paper.path("content/_config.yml").read_text("utf-8")
    paper.write("content/_config.yml", config + "theme:\n  ears: [a]\n  accent: crimson\n")
    (problem,) = paper.build().problems
    assert (problem.file, problem.line, problem.column) == ("content/_config.yml", 6, 11)
    assert paper.tree() == before


def test_a_faint_accent_is_a_warning_each_time(paper: Site) -> None:
    paper.edit("content/_config.yml", "title:", "theme: {accent: '#ffcc00'}\ntitle:")
    for report in (paper.build(), paper.build()):
        assert [problem.severity for problem in report.problems] == ["warning"]
    assert paper.build("--strict").failed


def test_the_manual_tells_every_key_and_its_example_is_right() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "settings.md").read_text("utf-8")
    example = re.search(r"```yaml\n(theme:.*?)```", manual, re.DOTALL)
    assert example
    face, warnings = told(example[1])
    assert warnings == ()
    assert face.accent == "#00509e"
    assert all(f"`{key}`" in manual for key in (*KEYS, *SHARES))
