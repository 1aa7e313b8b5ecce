"""The output folder: whose it is, who writes into it, and what becomes of old names."""

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from faults.kill import PATIENCE, command, environment, run
from smallsite import STORIES, Site, paper

from generator.model.report import Report
from generator.write.manifest import MANIFEST
from generator.write.partial_files import sweep
from generator.write.staging import STAGING

STORY = "content/_posts/2026-07-12-flood.md"


def another(folder: Path, title: str) -> Site:
    """Make a second site, of stories that the first one has not."""
    site = Site(folder)
    site.write("content/_config.yml", f"title: {title}\nurl: https://test.example\npermalink: pretty\n")
    for number in range(3):
        site.post(f"2026-08-0{number + 1}-other-{number}.md", f"Of {title}.\n", title=f"{title} {number}")
    return site


def elsewhere(site: Site, output: Path, *more: str) -> Report:
    return site.build("--output", str(output), *more)


def html(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.html")}


def test_p25_another_sites_output_is_never_swept(tmp_path: Path) -> None:
    output = tmp_path / "www"
    one, other = paper(tmp_path / "one"), another(tmp_path / "other", "The Other")
    assert not elsewhere(one, output).failed
    before = one.tree(str(output))
    report = elsewhere(other, output)
    (problem,) = report.problems
    assert (problem.file, problem.severity) == (str(output), "error")
    assert problem.message == 'this is the output folder of another site, "The Test"'
    assert "--output" in problem.hint
    assert "--take-over" in problem.hint
    assert one.tree(str(output)) == before
    assert elsewhere(other, output, "--clean").failed
    assert elsewhere(one, output).written == []


def test_p25_two_checkouts_of_one_site_are_two(tmp_path: Path) -> None:
    output = tmp_path / "www"
    one, other = paper(tmp_path / "one"), paper(tmp_path / "other")
    other.remove(STORY)
    assert not elsewhere(one, output).failed
    before = one.tree(str(output))
    assert elsewhere(other, output).failed
    assert one.tree(str(output)) == before


def test_p25_an_output_that_was_moved_and_is_linked_is_the_sites_own(tmp_path: Path) -> None:
    one = paper(tmp_path / "one")
    one.build()
    (tmp_path / "disk").mkdir()
    one.path("_site").rename(tmp_path / "disk/site")
    one.path("_site").symlink_to(tmp_path / "disk/site")
    assert one.build().problems == []
    one.edit(STORY, "More", "Much more")
    assert one.build().written
    other = another(tmp_path / "other", "The Other")
    other.path("_site").symlink_to(tmp_path / "disk/site")  # now it is that of the first
    assert other.build().failed


def test_p25_a_link_to_another_sites_output_gives_no_right_to_it(tmp_path: Path) -> None:
    one, other = paper(tmp_path / "one"), another(tmp_path / "other", "The Other")
    one.build()
    before = one.tree()
    other.path("_site").symlink_to(one.path("_site"))
    (problem,) = other.build().problems
    assert "another site" in problem.message
    assert one.tree() == before


def test_p25_a_site_takes_an_output_over_when_it_is_told_to(tmp_path: Path) -> None:
    output = tmp_path / "www"
    one, other = paper(tmp_path / "one"), another(tmp_path / "other", "The Other")
    elsewhere(one, output)
    (output / "mine.txt").write_text("not yours")
    assert not elsewhere(other, output, "--take-over").failed
    other.build()
    expected = {**other.tree(), "mine.txt": b"not yours"}
    found = other.tree(str(output))
    assert found.pop(MANIFEST) != expected.pop(MANIFEST)  # which tells from where the site was built
    assert found == expected
    assert elsewhere(one, output).failed
    assert not elsewhere(one, output, "--take-over").failed
    assert {name for name in html(output) if "other" in name} == set()


def test_p25_a_site_that_moves_with_its_output_is_the_same(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.build()
    site.root.rename(tmp_path / "moved")
    site.root = tmp_path / "moved"
    assert site.build().written == []
    (tmp_path / "link").symlink_to(site.root)
    site.root = tmp_path / "link"
    assert site.build().written == []


def test_p25_the_manifest_of_an_older_version_is_anybodys(paper: Site) -> None:
    paper.build()
    manifest = paper.path(f"_site/{MANIFEST}")
    expected = manifest.read_text()
    lines = [line for line in expected.splitlines() if not line.startswith(('"site"', '"place"'))]
    manifest.write_text("\n".join(lines))
    assert not paper.build().failed
    assert manifest.read_text() == expected


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_p25_two_sites_at_once_never_mix(tmp_path: Path, jobs: str) -> None:
    output = tmp_path / "www"
    sites = [another(tmp_path / name, name) for name in ("one", "two", "three")]
    for site in sites:
        for number in range(20):
            site.post(f"2026-09-01-same-{number}.md", f"Of {site.root.name}.\n", title=f"Same {number}")
    for _ in range(2):
        started = [
            subprocess.Popen(
                command(site.root, "--output", str(output), "--take-over", "--jobs", jobs),
                cwd=site.root,
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for site in sites
        ]
        for process in started:
            printed, _ = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, printed
        pages = html(output)
        stories = [page for path, page in pages.items() if "same-" in path]
        assert len(stories) == 20
        assert (
            len([site for site in sites if all(b"Of %s." % site.root.name.encode() in page for page in stories)]) == 1
        )
        assert not (output / STAGING).exists()


# A build on a file system that knows no locks, or on a machine where not even the temporary folder has any.
WITHOUT_LOCKS = """
import errno, fcntl, os, sys
from generator.cli.main import main
take, code, everywhere = fcntl.flock, getattr(errno, sys.argv[1]), sys.argv[2] == "everywhere"
def flock(opened, how):
    if everywhere or "newsprint-" not in os.readlink(f"/proc/self/fd/{opened}"):
        raise OSError(code, os.strerror(code))
    take(opened, how)
fcntl.flock = flock
sys.exit(main(sys.argv[3:]))
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Linux tells which file is opened")
@pytest.mark.parametrize("where", ["here", "everywhere"])
@pytest.mark.parametrize("code", ["ENOLCK", "EOPNOTSUPP", "ENOSYS", "EBADF"])
def test_f14_a_file_system_without_locks(tmp_path: Path, code: str, where: str) -> None:
    assert hasattr(errno, code)
    site = paper(tmp_path / "paper")
    told = [sys.executable, "-c", WITHOUT_LOCKS, code, where, *command(site.root)[3:]]
    for body in ("rose", "fell"):
        site.edit(STORY, "The river rose" if body == "fell" else "The", "The river fell" if body == "fell" else "The")
        done = run(told, site.root)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
    assert not (site.path("_site") / STAGING).exists()
    assert b"The river fell" in site.tree()["news/2026/07/12/flood/index.html"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Linux tells which file is opened")
def test_f14_builds_at_once_wait_without_locks_too(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    told = [sys.executable, "-c", WITHOUT_LOCKS, "ENOLCK", "here", *command(site.root, "--clean")[3:]]
    done: list[int] = []
    builders = [threading.Thread(target=lambda: done.append(run(told, site.root).returncode)) for _ in range(3)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert done == [0, 0, 0]
    assert site.tree()["news/2026/07/12/flood/index.html"]
    assert site.build().written == [] or not site.build().failed


def test_f15_left_over_parts_anywhere_in_the_cache(paper: Site) -> None:
    paper.build()
    kept = paper.write(".newsprint/pictures/ab/0123-4567", b"a picture")
    names = ("read.part", "templates/x.1.part", "pictures/ab/y.2.part", "pictures/z.part", "deploy/live/new/w.part")
    left = [paper.write(f".newsprint/{name}", b"half") for name in names]
    paper.build()
    assert [path for path in left if path.exists()] == []
    assert kept.exists()


def test_f15_what_is_deep_is_looked_at_only_where_it_changed(tmp_path: Path) -> None:
    deep = tmp_path / "pictures" / "ab"
    deep.mkdir(parents=True)
    for name in ("x.part", "whole"):
        (deep / name).write_bytes(b"")
    os.utime(deep, (1000, 1000))
    sweep(tmp_path, 2000 * 10**9)
    assert (deep / "x.part").exists()
    sweep(tmp_path, 0)
    assert [path.name for path in deep.iterdir()] == ["whole"]


@pytest.mark.parametrize("mask", [0o077, 0o027, 0o007, 0o777 & ~0o700])
def test_f17_whatever_the_umask_others_can_read_what_is_published(tmp_path: Path, mask: int) -> None:
    site = paper(tmp_path / "paper")
    site.write("content/files/a.bin", b"as it is")
    before = os.umask(mask)
    try:
        site.write("content/files/private.txt", b"x").chmod(0o600)
        site.build("--output", str(tmp_path / "new" / "www"))
        site.post("2026-08-09-late.md", title="Late")
        site.build("--output", str(tmp_path / "new" / "www"))
    finally:
        os.umask(before)
    paths = [tmp_path / "new", *(tmp_path / "new").rglob("*")]
    assert len(paths) > 20
    for path in paths:
        wanted = 0o755 if path.is_dir() else 0o644
        assert stat.S_IMODE(path.stat().st_mode) & wanted == wanted, path


def test_f17_what_lies_there_unreadable_is_opened_when_it_is_made_again(paper: Site) -> None:
    paper.build()
    page = paper.path("_site/about/index.html")
    page.chmod(0o600)
    paper.build("--clean")
    assert stat.S_IMODE(page.stat().st_mode) == 0o644


def renamed(site: Site, old: str, new: str) -> Report:
    site.write("content/about.md", f"---\ntitle: About\npermalink: {old}\n---\nUs.\n")
    site.build()
    site.write("content/about.md", f"---\ntitle: About\npermalink: {new}\n---\nUs.\n")
    return site.build()


RENAMES = [
    ("/About-Us/", "/about-us/", "About-Us/index.html"),
    ("/about.html", "/About.HTML", "about.html"),
    ("/f\u00f6hr/", "/fo\u0308hr/", "f\u00f6hr/index.html"),
    ("/News/a.html", "/news/a.html", "News/a.html"),
    ("/About", "/about/us/", "About.html"),
]


@pytest.mark.parametrize(("old", "new", "gone"), RENAMES, ids=["folder", "file", "form", "parent", "other"])
def test_p19_an_address_that_changes_by_case_or_form_only(paper: Site, old: str, new: str, gone: str) -> None:
    report = renamed(paper, old, new)
    assert not report.failed
    assert paper.tree() == paper.clean_tree()
    assert (gone in report.removed) == (not paper.path(f"_site/{gone}").exists())


def test_p19_two_names_of_one_file_stay(paper: Site) -> None:
    """As on a disk that does not tell case apart: here a link makes two names of one folder."""
    paper.write("content/about.md", "---\ntitle: About\npermalink: /About-Us/\n---\nUs.\n")
    paper.build()
    paper.path("_site/about-us").symlink_to("About-Us")
    paper.write("content/about.md", "---\ntitle: About\npermalink: /about-us/\n---\nUs.\n")
    report = paper.build()
    assert report.removed == []
    assert "Us." in paper.read("about-us/index.html")


def test_a_page_in_place_of_a_folder_of_ours(paper: Site) -> None:
    paper.write("content/about.md", "---\ntitle: About\npermalink: /about/us/\n---\nUs.\n")
    paper.build()
    paper.write("content/about.md", "---\ntitle: About\npermalink: /about/us\n---\nUs.\n")
    paper.write("content/us.txt", "x")
    assert not paper.build().failed
    assert paper.tree() == paper.clean_tree()


@pytest.mark.parametrize("name", ["about", "about/index.html"])
def test_what_is_in_the_way_is_seen_before_anything_is_touched(paper: Site, name: str) -> None:
    """That nothing was published is true where it is said."""
    paper.remove("content/about.md")
    paper.build()
    foreign = paper.path(f"_site/{name}")
    if name == "about":
        foreign.write_text("a file of somebody else")
    else:
        foreign.mkdir(parents=True)
    before = paper.tree()
    paper.remove(STORY)
    paper.write("content/about.md", "---\ntitle: About\n---\nUs.\n")
    report = paper.build()
    (problem,) = report.problems
    assert problem.file == f"_site/{name}"
    assert problem.hint.startswith("Nothing was published.")
    assert not report.partly
    assert paper.tree() == before


def test_a_disk_that_fails_while_files_are_put_in_place(paper: Site) -> None:
    """Never "Nothing was published" beside "some may be new and others old"."""
    paper.build()
    code = """
import os, sys
from generator.cli.main import main
replace = os.replace
def failing(source, target):
    if os.fspath(target).endswith("rain/index.html"):
        raise OSError(5, "Input/output error")
    replace(source, target)
os.replace = failing
sys.exit(main(sys.argv[1:]))
"""
    paper.edit("content/_config.yml", "The Test", "The Best")
    told = [sys.executable, "-c", code, *command(paper.root)[3:]]
    done = run(told, paper.root)
    printed = done.stdout + done.stderr
    assert done.returncode == 2, printed
    assert "some may be new and others old" in printed
    assert "Nothing was published" not in printed
    assert "Published in part: 1 error" in printed
    paper.build()
    assert paper.tree() == paper.clean_tree()


def test_a_build_that_fails_leaves_no_folder(paper: Site) -> None:
    paper.write("content/_posts/2026-07-13-bad.md", "---\ntitle: [\n---\n")
    assert paper.build().failed
    assert not paper.path("_site").exists()
    assert len(STORIES) == 3
