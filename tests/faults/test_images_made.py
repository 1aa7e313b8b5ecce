"""Pictures in a whole build: made once, by what they are made of; I05, I08 and I14 as they are published."""

import io
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from smallsite import NOW, Site

from generator.cli.arguments import parser
from generator.cli.commands import project_of
from generator.engine.build import build
from generator.engine.options import BuildOptions
from generator.images import decode, resize
from generator.images.cache import ImageCache
from generator.images.strip import has_private_metadata
from generator.model.digest import digest_bytes
from generator.model.output import Resize

STORY = "content/_posts/2026-07-12-flood.md"
ROOT = Path(resize.__file__).parents[2]
Made = list[int]


def hold_lock(folder: Path, ended: Path) -> None:
    with ImageCache(folder).exclusive():
        (folder / "held").touch()
        time.sleep(1)
        ended.touch()


def photograph(size: tuple[int, int] = (1800, 1200), **options: Any) -> bytes:
    file = io.BytesIO()
    image = Image.linear_gradient("L").resize(size)
    Image.merge("RGB", (image, image.rotate(180), image)).save(file, "JPEG", **options)
    return file.getvalue()


@pytest.fixture
def site(paper: Site) -> Site:
    paper.write("content/assets/x.jpg", photograph())
    paper.edit(STORY, "title:", "image: /assets/x.jpg\ntitle:")
    return paper


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """Note how many pictures each decoding gives."""
    found: Made = []
    develop = resize.resize_all

    def noting(recipes: list[Resize], alone: Callable[..., Any]) -> list[bytes]:
        found.append(len(recipes))
        return develop(recipes, alone)

    monkeypatch.setattr(resize, "resize_all", noting)
    return found


def album(site: Site) -> list[Path]:
    return sorted(site.path(".newsprint/pictures").glob("??/*"))


def test_all_sizes_come_of_one_decoding(site: Site, made: Made) -> None:
    assert site.build().problems == []
    assert made == [8]  # three of AVIF, one of JPEG, four shapes
    assert len(album(site)) == 8


def test_a_second_build_decodes_nothing(site: Site, made: Made) -> None:
    site.build()
    assert site.build().written == []
    assert len(made) == 1


def lose_outputs(site: Site) -> None:
    site.remove("_site")


def rename(site: Site) -> None:
    site.path("content/assets/x.jpg").rename(site.path("content/assets/other name.jpg"))
    site.edit(STORY, "x.jpg", "other name.jpg")


def lose_what_was_read(site: Site) -> None:
    site.path(".newsprint/state.db").unlink()


def leave_alone(_site: Site) -> None:
    pass


@pytest.mark.parametrize("change", [leave_alone, lose_outputs, rename, lose_what_was_read])
@pytest.mark.parametrize("arguments", [[], ["--clean"]])
def test_a_picture_is_never_made_twice(
    site: Site, made: Made, change: Callable[[Site], None], arguments: list[str]
) -> None:
    site.build()
    change(site)
    assert site.build(*arguments).problems == []
    assert len(made) == 1
    assert site.tree() == site.clean_tree()


def test_another_focus_makes_the_shapes_only(site: Site, made: Made) -> None:
    site.build()
    site.edit(STORY, "image: /assets/x.jpg", "image: {path: /assets/x.jpg, focus: 10% 10%}")
    site.build()
    assert made == [8, 4]
    assert site.tree() == site.clean_tree()


def test_a_story_taken_back_and_put_up_again(site: Site, made: Made) -> None:
    site.build()
    site.edit(STORY, "image:", "was:")
    site.build()
    site.edit(STORY, "was:", "image:")
    site.build()
    assert len(made) == 1


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def lock(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [cut_off, flip_a_bit, Path.unlink, lock])
def test_a_damaged_picture_of_the_album_is_made_again(site: Site, made: Made, damage: Callable[[Path], None]) -> None:
    site.build()
    whole = site.tree()
    damage(album(site)[0])
    site.remove("_site")
    assert site.build().problems == []
    assert made == [8, 1]
    assert site.tree() == whole


def test_an_album_that_cannot_be_written_is_no_fault(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write(".newsprint/pictures", "in the way")
    monkeypatch.setattr(decode, "LARGE", 1000)  # what is large waits for a lock there
    assert site.build().problems == []
    assert site.tree() == site.clean_tree()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="root needs setpriv to give up its powers")
def test_an_album_that_is_somebody_elses_is_used(site: Site) -> None:
    site.build()
    key, _, _ = album(site)[0].name.partition("-")
    other = album(site)[0].with_name(f"{key}-{digest_bytes(b'as it was kept')}")
    album(site)[0].rename(other)
    other.write_bytes(b"as it was kept")
    for path in album(site):
        os.chown(path, 65534, 65534)
    site.remove("_site")
    build_it = [sys.executable, "-m", "generator", "build", "-C", os.fspath(site.root), "--now", NOW.isoformat()]
    powerless = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"]
    subprocess.run([*powerless, *build_it], check=True, env=os.environ | {"PYTHONPATH": os.fspath(ROOT)})
    assert b"as it was kept" in site.tree().values()


@pytest.mark.parametrize("gone", [False, True])
def test_a_picture_replaced_during_the_build_is_not_kept_under_the_old_name(site: Site, gone: bool) -> None:
    names = ("content/assets/x.jpg", "content/assets/y.jpg")
    site.write(names[1], photograph((1000, 700)))
    site.post("2026-07-13-more.md", title="More", image="/assets/y.jpg")
    before = {name: site.path(name).read_bytes() for name in names}

    def replace(stage: str, done: int, total: int, share: float | None = None) -> None:
        """Do so when one of the two is made."""
        del share
        if (stage, done) == ("render", 1) and total > 1:
            for name in names:
                site.remove(name) if gone else site.write(name, photograph((1200, 500)))

    project = project_of(parser().parse_args(["build", "-C", os.fspath(site.root)]))
    report = build(project, NOW, BuildOptions(jobs=1, progress=replace))
    printed = [problem.message for problem in report.problems]
    assert printed == ([f'image: there is no picture "{name[7:]}"' for name in names] if gone else [])
    assert report.failed == gone
    assert gone or site.tree() == site.clean_tree()
    for name, data in before.items():
        site.write(name, data)
    assert site.build().problems == []
    assert site.tree() == site.clean_tree()


def age(site: Site, days: int) -> None:
    then = time.time() - days * 24 * 3600
    for path in [*album(site), site.path(".newsprint/pictures/.pruned")]:
        os.utime(path, (then, then))


@pytest.mark.parametrize(("days", "left"), [(89, 8), (91, 0)])
def test_unused_pictures_go_after_ninety_days(site: Site, days: int, left: int) -> None:
    site.build()
    site.edit(STORY, "image:", "was:")
    site.build()
    age(site, days)
    site.edit(STORY, 'title: "Flood"', "title: High water")
    site.build()
    assert len(album(site)) == left


def test_pictures_in_use_stay_for_ever(site: Site, made: Made) -> None:
    site.build()
    age(site, 400)
    site.edit(STORY, 'title: "Flood"', "title: High water")
    site.build()
    site.remove("_site")
    site.build()
    assert len(made) == 1


def test_pillow_is_not_even_imported(site: Site) -> None:
    site.build()
    site.remove("_site")
    code = (
        "import sys; from smallsite import Site; from pathlib import Path; site = Site.__new__(Site);"
        f"site.root = Path({os.fspath(site.root)!r}); from smallsite import NOW; site.now = NOW;"
        "report = site.build(); assert report.written and not report.problems; assert 'PIL' not in sys.modules"
    )
    paths = os.pathsep.join([os.fspath(ROOT), os.fspath(ROOT / "tests")])
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": paths})


def test_of_an_unchanged_site_no_picture_is_opened(site: Site) -> None:
    for _ in range(2):  # the first may have come within the tick in which the picture was written
        site.build()
    code = (
        "import sys; from smallsite import NOW, Site; from pathlib import Path; site = Site.__new__(Site);"
        f"site.root = Path({os.fspath(site.root)!r}); site.now = NOW; opened = [];"
        "sys.addaudithook(lambda event, told: event == 'open' and opened.append(str(told[0])));"
        "report = site.build(); assert report.unchanged and not report.written;"
        "assert 'PIL' not in sys.modules; print([path for path in opened if '/assets/' in path])"
    )
    paths = os.pathsep.join([os.fspath(ROOT), os.fspath(ROOT / "tests")])
    environment = os.environ | {"PYTHONPATH": paths}
    done = subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)
    assert done.stdout.split() == [b"[]"]


@pytest.mark.parametrize("jobs", [1, 3])
def test_workers_make_the_same(site: Site, jobs: int) -> None:
    for number in range(5):
        site.write(f"content/assets/{number}.jpg", photograph((900 + number, 600)))
        site.post(f"2026-07-1{number}-more.md", title=f"More {number}", image=f"/assets/{number}.jpg")
    assert site.build(jobs=jobs).problems == []
    assert site.tree() == site.clean_tree()


def placed() -> bytes:
    tags = Image.Exif()
    tags[0x0112] = 6
    tags[0x010F] = "Camera 12345"
    tags[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}
    return photograph(exif=tags)


def test_i14_nothing_published_says_where_it_was_taken(site: Site) -> None:
    site.write("content/assets/x.jpg", placed())
    site.write("content/assets/beside.jpg", placed())
    assert site.build().problems == []
    published = {path: data for path, data in site.tree().items() if path.startswith("assets/")}
    assert len(published) == 10
    for data in published.values():
        assert not has_private_metadata(data)
        assert b"Camera 12345" not in data
    original = published["assets/x.jpg"]
    assert f'length="{len(original)}"' in site.read("feed.xml")
    with Image.open(io.BytesIO(original)) as image, Image.open(io.BytesIO(placed())) as before:
        assert image.getexif()[0x0112] == 6
        assert image.tobytes() == before.tobytes()
    assert site.tree() == site.clean_tree()


@pytest.mark.parametrize("name", ["y", "y.gif", "y.jpg.2024", "y.JPG"])
def test_i14_whatever_a_picture_is_called_it_says_no_place(site: Site, name: str) -> None:
    site.write(f"content/assets/{name}", placed())
    site.edit(STORY, "/assets/x.jpg", f"/assets/{name}")
    assert site.build().problems == []
    assert not has_private_metadata(site.tree()[f"assets/{name}"])


def test_i14_an_original_that_says_nothing_of_it_is_published_as_it_is(site: Site) -> None:
    tags = Image.Exif()
    tags[0x8298] = "(c) The Paper"
    site.write("content/assets/x.jpg", photograph(exif=tags))
    site.build()
    assert site.tree()["assets/x.jpg"] == photograph(exif=tags)


def test_i08_an_animation_moves_in_every_size_and_stands_still_in_cards(site: Site) -> None:
    frames = [Image.new("RGB", (1200, 800), colour) for colour in ("red", "green", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=200, loop=0)
    site.write("content/assets/x.gif", file.getvalue())
    site.edit(STORY, "x.jpg", "x.gif")
    assert site.build().problems == []
    shown = {}
    for path, data in site.tree().items():
        if path.startswith("assets/x-"):
            with Image.open(io.BytesIO(data)) as image:
                shown[path.rpartition("-")[0] + Path(path).suffix] = getattr(image, "n_frames", 1)
    moving = dict.fromkeys(("assets/x-480.webp", "assets/x-960.webp", "assets/x-1200.webp", "assets/x-960.gif"), 3)
    assert shown == moving | dict.fromkeys((f"assets/x-{shape}.jpg" for shape in ("16x9", "4x3", "1x1", "card")), 1)


def test_i05_large_pictures_wait_for_each_other(tmp_path: Path) -> None:
    ended = tmp_path / "ended"
    held = multiprocessing.get_context("fork").Process(target=hold_lock, args=(tmp_path, ended))
    held.start()
    while not (tmp_path / "held").exists():
        time.sleep(0.01)
    with ImageCache(tmp_path).exclusive():
        assert ended.exists()
    held.join()


@pytest.mark.slow
def test_i05_a_picture_of_88_megapixels_takes_little_memory(tmp_path: Path) -> None:
    Image.new("RGB", (11_000, 8_000), (9, 90, 90)).save(tmp_path / "x.png", compress_level=1)
    code = (
        "import re, pathlib; from generator.model.output import Resize; from generator.images.resize import resize_all;"
        f"one = Resize({os.fspath(tmp_path / 'x.png')!r}, 1600, 1164, 80, ('a', 1, 1), 'd', None, 'image/avif');"
        "assert resize_all([one]); status = pathlib.Path('/proc/self/status').read_text();"
        "print(int(re.search(r'VmHWM:\\s+(\\d+) kB', status)[1]) // 1024)"  # ru_maxrss begins with its parent's
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": os.fspath(ROOT)}, capture_output=True
    )
    assert int(done.stdout) < 352 + 150  # its pixels at four bytes each, and as much as every program takes
