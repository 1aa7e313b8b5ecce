"""The command as a user meets it: exit codes, what goes to stdout and what to stderr, JSON, and interruptions."""

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import forking
import pytest
from broken import BAD, CHECKOUT, built, command
from smallsite import NO_URL, Site

from generator.read.story.front_matter import read_front_matter
from generator.terminal.colors import wants_colors
from generator.terminal.progress import ProgressBar

SLOW = (
    "---\ntitle: Slow\n---\n" + "Some *words* of [it](https://b.example/), `and` more.\n\n" * 5000
)  # tenths of a second
TYPES: dict[str, type] = {
    "posts": int,
    "outputs": int,
    "written": list,
    "removed": list,
    "unchanged": int,
    "held": list,
    "unwritten": list,
    "early": list,
    "moved": list,
    "problems": list,
    "partly": bool,
    "seconds": dict,
    "reasons": dict,
}


def report(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the one JSON object that the command printed."""
    assert done.stdout.count("\n") == 1
    found: dict[str, Any] = json.loads(done.stdout)
    assert set(found) == {*TYPES, "next_publish", "changes_at"}
    assert {key: type(found[key]) for key in TYPES} == TYPES
    return found


def test_a_build_says_what_it_did_in_one_line(paper: Site) -> None:
    done = built(paper)
    assert (done.returncode, done.stderr) == (0, "")
    files = len(paper.tree()) - 1
    line = rf"_site: 3 stories, {files} files, {files} written in \d+\.\d\d s\.\n"
    assert re.fullmatch(line, done.stdout)
    paper.remove("content/about.md")
    again = built(paper).stdout
    assert re.fullmatch(rf"_site: 3 stories, {files - 1} files, \d+ written, 1 removed in \d+\.\d\d s\.\n", again)


def test_errors_go_to_stderr_and_the_verdict_to_stdout(paper: Site) -> None:
    paper.write(BAD, "---\ntitle: [a]\n---\n")
    paper.write("content/_posts/undated.md", "x")
    done = built(paper)
    assert done.returncode == 2
    assert re.fullmatch(r"Nothing was published: 1 error \(\d+\.\d\d s\)\.\n", done.stdout)
    assert (
        done.stderr
        == f"""\
{BAD}:2:8  title: this should be text, and is a list
    2 | title: [a]
               ^
  Put it in quotes: title: "…"
content/_posts/undated.md  warning: this is not a post: its name has no date
  Name it YYYY-MM-DD-a-few-words.md, or move it out of _posts.
"""
    )


def test_strict_takes_warnings_for_errors(paper: Site) -> None:
    paper.write("content/_posts/undated.md", "x")
    done = built(paper)
    assert (done.returncode, done.stderr.count("warning: ")) == (0, 1)
    strict = built(paper, "--strict")
    assert (strict.returncode, strict.stderr) == (2, done.stderr.replace("warning: ", ""))
    assert strict.stdout.startswith("Nothing was published: 1 error (")


def test_verbose_names_every_file(paper: Site) -> None:
    paper.post("2027-01-01-later.md", title="Later")
    lines = built(paper, "-v").stdout.splitlines()
    files = sorted(name for name in paper.tree() if name != ".newsprint")
    assert lines[:-2] == [f"written  {name}: it is new" for name in files]
    assert lines[-2] == "held     content/_posts/2027-01-01-later.md until 2027-01-01T00:00:00+00:00"
    assert lines[-1].endswith(" 1 held; build again at 2027-01-01 00:00:00 UTC.")
    paper.remove("content/about.md")
    assert "removed  about/index.html" in built(paper, "--verbose").stdout.splitlines()


def test_quiet_says_only_what_is_wrong(paper: Site) -> None:
    done = built(paper, "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    paper.write("content/_posts/undated.md", "x")
    done = built(paper, "--quiet")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("content/_posts/undated.md  warning: ")


def test_verbose_and_quiet_exclude_each_other(paper: Site) -> None:
    done = built(paper, "-v", "-q")
    assert done.returncode == 2
    assert "not allowed with" in done.stderr


def test_json_of_a_build(paper: Site) -> None:
    paper.post("2027-01-01-later.md", title="Later", date="2027-01-01 08:00:00 +0200")
    paper.write("content/_posts/undated.md", "x")
    done = built(paper, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = report(done)
    assert (told["posts"], told["outputs"], told["unchanged"]) == (3, len(paper.tree()) - 1, 0)
    assert told["written"] == sorted(name for name in paper.tree() if name != ".newsprint")
    assert told["removed"] == []
    [held] = told["held"]
    assert held["source"] == "content/_posts/2027-01-01-later.md"
    assert datetime.fromisoformat(held["until"]) == datetime.fromisoformat("2027-01-01T06:00:00+00:00")
    assert datetime.fromisoformat(told["next_publish"]) == datetime.fromisoformat("2027-01-01T06:00:00+00:00")
    assert told["problems"] == [
        {
            "file": "content/_posts/undated.md",
            "message": "this is not a post: its name has no date",
            "line": 0,
            "column": 0,
            "hint": "Name it YYYY-MM-DD-a-few-words.md, or move it out of _posts.",
            "severity": "warning",
        }
    ]
    assert set(told["seconds"]) >= {"read", "plan", "render", "write"}
    assert all(isinstance(number, float) for number in told["seconds"].values())


def test_json_of_a_failed_build(paper: Site) -> None:
    paper.write(BAD, "---\ndate: 2026-02-30\n---\n")
    done = built(paper, "--json")
    assert (done.returncode, done.stderr) == (2, "")
    [problem] = report(done)["problems"]
    assert {key: problem[key] for key in ("file", "line", "column", "severity")} == {
        "file": BAD,
        "line": 2,
        "column": 7,
        "severity": "error",
    }


@pytest.mark.parametrize("arguments", [("--output", "content"), ("--content", "nothing")])
def test_json_where_nothing_can_be_built(paper: Site, arguments: tuple[str, ...]) -> None:
    done = built(paper, "--json", *arguments)
    assert (done.returncode, done.stderr) == (2, "")
    assert len(report(done)["problems"]) == 1


def test_json_of_an_unchanged_site(paper: Site) -> None:
    built(paper)
    told = report(built(paper, "--json"))
    assert (told["written"], told["removed"], told["next_publish"]) == ([], [], None)
    assert told["unchanged"] == told["outputs"]


@pytest.mark.parametrize("jobs", ["1", "2", "7"])
def test_any_number_of_jobs_builds_the_same(paper: Site, jobs: str) -> None:
    for number in range(80):
        paper.post(f"2026-06-{number % 28 + 1:02}-s{number}.md", f"Story *{number}*.\n", title=f"Story {number}")
    done = built(paper, "--jobs", jobs)
    assert (done.returncode, done.stderr) == (0, "")
    assert paper.tree() == paper.clean_tree()


@pytest.mark.parametrize("jobs", ["0", "-1", "x", "1.5", ""])
def test_jobs_must_be_a_number_from_1(paper: Site, jobs: str) -> None:
    done = built(paper, f"--jobs={jobs}")
    assert (done.returncode, done.stdout) == (2, "")
    printed = f'"{jobs}" is not a number from 1 on'
    assert done.stderr.splitlines()[-1] == f"newsprint build: error: argument --jobs: {printed}"


@pytest.mark.parametrize(
    "now", ["2026-07-13", "2026-07-13T00:00:00", "2026-07-13T02:00:00+02:00", "2026-07-12T20:00:00-04:00"]
)
def test_now_is_the_time_of_the_build(paper: Site, now: str) -> None:
    done = command("build", "-C", paper.root, "--now", now)
    assert done.returncode == 0
    assert "2 stories" in done.stdout
    assert done.stdout.endswith(" 1 held; build again at 2026-07-14 20:00:00 UTC.\n")


@pytest.mark.parametrize("now", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_now_may_be_at_the_end_of_time(paper: Site, now: str) -> None:
    assert command("build", "-C", paper.root, "--now", now).returncode == 0


def test_now_must_be_a_time(paper: Site) -> None:
    done = command("build", "-C", paper.root, "--now", "tomorrow")
    assert done.returncode == 2
    printed = 'argument --now: "tomorrow" is not a time: write it as 2026-07-12T09:30:00+02:00'
    assert done.stderr.splitlines()[-1] == f"newsprint build: error: {printed}"


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("build", "--nonsense"), ("build", "surplus"), ("new",)])
def test_a_wrong_command_line(arguments: tuple[str, ...]) -> None:
    done = command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: newsprint")


VERBS = ("build", "serve", "deploy", "watch", "init", "new", "theme", "explain", "help", "schema", "completion")


@pytest.mark.parametrize(("what", "key"), [("story", "corrections"), ("settings", "permalink")])
def test_schemas_are_json_and_describe_every_key(what: str, key: str) -> None:
    done = forking.command("schema", what)
    schema = json.loads(done.stdout)
    assert (done.returncode, schema["type"]) == (0, ["object", "null"])
    assert all(one.get("description") or one.get("properties") for one in schema["properties"].values())
    assert key in schema["properties"]


def test_the_command_alone_names_its_verbs() -> None:
    done = command()
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split()[0] for line in done.stderr.splitlines() if line.startswith("    ")] == list(VERBS)
    assert done.stderr == command("help").stdout == command("--help").stdout


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_a_verb(verb: str) -> None:
    done = forking.command("help", verb)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == forking.command(verb, "--help").stdout
    assert done.stdout.startswith(f"usage: newsprint {verb} ")


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        ("biuld", 'newsprint: error: there is no command "biuld": did you mean build?'),
        ("Build", 'newsprint: error: there is no command "Build": did you mean build?'),
        ("help srve", 'newsprint: error: there is no command "srve": did you mean serve?'),
        ("publish", 'newsprint: error: there is no command "publish"'),
        ("build --drats", "newsprint build: error: there is no option --drats: did you mean --drafts?"),
        ("build --jbos=3", "newsprint build: error: there is no option --jbos: did you mean --jobs?"),
        ("serve --prot 8000", "newsprint serve: error: there is no option --prot: did you mean --port?"),
        ("build --port 8000", "newsprint build: error: --port is an option of newsprint serve"),
        ("build --nonsense", "newsprint build: error: there is no option --nonsense"),
        ("--drafts build", "newsprint: error: --drafts comes after the command: newsprint build --drafts"),
        ("-C here build", "newsprint: error: -C comes after the command: newsprint build -C here"),
        ("-C here", "newsprint: error: -C comes after the command: newsprint build -C"),
        ("--strict deploy live", "newsprint: error: --strict comes after the command: newsprint deploy --strict live"),
        ("--nonsense build", "newsprint: error: there is no option --nonsense"),
        ("build surplus", 'newsprint build: error: "surplus" is one word too many'),
        ("build .", 'newsprint build: error: "." is one word too many: the folder of a site is named with -C .'),
        ("build \u00e9\0", 'newsprint build: error: "\u00e9\0" is one word too many'),
        (f"build {'x' * 5000}", f'newsprint build: error: "{"x" * 5000}" is one word too many'),
    ],
)
def test_a_slip_gets_a_word_on_what_is_meant(arguments: str, printed: str) -> None:
    done = forking.command(*arguments.split(" "))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == printed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete_the_command(shell: str, tmp_path: Path) -> None:
    done = forking.command("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(word in done.stdout for word in (*VERBS, "drafts", "dry-run", "port"))
    if shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(done.stdout, "utf-8")
        assert subprocess.run([shell, "-n", script], capture_output=True, check=False).stderr == b""


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
@pytest.mark.parametrize(
    ("line", "offered"),
    [("newsprint bu", {"build"}), ("newsprint build --dr", {"--drafts"}), ("newsprint new --dr", {"--draft"})],
)
def test_bash_completes(line: str, offered: set[str]) -> None:
    words = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    code = f"""{forking.command("completion", "bash").stdout}
COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; COMP_LINE='{line}'; COMP_POINT={len(line)}
"$(complete -p newsprint | sed 's/.*-F \\([^ ]*\\).*/\\1/')" newsprint '{words[-1]}' '{words[-2]}'
printf '%s\\n' "${{COMPREPLY[@]}}" """
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert set(done.stdout.split()) == offered


def test_a_shell_that_is_not_known() -> None:
    done = forking.command("completion", "dos")
    assert (done.returncode, done.stdout) == (2, "")
    assert "bash" in done.stderr


@pytest.mark.parametrize("arguments", [("--help",), ("build", "--help"), ("init", "--help"), ("new", "-h")])
def test_help(arguments: tuple[str, ...]) -> None:
    done = command(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: newsprint")


def test_version() -> None:
    done = command("--version")
    assert done.returncode == 0
    assert re.fullmatch(r"newsprint \d+\.\d+\S*\n", done.stdout)


def test_a_jekyll_site_without_a_content_folder(paper: Site) -> None:
    built(paper)
    before = paper.tree()
    for path in paper.path("content").iterdir():
        path.rename(paper.path(path.name))
    paper.path("content").rmdir()
    paper.write("_layouts/default.html", "{{ content }}")
    paper.write("Gemfile", "source 'https://rubygems.org'\n")
    paper.remove(".newsprint")
    done = built(paper)
    assert (done.returncode, done.stderr) == (0, "")
    assert paper.tree() == before


def test_a_jekyll_site_of_posts_only(tmp_path: Path) -> None:
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_posts" / "2026-07-12-flood.md").write_text("---\ntitle: Flood\n---\nHigh.\n")
    done = command("build", "-C", tmp_path)
    assert done.returncode == 0
    assert [line for line in done.stderr.splitlines() if "warning" in line] == [f"_config.yml  warning: {NO_URL}"]
    assert (tmp_path / "_site" / "2026" / "07" / "12" / "flood.html").is_file()


def test_an_unreadable_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in ("file", "nothing/at/all"):
        done = command("build", "-C", tmp_path / place)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"{tmp_path / place}  there is no")


def test_init_makes_a_site_that_builds_without_a_warning(tmp_path: Path) -> None:
    folder = tmp_path / "my paper"
    done = command("init", folder)
    assert (done.returncode, done.stderr) == (0, "")
    *files, last = done.stdout.splitlines()
    assert last.startswith("Now: newsprint build -C ")
    assert {Path(name).name for name in files} >= {"_config.yml", "authors.yml", "about.md", ".gitignore"}
    assert all(Path(name).is_file() for name in files)
    strict = command("build", "-C", folder, "--strict")
    assert (strict.returncode, strict.stderr) == (0, "")
    assert "Our first story" in (folder / "_site" / "index.html").read_text("utf-8")


def test_inits_last_line_can_be_pasted_into_a_shell(tmp_path: Path) -> None:
    done = command("init", tmp_path / 'my paper\'s "own" $HOME')
    line = done.stdout.splitlines()[-1].removeprefix("Now: newsprint ")
    python = f"{sys.executable} -m generator"
    known = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    pasted = subprocess.run(["sh", "-c", f"{python} {line}"], env=known, capture_output=True, text=True, check=False)
    assert (pasted.returncode, pasted.stderr) == (0, "")


def test_init_never_overwrites(tmp_path: Path) -> None:
    command("init", tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = command("init", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"{tmp_path}/content  this exists already: nothing was changed\n"
        "  Name a folder that has no site yet: neither content/ nor _config.yml nor _posts/.\n"
    )
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["_config.yml", "_posts/2026-07-12-flood.md"])
def test_init_hides_no_site_of_jekylls(site: Site, name: str) -> None:
    site.remove("content")
    site.write(name, "")
    done = forking.command("init", site.root)
    assert (done.returncode, done.stdout) == (2, "")
    assert "this exists already: nothing was changed" in done.stderr
    assert not site.path("content").exists()


def test_init_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = command("init", tmp_path / "file")
    assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (2, 1, False)
    assert done.stderr.startswith(f"{tmp_path / 'file'}  the site cannot be made: ")


def test_new_begins_a_story(paper: Site) -> None:
    names = []
    for _ in range(3):
        done = command("new", "-C", paper.root, "High water: 3 m & rising")
        assert (done.returncode, done.stderr) == (0, "")
        names.append(Path(done.stdout.strip()).name)
    slug = "high-water-3-m-rising"
    assert [name[11:] for name in names] == [f"{slug}.md", f"{slug}-2.md", f"{slug}-3.md"]
    done = command("build", "-C", paper.root, "--strict", "--now", "2099-01-01")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count(" has no text yet: it is not published.\n") == 3
    assert "High water" not in paper.read("index.html")
    with paper.path(f"content/_posts/{names[0]}").open("a") as file:
        file.write("It rose.\n")
    done = command("build", "-C", paper.root, "--strict", "--now", "2099-01-01")
    assert done.stdout.count(" has no text yet: it is not published.\n") == 2
    assert "High water: 3 m &amp; rising" in paper.read("index.html")


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ('He said "no"', ""),
        ("it's", ""),
        ("a: b: c", ""),
        ("- x", ""),
        ("--- a ---", ""),
        ("# a [b] {c} %d & *e* !f", ""),
        ("\U0001f600", ""),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", ""),
        ("x" * 300, ""),
        ("\u00e9" * 150, ""),
        ("\u6f6e" * 100, ""),
        ("a\nb\tc\r\n---\nd", "a b c --- d"),
        ("a\x1b[31m\x7f\x85b\u2028c\ufeff", "a [31m b c"),
        ("  a  ", "a"),
        ("../../x", ""),
        ("{{ x }}", ""),
        ("no", ""),
        ("2026", ""),
        ("$", ""),
    ],
)
def test_new_takes_any_headline(site: Site, headline: str, title: str) -> None:
    done = forking.command("new", "-C", site.root, "--", headline)
    assert (done.returncode, done.stderr) == (0, "")
    [path] = site.path("content/_posts").iterdir()
    assert done.stdout.rstrip("\n").endswith(path.name)
    assert len(path.name.encode()) < 120
    assert read_front_matter(path.read_bytes(), path.name).data["title"] == (title or headline)
    with path.open("a") as file:
        file.write("Some words.\n")
    report = site.build("--now", "2099-01-01", "--strict")
    assert (report.failed, report.posts) == (False, 1)


@pytest.mark.parametrize("headline", ["", "   ", "\n", "\u00a0\u200b", "...", '"', "--!?", "\x1b", "\u2014"])
def test_new_refuses_a_headline_without_words(site: Site, headline: str) -> None:
    done = forking.command("new", "-C", site.root, "--", headline)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        'newsprint new  this headline has no words\n  Write it in quotes: newsprint new "The tide was late"\n'
    )
    assert not site.path("content/_posts").exists()


def test_new_refuses_a_headline_that_is_not_utf_8(site: Site) -> None:
    done = forking.command("new", "-C", site.root, "--", "caf\udce9")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("newsprint new  this headline is not UTF-8\n")


def test_new_takes_words_without_quotes(site: Site) -> None:
    done = forking.command("new", "The", "tide", "-C", site.root)
    assert done.returncode == 0
    assert done.stdout.endswith("-the-tide.md\n")


def test_new_begins_a_draft(site: Site) -> None:
    done = command("new", "-C", site.root, "--draft", "High water")
    assert done.returncode == 0
    text = site.path("content/_drafts/high-water.md").read_text("utf-8")
    assert text.startswith('---\ntitle: "High water"\n')
    assert "date:" not in text
    assert site.build("--now", "2099-01-01").posts == 0
    assert site.build("--now", "2099-01-01", "--drafts").posts == 1


def test_new_where_there_is_no_site(tmp_path: Path) -> None:
    done = command("new", "-C", tmp_path, "High water")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no site here" in done.stderr


@pytest.mark.parametrize("verb", [("build",), ("serve",), ("deploy",), ("new", "High water")])
def test_a_folder_that_is_not_there_is_no_part_of_the_site_around_it(paper: Site, verb: tuple[str, ...]) -> None:
    done = forking.command(*verb, "-C", "contnet", folder=paper.root)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"{paper.path('contnet')}  there is no such folder",
        "  Name the folder of a site. May content be meant?",
    ]
    done = forking.command(*verb, "-C", "nowhere/at/all", folder=paper.root)
    assert done.stderr.splitlines()[1:] == ["  Name the folder of a site."]
    assert not paper.path("contnet").exists()


@pytest.mark.parametrize("verb", [("build",), ("build", "--json"), ("serve",), ("deploy",), ("new", "High water")])
@pytest.mark.parametrize(
    ("folder", "root"), [("content", ".."), ("content/_posts", "../.."), ("content/News", "../..")]
)
def test_a_part_of_a_site_is_no_site(paper: Site, verb: tuple[str, ...], folder: str, root: str) -> None:
    paper.write("content/News/_posts/2026-07-15-news.md", "News.\n")
    before = paper.tree(".")
    done = forking.command(*verb, folder=paper.path(folder))
    assert done.returncode == 2
    printed = done.stdout if "--json" in verb else done.stderr
    assert f"the site's root is not here, it is {paper.root}" in printed
    assert re.search(rf"Say so: newsprint build -C {re.escape(root)}( \(or,|$|\")", printed, re.MULTILINE)
    assert paper.tree(".") == before
    assert forking.command("build", "-C", root, folder=paper.path(folder)).returncode == 0


def test_a_part_of_a_site_of_jekylls_is_no_site(site: Site) -> None:
    site.remove("content")
    site.write("_config.yml", "title: Jekyll\n")
    site.write("news/_posts/2026-07-15-news.md", "News.\n")
    for folder, root in (("news", ".."), ("news/_posts", "../..")):
        done = forking.command("build", folder=site.path(folder))
        assert (done.returncode, f"Say so: newsprint build -C {root}" in done.stderr) == (2, True)
    assert not site.path("news/_site").exists()


def test_a_site_within_a_site_is_one_when_it_has_settings_or_is_named_so(paper: Site) -> None:
    paper.write("content/inner/_config.yml", "title: Inner\n")
    paper.write("content/inner/_posts/2026-07-15-news.md", "News.\n")
    assert forking.command("build", folder=paper.path("content/inner")).returncode == 0
    assert forking.command("build", "--content", ".", folder=paper.path("content")).returncode == 0


@pytest.mark.parametrize("marker", ["_layouts/post.html", "Gemfile"])
def test_a_site_of_jekylls_may_be_called_content(site: Site, marker: str) -> None:
    site.write(f"content/{marker}", "{{ content }}")
    assert forking.command("build", folder=site.path("content")).returncode == 0


@pytest.mark.parametrize("files", [(), (".DS_Store",)])
def test_an_empty_content_folder_is_no_site(site: Site, files: tuple[str, ...]) -> None:
    site.remove("content/_config.yml")
    for name in files:
        site.write(f"content/{name}", "")
    done = forking.command("build", folder=site.root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"{site.root}/content  there is nothing in this folder, so there is no site\n"
        "  Go to the folder that the site lies in, or begin one: newsprint init .\n"
    )
    assert not site.path("_site").exists()
    assert forking.command("init", ".", folder=site.root).returncode == 0


def telling(paper: Site, change: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """Return how to build a site so that progress is told of `change`d: a moment's work is long then."""
    program = f"import generator.terminal.progress as it; {change}; from generator.cli.main import run; run()"
    line = [sys.executable, "-c", program, "build", "-C", str(paper.root), "--jobs", "1", *arguments]
    return line, {**os.environ, "PYTHONPATH": str(CHECKOUT), "TERM": "xterm-256color"}


def test_nothing_moves_on_a_pipe(paper: Site) -> None:
    line, known = telling(paper, "it.DELAY, it.EVERY = 0, 1000")
    done = subprocess.run(line, env=known, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout


@pytest.mark.parametrize(("arguments", "tells"), [((), True), (("-q",), False), (("--json",), False)])
def test_long_work_tells_on_a_pipe_how_far_it_is(paper: Site, arguments: tuple[str, ...], tells: bool) -> None:
    line, known = telling(paper, "it.EVERY = 0.005", *arguments)
    done = subprocess.run(line, env=known, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0
    told = re.compile(r"^newsprint: still at work: \w+ \d+ of \d+ \(\d+ s\)$", re.MULTILINE)
    assert bool(told.search(done.stderr)) == tells
    assert tells or done.stderr == ""


def test_a_line_names_the_stage_and_how_far_it_is() -> None:
    bar = ProgressBar(enabled=False)
    assert bar.line(10.0) == "still at work: start (10 s)"
    bar("plan", 0, 0)
    assert bar.line(20.4) == "still at work: plan (20 s)"
    bar("render", 1200, 20000, 0.5)
    assert bar.line(3600.0) == "still at work: render 1,200 of 20,000 (3600 s)"


@pytest.mark.parametrize(
    ("environment", "is_terminal", "wanted"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"CLICOLOR_FORCE": "1", "TERM": "dumb"}, False, True),
        ({"CLICOLOR": "0"}, True, False),
        ({"CLICOLOR": "1"}, False, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "xterm-256color"}, True, True),
    ],
)
def test_who_says_whether_there_are_colours(environment: dict[str, str], is_terminal: bool, wanted: bool) -> None:
    assert wants_colors(environment, is_terminal=is_terminal) == wanted


def test_colours_are_written_where_they_are_forced_only(paper: Site) -> None:
    paper.write(BAD, "---\ntitle: [a]\n---\n")
    plain = built(paper).stderr
    forced = built(paper, environment={"FORCE_COLOR": "1"}).stderr
    assert "\x1b" not in plain
    assert forced.startswith(f"\x1b[1m{BAD}:2:8\x1b[0m  \x1b[31mtitle: ")
    assert re.sub("\x1b\\[[0-9]+m", "", forced) == plain


@pytest.mark.parametrize(("arguments", "moves"), [((), True), (("-q",), False), (("--json",), False)])
def test_a_bar_moves_on_a_terminal_when_work_is_long(paper: Site, arguments: tuple[str, ...], moves: bool) -> None:
    ours, theirs = pty.openpty()
    line, known = telling(paper, "it.DELAY = 0", *arguments)
    seen = b""
    with subprocess.Popen(line, env=known, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        while process.poll() is None or select.select([ours], [], [], 0.1)[0]:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    seen += os.read(ours, 1 << 16)
                except OSError:  # the other end is closed
                    break
    os.close(ours)
    assert process.returncode == 0
    assert (b"read" in seen or b"render" in seen) == moves
    assert moves or seen == b""


def wait_for_work(process: "subprocess.Popen[str]") -> None:
    """Wait until a process has had a processor for a second, however busy the machine: by then it renders."""
    ask = ["ps", "-o", "time=", "-p", str(process.pid)]
    while process.poll() is None:
        if subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip(" 0:.\n"):
            return
        time.sleep(0.05)
    pytest.fail(f"it ended before it had worked: {process.communicate()}")


@pytest.mark.parametrize(
    ("number", "code", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_f02_interrupted(paper: Site, number: int, code: int, word: str, jobs: str) -> None:
    built(paper)
    before = paper.tree()
    for place in range(70):
        paper.write(f"content/_posts/2026-06-{place % 28 + 1:02}-slow-{place}.md", SLOW)
    line = [sys.executable, "-m", "generator", "build", "-C", str(paper.root), "--jobs", jobs]
    known = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with subprocess.Popen(line, env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_for_work(process)
        process.send_signal(number)
        printed = process.communicate(timeout=120)
    assert printed[0] == ""
    *lines, last = printed[1].splitlines()
    assert last == f"newsprint: {word}: nothing is half-written; run it again to go on"
    assert all(line.startswith("newsprint: still at work: ") for line in lines)  # on a busy machine it takes long
    assert process.returncode == code
    assert paper.tree() == before


def test_a_reader_that_goes_away_is_no_error(paper: Site) -> None:
    line = f"{sys.executable} -m generator build -C '{paper.root}' -v; echo $? >&2"
    known = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        ["sh", "-c", f"({line}) | true"], env=known, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == "0\n"
    assert paper.path("_site/index.html").is_file()


def test_many_problems_are_counted_not_listed(paper: Site) -> None:
    for number in range(60):
        paper.write(f"content/_posts/2026-07-20-{number}.md", "---\ntitle: [a]\n---\n")
    done = built(paper)
    assert done.returncode == 2
    assert done.stderr.count("this should be text") == 50
    assert done.stderr.endswith("… and 10 errors more (--all shows them).\n")
    assert done.stdout.startswith("Nothing was published: 60 errors (")
    for option in ("--all", "--strict"):
        assert built(paper, option).stderr.count("this should be text") == 60


def warn_of(site: Site, *numbers: int) -> None:
    for number in numbers:
        site.write(f"content/_posts/undated-{number:02}.md", "x")


def test_a_warning_is_printed_in_full_once(paper: Site) -> None:
    warn_of(paper, 1, 2)
    first = built(paper)
    assert first.stderr.count("undated-") == first.stderr.count("warning: ") == 2
    assert built(paper).stderr == "2 known warnings (--all shows them).\n"
    warn_of(paper, 3)
    again = built(paper).stderr
    assert again.count("warning: ") == 1
    assert again.startswith("content/_posts/undated-03.md  warning: ")
    assert again.endswith("\n2 known warnings (--all shows them).\n")
    assert built(paper, "--all").stderr.count("warning: ") == 3
    assert built(paper, "--strict").stderr.count("undated-") == 3
    assert built(paper, "-q").stderr == ""
    assert len(json.loads(built(paper, "--json").stdout)["problems"]) == 3
    assert built(paper).stderr == "3 known warnings (--all shows them).\n"
    assert built(paper, "--clean").stderr.count("warning: ") == 3


def test_a_warning_that_comes_back_is_new(paper: Site) -> None:
    warn_of(paper, 1)
    built(paper)
    assert built(paper).stderr == "1 known warning (--all shows it).\n"
    paper.remove("content/_posts/undated-01.md")
    assert built(paper).stderr == ""
    warn_of(paper, 1)
    assert "warning: " in built(paper).stderr


def test_a_warning_that_moves_down_a_line_is_known(paper: Site) -> None:
    slip = "autor: Ada\n"
    paper.write(BAD, f"---\ntitle: A\n{slip}---\nWords.\n")
    assert f"{BAD}:3:1  warning: " in built(paper).stderr
    paper.write(BAD, f"---\ntitle: A\nlang: en\n{slip}---\nWords.\n")
    assert built(paper).stderr == "1 known warning (--all shows it).\n"


def test_what_programs_read_says_nothing_to_people(paper: Site) -> None:
    warn_of(paper, 1)
    built(paper, "--json")
    built(paper, "--strict")
    assert "warning: " in built(paper).stderr


def test_errors_come_first_and_leave_known_warnings_known(paper: Site) -> None:
    warn_of(paper, 1)
    built(paper)
    warn_of(paper, 2)
    paper.write("content/zz.md", "---\ntitle: [a]\n---\n")
    printed = built(paper).stderr
    assert printed.index("content/zz.md:2:8  title") < printed.index("undated-02.md  warning: ")
    assert printed.endswith("1 known warning (--all shows it).\n")
    paper.edit("content/_config.yml", "title: The Test", "title: [The Test")
    assert "_config.yml" in built(paper).stderr
    paper.edit("content/_config.yml", "title: [The Test", "title: The Test")
    paper.remove("content/zz.md")
    assert built(paper).stderr == "2 known warnings (--all shows them).\n"


def test_many_warnings_are_counted(paper: Site) -> None:
    warn_of(paper, *range(60))
    printed = built(paper).stderr
    assert printed.count("warning: ") == 50
    assert printed.endswith("\n… and 10 warnings more (--all shows them).\n")
    assert built(paper, "--all").stderr.count("warning: ") == 60


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b'{"a": "b"}', b"\xff", None])
def test_what_is_known_of_warnings_is_a_cache(paper: Site, damage: bytes | None) -> None:
    warn_of(paper, 1)
    built(paper)
    kept = paper.path(".newsprint/warnings")
    if damage is None:
        kept.unlink()
        kept.mkdir()
    else:
        kept.write_bytes(damage)
    done = built(paper)
    assert (done.returncode, done.stderr.count("warning: ")) == (0, 1)
    assert list(paper.path(".newsprint").glob("*.part")) == []


def test_a_good_site_keeps_nothing_of_warnings(paper: Site) -> None:
    built(paper)
    assert not paper.path(".newsprint/warnings").exists()


@pytest.mark.parametrize("arguments", ["", "-v", "--all", "--strict", "--json", "-q"])
def test_f02_a_reader_that_goes_away_changes_no_exit_code(paper: Site, arguments: str) -> None:
    warn_of(paper, *range(60))
    paper.write(BAD, "---\ntitle: [a]\n---\n")
    code = paper.path("code")
    line = f"{sys.executable} -m generator build -C '{paper.root}' {arguments} 2>&1; echo $? >'{code}'"
    known = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        ["sh", "-c", f"({line}) | head -c 1"], env=known, capture_output=True, check=False, timeout=60
    )
    assert done.stderr == b""
    assert code.read_text() == "2\n"


def test_f02_warnings_that_nobody_read_are_printed_again(paper: Site) -> None:
    warn_of(paper, *range(400))
    line = f"{sys.executable} -m generator build -C '{paper.root}' --all 2>&1"
    known = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(["sh", "-c", f"{line} | true"], env=known, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert "warning: " in built(paper).stderr


def test_the_caret_stands_below_what_is_wrong_in_long_lines(paper: Site) -> None:
    paper.write(BAD, f"---\ntitle: {'x' * 200}: y\n---\n")
    place, line, caret, _ = built(paper).stderr.splitlines()
    column = int(place.partition("  ")[0].rpartition(":")[2])
    assert column == 208
    assert line[caret.index("^")] == ":"
    assert len(line) <= 8 + 100


@pytest.mark.parametrize("option", ["--templates", "--static", "--content"])
def test_a_folder_that_is_named_must_exist(paper: Site, option: str) -> None:
    done = built(paper, option, "nothing")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert done.stderr.startswith("nothing  there is no such folder\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_stdout_is_no_bug_of_ours(paper: Site) -> None:
    line = f"{sys.executable} -m generator build -C '{paper.root}' >/dev/full"
    known = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(["sh", "-c", line], env=known, capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr
    assert paper.path("_site/index.html").is_file()


@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "1>&- 2>&-", "0<&-"])
def test_closed_streams_are_no_bug_of_ours(paper: Site, closed: str) -> None:
    line = f"{sys.executable} -m generator build -C '{paper.root}' {closed}"
    known = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(["sh", "-c", line], env=known, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert paper.path("_site/index.html").is_file()


def test_a_root_that_may_not_be_entered(paper: Site) -> None:
    paper.root.chmod(0)
    try:
        done = built(paper, limited=True)
    finally:
        paper.root.chmod(0o755)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert done.stderr.startswith(f"{paper.root}  ")
