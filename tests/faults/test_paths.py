"""P01 to P18: names, links and folders that are not what they should be."""

import os
import shutil
import socket
import sys
import threading
from pathlib import Path

import pytest
from broken import BAD, broken, built, command, printed, refused, warned
from smallsite import Site

from generator.cli.arguments import parser
from generator.cli.commands import project_of
from generator.model.problem import InputError
from generator.model.settings import Settings
from generator.read.files.discover import _Walk
from generator.read.files.rules import rules_of_content

STORY = "---\ntitle: A story\n---\nWords.\n"
OTHER = "content/_posts/2026-07-21-other.md"
ACUTE, COMBINED = "caf\u00e9", "cafe\u0301"


def at(permalink: str) -> str:
    """Return a story with this permalink."""
    return f"---\ntitle: A story\npermalink: {permalink}\n---\nWords.\n"


def link(site: Site, name: str, target: str | Path) -> None:
    path = site.path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def test_p01_two_stories_one_url(paper: Site) -> None:
    paper.build()
    paper.write(OTHER, at("/same/"))
    said = """\
content/_posts/2026-07-20-bad.md  this makes same/index.html, and so does content/_posts/2026-07-21-other.md
  Give one of them another name, slug or permalink."""
    assert broken(paper, at("/same/")) == said


def test_p01_a_page_and_a_story(paper: Site) -> None:
    said = """\
content/about.md  this makes about/index.html, and so does content/_posts/2026-07-20-bad.md
  Give one of them another name, slug or permalink."""
    assert broken(paper, at("/about/")) == said


def test_p01_an_old_address_of_one_is_the_address_of_another(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md  this makes news/2026/07/12/flood/index.html, \
and so does content/_posts/2026-07-12-flood.md
  Give one of them another name, slug or permalink."""
    assert broken(paper, "---\ntitle: A\nredirect_from: /news/2026/07/12/flood/\n---\nWords.\n") == said


def test_p02_urls_that_differ_by_case_only(paper: Site) -> None:
    paper.build()
    paper.write(OTHER, at("/Same/"))
    said = """\
content/_posts/2026-07-20-bad.md  this makes same/index.html, and content/_posts/2026-07-21-other.md makes \
Same/index.html: they differ only in case, so many systems take them for one file
  Give one of them another name, slug or permalink."""
    assert broken(paper, at("/same/")) == said


def test_p03_urls_that_differ_by_unicode_form_only_are_one(paper: Site) -> None:
    paper.build()
    paper.write(OTHER, at(f"/{ACUTE}/"))
    said = f"""\
content/_posts/2026-07-20-bad.md  this makes {ACUTE}/index.html, and so does content/_posts/2026-07-21-other.md
  Give one of them another name, slug or permalink."""
    assert broken(paper, at(f"/{COMBINED}/")) == said


@pytest.mark.skipif(sys.platform == "darwin", reason="there the file system takes both names for one")
def test_p03_files_that_differ_by_unicode_form_only(paper: Site) -> None:
    paper.build()
    paper.write(f"content/{COMBINED}.txt", "one")
    said = f"""\
content/{ACUTE}.txt  this and content/{COMBINED}.txt differ only in the Unicode form of their letters, so they are one \
name
  Remove one of them, or give it another name."""
    assert broken(paper, "other", f"content/{ACUTE}.txt") == said


def test_p04_a_story_against_a_static_file(paper: Site) -> None:
    paper.build()
    paper.write("content/thing.html", "<p>static</p>")
    said = """\
content/thing.html  this makes thing.html, and so does content/_posts/2026-07-20-bad.md
  Give one of them another name, slug or permalink."""
    assert broken(paper, at("/thing.html")) == said


def test_p04_a_file_that_would_be_a_folder(paper: Site) -> None:
    paper.build()
    paper.write("content/thing.txt", "static")
    said = """\
content/thing.txt  thing.txt would be a file, and a folder for thing.txt/index.html
  Give one of them another permalink."""
    assert broken(paper, at("/thing.txt/")) == said


@pytest.mark.parametrize(
    ("permalink", "why"),
    [
        pytest.param("../../x", 'holds ".."', id="p05"),
        pytest.param("/a/../../x", 'holds ".."', id="p05-inside"),
        pytest.param("/%2e%2e/x", 'holds ".."', id="p07-encoded"),
        pytest.param("/%252e%252e/x", "hides a dot or slash in it", id="p07-twice"),
        pytest.param("/a%2fb", "hides a / in it", id="p07-slash"),
        pytest.param("a\\b", "holds a backslash or a control character", id="p07-backslash"),
        pytest.param("/a%5cb", "holds a backslash or a control character", id="p07-encoded-backslash"),
        pytest.param("/a%00b", "holds a backslash or a control character", id="p07-nul"),
        pytest.param("/%ff/", "is not UTF-8 where it is percent-encoded", id="p07-no-utf-8"),
        pytest.param("/.newsprint", 'has a part that begins with a dot (".newsprint")', id="p05-ours"),
        pytest.param("https://evil.example/x", "is an address, not a path below the site", id="p06-address"),
    ],
)
def test_p05_p07_permalinks_that_lead_out(paper: Site, permalink: str, why: str) -> None:
    said = f"""\
content/_posts/2026-07-20-bad.md:3:12  permalink: "{permalink}" {why}
    3 | permalink: {permalink}
                   ^
  Write a path below the site, such as /news/flood/."""
    assert broken(paper, at(permalink)) == said


def test_p05_a_category_that_leads_out(paper: Site) -> None:
    said = broken(paper, '---\ntitle: A\ncategories: ["../.."]\n---\n')
    assert 'no URL can be made for this: "/../../2026/07/20/bad/" holds ".."' in said


def test_p05_pages_of_lists_stay_below_the_site(paper: Site) -> None:
    paper.build()
    paper.edit("content/_config.yml", "title:", "paginate: 1\npaginate_path: /../../:num/\ntitle:")
    said = """\
content/_config.yml:2:16  paginate_path: "/../../:num/" holds ".."
    2 | paginate_path: /../../:num/
                       ^
  Write paginate_path: /page:num/"""
    assert refused(paper) == said
    assert not list(paper.root.parent.glob("1"))


@pytest.mark.parametrize("permalink", ["/etc/x", "//evil.example/x", "/etc/passwd"])
def test_p06_absolute_permalinks_stay_below_the_site(paper: Site, permalink: str) -> None:
    paper.write(BAD, at(permalink))
    report = paper.build()
    assert report.problems == []
    assert permalink.lstrip("/") + ".html" in report.written
    assert "Words." in paper.read(permalink.lstrip("/") + ".html")


def test_p08_a_slug_of_300_bytes(paper: Site) -> None:
    paper.write(BAD, f"---\ntitle: Long\nslug: {'a' * 300}\n---\nWords.\n")
    paper.write(OTHER, f"---\ntitle: Long\ndate: 2026-07-20\nslug: {'a' * 299}b\n---\nWords.\n")
    report = paper.build()
    assert report.problems == []
    names = [path.split("/")[3] for path in report.written if path.startswith("2026/07/20/")]
    assert len(set(names)) == 2
    assert all(name.startswith("a" * 200) and len(name.encode()) <= 255 for name in names)


def test_p08_a_permalink_of_1200_bytes(paper: Site) -> None:
    permalink = "/" + "/".join(["a" * 100] * 12) + "/"
    said = f"""\
content/_posts/2026-07-20-bad.md:3:12  permalink: "{permalink[:80]}" has more than 900 bytes
    3 | permalink: {permalink[:89]}
                   ^
  Write a path below the site, such as /news/flood/."""
    assert broken(paper, at(permalink)) == said


def test_p08_a_file_name_of_emoji(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-\U0001f600.md  no URL can be made for this: nothing of "\U0001f600" can stand in a URL: \
write a `slug` with letters or digits
  Rename the file, or write a slug or a permalink in its front matter."""
    assert broken(paper, STORY, "content/_posts/2026-07-20-\U0001f600.md") == said


def test_p08_a_slug_of_emoji(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:3:7  slug: nothing of "\U0001f600" can stand in a URL: \
write a `slug` with letters or digits
    3 | slug: \U0001f600
              ^
"""
    assert broken(paper, "---\ntitle: A\nslug: \U0001f600\n---\n").startswith(said)


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("CON", 'Windows keeps the name "CON" for itself'),
        ("aux", 'Windows keeps the name "aux" for itself'),
        ("nul.txt", 'Windows keeps the name "nul.txt" for itself'),
        ("dot.", 'Windows drops the last character of "dot."'),
        ("what?", "Windows allows no ? in a file name"),
    ],
)
def test_p09_names_that_windows_cannot_hold(paper: Site, part: str, why: str) -> None:
    paper.build()
    paper.write(BAD, at(f"/{part}/"))
    said = f"""\
content/_posts/2026-07-20-bad.md:3:12  warning: /{part.replace("?", "%3F")}/: {why}
    3 | permalink: /{part}/
                   ^
  Choose another slug or permalink."""
    assert warned(paper) == said


def test_p09_a_file_name_that_windows_cannot_hold(paper: Site) -> None:
    paper.build()
    paper.write("content/_posts/2026-07-20-con.md", STORY)
    said = """\
content/_posts/2026-07-20-con.md  warning: /2026/07/20/con/: Windows keeps the name "con" for itself
  Choose another slug or permalink."""
    assert warned(paper) == said


@pytest.mark.parametrize("name", ["2026-07-20-.md", "2026-07-20-...md"])
def test_p10_an_empty_slug(paper: Site, name: str) -> None:
    said = f"""\
content/_posts/{name}  no URL can be made for this: nothing of "{name[11:-3]}" can stand in a URL: \
write a `slug` with letters or digits
  Rename the file, or write a slug or a permalink in its front matter."""
    assert broken(paper, STORY, f"content/_posts/{name}") == said


def test_p11_a_link_to_a_file_out_of_the_tree(paper: Site) -> None:
    paper.build()
    outside = paper.root.parent / "outside.md"
    outside.write_text(STORY)
    link(paper, BAD, outside)
    said = """\
content/_posts/2026-07-20-bad.md  warning: this link leads out of the content folder: it is not followed
  Copy the file here instead."""
    assert warned(paper) == said
    assert "A story" not in paper.read("index.html")


def test_p11_a_link_to_a_folder_out_of_the_tree(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    link(paper, "content/etc", "/etc")
    said = """\
content/etc  warning: this link leads out of the content folder: it is not followed
  Copy the file here instead."""
    assert warned(paper) == said
    assert paper.tree() == before


def test_p11_links_inside_the_tree_are_followed(paper: Site) -> None:
    paper.write("content/assets/one.txt", "one")
    link(paper, "content/assets/two.txt", "one.txt")
    link(paper, "content/more", "assets")
    assert paper.build().problems == []
    assert paper.read("assets/two.txt") == paper.read("more/two.txt") == "one"


def test_p11_a_link_out_of_the_static_folder(paper: Site) -> None:
    paper.build()
    outside = paper.root.parent / "outside.txt"
    outside.write_text("not yours")
    link(paper, "static/mine.txt", outside)
    said = warned(paper)
    assert said.startswith("static/mine.txt  warning: this link leads out of")
    assert b"not yours" not in paper.tree().values()


def test_p11_the_content_folder_itself_may_be_a_link(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    real = paper.root.parent / "elsewhere"
    paper.path("content").rename(real)
    paper.path("content").symlink_to(real)
    assert paper.build().problems == []
    assert paper.tree() == before


def test_p11_the_lock_of_an_editor_is_passed_over(paper: Site) -> None:
    paper.build()
    link(paper, "content/_posts/.#2026-07-12-flood.md", "ada@desk.4711:1")
    assert paper.build("--strict").problems == []


def test_p11_a_link_that_leads_nowhere(paper: Site) -> None:
    paper.build()
    link(paper, "content/lost.txt", "nowhere.txt")
    said = """\
content/lost.txt  warning: this link leads nowhere
  Remove it, or mend its target."""
    assert warned(paper) == said


@pytest.mark.parametrize(("name", "target"), [("content/_posts/loop", "."), ("content/assets/up", "..")])
def test_p12_a_link_to_a_folder_that_it_lies_in(paper: Site, name: str, target: str) -> None:
    paper.build()
    before = paper.tree()
    link(paper, name, target)
    said = f"""\
{name}  warning: this link leads back to a folder that it lies in: it is not followed
  Remove the link."""
    assert warned(paper) == said
    assert paper.tree() == before


def test_p12_a_link_to_itself(paper: Site) -> None:
    paper.build()
    link(paper, "content/self", "self")
    assert warned(paper) == "content/self  warning: this link leads nowhere\n  Remove it, or mend its target."


def test_p12_two_folders_that_link_to_each_other(paper: Site) -> None:
    paper.write("content/a/one.txt", "one")
    paper.write("content/b/two.txt", "two")
    link(paper, "content/a/to-b", "../b")
    link(paper, "content/b/to-a", "../a")
    said = {
        f"{name}  warning: this link leads back to a folder that it lies in: it is not followed\n  Remove the link."
        for name in ("content/a/to-b/to-a", "content/b/to-a/to-b")
    }
    report = paper.build()
    assert not report.failed
    assert set(printed(report, paper).replace("link.\n", "link.\0").split("\0")) == said
    assert paper.read("a/one.txt") == paper.read("b/to-a/one.txt") == "one"


@pytest.mark.parametrize("name", [BAD, "content/_data/numbers.yml", "content/pipe.txt", "content/assets/x.jpg"])
def test_p13_a_pipe_is_not_waited_for(paper: Site, name: str) -> None:
    paper.build()
    paper.path(name).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(paper.path(name))
    said = f"""\
{name}  warning: this is neither a file nor a folder
  Move it out of the content folder."""
    assert warned(paper) == said


def test_p13_pipes_as_settings_templates_and_static_files(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    for name in ("templates/page.html", "static/pipe.txt"):
        paper.path(name).parent.mkdir()
        os.mkfifo(paper.path(name))
    assert built(paper).returncode in (0, 2)
    assert paper.tree() == before
    paper.remove("content/_config.yml")
    os.mkfifo(paper.path("content/_config.yml"))
    said = """\
content/_config.yml  this is not a file
  Put the settings there, one `key: value` a line."""
    assert refused(paper) == said


def test_p14_a_socket(paper: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    paper.build()
    monkeypatch.chdir(paper.path("content"))
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("ear.txt")
        said = """\
content/ear.txt  warning: this is neither a file nor a folder
  Move it out of the content folder."""
        assert warned(paper) == said


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (BAD, STORY),
        ("content/page.md", STORY),
        ("content/notes.txt", "notes"),
        ("content/_data/numbers.yml", "a: 1"),
        ("content/_config.yml", "title: T"),
        ("static/mine.css", "p {}"),
        ("templates/page.html", "<p>"),
    ],
)
def test_p15_an_unreadable_file(paper: Site, name: str, text: str) -> None:
    paper.build()
    before = paper.tree()
    paper.write(name, text).chmod(0)
    done = built(paper, limited=True)
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith(f"{name}  ")
    assert "cannot be read: Permission denied\n  Mend its permissions" in done.stderr
    assert (done.returncode, paper.tree()) == (2, before)


@pytest.mark.parametrize("mode", [0o000, 0o600, 0o300])
def test_p15_an_unreadable_folder_unpublishes_nothing(paper: Site, mode: int) -> None:
    paper.build()
    before = paper.tree()
    paper.path("content/_posts").chmod(mode)
    try:
        done = built(paper, limited=True)
    finally:
        paper.path("content/_posts").chmod(0o755)
    place = "content/_posts/2026-07-10-rain.md  this" if mode == 0o600 else "content/_posts  this folder"
    assert f"{place} cannot be read: Permission denied\n  Mend its permissions, or move it away.\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert (done.returncode, paper.tree()) == (2, before)


@pytest.mark.parametrize("mode", [0o000, 0o600, 0o300])
def test_p15_an_unreadable_theme_is_not_replaced_by_the_default(paper: Site, mode: int) -> None:
    paper.write("templates/parts/own.html", "Our own: ")
    paper.write("templates/page.html", "{% include 'parts/own.html' %}{{ content }}")
    paper.build()
    before = paper.tree()
    for name in ("templates/parts", "templates"):
        paper.path(name).chmod(mode)
        try:
            done = built(paper, limited=True)
        finally:
            paper.path(name).chmod(0o755)
        assert f"{name}" in done.stderr
        assert "cannot be read: Permission denied\n  Mend its permissions, or move it away.\n" in done.stderr
        assert "Traceback" not in done.stderr
        assert (done.returncode, paper.tree()) == (2, before)


def test_p16_folders_that_vanish_during_the_scan(paper: Site) -> None:
    for number in range(5):
        paper.write(f"content/folder-{number}/file.txt", "x")
    project = project_of(parser().parse_args(["build", "-C", str(paper.root)]))
    walk = _Walk(project, project.content, rules_of_content(project, Settings()))
    entries = sorted(os.scandir(project.content), key=lambda entry: entry.name)
    for number in range(1, 5):
        shutil.rmtree(paper.path(f"content/folder-{number}"))
    for entry in entries:
        walk.entry(entry, entry.name, "file", "")
    assert [one.name for one in walk.sources if one.name.startswith("folder")] == ["folder-0/file.txt"]
    assert walk.problems == []


def test_p16_files_that_come_and_go_during_builds(paper: Site) -> None:
    ended = threading.Event()

    def churn() -> None:
        while not ended.is_set():
            for number in range(5):
                paper.write(f"content/_posts/churn/2026-07-0{number + 1}-x.md", STORY)
                paper.write("content/_data/churn.yml", "a: 1")
                paper.write(f"content/churn/{number}.txt", "x")
            shutil.rmtree(paper.path("content/_posts/churn"))
            shutil.rmtree(paper.path("content/churn"))
            paper.path("content/_data/churn.yml").unlink()

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for _ in range(40):
            paper.build()  # may say that a file cannot be read; never raises
    finally:
        ended.set()
        thread.join()
    assert not paper.build().failed
    assert paper.tree() == paper.clean_tree()


@pytest.mark.parametrize(
    "output",
    [
        "content",
        "content/_site",
        "content/_posts/x",
        ".",
        "..",
        "/",
        "templates",
        "templates/x",
        "static",
        "static/x",
        ".newsprint",
        ".newsprint/x",
        "_site/../content",
    ],
)
def test_p17_output_where_the_sources_are(paper: Site, output: str) -> None:
    paper.write("templates/page.html", "<p>")
    paper.write("static/x.css", "p {}")
    before = {path: path.read_bytes() for path in paper.root.rglob("*") if path.is_file() and "_site" not in path.parts}
    report = paper.build("--output", output)
    assert report.failed
    said = printed(report, paper)
    assert "the output folder is, holds or lies in" in said
    assert said.endswith(", which the site is made of\n  Name another folder with --output.")
    after = {path: path.read_bytes() for path in paper.root.rglob("*") if path.is_file()}
    assert after == before


def test_p17_output_that_links_to_the_sources(paper: Site) -> None:
    link(paper, "_site", "content")
    report = paper.build()
    assert report.failed
    assert "which the site is made of" in printed(report, paper)


def test_p17_a_jekyll_site_may_hold_its_output(paper: Site) -> None:
    for path in paper.path("content").iterdir():
        path.rename(paper.path(path.name))
    paper.path("content").rmdir()
    assert paper.build().problems == []
    before = paper.tree()
    again = paper.build("--clean")
    assert (again.problems, again.written) == ([], [])
    assert paper.tree() == before


def test_p17_an_output_that_is_a_file(paper: Site) -> None:
    paper.write("_site", "mine")
    report = paper.build()
    said = """\
_site  the site cannot be written: File exists
  Nothing was published. Make room, or mend the permissions, and build again."""
    assert printed(report, paper) == said
    assert paper.path("_site").read_text() == "mine"


SECRETS = [".env", ".env.local", "key.pem", "sub/KEY.PEM", "id_rsa", "sub/id_ed25519", ".htpasswd", ".netrc", ".npmrc"]


@pytest.mark.parametrize("name", SECRETS)
def test_p18_secrets_are_never_published(paper: Site, name: str) -> None:
    paper.build()
    before = paper.tree()
    paper.write(f"content/{name}", "secret")
    paper.edit("content/_config.yml", "title:", f'include: ["{name}", "{name.rpartition("/")[2]}"]\ntitle:')
    before = paper.clean_tree() | before
    said = f"""\
content/{name}  warning: this looks like a secret: it is never published
  Move it out of the content folder."""
    assert warned(paper) == said
    assert b"secret" not in paper.tree().values()


@pytest.mark.parametrize("folder", [".git", ".ssh", ".aws", ".gnupg"])
def test_p18_folders_of_secrets(paper: Site, folder: str) -> None:
    paper.build()
    before = paper.tree()
    paper.write(f"content/{folder}/config", "secret")
    report = paper.build()
    assert (report.problems, paper.tree()) == ([], before)  # every checkout has a .git: nothing to say
    paper.edit("content/_config.yml", "title:", f"include: [{folder}]\ntitle:")
    said = f"""\
content/{folder}  warning: this looks like a secret: it is never published
  Move it out of the content folder."""
    assert warned(paper) == said
    assert b"secret" not in paper.tree().values()


@pytest.mark.parametrize("name", [*SECRETS, ".git/config", ".ssh/config", "sub/.git/config", ".hidden/x.txt"])
def test_p18_secrets_in_the_static_folder(paper: Site, name: str) -> None:
    paper.write(f"static/{name}", "secret")
    assert not paper.build().failed
    assert b"secret" not in paper.tree().values()


def test_p18_names_of_files_cannot_command_the_terminal(paper: Site) -> None:
    paper.build()
    paper.write("content/_posts/no\x1b[2J\ndate.md", STORY)
    said = """\
content/_posts/no?[2J?date.md  this name has a control character
  Rename it."""
    assert refused(paper) == said


@pytest.mark.skipif(sys.platform == "darwin", reason="there every file name is UTF-8")
def test_a_file_name_that_is_not_utf_8(paper: Site) -> None:
    paper.build()
    name = os.fsencode(paper.path("content")) + b"/caf\xe9.txt"
    with open(name, "wb") as file:  # noqa: PTH123 (a name of bytes)
        file.write(b"x")
    for arguments in ((), ("-v",), ("--json",)):
        done = built(paper, *arguments)
        assert "Traceback" not in done.stderr
        assert done.returncode in (0, 2)


def test_no_such_site(tmp_path: Path) -> None:
    done = command("build", "-C", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"{tmp_path}  there is no site here: neither content/ nor _config.yml nor _posts/\n"
        "  Go to a site's folder, name one with -C DIR, or make one: newsprint init DIR\n"
    )


def test_no_such_content_folder(paper: Site) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        paper.build("--content", "nothing")
