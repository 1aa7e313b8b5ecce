"""The types of the site's files, which no machine changes."""

import subprocess
import sys
from pathlib import Path

import pytest

from generator.formats.mime import UNKNOWN, content_type, is_text

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("path", "mime"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("css/main.0a1b.css", "text/css; charset=utf-8"),
        ("live.JS", "text/javascript; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"),
        ("feed.json", "application/json; charset=utf-8"),
        ("site.webmanifest", "application/manifest+json; charset=utf-8"),
        ("logo.svg", "image/svg+xml; charset=utf-8"),
        ("flood.avif", "image/avif"),
        ("flood.webp", "image/webp"),
        ("flood.jpg", "image/jpeg"),
        ("serif.woff2", "font/woff2"),
        ("film.mp4", "video/mp4"),
        ("report.pdf", "application/pdf"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("CNAME", UNKNOWN),
        (".nojekyll", UNKNOWN),
        ("v1.html/data", UNKNOWN),
    ],
)
def test_types(path: str, mime: str) -> None:
    assert content_type(path) == mime
    assert is_text(path) == ("charset" in mime)


def test_what_a_machine_has_installed_changes_nothing(tmp_path: Path) -> None:
    types = tmp_path / "mime.types"
    types.write_text("text/x-machine html newsprint\n", "utf-8")
    ask = (
        "import mimetypes, sys; mimetypes.knownfiles[:] = [sys.argv[1]]; mimetypes.init();"
        "from generator.formats.mime import content_type;"
        "print(mimetypes.types_map['.newsprint'], content_type('a.html'), content_type('a.newsprint'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask, str(types)], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    assert done.stdout.split() == ["text/x-machine", "text/html;", "charset=utf-8", UNKNOWN]
