"""What is made again after something was installed: what it may change, and nothing else (F16)."""

import sys
import tomllib
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from smallsite import COMMAND, CONFIG, Site

from generator.cli.commands import project_of
from generator.engine.build import build
from generator.engine.options import BuildOptions
from generator.engine.seal import OTHER_LIBRARIES, RENDERING_LIBRARIES, code_digest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Name a folder in which packages are found."""
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    code_digest.cache_clear()
    yield folder
    code_digest.cache_clear()


def install(folder: Path, name: str, entry_points: str = "") -> None:
    (folder / name).mkdir()
    if entry_points:
        (folder / name / "entry_points.txt").write_text(entry_points)
    code_digest.cache_clear()


def made(site: Site) -> int:
    """Build, and return how many outputs were made again."""
    heard = [0]

    def hear(stage: str, done: int, total: int, share: float | None = None) -> None:  # noqa: ARG001 (what hears of progress)
        if stage == "render":
            heard.append(total)

    report = build(
        project_of(COMMAND.parse_args(["build", "-C", str(site.root)])), site.now, BuildOptions(jobs=1, progress=hear)
    )
    assert not report.failed
    return max(heard)


@pytest.mark.parametrize(
    ("name", "entry_points"),
    [
        ("requests-2.0.0.dist-info", ""),
        ("rich-99.0.dist-info", "[console_scripts]\nx = y:z\n"),
        ("pillow_heif-1.0.dist-info", ""),
        ("Markdown2-2.4.dist-info", ""),
        ("some_tool-1.0-py3.11.egg-info", ""),
    ],
)
def test_f16_an_unrelated_package_costs_nothing(paper: Site, installed: Path, name: str, entry_points: str) -> None:
    made(paper)
    install(installed, name, entry_points)
    assert made(paper) == 0


@pytest.mark.parametrize(
    ("name", "entry_points"),
    [
        ("babel-99.0.dist-info", ""),
        ("Pillow-99.0.dist-info", ""),
        ("pymdown_extensions-99.0.dist-info", ""),
        ("tzdata-2099.1.dist-info", ""),
        ("MarkupSafe-9.0-py3.11.egg-info", ""),
        ("lexers_of_theirs-1.0.dist-info", "[pygments.lexers]\nx = y:z\n"),
        ("mdx_math-1.0.dist-info", "[console_scripts]\na = b:c\n[markdown.extensions]\nmath = mdx_math:M\n"),
    ],
)
def test_f16_what_may_change_a_page_has_all_made_again(
    paper: Site, installed: Path, name: str, entry_points: str
) -> None:
    made(paper)
    install(installed, name, entry_points)
    assert made(paper) > 20


def test_f16_every_library_that_we_need_has_been_judged() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {name.partition(";")[0].partition(">")[0].strip().lower() for name in told}
    assert names <= RENDERING_LIBRARIES | OTHER_LIBRARIES
    assert not RENDERING_LIBRARIES & OTHER_LIBRARIES


EXTENSION = """
from markdown import Extension
from markdown.postprocessors import Postprocessor

class Mark(Postprocessor):
    def run(self, text):
        return text + "<!--one-->"

class Own(Extension):
    def extendMarkdown(self, md):
        md.postprocessors.register(Mark(md), "mark", 0)
"""


def test_f16_a_sites_own_extension_is_part_of_its_pages(paper: Site, installed: Path) -> None:
    (installed / "own_marks.py").write_text(EXTENSION)
    paper.write("content/_config.yml", CONFIG + "markdown_extensions: ['own_marks:Own']\n")
    made(paper)
    assert made(paper) == 0
    assert "<!--one-->" in paper.read("about/index.html")
    (installed / "own_marks.py").write_text(EXTENSION.replace("one", "another"))
    sys.modules.pop("own_marks")
    assert made(paper) > 0
    assert "<!--another-->" in paper.read("about/index.html")


@pytest.mark.parametrize(("zone", "concerns"), [("Europe/Kyiv", True), ("Europe/London", False), ("UTC", False)])
def test_f16_another_tzdata_concerns_whom_its_changes_concern(
    paper: Site, tmp_path: Path, zone: str, concerns: bool
) -> None:
    folder = tmp_path / "zoneinfo" / "Europe"
    folder.mkdir(parents=True)
    where = [Path(path) for path in zoneinfo.TZPATH if (Path(path) / "Europe/Kyiv").exists()]
    if not where:
        pytest.skip("this system has no zones of its own")
    for name in ("Kyiv", "London", "Oslo"):
        (folder / name).write_bytes((where[0] / "Europe" / name).read_bytes())
    zoneinfo.reset_tzpath([str(folder.parent)])
    try:
        paper.write("content/_config.yml", CONFIG + f"timezone: {zone}\n")
        made(paper)
        assert made(paper) == 0
        (folder / "Kyiv").write_bytes((folder / "Oslo").read_bytes())
        zoneinfo.ZoneInfo.clear_cache()
        assert (made(paper) > 0) == concerns
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()
