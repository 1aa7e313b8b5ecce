"""`to: command`: a program is given the finished site, and only its success is remembered."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from deploy.delivering import aim, deploy, finished
from hypothesis import given
from hypothesis import strategies as st
from smallsite import Site

from generator.deploy.command import Program, open_store
from generator.deploy.store import StoreError
from generator.model.confidential import REDACTED
from generator.model.deployment import (
    Lease,
    LocalFile,
    Manifest,
    RemoteFile,
    RemoteState,
    RetiredFile,
    SentFile,
    Upload,
)
from generator.model.settings import Project
from generator.model.target import Command

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FILES = {"index.html": SentFile("d1", 10, "list"), "a b.html": SentFile("d2", 20, "story")}
WORKS = "import os, sys; open('ran', 'a').write(os.environ['NEWSPRINT_SITE'] + ' ' + ' '.join(sys.argv[1:]) + '\\n')"
FAILS = (
    "import os, sys; print('token is', os.environ['HOST_TOKEN']); print('quota used up', file=sys.stderr); sys.exit(9)"
)


def project(root: Path) -> Project:
    (root / "_site").mkdir(parents=True, exist_ok=True)
    return Project(root, root / "content", (), (), root / "_site", root / ".newsprint")


def opened(root: Path, run: str | list[str], lines: list[str] | None = None) -> Program:
    store = open_store(Command(run), project(root), "live")
    heard: list[str] = [] if lines is None else lines
    store.on_line = heard.append
    return store


def sent(store: Program, files: Mapping[str, SentFile] = FILES) -> None:
    """Go through a deploy as the driver does."""
    with store:
        store.look(files.keys())
        store.write_manifest(Manifest(pending=list(files), claim=Lease("us", NOW)))
        parcels = [
            Upload(path, f"_site/{path}", LocalFile(one.digest, one.size, one.role)) for path, one in files.items()
        ]
        assert list(store.send(parcels)) == [(path, "") for path in files]
        assert list(store.remove(["gone.html"])) == ["gone.html"]
        store.write_manifest(
            Manifest(number=1, files=dict(files), old={"old.css": RetiredFile(SentFile("d3", 3, "asset"), 1, NOW)})
        )
        store.finish()


def test_it_is_run_in_the_sites_root_with_the_sites_folder(tmp_path: Path) -> None:
    sent(opened(tmp_path, [sys.executable, "-c", WORKS, "--dir={site}", "$HOME", "*"]))
    site = tmp_path / "_site"
    assert (tmp_path / "ran").read_text() == f"{site} --dir={site} $HOME *\n"


def test_a_text_is_split_as_a_shell_would_and_no_further(tmp_path: Path) -> None:
    (tmp_path / "send").write_text('#!/bin/sh\nprintf "%s|" "$@" > ran\n')
    (tmp_path / "send").chmod(0o755)
    sent(opened(tmp_path, './send "two words" {site}/x ; rm -rf $HOME'))
    assert (tmp_path / "ran").read_text() == f"two words|{tmp_path}/_site/x|;|rm|-rf|$HOME|"


def test_what_was_delivered_is_known_the_next_time(tmp_path: Path) -> None:
    store = opened(tmp_path, [sys.executable, "-c", WORKS])
    assert store.look(FILES.keys()) == RemoteState(None, {})
    sent(store)
    there = opened(tmp_path, [sys.executable, "-c", WORKS]).look([])
    assert there.manifest is not None
    assert (there.manifest.number, there.manifest.files, there.manifest.claim) == (1, FILES, None)
    assert there.seen == {"index.html": RemoteFile(10), "a b.html": RemoteFile(20), "old.css": RemoteFile(3)}
    assert [path.name for path in (tmp_path / ".newsprint/deploy/live").iterdir()] == ["manifest.json"]


def test_another_command_line_or_folder_has_delivered_nothing_yet(tmp_path: Path) -> None:
    sent(opened(tmp_path, "true --dir {site}"))
    kept = opened(tmp_path, "true --dir {site}").look([])
    assert kept.manifest is not None
    assert opened(tmp_path, ["true", "--dir", "{site}"]).look([]) == kept  # the same words
    for other in ("true --dir {site} --prod", "false --dir {site}", "true --dir"):
        assert opened(tmp_path, other).look([]) == RemoteState(None, {})
    elsewhere = msgspec.structs.replace(project(tmp_path), output=tmp_path / "public")
    assert open_store(Command("true --dir {site}"), elsewhere, "live").look([]) == RemoteState(None, {})


def test_it_is_remembered_where_the_project_is_moved(tmp_path: Path) -> None:
    sent(opened(tmp_path / "here", "true {site}"))
    (tmp_path / "here").rename(tmp_path / "there")
    assert opened(tmp_path / "there", "true {site}").look([]).manifest is not None


def test_with_force_nothing_is_remembered(tmp_path: Path) -> None:
    run = [sys.executable, "-c", WORKS]
    sent(opened(tmp_path, run))
    store = open_store(Command(run), project(tmp_path), "live", force=True)
    assert store.look(FILES.keys()) == RemoteState(None, {})
    sent(store)
    assert len((tmp_path / "ran").read_text().splitlines()) == 2
    assert opened(tmp_path, run).look([]).manifest is not None


def test_y03_a_failure_shows_its_last_words_without_secrets_and_is_not_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST_TOKEN", "t0k3n-of-the-host")
    lines: list[str] = []
    store = opened(tmp_path, [sys.executable, "-u", "-c", FAILS], lines)
    with pytest.raises(StoreError) as caught:
        sent(store)
    assert caught.value.message == f"`{Path(sys.executable).name}` failed (exit code 9)"
    assert caught.value.hint == f'It said: "token is {REDACTED} / quota used up".'
    assert lines == [f"token is {REDACTED}", "quota used up"]
    assert store.look([]) == RemoteState(None, {})
    assert not (tmp_path / ".newsprint").exists()


def test_a_failure_leaves_what_was_known_before(tmp_path: Path) -> None:
    sent(opened(tmp_path, [sys.executable, "-c", WORKS]))
    before = opened(tmp_path, ["true"]).look([])
    with pytest.raises(StoreError, match=r"signal 9") as caught:
        sent(
            opened(tmp_path, [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]),
            {"x": SentFile("d", 1, "file")},
        )
    assert "It said nothing" in caught.value.hint
    assert opened(tmp_path, ["true"]).look([]) == before


@given(st.binary(max_size=200))
def test_a_damaged_memory_is_none(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    root = tmp_path_factory.getbasetemp() / "damaged"
    memory = root / ".newsprint/deploy/live/manifest.json"
    memory.parent.mkdir(parents=True, exist_ok=True)
    whole = msgspec.json.encode(Manifest(number=1, files=dict(FILES)))
    for damaged in (data, whole[: len(data)], whole[:-1]):
        memory.write_bytes(damaged)
        there = opened(root, ["true"]).look([])
        assert there == RemoteState(None, {}) or there.manifest == Manifest()


def test_a_memory_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    store = opened(tmp_path, ["true"])
    (tmp_path / ".newsprint").write_text("a file")
    with pytest.raises(StoreError, match="cannot be remembered") as caught:
        sent(store)
    assert "The site is delivered" in caught.value.hint


@pytest.mark.parametrize(
    ("run", "message"),
    [
        ('send "it', "run: no closing quotation"),
        ('" " it', "run: there is no program"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_refused(run: str | list[str], message: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=message):
        open_store(Command(run), project(tmp_path), "live")


def test_y08_a_program_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no-such-host-tool is not installed"):
        sent(opened(tmp_path, "no-such-host-tool deploy {site}"))


def test_its_output_is_passed_on_and_never_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    heard: list[str] = []
    sent(open_store(Command(["echo", "uploaded", "{site}"]), project(tmp_path), "live", on_line=heard.append))
    assert heard == [f"uploaded {tmp_path}/_site"]
    failing = open_store(Command(["sh", "-c", "echo quota used up; exit 9"]), project(tmp_path), "live")
    with pytest.raises(StoreError) as caught:
        sent(failing)
    assert caught.value.hint == 'It said: "quota used up".'
    assert capfd.readouterr() == ("", "")


# By the command itself.


def test_a_deploy_runs_it_once_for_each_change(paper: Site) -> None:
    aim(paper, live={"to": "command", "run": [sys.executable, "-c", f"{WORKS}; print('uploaded')", "{site}"]})
    result = deploy(paper, "live", "--json")
    assert result.code == 0
    assert result.err == "uploaded\n"
    assert result.target["sent"] == len(finished(paper))
    assert deploy(paper, "live", "--json").target["sent"] == 0
    paper.post("2026-07-15-new.md", title="New")
    assert deploy(paper, "--dry-run").code == 0
    assert len(paper.path("ran").read_text().splitlines()) == 1
    assert 0 < deploy(paper, "--json").target["sent"] < 40
    site = paper.path("_site")
    assert paper.path("ran").read_text() == f"{site} {site}\n" * 2


def test_a_deploy_runs_what_is_written_there_now(paper: Site) -> None:
    for word in ("staging", "staging", "production"):
        aim(paper, live={"to": "command", "run": [sys.executable, "-c", WORKS, word]})
        assert deploy(paper).code == 0
    assert [line.split()[-1] for line in paper.path("ran").read_text().splitlines()] == ["staging", "production"]


def test_a_deploy_by_force_runs_it_in_any_case(paper: Site) -> None:
    aim(paper, live={"to": "command", "run": [sys.executable, "-c", WORKS]})
    assert deploy(paper).code == 0
    assert deploy(paper, "--force").code == 0
    assert len(paper.path("ran").read_text().splitlines()) == 2


def test_a_quiet_deploy_says_nothing_unless_it_fails(paper: Site) -> None:
    aim(paper, live={"to": "command", "run": ["sh", "-c", "echo uploaded; test ! -e bad"]})
    assert deploy(paper, "-q") == (0, "", "")
    paper.write("bad", "")
    result = deploy(paper, "-q", "--force")
    assert (result.code, result.out) == (2, "")
    assert 'It said: "uploaded". Deploy again.' in result.err


def test_y04_a_deploy_that_failed_is_made_again(paper: Site) -> None:
    aim(paper, live={"to": "command", "run": [sys.executable, "-c", f"{WORKS}; sys.exit(os.path.exists('bad'))"]})
    paper.write("bad", "")
    result = deploy(paper)
    assert result.code == 2
    assert "failed (exit code 1)" in result.err
    assert "Deploy again." in result.err
    paper.remove("bad")
    assert deploy(paper).code == 0
    assert len(paper.path("ran").read_text().splitlines()) == 2


def test_p19_a_program_is_told_of_each_name_and_has_a_mind_of_its_own(paper: Site) -> None:
    aim(paper, live={"to": "command", "run": [sys.executable, "-c", WORKS]})
    paper.write("content/us.md", "---\ntitle: Us\npermalink: /About-Us/\n---\nWe.\n")
    assert deploy(paper).code == 0
    paper.write("content/us.md", "---\ntitle: Us\npermalink: /about-us/\n---\nWe.\n")
    result = deploy(paper, "--json")
    assert result.code == 0
    assert (result.target["new"], result.target["gone"]) == (["about-us/index.html"], ["About-Us/index.html"])
