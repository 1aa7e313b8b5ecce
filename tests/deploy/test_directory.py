"""The command, with a folder as its target: what is sent, what is refused, and what it says."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from deploy.delivering import ROOT, aim, deploy, finished, published
from deploy.masking import umask, unreadable
from smallsite import CONFIG, NOW, Site
from smallsite import paper as make_paper
from statefile import damage

from generator.deploy.store import MANIFEST
from generator.formats.urls import folded, output_path


@pytest.fixture
def www(paper: Site) -> Path:
    """Name the folder of the only target."""
    aim(paper, live={"to": "directory", "path": "www"})
    return paper.path("www")


def test_the_first_deploy_sends_everything_and_the_second_nothing(paper: Site, www: Path) -> None:
    first = deploy(paper, "--json")
    assert first.code == 0
    assert published(www) == finished(paper)
    assert first.target["sent"] == len(finished(paper)) == len(first.target["new"])
    before = {path: path.stat().st_mtime_ns for path in www.rglob("*")}
    second = deploy(paper, "--json")
    assert (second.target["sent"], second.target["same"]) == (0, len(finished(paper)))
    assert {path: path.stat().st_mtime_ns for path in www.rglob("*")} == before
    assert "nothing to send" in deploy(paper).out


def test_an_edit_sends_what_it_changed_and_no_more(paper: Site, www: Path) -> None:
    deploy(paper)
    paper.edit("content/_posts/2026-07-12-flood.md", "More of it", "Much more of it")
    result = deploy(paper, "--json")
    assert "news/2026/07/12/flood/index.html" not in result.target["new"]
    assert result.target["changed"] == result.report["build"]["written"]
    assert published(www) == finished(paper)


def test_a_fresh_checkout_sends_nothing(paper: Site, www: Path) -> None:
    deploy(paper)
    shutil.rmtree(paper.path("_site"))
    shutil.rmtree(paper.path(".newsprint"))
    for source in paper.path("content").rglob("*.md"):
        source.touch()
    assert deploy(paper, "--json").target["sent"] == 0
    assert published(www) == finished(paper)


def test_y06_more_than_a_tenth_deleted_needs_force(paper: Site, www: Path) -> None:
    deploy(paper)
    before = published(www)
    paper.remove("content/_posts/2026-07-14-cup.md")
    result = deploy(paper)
    assert result.code == 2
    assert "more than a tenth of the site" in result.err
    assert "content/_config.yml:5:" in result.err
    assert "--force" in result.err
    assert "gone" in result.out
    assert "live: " in result.out
    assert published(www) == before
    assert deploy(paper, "--force").code == 0
    assert published(www) == {**finished(paper), **old_assets(before, paper)}


def old_assets(before: dict[str, bytes], site: Site) -> dict[str, bytes]:
    return {path: data for path, data in before.items() if path.startswith("static/") and path not in finished(site)}


def test_y06_a_tenth_itself_does_not(site: Site) -> None:
    aim(site, live={"to": "directory", "path": "www"})
    for number in range(40):
        site.write(f"content/page-{number}.txt", "text")
    assert deploy(site).code == 0
    site.remove("content/page-7.txt")
    assert deploy(site, "--json").target["gone"] == ["page-7.txt"]
    assert not site.path("www/page-7.txt").exists()


def test_y05_foreign_files_survive(paper: Site, www: Path) -> None:
    paper.write("www/old/blog.html", "older than we")
    paper.write("www/weather/2026/07/10/notes.txt", "somebody's")
    assert deploy(paper).code == 0
    paper.remove("content/_posts/2026-07-10-rain.md")
    assert deploy(paper, "--force").code == 0
    assert paper.read("../www/old/blog.html") == "older than we"
    assert paper.read("../www/weather/2026/07/10/notes.txt") == "somebody's"
    assert [path.name for path in (www / "weather/2026/07/10").iterdir()] == ["notes.txt"]


def test_y05_a_foreign_file_in_the_way_is_not_replaced_unasked(paper: Site, www: Path) -> None:
    paper.write("www/index.html", "somebody's front page")
    result = deploy(paper)
    assert result.code == 2
    assert "1 file (index.html) there would be replaced" in result.err
    assert published(www) == {"index.html": b"somebody's front page"}
    assert deploy(paper, "--force").code == 0
    assert published(www) == finished(paper)


def test_y12_a_failed_build_never_deploys(paper: Site, www: Path) -> None:
    deploy(paper)
    before = published(www)
    paper.edit("content/_posts/2026-07-12-flood.md", "title:", "date: 2026-02-30\ntitle:")
    result = deploy(paper)
    assert result.code == 2
    assert "2026-07-12-flood.md" in result.err
    assert published(www) == before


def test_y12_what_a_killed_build_left_is_mended_first(paper: Site, www: Path) -> None:
    paper.build()
    paper.write("_site/index.html", "half a p")
    paper.path("_site/news/2026/07/12/flood/index.html").unlink()
    assert deploy(paper).code == 0
    assert published(www) == finished(paper)
    assert b"half a p" not in published(www)["index.html"]


@pytest.mark.parametrize(
    ("front", "option"),
    [
        ({"title": "Soon", "date": "2099-01-01 10:00:00"}, "--future"),
        ({"title": "Never", "published": False}, "--unpublished"),
    ],
)
def test_held_stories_are_not_sent_unasked(paper: Site, www: Path, front: dict[str, Any], option: str) -> None:
    paper.post("2026-08-01-early.md", **front)
    assert deploy(paper).code == 0
    assert not [path for path in published(www) if "early" in path]
    result = deploy(paper, option)
    assert result.code == 2
    assert "content/_posts/2026-08-01-early.md" in result.err
    assert not [path for path in published(www) if "early" in path]
    assert deploy(paper, option, "--force").code == 0
    assert [path for path in published(www) if "early" in path]


def test_drafts_are_not_sent_unasked(paper: Site, www: Path) -> None:
    paper.write("content/_drafts/idea.md", "---\ntitle: Idea\n---\nNot yet.\n")
    assert deploy(paper, "--drafts").code == 2
    assert not www.exists()
    assert deploy(paper).code == 0
    assert not [path for path in published(www) if "idea" in path]


def test_a_dry_run_changes_nothing_and_says_all(paper: Site, www: Path) -> None:
    result = deploy(paper, "--dry-run")
    assert result.code == 0
    assert not www.exists()
    for path in finished(paper):
        assert f"  {path}\n" in result.out
    assert "dry run" in result.out
    deploy(paper)
    paper.remove("content/_posts/2026-07-14-cup.md")
    before = {path: path.stat().st_mtime_ns for path in www.rglob("*")}
    told = deploy(paper, "--dry-run", "--json").target
    assert "sport/2026/07/14/cup/index.html" in told["gone"]
    assert "more than a tenth" in told["refusal"]
    assert {path: path.stat().st_mtime_ns for path in www.rglob("*")} == before


def test_assets_out_of_use_stay_for_pages_that_are_still_about(paper: Site, www: Path) -> None:
    paper.write("static/css/own.css", "p { color: red }")
    deploy(paper)
    (old,) = (path for path in published(www) if path.startswith("static/css/own."))
    paper.write("static/css/own.css", "p { color: blue }")
    deploy(paper)
    assert old in published(www)
    assert len([path for path in published(www) if path.startswith("static/css/own.")]) == 2


def test_several_targets(paper: Site) -> None:
    aim(paper, one={"to": "directory", "path": "first"}, two={"to": "directory", "path": "second"})
    result = deploy(paper)
    assert result.code == 2
    assert "there are several targets: one, two" in result.err
    assert deploy(paper, "two").code == 0
    assert not paper.path("first").exists()
    assert published(paper.path("second")) == finished(paper)
    assert deploy(paper, "one", "two").code == 0
    assert published(paper.path("first")) == finished(paper)
    assert 'there is no target "three"' in deploy(paper, "three").err


def test_json_is_said_of_every_fault(paper: Site, www: Path, tmp_path: Path) -> None:
    result = deploy(Site(tmp_path / "empty"), "--content", "nowhere", "--json")
    assert (result.code, result.err) == (2, "")
    assert result.report["build"]["problems"]
    paper.edit("content/_config.yml", '"directory"', '"ftp"')
    result = deploy(paper, "--json")
    assert (result.code, result.err) == (2, "")
    assert "there are the kinds" in result.report["build"]["problems"][0]["message"]
    assert not www.exists()


def test_who_only_builds_is_warned_of_a_target_that_makes_no_sense(paper: Site) -> None:
    aim(paper, live={"to": "git", "repository": "https://me:secret-word@git.example/x"})
    report = paper.build()
    (problem,) = report.problems
    assert (problem.severity, problem.line) == ("warning", 5)
    assert report.written


def test_another_target_is_no_reason_to_make_a_page_again(paper: Site, www: Path) -> None:
    deploy(paper)
    assert www.exists()
    aim(paper, other={"to": "directory", "path": "elsewhere"}, live={"to": "directory", "path": "www"})
    assert paper.build().seconds.get("render", 0) == 0
    assert deploy(paper, "live", "--json").target["sent"] == 0


def test_templates_do_not_see_the_targets(paper: Site) -> None:
    aim(paper, live={"to": "directory", "path": "www"})
    paper.write("templates/page.html", "{{ site.get('deploy', 'none') }}")
    paper.build()
    assert paper.read("about/index.html") == "none"


def test_another_site_is_not_replaced_unasked(paper: Site, www: Path, tmp_path: Path) -> None:
    deploy(paper)
    before = published(www)
    other = make_paper(tmp_path / "other")
    aim(other, live={"to": "directory", "path": str(www)})
    other.edit("content/_config.yml", "https://test.example", "https://other.example")
    result = deploy(other)
    assert result.code == 2
    assert "another site lives there: test.example, and this is other.example" in result.err
    assert published(www) == before
    assert deploy(other, "--force").code == 0
    assert deploy(paper).code == 2


def test_all_reasons_are_named_at_once(paper: Site, www: Path) -> None:
    deploy(paper)
    (www / "contact").mkdir()
    (www / "contact/index.html").write_text("somebody's")
    paper.write("content/contact.md", "---\ntitle: Contact\n---\nWrite to us.\n")
    paper.remove("content/_posts/2026-07-14-cup.md")
    paper.edit("content/_config.yml", "https://test.example", "https://other.example")
    result = deploy(paper)
    for reason in ("another site lives there", "(contact/index.html) there would be replaced", "more than a tenth"):
        assert reason in result.err


def test_nobody_listening_is_no_reason_to_stop(paper: Site, www: Path) -> None:
    command = [sys.executable, "-m", "generator", "deploy", "-C", str(paper.root)]
    for out in ("/dev/full", "pipe"):
        paper.edit("content/_posts/2026-07-12-flood.md", "More", f"More, said {out},")
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe, Path("/dev/full").open("wb") as full:
            stream = full if out == "/dev/full" else pipe
            done = subprocess.run(command, stdout=stream, stderr=subprocess.PIPE, cwd=ROOT, timeout=120, check=False)
        assert b"Traceback" not in done.stderr
        assert done.returncode == (2 if out == "/dev/full" else 0)
        assert published(www) == finished(paper)


def test_f03_a_cache_that_cannot_be_kept_takes_no_page_away(paper: Site, www: Path) -> None:
    deploy(paper)
    paper.post("2026-07-20-dry.md", title="Dry", date="2026-07-20 10:00:00 +0000")
    paper.path(".newsprint/state.db").unlink()
    # It can be neither read nor replaced, as on a full disk.
    paper.path(".newsprint/state.db/in-the-way").mkdir(parents=True)
    for _ in range(2):
        result = deploy(paper, "--force", "--json")
        assert result.code == 0
        assert result.target["gone"] == []
        assert published(www) == finished(paper)


def test_f07_a_damaged_list_of_what_was_made_takes_no_page_away(paper: Site, www: Path) -> None:
    deploy(paper)
    for where in ("id = 1", "id = 5", "1"):
        assert damage(paper.path(".newsprint"), "output", where)
        result = deploy(paper, "--force", "--json")
        assert (result.code, result.target["gone"], result.target["sent"]) == (0, [], 0)
        assert published(www) == finished(paper)
        assert result.report["build"]["written"] == []


def test_a_jekyll_site_does_not_take_in_what_it_sent(tmp_path: Path) -> None:
    site = Site.__new__(Site)
    site.root, site.now = tmp_path / "jekyll", NOW
    site.root.mkdir()
    site.write("_config.yml", CONFIG + "deploy: {live: {to: directory, path: public}}\n")
    site.write("_posts/2026-07-12-flood.md", "---\ntitle: Flood\n---\nIt rose.\n")
    first = deploy(site, "--json")
    assert first.code == 0
    second = deploy(site, "--json")
    assert (second.code, second.target["sent"]) == (0, 0)
    assert not site.path("public/public").exists()


def test_a_deploy_that_breaks_off_says_how_far_it_came(paper: Site, www: Path) -> None:
    deploy(paper)
    paper.edit("content/_posts/2026-07-12-flood.md", "title: ", "title: Great ")
    paper.edit("content/_posts/2026-07-12-flood.md", '"Flood"', "Flood")
    (www / "feed.xml").unlink()
    paper.write("www/feed.xml/notes.txt", "somebody's")
    result = deploy(paper, "--force", "--json")
    assert result.code == 2
    assert result.target["complete"] is False
    assert 0 < result.target["sent"] < len(result.target["changed"]) + len(result.target["new"])
    assert "Move that folder away" in result.report["problems"][0]["hint"]
    shutil.rmtree(www / "feed.xml")
    after = deploy(paper, "--json").target
    assert after["complete"]
    assert after["sent"] + result.target["sent"] == len(result.target["sizes"])
    assert published(www) == finished(paper)


def test_a_home_that_nobody_has_is_said_with_its_line(paper: Site) -> None:
    aim(paper, live={"to": "directory", "path": "~nosuchuser/www"})
    result = deploy(paper)
    assert result.code == 2
    assert result.err.startswith("content/_config.yml:5:")
    assert "nobody on this machine has the folder ~nosuchuser/www" in result.err


def test_no_target_at_all_says_how_to_write_one(paper: Site) -> None:
    result = deploy(paper)
    assert result.code == 2
    assert "deploy: {live:" in result.err


@pytest.mark.parametrize(
    "path", ["content", "_site", "_site/below", ".", "..", "/", ".newsprint/x", "templates", "content/public"]
)
def test_a_folder_that_the_site_is_made_of_is_refused(paper: Site, path: str) -> None:
    aim(paper, live={"to": "directory", "path": path})
    before = paper.path("content/_posts/2026-07-12-flood.md").read_bytes()
    result = deploy(paper, "--force")
    assert result.code == 2
    assert "which the site is made of" in result.err
    assert paper.path("content/_posts/2026-07-12-flood.md").read_bytes() == before


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ({"to": "ftp"}, "there are the kinds directory, git, s3, rsync and command"),
        ({"to": "directory"}, "this lacks the key `path`"),
        ({"to": "directory", "path": "-rf"}, "begins with a dash"),
        ({"to": "directory", "path": "www", "pth": 1}, "there is no such key; path may be meant"),
        (
            {"to": "s3", "bucket": "paper", "endpoint": "https://me:secret-word@s3.example"},
            "a credential does not belong here",
        ),
        ({"to": "git", "repository": "https://me:secret-word@git.example/x"}, "a password does not belong here"),
        ({"to": "git", "repository": "https://ghp_secret-word@git.example/x"}, "a password does not belong here"),
        ({"to": "git", "repository": "https::ext://sh"}, "no address of the kinds https"),
        ({"to": "git", "repository": "x", "ssh_config": "-oProxyCommand=id"}, "begins with a dash"),
        ({"to": "s3", "bucket": "paper", "secret_access_key": "secret-word"}, "there is no such key"),
        ({"to": "git", "repository": "ext::sh -c id"}, "would run a program"),
        ({"to": "git", "repository": "--upload-pack=id"}, "begins with a dash"),
        ({"to": "git", "repository": "x", "branch": "-d"}, "begins with a dash"),
        ({"to": "git", "repository": "x", "branch": "a..b"}, "not the name of a branch"),
        ({"to": "git", "repository": "x\ny"}, "line break"),
        ({"to": "rsync", "host": "-oProxyCommand=id", "path": "x"}, "begins with a dash"),
        ({"to": "rsync", "host": "a b", "path": "x"}, "is not a host"),
        ({"to": "command", "run": [" "]}, "write the program and its arguments"),
        ({"to": "rsync", "host": "a", "path": "x\n"}, "line break"),
        ("www", "this should be a group of keys"),
    ],
)
def test_y01_y03_a_target_that_makes_no_sense_is_named_with_its_line(paper: Site, target: object, message: str) -> None:
    aim(paper, live=target)
    result = deploy(paper)
    assert result.code == 2
    assert result.err.startswith("content/_config.yml:5:")
    assert message in result.err.splitlines()[0]
    assert "secret-word" not in result.out + result.err
    assert not paper.path("_site").exists()


def test_a_manifest_that_is_no_manifest_is_a_fault_and_not_a_wipe(paper: Site, www: Path) -> None:
    deploy(paper)
    before = published(www)
    (www / MANIFEST).write_text('{"format": 1, "files": {"index.html": [')
    result = deploy(paper)
    assert result.code == 2
    assert MANIFEST in result.err
    assert published(www) == before


def test_a_manifest_from_the_future_is_left_alone(paper: Site, www: Path) -> None:
    deploy(paper)
    manifest = json.loads((www / MANIFEST).read_text())
    (www / MANIFEST).write_text(json.dumps({**manifest, "format": 2}))
    assert "a newer Newsprint has deployed here" in deploy(paper, "--force").err


def test_a_folder_that_cannot_be_written_is_one_line(paper: Site) -> None:
    paper.write("www", "a file")
    aim(paper, live={"to": "directory", "path": "www"})
    result = deploy(paper)
    assert result.code == 2
    assert result.err.startswith("content/_config.yml:5:")
    assert "www" in result.err.splitlines()[0]


def test_no_path_of_the_manifest_leads_out_of_the_folder(paper: Site, www: Path) -> None:
    deploy(paper)
    precious = paper.write("precious.txt", "keep me")
    manifest = json.loads((www / MANIFEST).read_text())
    manifest["files"] |= {"../precious.txt": ["x", 7, "file", ""], str(precious): ["x", 7, "file", ""]}
    manifest["pending"] = ["../precious.txt"]
    (www / MANIFEST).write_text(json.dumps(manifest))
    deploy(paper, "--force")
    assert precious.read_text() == "keep me"


# Y15: others can read what lies at a target.


@pytest.mark.parametrize("mask", [0o077, 0o027, 0o022])
def test_y15_others_can_read_all_whatever_the_umask(paper: Site, mask: int) -> None:
    aim(paper, live={"to": "directory", "path": "srv/www/news"})
    with umask(mask):
        assert deploy(paper).code == 0
        paper.post("2026-07-20-late.md", title="Late", date="2026-07-20 08:00:00 +0000")
        assert deploy(paper).code == 0
    assert unreadable(paper.path("srv")) == []
    assert published(paper.path("srv/www/news")) == finished(paper)


def test_y15_what_a_group_may_write_it_may_write_still(paper: Site, www: Path) -> None:
    www.mkdir()
    www.chmod(0o2775)
    with umask(0o002):
        assert deploy(paper).code == 0
    assert (www.stat().st_mode & 0o7777, (www / "2026").stat().st_mode & 0o2775) == (0o2775, 0o2775)


# P19: two addresses that differ in case or Unicode form only.

RENAMINGS = [("/About-Us/", "/about-us/"), ("/news/Föhr.html", "/news/FÖHR.html"), ("/A/b/", "/a/B/")]


@pytest.mark.parametrize(("before", "after"), RENAMINGS)
def test_p19_the_old_file_goes_where_it_is_another(paper: Site, www: Path, before: str, after: str) -> None:
    paper.write("content/us.md", f"---\ntitle: Us\npermalink: {before}\n---\nWe.\n")
    assert deploy(paper, "--force").code == 0
    old = {path for path in published(www) if folded(path) == folded(output_path(before))}
    paper.write("content/us.md", f"---\ntitle: Us\npermalink: {after}\n---\nWe.\n")
    result = deploy(paper, "--json")
    assert (result.code, result.target["gone"]) == (0, sorted(old))
    assert not any((www / path).exists() for path in old)
    assert (www / output_path(after)).is_file()
    assert published(www).keys() == finished(paper).keys() - old


def test_p19_the_file_stays_where_both_names_are_its_own(paper: Site, www: Path) -> None:
    """A link stands in for a file system that does not tell case apart: one file answers to both names."""
    paper.write("content/us.md", "---\ntitle: Us\npermalink: /About-Us/\n---\nWe.\n")
    assert deploy(paper, "--force").code == 0
    (www / "about-us").symlink_to("About-Us")
    paper.write("content/us.md", "---\ntitle: Us\npermalink: /about-us/\n---\nWe all.\n")
    result = deploy(paper, "--json")  # nor is it in our way
    assert (result.code, result.target["gone"]) == (0, [])
    assert b"We all" in (www / "About-Us/index.html").read_bytes()
    assert deploy(paper, "--json").target["sent"] == 0


def test_p19_a_hard_link_is_another_name_and_goes(paper: Site, www: Path) -> None:
    paper.write("content/us.md", "---\ntitle: Us\npermalink: /Us.html\n---\nWe.\n")
    assert deploy(paper, "--force").code == 0
    (www / "us.html").hardlink_to(www / "Us.html")
    paper.write("content/us.md", "---\ntitle: Us\npermalink: /us.html\n---\nWe all.\n")
    assert deploy(paper, "--force").code == 0
    assert not (www / "Us.html").exists()
    assert b"We all" in (www / "us.html").read_bytes()


def test_a_site_without_an_address_is_sent_with_a_warning(paper: Site, www: Path) -> None:
    assert "the site has no url" not in deploy(paper).err
    paper.edit("content/_config.yml", "url: https://test.example\n", "")
    result = deploy(paper, "--strict", "--force")
    assert (result.code, "the site has no url" in result.err) == (2, True)
    result = deploy(paper, "--force")
    assert (result.code, result.err.count("the site has no url")) == (0, 1)
    assert "warning" in result.err
    assert (www / "index.html").exists()
