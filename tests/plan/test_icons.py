"""Icons and the manifest: the theme's, a site's own, and those made of one picture."""

import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from smalllibrary import SETTINGS
from smallsite import Site

from generator.images.icon_set import ICON_FILES, center_square, generated_icons, static_icons
from generator.model.digest import Digest
from generator.model.image import ImageInfo

ROOT = Path(__file__).parents[2]


def picture(width: int, height: int, kind: str = "PNG", mode: str = "RGB") -> bytes:
    file = BytesIO()
    image = Image.new(mode, (width, height), "#00509e" if mode == "RGB" else (0, 80, 158, 0))
    image.save(file, kind)
    return file.getvalue()


def manifest(site: Site) -> dict[str, object]:
    told = json.loads(site.read("manifest.webmanifest"))
    assert isinstance(told, dict)
    return told


def icons(site: Site) -> list[tuple[str, str, str]]:
    """Return sizes, purpose and type of the manifest's icons, having looked at each."""
    found = []
    listed = manifest(site)["icons"]
    assert isinstance(listed, list)
    for icon in listed:
        file = site.path("_site" + icon["src"])
        if icon["type"] == "image/png":
            with Image.open(file) as image:
                assert (image.format, icon["sizes"]) == ("PNG", f"{image.width}x{image.height}")
        found.append((icon["sizes"], icon["purpose"], icon["type"]))
    return found


def own_icon(site: Site, data: bytes, path: str = "assets/icon.png") -> None:
    site.write(f"content/{path}", data)
    config = site.path("content/_config.yml").read_text("utf-8")
    site.write("content/_config.yml", config + f"theme: {{icon: {path}}}\n")


def test_the_theme_has_icons_for_all_who_ask(paper: Site) -> None:
    assert paper.build().problems == []
    page = paper.read("index.html")
    links = re.findall(r'<link rel="(icon|apple-touch-icon|manifest)" href="/([^"]+)"', page)
    assert [rel for rel, _ in links] == ["icon", "apple-touch-icon", "icon", "manifest"]
    assert all(paper.path(f"_site/{href}").is_file() for _, href in links)
    with Image.open(paper.path("_site/favicon.ico")) as image:
        assert image.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    with Image.open(paper.path("_site/apple-touch-icon.png")) as image:
        assert (image.size, image.mode) == ((180, 180), "RGB")
    assert icons(paper) == [
        ("any", "any", "image/svg+xml"),
        ("192x192", "any", "image/png"),
        ("512x512", "any", "image/png"),
        ("512x512", "maskable", "image/png"),
    ]
    assert paper.build().written == []


def test_icons_are_drawn_as_they_lie_there(tmp_path: Path) -> None:
    script = ROOT / "content" / "_pictures" / "icons.py"
    code = f"import sys, pathlib; sys.path.insert(0, {str(script.parent)!r}); import icons; "
    code += f"icons.ICONS = pathlib.Path({str(tmp_path)!r}); icons.main()"
    subprocess.run([sys.executable, "-c", code], check=True)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert len(files) == 5
    for name in files:
        with Image.open(tmp_path / name) as one, Image.open(ROOT / "static" / "icons" / name) as other:
            assert (one.size, one.tobytes()) == (other.size, other.tobytes())


def test_files_of_the_site_go_before_ours(paper: Site) -> None:
    paper.write("content/favicon.ico", b"ours")
    paper.write("content/manifest.webmanifest", b"{}")
    paper.write("static/icons/icon-192.png", picture(192, 192))
    assert paper.build().problems == []
    assert paper.read("favicon.ico") == "ours"
    assert paper.read("manifest.webmanifest") == "{}"
    assert paper.path("_site/apple-touch-icon.png").is_file()


def test_one_picture_makes_every_icon(paper: Site) -> None:
    own_icon(paper, picture(900, 600, mode="RGBA"))
    assert paper.build().problems == []
    assert [size for size, _, _ in icons(paper)] == ["192x192", "512x512", "512x512"]
    with Image.open(paper.path("_site/favicon.ico")) as image:
        assert image.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    with Image.open(paper.path("_site/apple-touch-icon.png")) as image:
        assert (image.mode, image.getpixel((90, 90))) == ("RGB", (0xFC, 0xFB, 0xF8))  # paper, where it is clear
    page = paper.read("index.html")
    assert "image/svg+xml" not in page
    assert re.findall(r'<link rel="icon"[^>]* type="image/png" sizes="([^"]+)">', page) == ["192x192", "512x512"]
    assert paper.build().written == []
    paper.write("content/assets/icon.png", picture(900, 900))
    written = paper.build().written
    assert {"favicon.ico", "apple-touch-icon.png", "manifest.webmanifest", "index.html"} <= set(written)
    assert paper.tree() == paper.clean_tree()


def test_a_maskable_icon_keeps_to_the_middle(paper: Site) -> None:
    own_icon(paper, picture(600, 600, "JPEG"), "assets/icon.jpg")
    paper.build()
    (path,) = re.findall(r'"src": "/([^"]*maskable[^"]*)"', paper.read("manifest.webmanifest"))
    with Image.open(paper.path(f"_site/{path}")) as image:
        assert image.getpixel((10, 256)) == (0xFC, 0xFB, 0xF8)
        red, _, blue = image.getpixel((256, 256))  # type: ignore[misc]
        assert (red < 40, blue > 130) == (True, True)


def test_a_small_picture_is_never_enlarged_and_warned_of_at_its_line(paper: Site) -> None:
    own_icon(paper, picture(100, 40))
    for report in (paper.build(), paper.build()):
        (problem,) = report.problems
        assert (problem.file, problem.line, problem.column, problem.severity) == (
            "content/_config.yml",
            4,
            15,
            "warning",
        )
        assert "only 40 pixels" in problem.message
    assert icons(paper) == []
    with Image.open(paper.path("_site/favicon.ico")) as image:
        assert image.info["sizes"] == {(16, 16), (32, 32)}
    assert not paper.path("_site/apple-touch-icon.png").exists()


def test_a_drawing_is_linked_as_it_is(paper: Site) -> None:
    own_icon(paper, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "assets/icon.svg")
    assert paper.build().problems == []
    assert icons(paper) == [("any", "any", "image/svg+xml")]
    assert '<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">' in paper.read("index.html")
    assert not paper.path("_site/favicon.ico").exists()


@pytest.mark.parametrize("data", [None, b"", b"<html>", picture(600, 600)[:90]])
def test_i02_a_missing_or_broken_icon_is_said_and_the_themes_stay(paper: Site, data: bytes | None) -> None:
    own_icon(paper, data or b"")
    if data is None:
        paper.remove("content/assets/icon.png")
    report = paper.build()
    (problem,) = report.problems
    assert (problem.file, problem.line) == ("content/_config.yml", 4)
    assert report.failed or len(icons(paper)) == 4


def test_pillow_is_not_imported_when_nothing_changed(paper: Site) -> None:
    own_icon(paper, picture(600, 600))
    paper.edit("content/_config.yml", "theme: {", "theme: {logo: assets/icon.png, ")
    paper.build()
    code = "import sys; from generator.cli.main import main; "
    code += "main(['build', '-C', sys.argv[1], '--now', '2026-11-21T12:00:00Z'])"
    code += "; assert 'PIL' not in sys.modules; assert 'rcssmin' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code, str(paper.root)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_logo_has_its_size(paper: Site) -> None:
    paper.write("content/assets/logo.svg", "<svg xmlns='x' viewBox='0 0 300.5 60'/>")
    paper.write("templates/page.html", "{{ site.theme.logo }} {{ site.theme.logo_width }} {{ site.theme.logo_height }}")
    paper.edit("content/_config.yml", "title:", "theme: {logo: assets/logo.svg}\ntitle:")
    assert paper.build().problems == []
    assert paper.read("about/index.html") == "/assets/logo.svg 301 60"
    paper.write("content/assets/logo.svg", "<svg width='40px' height='20' viewBox='0 0 300.5 60'/>")
    paper.build()
    assert paper.read("about/index.html") == "/assets/logo.svg 40 20"
    paper.edit("content/_config.yml", "logo.svg", "logo.svg, logo_height: 10")
    paper.build()
    assert paper.read("about/index.html") == "/assets/logo.svg 20 10"
    paper.remove("content/assets/logo.svg")
    (problem,) = paper.build().problems
    assert problem.message == 'theme: logo: there is no picture "assets/logo.svg"'
    assert paper.read("about/index.html") == " 0 0"
    assert paper.tree() == paper.clean_tree()


def test_a_logo_of_the_static_folder_has_its_hashed_name(paper: Site) -> None:
    paper.write("static/logo.png", picture(64, 32))
    paper.write("templates/page.html", "{{ site.theme.logo }} {{ site.theme.logo_width }}")
    paper.edit("content/_config.yml", "title:", "theme: {logo: static/logo.png}\ntitle:")
    paper.build()
    assert re.fullmatch(r"/static/logo[.]\w{8}[.]png 64", paper.read("about/index.html"))


@pytest.mark.parametrize("title", ['"', "</script>", "a\\b", "{{ x }}", "é\u2028", "#", "false", "x' y & z"])
def test_c17_the_manifest_is_json_whatever_the_title(site: Site, title: str) -> None:
    site.write(
        "content/_config.yml", f"title: {json.dumps(title)}\nbaseurl: /news\nlang: ar\ntagline: {json.dumps(title)}\n"
    )
    site.build()
    told = manifest(site)
    assert (told["name"], told["description"], told["start_url"]) == (title, title, "/news/")
    assert (told["lang"], told["dir"]) == ("ar", "rtl")
    assert '"src": "/news/static/icons/favicon.' in site.read("manifest.webmanifest")


@settings(deadline=None)
@given(st.integers(1, 3000), st.integers(1, 3000))
def test_icons_are_squares_within_the_picture(width: int, height: int) -> None:
    known = ImageInfo(width, height, "image/png", 1, Digest("d"))
    left, top, right, bottom = center_square(known)
    assert right - left == bottom - top == min(width, height)
    assert 0 <= left <= right <= width
    assert 0 <= top <= bottom <= height
    made = generated_icons(known, SETTINGS.theme.paper)
    assert all(emblem.size <= min(width, height) for emblem in made)
    assert len({emblem.path for emblem in made}) == len(made)
    assert made != generated_icons(known, "#000000") or not made


def test_only_what_lies_there_is_linked() -> None:
    assert static_icons({}) == ()
    every = {key: key for _, key, _, _ in ICON_FILES}
    assert [emblem.role for emblem in static_icons(every)] == ["svg", "ico", "touch", "app", "app", "maskable"]


def linked(site: Site) -> set[str]:
    """Return the icons that pages and the manifest lead to; each must be there."""
    pages = "".join(site.read(name) for name in ("index.html", "about/index.html", "manifest.webmanifest"))
    found = set(re.findall(r"/(static/icons/[^\"?#]+)", pages))
    assert found
    assert [path for path in found if not site.path(f"_site/{path}").is_file()] == []
    return found


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("favicon.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("favicon.ico", picture(16, 16, "ICO")),
        ("apple-touch-icon.png", picture(180, 180)),
        ("icon-192.png", picture(192, 192)),
        ("maskable-512.png", picture(512, 512)),
    ],
    ids=["svg", "ico", "touch", "app", "maskable"],
)
def test_t07_a_changed_icon_is_seen_by_every_page_and_the_manifest(paper: Site, name: str, data: bytes) -> None:
    paper.build()
    first = linked(paper)
    paper.write(f"static/icons/{name}", data)
    assert not paper.build().failed
    second = linked(paper)
    assert paper.tree() == paper.clean_tree()
    paper.write(f"static/icons/{name}", data + b" ")
    assert not paper.build().failed
    assert len({*first, *second, *linked(paper)}) == len(first) + 2
    paper.remove(f"static/icons/{name}")
    paper.build()
    assert linked(paper) == first
    assert paper.tree() == paper.clean_tree()


def test_t07_another_theme_icon_is_seen_by_every_page_and_the_manifest(paper: Site) -> None:
    paper.build()
    drawn_ones = linked(paper)
    config = paper.path("content/_config.yml").read_text("utf-8")
    for number, data in enumerate((picture(600, 600), picture(700, 700), picture(700, 700, "JPEG"))):
        paper.write(f"content/assets/{number}.png", data)
        paper.write("content/_config.yml", f"{config}theme: {{icon: assets/{number}.png}}\n")
        assert not paper.build().failed
        assert not linked(paper) & drawn_ones
        assert paper.tree() == paper.clean_tree()
