"""Git as a target: real bare repositories, over a path, over ssh and over the web."""

import json
import os
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from deploy.delivering import aim, deploy, finished
from deploy.masking import umask, unreadable
from deploy.repositories import BRANCH, Far, Paper, Web, running_web
from deploy.required import required
from deploy.sshd import Sshd, running_sshd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from smallsite import Site, tree

from generator.deploy.git.errors import known_error
from generator.deploy.git.store import open_store
from generator.deploy.retry import TransientError
from generator.deploy.store import MANIFEST, ConflictError, StoreError
from generator.model.deployment import Manifest
from generator.model.settings import Project
from generator.model.target import Git

FILES = {
    "index.html": b"<p>front\r\n",
    "css/main.1a2b.css": b"p{}",
    "2026/flut in köln/index.html": b"<p>Flut",
    "news/rain/index.html": b"<p>rain",
    "feed.xml": b"<feed/>",
    "about/index.html": b"<p>about",
}
HOOKS = (
    *("reference-transaction", "pre-push", "post-commit", "pre-commit", "post-checkout", "post-index-change"),
    *("pre-auto-gc", "commit-msg", "prepare-commit-msg", "post-rewrite", "post-merge", "fsmonitor-watchman"),
)


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let git know only what a test tells it."""
    required("git")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    path = tmp_path / "gitconfig"
    path.write_text("[user]\n name = Ada\n email = ada@test.example\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return path


@pytest.fixture
def far(tmp_path: Path, request: pytest.FixtureRequest) -> Far:
    return Far(tmp_path / "far.git", sparing=getattr(request, "param", True))


# Servers that can leave files out of what they give, and servers that cannot.
either = pytest.mark.parametrize("far", [True, False], ids=["sparing", "whole"], indirect=True)


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    return Paper(tmp_path / "paper", FILES)


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    with running_sshd(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with running_web(tmp_path) as server:
        yield server


def by_file(far: Far) -> str:
    return f"file://{far.path}"


@either
def test_the_first_deploy_makes_the_branch_and_the_second_does_nothing(far: Far, paper: Paper) -> None:
    done = paper.send(paper.store(by_file(far)))
    assert done.sent == len(FILES)
    assert far.files() == FILES
    assert far.subjects() == ["site: 6 new"]
    head = far.head()
    assert paper.send(paper.store(by_file(far))).sent == 0
    assert far.head() == head


@either
def test_each_deploy_is_one_commit_of_the_owner_on_top(far: Far, paper: Paper) -> None:
    paper.send(paper.store(by_file(far)))
    first = far.head()
    paper.write({"feed.xml": b"<feed>more</feed>", "news/cup/index.html": b"<p>cup"})
    paper.drop("about/index.html")
    paper.send(paper.store(by_file(far)), force=True)
    assert far.files() == paper.files
    assert far.subjects() == ["site: 1 new, 1 changed, 1 gone", "site: 6 new"]
    assert far.git("rev-parse", f"{BRANCH}^").decode().strip() == first
    assert far.git("log", "-1", "--format=%an <%ae> %cn <%ce>", BRANCH).decode().strip() == " ".join(
        ["Ada <ada@test.example>"] * 2
    )


@either
def test_without_history_there_is_one_commit_and_only_changes_are_sent(far: Far, paper: Paper) -> None:
    far.git("config", "receive.unpackLimit", "1000000")
    paper.send(paper.store(by_file(far), history=False))
    for number in range(3):
        before = sum(path.is_file() for path in (far.path / "objects").rglob("*"))
        paper.write({"feed.xml": b"%d" % number})
        paper.send(paper.store(by_file(far), history=False))
        assert far.subjects() == ["site: 1 changed"]
        assert far.files() == paper.files
        added = sum(path.is_file() for path in (far.path / "objects").rglob("*")) - before
        assert added == 4  # the feed, the manifest, a tree, a commit
    assert far.is_sound()


def test_a_fresh_machine_gets_no_file_that_it_need_not_know(tmp_path: Path) -> None:
    far = Far(tmp_path / "far.git")
    far.put({"film.mp4": os.urandom(300_000), "docs/a.txt": b"a"})
    one = Paper(tmp_path / "one", FILES)
    one.send(one.store(by_file(far)), force=True)
    for history in (True, False):
        other = Paper(tmp_path / f"fresh-{history}", {**FILES, "feed.xml": f"<feed>{history}</feed>".encode()})
        assert other.send(other.store(by_file(far), history=history)).sent == 1
        assert sum(path.stat().st_size for path in other.private.rglob("*") if path.is_file()) < 100_000
        assert far.files().keys() == {*FILES, "film.mp4", "docs/a.txt"}
    assert far.is_sound()


@either
def test_y05_y13_what_is_not_ours_stays_as_it_is(far: Far, paper: Paper) -> None:
    link = f"120000 {far.blob(b'docs')}"
    script = f"100755 {far.blob(b'#!/bin/sh')}"
    others = {"link": link, "bin/run.sh": script, "sub": f"160000 {'ab' * 20}", ".nojekyll": f"100644 {far.blob(b'x')}"}
    far.put({"CNAME": b"news.example\n", "README.md": b"# Read"}, **others)
    before = far.entries()
    for step in range(3):
        paper.write({"feed.xml": b"%d" % step})
        paper.send(paper.store(by_file(far)), force=not step)
        after = far.entries()
        assert {path: after.pop(path) for path in before} == before
        assert after.keys() == {*FILES, MANIFEST}
        assert far.files().items() >= paper.files.items()


@either
@pytest.mark.parametrize("history", [True, False])
def test_a_branch_that_others_use_is_asked_for_twice(far: Far, paper: Paper, history: bool) -> None:
    far.put({"README.md": b"# Read", "Makefile": b"all:\n", "src/main.c": b"int main;"}, "main")
    before = far.put({"src/more.c": b"int more;"}, "main")
    then = "the site would come on top" if history else "its history would go"
    for dry_run in (True, False):
        done = paper.send(paper.store(by_file(far), branch="main", history=history), dry_run=dry_run)
        assert done.refusal == f"the branch main holds 3 files that no deploy brought (Makefile, src); {then}"
        assert far.head("main") == before
    paper.send(paper.store(by_file(far), branch="main", history=history), force=True)
    assert far.files("main").items() >= {**FILES, "src/main.c": b"int main;"}.items()
    assert far.subjects("main") == ["site: 6 new", *(["by hand", "by hand"] if history else [])]
    paper.write({"feed.xml": b"new"})  # from now on it is ours, too
    done = paper.send(paper.store(by_file(far), branch="main", history=history))
    assert (done.refusal, done.sent) == ("", 1)


def test_a_branch_that_is_as_good_as_new_is_not(far: Far, paper: Paper) -> None:
    usual = dict.fromkeys(("CNAME", ".nojekyll", "README.md", "readme", "LICENSE", "LICENCE.txt"), b"theirs")
    far.put(usual)
    assert paper.send(paper.store(by_file(far), history=False)).refusal == ""
    assert far.files() == {**FILES, **{path: data for path, data in usual.items() if path != ".nojekyll"}}


def test_y10_a_branch_that_others_begin_meanwhile_is_asked_for_twice(far: Far, paper: Paper) -> None:
    done = paper.send(paper.store(by_file(far), history=False), lambda: far.put({"main.c": b"int main;"}))
    assert "holds 1 file that no deploy brought (main.c)" in done.refusal
    assert far.subjects() == ["by hand"]


def test_what_others_name_their_files_can_be_shown(far: Far, tmp_path: Path) -> None:
    far.put(dict.fromkeys(("a\x1b[2Jb", "b\nc", "\udcfc", "d/1", "d/2", "e", "LICENSES/f"), b""))
    site = Site(tmp_path / "site")
    site.post("2026-07-12-flood.md", title="Flood", date="2026-07-12 09:30:00 +0000")
    aim(site, live={"to": "git", "repository": "../far.git"})
    result = deploy(site)
    assert result.code != 0
    assert (
        "holds 7 files that no deploy brought (LICENSES, a�[2Jb, b�c, d, …); the site would come on top" in result.err
    )


def test_a_new_story_changes_a_line_of_the_manifest(far: Far, tmp_path: Path) -> None:
    pages = {f"news/{number * 37 % 101}/index.html": b"<p>%d" % number for number in range(101)}
    one = Paper(tmp_path / "one", pages)
    one.send(one.store(by_file(far)))
    assert paths_of(far) == sorted(paths_of(far))
    two = Paper(tmp_path / "two", {**dict(reversed(pages.items())), "news/new/index.html": b"<p>new"})
    assert two.send(two.store(by_file(far))).sent == 1
    assert paths_of(far) == sorted(two.files)
    changed = far.git("diff", "--numstat", f"{BRANCH}^", BRANCH, "--", MANIFEST).split()[:2]
    assert max(map(int, changed)) <= 3  # the story, the number of the deploy


def paths_of(far: Far) -> list[str]:
    """Return the files of the manifest, in its order."""
    return list(json.loads(far.git("cat-file", "blob", f"{BRANCH}:{MANIFEST}"))["files"])


def test_y13_nojekyll_is_made_once_and_a_site_may_have_its_own(far: Far, paper: Paper) -> None:
    paper.send(paper.store(by_file(far)))
    assert far.git("cat-file", "blob", f"{BRANCH}:.nojekyll") == b""
    paper.write({".nojekyll": b"ours", "CNAME": b"news.example"})
    assert paper.send(paper.store(by_file(far))).refusal == ""
    assert far.git("cat-file", "blob", f"{BRANCH}:.nojekyll") == b"ours"
    paper.drop(".nojekyll")
    paper.send(paper.store(by_file(far)), force=True)
    assert far.git("cat-file", "blob", f"{BRANCH}:.nojekyll") == b""


names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(names, st.binary(max_size=40), min_size=5, max_size=25))
def test_any_name_and_any_bytes_arrive(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> None:
    folder = tmp_path_factory.mktemp("names")
    odd = dict.fromkeys(('a "b"', "-u", "a\tb\nc\r", "%2F\\", "ümlaut ☂", " ", "'", "\x7f\x01"), b"$Id$\r\n")
    files = {
        f"of/{name}": data
        for name, data in {**odd, **files}.items()
        if name not in (".", "..") and ".git" not in name.lower() and len(name.encode()) < 200
    }
    (folder / "attributes").write_text("* text eol=lf ident filter=no\n")
    (folder / "config").write_text(f'[core]\n autocrlf = true\n attributesFile = "{folder}/attributes"\n')
    far = Far(folder / "far.git")
    paper = Paper(folder / 'paper "of\nnames', files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", str(folder / "config"))
        paper.send(paper.store(far.path))
    assert far.files() == files


def test_a_file_of_ours_that_somebody_touched_is_sent_again(far: Far, paper: Paper) -> None:
    paper.send(paper.store(by_file(far)))
    mine = far.entries()["feed.xml"][1]
    far.put({"index.html": b"defaced"}, **{"feed.xml": f"100755 {mine}"})
    assert paper.send(paper.store(by_file(far))).sent == 2
    assert far.files() == FILES
    assert far.entries()["feed.xml"] == ("100644", mine)


def test_a_folder_takes_the_place_of_our_file_but_not_of_anothers(far: Far, paper: Paper) -> None:
    paper.write({"topic": b"a file"})
    paper.send(paper.store(by_file(far)))
    paper.drop("topic")
    paper.write({"topic/index.html": b"a page"})
    paper.send(paper.store(by_file(far)), force=True)
    assert far.files() == paper.files
    far.put({"old": b"theirs", "dir/note.txt": b"theirs"})
    before = far.head()
    paper.write({"old/index.html": b"ours", "dir": b"ours"})
    done = paper.send(paper.store(by_file(far)))
    assert sorted(done.plan.clashes) == ["dir", "old/index.html"]
    assert far.head() == before
    paper.send(paper.store(by_file(far)), force=True)
    assert far.files() == paper.files


def test_a_dry_run_changes_nothing_there(far: Far, paper: Paper) -> None:
    far.put({"CNAME": b"news.example"})
    before = tree(far.path)
    assert len(paper.send(paper.store(by_file(far)), dry_run=True).plan.new) == len(FILES)
    assert tree(far.path) == before


def test_other_branches_are_left_alone(far: Far, paper: Paper) -> None:
    main = far.put({"source.md": b"# Source"}, "main")
    paper.send(paper.store(by_file(far), branch="sites/live"))
    assert far.head("main") == main
    assert far.files("sites/live") == FILES
    assert far.subjects("sites/live") == ["site: 6 new"]


@either
@pytest.mark.parametrize("history", [True, False])
def test_y10_a_commit_that_came_meanwhile_is_kept(far: Far, paper: Paper, history: bool) -> None:
    paper.send(paper.store(by_file(far), history=history))
    paper.write({"feed.xml": b"<feed>new</feed>"})
    paper.send(paper.store(by_file(far), history=history), lambda: far.put({"CNAME": b"news.example"}))
    assert far.files() == {**paper.files, "CNAME": b"news.example"}
    assert far.subjects()[1:] == (["by hand", "site: 6 new"] if history else [])


@either
@pytest.mark.parametrize("history", [True, False])
def test_y10_a_branch_that_was_set_back_or_removed_meanwhile_stays_so(far: Far, paper: Paper, history: bool) -> None:
    paper.send(paper.store(by_file(far), history=history))
    first = far.head()
    paper.write({"feed.xml": b"2"})
    paper.send(paper.store(by_file(far), history=history))
    paper.write({"feed.xml": b"3"})
    paper.send(paper.store(by_file(far), history=history), lambda: far.git("update-ref", f"refs/heads/{BRANCH}", first))
    assert far.files() == paper.files
    assert far.subjects() == (["site: 1 changed", "site: 6 new"] if history else ["site: 1 changed"])
    paper.write({"feed.xml": b"4"})
    paper.send(paper.store(by_file(far), history=history), lambda: far.git("update-ref", "-d", f"refs/heads/{BRANCH}"))
    assert far.files() == paper.files
    assert far.subjects() == ["site: 6 new"]
    assert far.is_sound()


def test_y10_finish_tells_that_the_branch_moved(far: Far, paper: Paper) -> None:
    with paper.store(by_file(far)) as store:
        store.look([])
        far.put({"CNAME": b"news.example"})
        store.write_manifest(Manifest())
        with pytest.raises(ConflictError):
            store.finish()
    assert far.subjects() == ["by hand"]


def test_y11_two_deployers_at_once_leave_a_whole_site(far: Far, tmp_path: Path) -> None:
    papers = [Paper(tmp_path / name, {**FILES, "feed.xml": name.encode(), f"{name}.txt": b""}) for name in ("a", "b")]
    faults: list[BaseException] = []

    def work(paper: Paper) -> None:
        try:
            paper.send(paper.store(by_file(far)), force=True)
        except StoreError as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=[paper]) for paper in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    assert far.files() in [paper.files for paper in papers]
    assert len(far.subjects()) == 2


def test_y02_no_hook_runs(far: Far, paper: Paper, tmp_path: Path, own_settings: Path) -> None:
    canary = tmp_path / "canary"
    for folder in (tmp_path / "hooks", tmp_path / "template/hooks"):
        folder.mkdir(parents=True)
        for name in HOOKS:
            (folder / name).write_text(f"#!/bin/sh\necho {name} $PWD $GIT_DIR >> {shlex.quote(str(canary))}\n")
            (folder / name).chmod(0o755)
    with own_settings.open("a") as config:
        config.write(f"[core]\n hooksPath = {tmp_path}/hooks\n fsmonitor = {tmp_path}/hooks/fsmonitor-watchman\n")
        config.write(f"[init]\n templateDir = {tmp_path}/template\n")
    subprocess.run(["git", "init", "-q", str(tmp_path / "check")], check=True, timeout=60)
    subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "x"], cwd=tmp_path / "check", check=True, timeout=60)
    assert f"{tmp_path}/check" in canary.read_text()  # they would run
    for step in range(2):
        paper.write({"feed.xml": b"%d" % step})
        paper.send(paper.store(by_file(far)))
    far.put({"CNAME": b""})
    paper.write({"feed.xml": b"x"})
    paper.send(paper.store(by_file(far)))
    ran = canary.read_text() if canary.exists() else ""  # those on the receiving side are not ours to stop
    assert str(paper.private) not in ran
    assert not (paper.private / "hooks").exists()


def test_the_sites_own_repository_is_neither_read_nor_written(far: Far, tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.post("2026-07-12-flood.md", title="Flood", date="2026-07-12 09:30:00 +0000")
    aim(site, live={"to": "git", "repository": "../far.git"})
    canary = tmp_path / "canary"

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(site.root), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    git("init", "-q", ".")
    site.write(".gitignore", "_site\n.newsprint\n")
    git("add", ".")
    git("commit", "-qm", "site")
    git("remote", "add", "newsprint", "ext::sh -c true")
    git("config", "core.sshCommand", "false")
    site.write("content/about.md", "---\ntitle: About\n---\nStaged.\n")
    git("add", "content/about.md")
    site.write("content/about.md", "---\ntitle: About\n---\nNot staged.\n")
    hook = site.write(".git/hooks/reference-transaction", f"#!/bin/sh\ntouch {canary}\n")
    hook.chmod(0o755)
    status = git("status", "--porcelain")
    before = tree(site.path(".git"))
    # As from a hook of the site's repository.
    theirs = {"GIT_DIR": ".git", "GIT_INDEX_FILE": str(site.path(".git/index")), "GIT_WORK_TREE": str(site.root)}
    theirs |= {"GIT_OBJECT_DIRECTORY": str(site.path(".git/objects")), "GIT_PREFIX": "content/"}
    result = deploy(site, "--json", env=theirs)
    assert result.code == 0, result.err
    assert far.files() == finished(site)
    assert tree(site.path(".git")) == before
    assert git("status", "--porcelain") == status == "MM content/about.md\n".replace("MM", "AM")
    assert not canary.exists()
    assert deploy(site, "--json").target["sent"] == 0


@pytest.mark.parametrize(
    "address", [".", "..", "../.git", "file://{top}", "file://{top}/.git", "../../link", "../../side"]
)
def test_the_sites_own_repository_is_no_target(tmp_path: Path, address: str) -> None:
    top = tmp_path / "top of it"
    site = Site(top / "site")
    site.post("2026-07-12-flood.md", title="Flood", date="2026-07-12 09:30:00 +0000")
    Far(top / ".git")
    (top / ".git/config").write_text("[core]\n bare = false\n")
    (tmp_path / "link").symlink_to(top)
    for arguments in (["commit", "-q", "--allow-empty", "-m", "x"], ["worktree", "add", "-q", str(tmp_path / "side")]):
        subprocess.run(["git", "-C", str(top), *arguments], check=True, timeout=60)
    before = tree(top / ".git")
    aim(site, live={"to": "git", "repository": address.format(top=quote(str(top)))})
    result = deploy(site)
    assert result.code != 0
    assert "belongs to the repository that the site itself is in" in result.err
    assert tree(top / ".git") == before


def test_a_repository_may_lie_in_the_sites_own(paper: Paper) -> None:
    subprocess.run(["git", "init", "-q", str(paper.root)], check=True, timeout=60)
    far = Far(paper.root / "far.git")
    paper.send(open_store(Git("far.git"), project_at(paper.root), "live"))
    assert far.files() == FILES


@pytest.mark.parametrize("key", ["repository", "ssh_config"])
def test_a_home_folder_that_nobody_has_is_told(tmp_path: Path, key: str) -> None:
    site = Site(tmp_path / "site")
    aim(site, live={"to": "git", "repository": "../far.git", key: "~nobody-of-this-name/x"})
    result = deploy(site)
    assert result.code != 0
    assert f"live: {key}: nobody on this machine has the folder ~nobody-of-this-name/x" in result.err


@pytest.mark.parametrize(
    "address",
    [
        "ext::sh -c 'touch {canary}'",
        "--upload-pack=touch {canary}",
        "-u",
        "ssh://-oProxyCommand=touch {canary}/x",
        "ssh://git@-oProxyCommand=touch${{IFS}}{canary}/x",
        "git@-oProxyCommand=touch${{IFS}}{canary}:x",
        "file://{far}\n--upload-pack=touch {canary}",
        "fd::3",
        "https::ext://sh",
        "testgit::{far}",
        "far.git --upload-pack=touch${{IFS}}{canary}",
        "localhost:--upload-pack=touch {canary}",
        "ssh://127.0.0.1:1/-oProxyCommand=touch {canary}",
        "short:x",
    ],
)
def test_y01_an_address_is_never_an_option_or_a_program(
    tmp_path: Path, paper: Paper, own_settings: Path, address: str
) -> None:
    canary = tmp_path / "canary"
    far = Far(tmp_path / "far.git")
    own_settings.write_text(f'[url "ext::sh -c touch% {canary} #"]\n insteadOf = short:\n')
    project = project_at(paper.root)
    try:
        kind = Git(address.format(canary=canary, far=far.path))
    except ValueError:
        return
    store = open_store(kind, project, "live")
    store.repository.waits = ()
    with pytest.raises(StoreError):
        paper.send(store)
    assert not canary.exists()


@pytest.mark.parametrize("branch", ["-d", "a b", "a\nb", "x..y", "a:b", "+main", "main:refs/x", "a@{1}", "x.lock"])
def test_y01_a_branch_is_never_an_option_or_two(branch: str) -> None:
    with pytest.raises(ValueError, match="branch"):
        Git("https://test.example/x.git", branch)


def project_at(root: Path) -> Project:
    folder = root / "content"
    return Project(root, folder, (root / "templates",), (root / "static",), root / "_site", root / ".newsprint")


def test_a_relative_path_begins_at_the_projects_root(
    paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = Far(tmp_path / "far.git")
    monkeypatch.chdir(tmp_path.parent)
    store = open_store(Git("../far.git", "pages"), project_at(paper.root), "live")
    assert store.where == "../far.git (pages)"
    paper.send(store)
    assert far.files("pages") == FILES


def test_y03_a_login_in_an_address_is_not_shown(paper: Paper) -> None:
    store = open_store(Git("https://tokentoken@test.example:8443/a/b.git"), project_at(paper.root), "live")
    assert store.where == "https://test.example:8443/a/b.git (gh-pages)"


def test_y03_a_password_is_nowhere_but_in_the_helper(
    paper: Paper, web: Web, tmp_path: Path, own_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = Far(tmp_path / "far.git")
    far.git("config", "http.receivepack", "true")
    secret = "s3cret-w0rd"  # made up
    web.login = f"ada:{secret}".encode()
    monkeypatch.setenv("NEWS_DEPLOY_SECRET", secret)
    with own_settings.open("a") as config:
        config.write('[credential]\n helper = "!echo username=ada; echo password=$NEWS_DEPLOY_SECRET #"\n')
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))
    paper.send(paper.store(f"{web.url}/far.git"))
    monkeypatch.delenv("GIT_TRACE2_EVENT")
    assert far.files() == FILES
    assert '"push"' in trace.read_text()
    everything = [trace.read_bytes(), *tree(paper.private).values(), *tree(far.path).values()]
    assert not any(secret.encode() in data for data in everything)
    assert far.git("log", "--all", "-p").decode().count(secret) == 0


def test_y03_who_logs_in_is_kept_in_no_file(
    paper: Paper, web: Web, tmp_path: Path, own_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = Far(tmp_path / "far.git")
    far.git("config", "http.receivepack", "true")
    web.login = b"t0ken-of-ada:x"
    with own_settings.open("a") as config:
        config.write('[credential]\n helper = "!echo password=x #"\n')
    # As a workflow tells git more.
    told = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "Workflow"}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    kept = paper.private / "kept"
    for step in range(2):
        paper.write({"feed.xml": b"%d" % step})
        paper.send(paper.store(web.url.replace("//", "//t0ken-of-ada@") + "/far.git"))
        assert not any(b"t0ken-of-ada" in data for data in tree(paper.private).values())
        assert kept.exists() == bool(step)  # it is still the same
        kept.touch()
    assert far.files() == paper.files
    assert far.git("log", "-1", "--format=%an", BRANCH) == b"Workflow\n"


def test_y08_a_wrong_login_is_told_in_a_line(paper: Paper, web: Web, tmp_path: Path, own_settings: Path) -> None:
    Far(tmp_path / "far.git")
    web.login = b"ada:right"
    with pytest.raises(StoreError, match="a login is needed, and git knows none") as raised:
        paper.send(paper.store(f"{web.url}/far.git"))
    assert "\n" not in raised.value.message
    with own_settings.open("a") as config:
        config.write('[credential]\n helper = "!echo username=ada; echo password=wr0ng-w0rd #"\n')
    web.asked.clear()
    with pytest.raises(StoreError, match="this login or key is not let in") as raised:
        paper.send(paper.store(f"{web.url}/far.git"))
    assert "wr0ng" not in raised.value.message + raised.value.hint
    assert "\n" not in raised.value.message
    assert len(web.asked) <= 3  # it is not tried again and again: that locks people out
    web.login = b""
    with pytest.raises(StoreError, match="no such repository"):
        paper.send(paper.store(f"{web.url}/nowhere.git"))


def test_y09_a_busy_server_is_asked_again_a_few_times(paper: Paper, web: Web, tmp_path: Path) -> None:
    far = Far(tmp_path / "far.git")
    far.git("config", "http.receivepack", "true")
    web.busy = 2
    paper.send(paper.store(f"{web.url}/far.git"))
    assert far.files() == FILES
    paper.write({"feed.xml": b"new"})
    paper.send(paper.store(f"{web.url}/far.git"), lambda: setattr(web, "busy", 3))
    assert far.files() == paper.files
    web.busy = 10_000
    web.asked.clear()
    with pytest.raises(StoreError, match="cannot be reached"):
        paper.send(paper.store(f"{web.url}/far.git"))
    assert len(web.asked) == 4


def test_y09_nobody_answers(paper: Paper, web: Web) -> None:
    url = web.url
    web.server.server_close()
    with pytest.raises(StoreError, match="cannot be reached") as raised:
        paper.send(paper.store(f"{url}/far.git"))
    assert "\n" not in raised.value.message


def test_over_ssh(far: Far, paper: Paper, sshd: Sshd, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"{sshd.host}:{far.path}"
    paper.send(paper.store(address, ssh_config=str(sshd.ssh_config)))
    assert far.files() == FILES
    # The owner's own command counts, and comes first.
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh -F {shlex.quote(str(sshd.ssh_config))}")
    paper.write({"feed.xml": b"new"})
    paper.send(paper.store(f"ssh://{sshd.host}{far.path}"))
    assert far.files() == paper.files


def test_y07_y08_a_host_key_or_a_key_that_is_not_right_stops_it(paper: Paper, tmp_path: Path, sshd: Sshd) -> None:
    far = Far(tmp_path / "far.git")
    store = paper.store(f"{sshd.host}:{far.path}", ssh_config=str(sshd.ssh_config))
    try:
        sshd.forget()
        with pytest.raises(StoreError, match="the ssh key of the host is not known"):
            paper.send(store)
        sshd.know()
        sshd.change_host_key()
        with pytest.raises(StoreError, match="the ssh key of the host has changed") as raised:
            paper.send(store)
        assert "\n" not in raised.value.message
        sshd.know()
        sshd.refuse()
        with pytest.raises(StoreError, match="this login or key is not let in"):
            paper.send(store)
        sshd.admit()
        with pytest.raises(StoreError, match="there is no such repository"):
            paper.send(paper.store(f"{sshd.host}:{tmp_path}/nowhere.git", ssh_config=str(sshd.ssh_config)))
        assert not far.git("for-each-ref")
    finally:
        sshd.know()
        sshd.admit()
    paper.send(store)
    assert far.files() == FILES


def test_y04_y09_a_push_that_is_cut_off_leaves_the_branch_whole_and_is_made_again(
    paper: Paper, tmp_path: Path, sshd: Sshd
) -> None:
    far = Far(tmp_path / "far.git")
    store = paper.store(f"{sshd.host}:{far.path}", ssh_config=str(sshd.ssh_config))
    paper.send(store)
    first = far.head()
    flag = tmp_path / "flag"
    far.hook("pre-receive", f"test -e {flag} || {{ touch {flag}; sleep 60; }}")
    paper.write({"feed.xml": os.urandom(100_000)})
    heads = []

    def cut() -> None:
        end = time.monotonic() + 30
        while not flag.exists() and time.monotonic() < end:
            time.sleep(0.02)
        heads.append(far.head())
        sshd.cut()

    thread = threading.Thread(target=cut)
    thread.start()
    paper.send(store)
    thread.join(60)
    assert heads == [first]
    assert far.files() == paper.files
    assert far.is_sound()


def test_a_refusal_is_told_with_its_reason(far: Far, paper: Paper) -> None:
    far.hook("pre-receive", "echo 'film.mp4 is too large' >&2; exit 1")
    with pytest.raises(StoreError, match=r"refuses the commit .*pre-receive hook declined") as raised:
        paper.send(paper.store(by_file(far)))
    assert raised.value.hint == "film.mp4 is too large. Deploy again."
    assert not far.git("for-each-ref")


def truncate(folder: Path) -> None:
    for path in (folder / "objects").rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garble(name: str, text: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return damage


def without(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        for path in sorted(folder.glob(name), reverse=True):
            if path.is_file():
                path.unlink()

    return damage


def as_a_file(folder: Path) -> None:
    folder.rename(folder.with_name("away"))
    folder.write_text("a file")


DAMAGES = {
    "no objects": without("objects/**/*"),
    "half objects": truncate,
    "no head": without("HEAD"),
    "odd head": garble("HEAD", "nonsense"),
    "no settings": without("config"),
    "odd settings": garble("config", "[core\nnonsense"),
    "odd ref": garble("refs/newsprint/head", "nonsense"),
    "ref to nowhere": garble("refs/newsprint/head", "ab" * 20 + "\n"),
    "odd shallow": garble("shallow", "nonsense\n"),
    "locks": garble("shallow.lock", ""),
    "index lock": garble("index.lock", ""),
    "a file": as_a_file,
    "nothing": without("**/*"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_our_own_repository_is_a_cache(far: Far, paper: Paper, damage: Callable[[Path], None]) -> None:
    far.put({"CNAME": b"news.example"})
    paper.send(paper.store(by_file(far)))
    paper.write({"feed.xml": b"new", "css/new.css": b"p{}p"})
    damage(paper.private)
    paper.send(paper.store(by_file(far)))
    assert far.files() == {**paper.files, "CNAME": b"news.example"}
    assert far.is_sound()


@pytest.mark.parametrize("name", ["half objects", "odd head", "odd settings", "nothing"])
def test_our_own_repository_may_be_lost_in_the_middle(far: Far, paper: Paper, name: str) -> None:
    far.put({"CNAME": b"news.example"})
    paper.send(paper.store(by_file(far)))
    paper.write({"feed.xml": b"new", "css/new.css": b"p{}p"})
    paper.send(paper.store(by_file(far)), lambda: DAMAGES[name](paper.private))
    assert far.files() == {**paper.files, "CNAME": b"news.example"}
    assert far.is_sound()


def test_our_own_repository_may_be_damaged_when_the_branch_has_moved(far: Far, paper: Paper) -> None:
    paper.send(paper.store(by_file(far)))
    truncate(paper.private)
    far.put({"CNAME": b"news.example"})
    assert paper.send(paper.store(by_file(far))).sent == 0
    paper.write({"feed.xml": b"new"})
    paper.send(paper.store(by_file(far)))
    assert far.files() == {**paper.files, "CNAME": b"news.example"}


def test_another_address_begins_anew(tmp_path: Path, paper: Paper) -> None:
    one, two = Far(tmp_path / "one.git"), Far(tmp_path / "two.git")
    paper.send(paper.store(by_file(one)))
    paper.send(paper.store(by_file(two)))
    assert two.files() == FILES
    assert two.is_sound()


def test_ids_of_either_kind(tmp_path: Path, paper: Paper) -> None:
    far = Far(tmp_path / "far.git", "--object-format=sha256")
    far.put({"CNAME": b"news.example"})
    for step in range(2):
        paper.write({"feed.xml": b"%d" % step})
        paper.send(paper.store(by_file(far)))
    paper.drop("about/index.html")
    paper.send(paper.store(by_file(far)), force=True)
    assert far.files() == {**paper.files, "CNAME": b"news.example"}
    assert len(far.head()) == 64


def test_who_has_no_name_commits_as_newsprint(far: Far, paper: Paper, own_settings: Path) -> None:
    own_settings.write_text("[user]\n useConfigOnly = true\n")
    paper.send(paper.store(by_file(far)))
    assert far.git("log", "-1", "--format=%an <%ae>|%cn", BRANCH) == b"newsprint <newsprint@localhost>|newsprint\n"


def test_a_manifest_that_cannot_be_read_stops_it(far: Far, paper: Paper) -> None:
    paper.send(paper.store(by_file(far)))
    before = far.put({MANIFEST: b"<<<<<<< ours"})
    with pytest.raises(StoreError, match=r"\.newsprint-deploy\.json there.* cannot be read"):
        paper.send(paper.store(by_file(far)))
    assert far.head() == before


def test_a_thousand_files(tmp_path: Path) -> None:
    far = Far(tmp_path / "far.git")
    pages = {f"2026/{number % 12}/story-{number}/index.html": b"<p>%d" % number for number in range(1_000)}
    paper = Paper(tmp_path / "paper", pages)
    assert paper.send(paper.store(by_file(far))).sent == 1_000
    paper.write({"2026/3/story-3/index.html": b"<p>new", "2026/new/index.html": b"<p>new"})
    assert paper.send(paper.store(by_file(far))).sent == 2
    assert far.files() == paper.files


@pytest.mark.parametrize(
    ("result", "passes"),
    [
        ("fatal: unable to access 'https://x/': The requested URL returned error: 503", True),
        (
            "error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502\nfatal: the remote end hung up",
            True,
        ),
        ("fatal: unable to access 'https://x/': Could not resolve host: x", True),
        ("ssh: connect to host x port 22: Connection refused\nfatal: Could not read from remote repository.", True),
        ("Connection closed by 192.0.2.1 port 22\nfatal: Could not read from remote repository.", True),
        ("fatal: unable to access 'https://x/': Operation timed out after 120000 milliseconds", True),
        ("git@x: Permission denied (publickey).\nfatal: Could not read from remote repository.", False),
        ("fatal: Authentication failed for 'https://x/'", False),
        ("remote: Permission to a/b.git denied to c.\nfatal: The requested URL returned error: 403", False),
        ("ERROR: Repository not found.\nfatal: Could not read from remote repository.", False),
        ("Host key verification failed.\nfatal: Could not read from remote repository.", False),
        ("fatal: unable to access 'https://x/': SSL certificate problem: certificate has expired", False),
        ("fatal: transport 'ext' not allowed", False),
    ],
)
def test_y09_only_what_may_heal_is_tried_again(result: str, passes: bool) -> None:
    found = known_error(result, "there")
    assert found is not None
    assert isinstance(found, TransientError) == passes
    assert "\n" not in found.message
    assert "there" in found.message


def test_a_fault_is_one_line_of_the_settings_and_a_hint(tmp_path: Path, sshd: Sshd) -> None:
    site = Site(tmp_path / "site")
    site.post("2026-07-12-flood.md", title="Flood", date="2026-07-12 09:30:00 +0000")
    where = f"{sshd.host}:{tmp_path}/nowhere.git"
    aim(site, live={"to": "git", "repository": where, "ssh_config": str(sshd.ssh_config)})
    result = deploy(site)
    assert result.code != 0
    assert "content/_config.yml:5:" in result.err
    assert f"there is no such repository, or it is not shown to this login: {where} (gh-pages)" in result.err
    assert "Check the address, and make the repository first." in result.err


def test_y04_a_deploy_that_was_killed_leaves_the_branch_as_it_was(far: Far, tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.post("2026-07-12-flood.md", title="Flood", date="2026-07-12 09:30:00 +0000")
    aim(site, live={"to": "git", "repository": "../far.git"})
    flag = tmp_path / "flag"
    far.hook("pre-receive", f"touch {flag}; sleep 2; exit 1")
    command = [sys.executable, "-m", "generator", "deploy", "-C", str(site.root)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not flag.exists() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    assert flag.exists()
    process.kill()
    process.wait(60)
    assert not far.git("for-each-ref")
    (far.path / "hooks/pre-receive").unlink()
    assert deploy(site, "--json").code == 0
    assert far.files() == finished(site)


def test_y15_others_can_read_a_repository_of_this_machine_whatever_the_umask(far: Far, paper: Paper) -> None:
    with umask(0o077):
        paper.send(paper.store(far.path))
        paper.write({"more/index.html": b"<p>More"})
        paper.send(paper.store(far.path))
    assert far.files() == paper.files
    assert unreadable(far.path) == []


@pytest.mark.parametrize(("before", "after"), [("About/index.html", "about/index.html"), ("é.html", "e\u0301.html")])
def test_p19_a_name_that_differs_in_case_or_form_is_another(far: Far, paper: Paper, before: str, after: str) -> None:
    paper.write({before: b"<p>We"})
    paper.send(paper.store(far.path))
    (paper.folder / before).unlink()
    del paper.files[before]
    paper.write({after: b"<p>We"})
    done = paper.send(paper.store(far.path), force=True)
    assert done.plan.gone == [before]
    assert far.files() == paper.files
