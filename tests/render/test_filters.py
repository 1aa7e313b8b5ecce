"""Filters and functions as templates call them."""

import json
import time
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from generator.formats.slugs import term_slug
from generator.model.post import Author
from generator.model.settings import Settings
from generator.render.filters import filters, functions, jsonify, relative_url, safe_url, slugify, within, xml_clean

SETTINGS = Settings(url="https://test.example", baseurl="/paper", timezone="Europe/Berlin")
CONTROLS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("]>\x00\x0b\x1f\ufffe]<&")))


def shown(template: str, settings: Settings = SETTINGS, **names: object) -> str:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters.update(filters(settings, lambda text, lang="": f"<p>{text}</p>{lang}"))
    environment.globals.update(functions(settings, term_slug))
    return environment.from_string(template).render(**names)


@pytest.mark.parametrize(
    ("url", "relative", "absolute"),
    [
        ("/a/", "/paper/a/", "https://test.example/paper/a/"),
        ("/", "/paper/", "https://test.example/paper/"),
        ("a/b.jpg", "/paper/a/b.jpg", "https://test.example/paper/a/b.jpg"),
        ("/ä b/%20/", "/paper/%C3%A4%20b/%20/", "https://test.example/paper/%C3%A4%20b/%20/"),
        ("https://other.example/x", "https://other.example/x", "https://other.example/x"),
        ("//other.example/x", "//other.example/x", "https://other.example/x"),
        ("mailto:desk@test.example", "mailto:desk@test.example", "mailto:desk@test.example"),
        ("#main", "#main", "https://test.example/paper/#main"),
        ("\\\\evil.example", "/paper/%5C%5Cevil.example", "https://test.example/paper/%5C%5Cevil.example"),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_urls_of_the_site(url: object, relative: str, absolute: str) -> None:
    assert shown("{{ url | relative_url }} {{ url | absolute_url }}", url=url) == f"{relative} {absolute}"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:x",
        "vbscript:x",
        "data:text/html,x",
        "\ufeffjavascript:x",
        "java\u2028script:x",
        "blob:x",
        "file:///etc/passwd",
    ],
)
def test_c19_no_filter_lets_a_url_through_that_runs(url: str) -> None:
    assert shown("{{ u | safe_url }}{{ u | relative_url }}{{ u | absolute_url }}", u=url) == ""


@pytest.mark.parametrize(
    "url", ["https://a.example/?q=javascript:x", "/javascript:x/", "tel:+123", "data:image/png;base64,AA", "#a:b"]
)
def test_other_urls_are_safe(url: str) -> None:
    assert safe_url(url) == url


@given(st.text())
def test_a_relative_url_of_a_path_stays_on_the_site(path: str) -> None:
    assert relative_url("/x/" + path, "").startswith("/x/")


def test_c17_text_in_a_url_cannot_leave_its_attribute() -> None:
    assert shown('<a href="{{ u | relative_url }}">', u='/"><script>') == '<a href="/paper/%22%3E%3Cscript%3E">'


def test_dates() -> None:
    template = "{{ d | date }}|{{ d | date('%-d %b') }}|{{ d | date_to_string }}|{{ d | date_to_long_string }}"
    assert shown(template, d="2026-07-02") == "02 July 2026|2 Jul|02 Jul 2026|02 July 2026"
    assert shown("{{ d | date_to_xmlschema }}|{{ d | date_to_rfc822 }}", d="2026-07-02T22:30:00") == (
        "2026-07-03T00:30:00+02:00|Fri, 03 Jul 2026 00:30:00 +0200"
    )


@pytest.mark.parametrize(
    "name", ["date", "date_to_xmlschema", "date_to_rfc822", "date_to_string", "date_to_long_string"]
)
def test_no_date_is_no_text(name: str) -> None:
    assert shown(f"{{{{ none | {name} }}}}{{{{ '' | {name} }}}}") == ""
    with pytest.raises(ValueError, match='"soon" is not a date'):
        shown(f"{{{{ 'soon' | {name} }}}}")


def test_an_undefined_name_is_an_error_in_every_filter() -> None:
    calls = [
        *(filters(SETTINGS, lambda text, _="": text).keys() - {"within", "absolute_links", "contents", "scrollable"}),
        "absolute_links('/')",
        "contents('On this page')",
        "scrollable('Table')",
        "within(nothing, 9)",
    ]
    for call in calls:
        with pytest.raises(UndefinedError):
            shown(f"{{{{ nothing | {call} }}}}")


def test_functions_name_the_lists_of_terms() -> None:
    template = "{{ tag_url('Élan Vital') | relative_url }} {{ category_url('News') }} {{ author_url('Ada') }}"
    slug = shown("{{ tag_url('Élan Vital') }}")
    assert shown(template) == f"/paper{slug} /categories/news/ /authors/ada/"
    assert slug.isascii()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Rain & River!", "rain-river"),
        ("  a__b  ", "a-b"),
        ("Ärger", "ärger"),
        ("हिन्दी", "हिन्दी"),
        ("!?", ""),
        (None, ""),
        (12, "12"),
    ],
)
def test_slugify(text: object, slug: str) -> None:
    assert slugify(text) == slug


def test_strip_html_is_text_that_is_escaped_again() -> None:
    assert shown("{{ h | strip_html }}", h=Markup("<p>a &lt; <b>b</b></p><script>x</script>")) == "a &lt; b"
    assert shown("{{ h | strip_html }}", h=None) == ""


def test_markdownify_is_html() -> None:
    assert shown("{{ 'a' | markdownify }}{{ none | markdownify }}") == "<p>a</p>"
    assert shown("{{ 'a' | markdownify }}", lang="de") == "<p>a</p>de"


def test_absolute_links_keeps_what_html_is() -> None:
    assert (
        shown("{{ h | absolute_links('https://t.example/a/') }}", h=Markup('<a href="b">'))
        == '<a href="https://t.example/a/b">'
    )
    assert shown("{{ h | absolute_links('https://t.example/a/') }}", h='<a href="b">').startswith("&lt;a")


def test_c18_json_cannot_close_a_script() -> None:
    text = shown("<script>{{ v | jsonify }}</script>", v={"a": "</script><!--\u2028'&"})
    scripts: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            scripts.append(data)

    Reader().feed(text)
    assert "<" not in text[len("<script>") : -len("</script>")]
    assert json.loads("".join(scripts)) == {"a": "</script><!--\u2028'&"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_means_what_was_given(value: object) -> None:
    text = jsonify(value)
    assert not set("<>&'\u2028\u2029") & set(text)
    assert json.loads(text) == value


def test_json_of_what_templates_have() -> None:
    assert json.loads(jsonify([Author("Ada", "ada", "/authors/ada/"), Markup("<b>"), ("a",)])) == [
        {"name": "Ada", "slug": "ada", "url": "/authors/ada/"},
        "<b>",
        ["a"],
    ]


@given(CONTROLS)
def test_cdata_holds_any_text(text: str) -> None:
    section = shown("<a>{{ t | cdata }}</a>", t=text)
    assert (ET.fromstring(section.encode()).text or "") == normal(xml_clean(text))


@given(CONTROLS)
def test_clean_text_is_xml(text: str) -> None:
    assert (ET.fromstring(shown("<a>{{ t | xml_clean }}</a>", t=text).encode()).text or "") == normal(xml_clean(text))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_clean_text_stays(text: str) -> None:
    assert xml_clean(text) == text


def normal(text: str) -> str:
    """Read line ends as XML does."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_xml_clean_keeps_markup() -> None:
    assert shown("{{ t | xml_clean }}", t=Markup("<b>\x00</b>")) == "<b></b>"
    assert shown("{{ t | xml_clean }}", t="<b>\x00") == "&lt;b&gt;"


def test_within_drops_whole_items_and_stops() -> None:
    asked: list[str] = []

    def write(item: str) -> Markup:
        asked.append(item)
        return Markup("ü") * 5

    assert within("abcdef", write, 25) == "ü" * 10
    assert asked == ["a", "b", "c"]
    assert within("", write, 0) == ""


def test_a_long_text_takes_linear_time() -> None:
    started = time.process_time()
    slugify("a b" * 300_000)
    jsonify("<" * 300_000)
    shown("{{ t | cdata }}", t="]]>" * 300_000)
    assert time.process_time() - started < 10
