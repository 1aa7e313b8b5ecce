from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.formats.permalinks import STYLES, Tokens, expand, page_url, portability_warning, safe_url
from generator.formats.urls import output_path

TOKENS = Tokens(
    date=datetime(2021, 1, 3, 9, 5, 7, tzinfo=UTC),
    slug=None,
    title="Flood--on_the River",
    name="2021-01-03-Flood--on_the River",
    path="/news/2021-01-03-Flood--on_the River",
    categories=("News UK", "Élan", "news uk"),
)
URLISH = st.lists(
    st.sampled_from(["/", "..", ".", "%2e", "%2F", "%5c", "\\", "%", "%25", " ", ".html", "é", "e\u0301", "?", "#"])
    | st.text(max_size=4),
    max_size=12,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("style", "url"),
    [
        ("date", "/news%20uk/%C3%A9lan/2021/01/03/Flood-on_the-River.html"),
        ("pretty", "/news%20uk/%C3%A9lan/2021/01/03/Flood-on_the-River/"),
        ("ordinal", "/news%20uk/%C3%A9lan/2021/003/Flood-on_the-River.html"),
        ("weekdate", "/news%20uk/%C3%A9lan/2021/W53/Sun/Flood-on_the-River.html"),
        ("none", "/news%20uk/%C3%A9lan/Flood-on_the-River.html"),
    ],
)
def test_styles_of_the_site(style: str, url: str) -> None:
    assert expand(style, TOKENS, style=True) == url


@pytest.mark.parametrize("style", STYLES)
def test_a_post_cannot_name_a_style(style: str) -> None:
    assert expand(style, TOKENS) == f"/{style}"


# The right column is what Jekyll 4.3.1 makes of the left one.
@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("/:year/:short_year/:month/:i_month/:short_month/:long_month/", "/2021/21/01/1/Jan/January/"),
        ("/:day/:i_day/:y_day/:short_day/:long_day/", "/03/3/003/Sun/Sunday/"),
        ("/:w_year/:week/:w_day/", "/2020/53/7/"),
        ("/:hour/:minute/:second/", "/09/05/07/"),
        ("/:title/", "/Flood-on_the-River/"),
        ("/:slug/", "/flood-on-the-river/"),
        ("/:name/", "/2021-01-03-flood-on-the-river/"),
        ("/:path/", "/news/2021-01-03-Flood--on_the%20River/"),
        ("/:slugified_categories/", "/news-uk/%C3%A9lan/"),
        ("/:collection/:title:output_ext", "/posts/Flood-on_the-River.html"),
        ("/:month_:day/", "/01_03/"),
        ("/:title_/", "/Flood-on_the-River_/"),
        ("/blog/:year/:month/:title.html", "/blog/2021/01/Flood-on_the-River.html"),
        ("/foo/bar", "/foo/bar"),
        ("foo.html", "/foo.html"),
        ("/foo//bar/", "/foo/bar/"),
    ],
)
def test_placeholders(template: str, url: str) -> None:
    assert expand(template, TOKENS) == url


def test_front_matter_s_slug_is_the_title() -> None:
    tokens = Tokens(TOKENS.date, "My_Slug!", "flood")
    assert expand("/:title/:slug/", tokens) == "/My_Slug!/my-slug/"


def test_without_categories_there_is_no_gap() -> None:
    assert expand("date", Tokens(TOKENS.date, None, "x"), style=True) == "/2021/01/03/x.html"


@pytest.mark.parametrize("template", ["/:nope/", "/:title_x/", "/a:b/"])
def test_unknown_placeholders_are_named(template: str) -> None:
    with pytest.raises(ValueError, match=r"is no placeholder; there are :year"):
        expand(template, TOKENS)


def test_categories_cannot_leave_the_site() -> None:
    with pytest.raises(ValueError, match=r'holds "\.\."'):
        expand("/:categories/:title/", Tokens(TOKENS.date, None, "x", categories=("..",)))


@pytest.mark.parametrize("written", ["%2e%2e", "%2f", "a%5cb"])
def test_p07_categories_are_not_decoded(written: str) -> None:
    with pytest.raises(ValueError, match="hides"):
        expand("/:categories/:title/", Tokens(TOKENS.date, None, "x", categories=(written,)))


def test_a_percent_sign_in_a_category_is_itself() -> None:
    assert expand("/:categories/:title/", Tokens(TOKENS.date, None, "x", categories=("100%41",))) == "/100%2541/x/"


@pytest.mark.parametrize("url", ["../../x", "/a/../b", "/%2e%2e/x", "/.%2E/x", "/..", "/%2e./"])
def test_p05_urls_cannot_leave_the_site(url: str) -> None:
    with pytest.raises(ValueError, match=r'holds "\.\."'):
        safe_url(url)


def test_p06_an_absolute_path_is_below_the_site() -> None:
    assert safe_url("/etc/x") == "/etc/x"
    assert output_path("/etc/x") == "etc/x.html"


@pytest.mark.parametrize(
    "url",
    ["/a\\b", "/a%5Cb", "/a\0", "/a%00", "/a%0d%0aSet-Cookie:", "/a\x7f", "/a%2fb", "/%252e%252e/", "/%252f", "/%ff",
     "/a\u2028b", "https://example.com/", "/.env", "/a/.git/x", "/%2eenv", "/.. /x", "/" + "a/" * 1000],
)  # fmt: skip
def test_p07_urls_that_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        safe_url(url)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("", "/"), ("/", "/"), ("//", "/"), ("a", "/a"), ("//evil.example/x", "/evil.example/x"), ("/a//b/", "/a/b/"),
        ("/a/./b/.", "/a/b/"), ("/été", "/%C3%A9t%C3%A9"), ("/e\u0301", "/%C3%A9"), ("/%c3%a9", "/%C3%A9"),
        ("/%41", "/A"), ("/a b", "/a%20b"), ("/100%", "/100%25"), ("/a?b#c", "/a%3Fb%23c"), ("/<x>", "/%3Cx%3E"),
        ("/.well-known/x", "/.well-known/x"), ("/a.b~c!$&'()*+,;=:@", "/a.b~c!$&'()*+,;=:@"),
    ],
)  # fmt: skip
def test_urls_have_one_normal_form(url: str, safe: str) -> None:
    assert safe_url(url) == safe
    assert safe_url(safe) == safe


@pytest.mark.parametrize("name", ["x" * 300, "é" * 300, "😀" * 300, "x" * 300 + ".html"])
def test_p08_long_names_are_shortened_in_url_and_path_alike(name: str) -> None:
    url = safe_url(f"/{name}")
    path = output_path(url)
    assert len(path.encode()) <= 255
    assert path.removesuffix(".html") == unquote(url)[1:].removesuffix(".html")
    assert url != safe_url(f"/{name}".replace("/", "/y", 1))


def test_p08_an_emoji_may_be_a_url_if_it_is_asked_for() -> None:
    assert output_path(safe_url("/😀/")) == "😀/index.html"


@pytest.mark.parametrize("template", ["/:title/", "/:slug.html", "date"])
@pytest.mark.parametrize("title", ["", "😀", "---", "..."])
def test_p10_an_empty_slug_says_what_to_do(template: str, title: str) -> None:
    with pytest.raises(ValueError, match="write a `slug` with letters or digits"):
        expand(template, Tokens(TOKENS.date, None, title), style=True)


@pytest.mark.parametrize(
    ("url", "output_ext", "path"),
    [
        ("/", "", "index.html"), ("/a/", "", "a/index.html"), ("/a.html", "", "a.html"), ("/a", "", "a.html"),
        ("/feed.xml", "", "feed.xml"), ("/a.b/c", "", "a.b/c.html"), ("/version-1.2", "", "version-1.2.html"),
        ("/%C3%A9/a%20b", "", "é/a b.html"), ("/100%25", "", "100%.html"),
        ("/node.js", ".html", "node.js.html"), ("/a.html", ".html", "a.html"), ("/search.js", ".js", "search.js"),
    ],
)  # fmt: skip
def test_files_of_urls(url: str, output_ext: str, path: str) -> None:
    assert output_path(url, output_ext) == path


# As Jekyll 4.3.1 has it.
@pytest.mark.parametrize(
    ("path", "style", "output_ext", "url"),
    [
        ("about.md", "pretty", ".html", "/about/"), ("about.md", "date", ".html", "/about.html"),
        ("about.md", "/:title/", ".html", "/about/"), ("about.md", "/:title", ".html", "/about"),
        ("about.md", "/:title:output_ext", ".html", "/about.html"), ("about.md", "weekdate", ".html", "/about"),
        ("docs/index.md", "date", ".html", "/docs/"), ("index.html", "none", ".html", "/"),
        ("a/feed.xml", "pretty", ".xml", "/a/feed.xml"), ("x/y z.md", "pretty", ".html", "/x/y%20z/"),
        ("100%41.md", "pretty", ".html", "/100%2541/"),
    ],
)  # fmt: skip
def test_pages_follow_the_site_s_style(path: str, style: str, output_ext: str, url: str) -> None:
    assert page_url(path, style, output_ext) == url


def test_a_page_s_own_permalink_wins() -> None:
    assert page_url("a/b.md", "pretty", ".html", "/x/") == "/x/"
    assert page_url("a/b.md", "pretty", ".html", "/:path/x/:basename:output_ext") == "/a/x/b.html"
    with pytest.raises(ValueError, match="is no placeholder"):
        page_url("a/b.md", "pretty", ".html", "/:title/")


@pytest.mark.parametrize("path", ["CON", "a/aux.html", "com1.txt/x", "a./b", "a /b", "a:b", 'a"', "a?", "a|b", "nul"])
def test_p09_paths_that_trouble_windows(path: str) -> None:
    assert portability_warning(path).startswith("Windows")


@pytest.mark.parametrize("path", ["a/b.html", "console/x", "a.b/c", "auxiliary", "com10", "é/😀"])
def test_p09_paths_that_do_not(path: str) -> None:
    assert not portability_warning(path)


@given(URLISH)
def test_urls_never_leave_the_site_and_are_stable(url: str) -> None:
    try:
        safe = safe_url(url)
    except ValueError:
        assume(False)
    assert safe.isascii()
    assert safe.startswith("/")
    assert "//" not in safe
    assert safe_url(safe) == safe
    path = output_path(safe)
    parts = PurePosixPath(path).parts
    assert parts
    assert not path.startswith("/")
    assert not {"..", "."} & set(path.split("/"))
    assert all(len(part.encode()) <= 255 for part in parts)


@given(st.text(max_size=30), st.lists(st.text(max_size=10), max_size=3).map(tuple))
def test_any_title_has_a_safe_url_or_a_value_error(title: str, categories: tuple[str, ...]) -> None:
    try:
        url = expand("pretty", Tokens(TOKENS.date, None, title, categories=categories), style=True)
    except ValueError as error:
        assert str(error)  # noqa: PT017 - both outcomes are fine
    else:
        assert safe_url(url) == url
        assert url.endswith("/")
