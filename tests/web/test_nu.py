"""The Nu HTML checker, as the W3C runs it, over every page, stylesheet and drawing of the newspaper."""

import shutil
import subprocess
from pathlib import Path

import msgspec
from browsing import checker, missing
from demonstration import Demo

# A single run is over before the second compiler pays for itself; the checker asks for a deep stack.
QUICK = ("-Xss2m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


class Message(msgspec.Struct):
    """One complaint."""

    type: str
    message: str
    url: str = ""
    lastLine: int = 0  # noqa: N815 (the checker's name)
    extract: str = ""
    subType: str = ""  # noqa: N815

    def __str__(self) -> str:
        return f"{self.url}:{self.lastLine} {self.type} {self.subType}: {self.message} | {self.extract}"


class Answer(msgspec.Struct):
    """All that the checker says."""

    messages: list[Message]


def complaints(*folders: Path) -> list[str]:
    """Return what the checker says of folders, errors and warnings alike."""
    jar = checker("vnu-jar/build/dist/vnu.jar")
    java = shutil.which("java")
    if not java:
        missing("NEWSPRINT_CHECKERS_REQUIRED", "needs Java: java is not on the PATH")
    # Only what is named page, stylesheet or drawing is looked at, or else every picture would be a broken page.
    told = ["--skip-non-html", "--also-check-css", "--also-check-svg", "--format", "json", "--stdout"]
    command = [str(java), *QUICK, "-jar", str(jar), *told, "--exit-zero-always", *map(str, folders)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=300)
    return [str(message) for message in msgspec.json.decode(done.stdout, type=Answer).messages]


def test_every_page_stylesheet_and_drawing_is_without_error_or_warning(demo: Demo, tmp_path: Path) -> None:
    """Three faults of our own show that the checker looked; one run, since it starts for longer than it checks."""
    tmp_path.joinpath("index.html").write_text("<!DOCTYPE html><html lang=en><title>A</title><p><img src=a.png>")
    tmp_path.joinpath("a.css").write_text("a { colr: red }")
    tmp_path.joinpath("a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><circle wrong="1"/></svg>')
    found = complaints(demo.site, tmp_path)
    ours = [one for one in found if one.startswith(f"file:{tmp_path}/")]
    assert {one.split(":")[1].rpartition("/")[2] for one in ours} == {"index.html", "a.css", "a.svg"}
    assert [one for one in found if one not in ours] == []
