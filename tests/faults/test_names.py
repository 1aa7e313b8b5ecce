"""P20 to P23 and C29: links, marks of finished sites, names of all scripts, and what programs leave beside files."""

import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from broken import BAD, printed, refused, warned
from PIL import Image
from smallsite import Site

from generator.formats.filenames import leftover, original_of

STORY = "---\ntitle: A story\n---\nWords.\n"
FOEHR = "f\u00f6hr"
NFC, NFD = FOEHR, unicodedata.normalize("NFD", FOEHR)
KOREAN = "\uc11c\uc6b8"


def link(site: Site, name: str, target: str | Path) -> None:
    path = site.path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def picture(site: Site, name: str) -> None:
    path = site.path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 48), "#a03020").save(path, "PNG")


def published(site: Site, secret: bytes) -> list[str]:
    return [name for name, data in site.tree().items() if secret in data]


# P20: a link is judged by what it leads to.


@pytest.mark.parametrize(
    ("target", "what"),
    [
        (".env", "looks like a secret"),
        ("keys/server.pem", "looks like a secret"),
        ("keys/server.key", "looks like a secret"),
        ("production.env", "looks like a secret"),
        ("credentials.json", "looks like a secret"),
        (".git/config", "looks like a secret"),
        ("sub/.ssh/id_ed25519", "looks like a secret"),
        ("_config.yml", "is not published under its own name"),
        (".newsprint/made", "is not published under its own name"),
        ("_drafts/rumour.md", "is not published under its own name"),
        ("_posts/2030-01-01-later.md", "is not published under its own name"),
        ("_data/members.csv", "is not published under its own name"),
        ("_private/notes.txt", "is not published under its own name"),
        ("internal/notes.txt", "is not published under its own name"),
        ("sub/.hidden/notes.txt", "is not published under its own name"),
        ("notes.txt.bak", "is not published under its own name"),
    ],
)
def test_p20_a_link_to_what_is_never_published(paper: Site, target: str, what: str) -> None:
    paper.edit("content/_config.yml", "title:", "exclude: [internal]\ntitle:")
    if target != "_config.yml":
        paper.write(f"content/{target}", "---\ntitle: hush-hush\npublished: false\n---\nhush-hush\n")
    else:
        paper.edit("content/_config.yml", "title:", "token: hush-hush\ntitle:")
    link(paper, "content/public.txt", target)
    link(paper, "content/chain.txt", "public.txt")
    report = paper.build()
    said = printed(report, paper)
    for name in ("public", "chain"):
        assert f'content/{name}.txt  warning: this link leads to "{target}", which {what}: it is not followed' in said
    assert not report.failed
    assert published(paper, b"hush-hush") == []


@pytest.mark.parametrize("folder", [".git", "_drafts", "_private", "internal", ".newsprint", "_posts/.ssh"])
def test_p20_a_link_to_a_folder_that_is_never_published(paper: Site, folder: str) -> None:
    paper.edit("content/_config.yml", "title:", "exclude: [internal]\ntitle:")
    paper.write(f"content/{folder}/sub/notes.txt", "hush-hush")
    link(paper, "content/open", folder)
    link(paper, "content/deep", f"{folder}/sub")
    said = printed(paper.build(), paper)
    assert said.count(": it is not followed\n") == 2
    assert published(paper, b"hush-hush") == []


@pytest.mark.parametrize("target", [".env", ".git/config", "sub/id_rsa", ".hidden/x.txt"])
def test_p20_links_in_the_static_folder(paper: Site, target: str) -> None:
    paper.write(f"static/{target}", "hush-hush")
    link(paper, "static/public.txt", target)
    assert "static/public.txt  warning: this link leads to" in warned(paper)
    assert published(paper, b"hush-hush") == []


@pytest.mark.parametrize("target", ["../content/.env", "../.git/config", "../content/keys/a.pem"])
def test_p20_links_in_the_templates_folder(paper: Site, target: str) -> None:
    paper.build()
    paper.write(f"content/{target}".replace("content/../", ""), "hush-hush")
    link(paper, "templates/page.html", target)
    assert refused(paper).endswith(
        f'templates/page.html  this link leads to "{target.removeprefix("../")}", which looks like a secret\n'
        "  Remove the link."
    )


def test_p12_p20_a_link_round_in_the_templates_folder(paper: Site) -> None:
    paper.write("templates/parts/x.html", "x")
    link(paper, "templates/parts/up", "..")
    link(paper, "templates/parts/here", ".")
    link(paper, "templates/lost.html", "nowhere.html")
    said = warned(paper)
    assert said.count("this link leads back to a folder that it lies in: it is not followed") == 2
    assert "templates/lost.html  warning: this link leads nowhere" in said


def test_p20_a_jekyll_site_links_to_its_own_output(paper: Site) -> None:
    for path in paper.path("content").iterdir():
        path.rename(paper.path(path.name))
    paper.path("content").rmdir()
    paper.build()
    for name, target in (("old", "_site"), ("cache", ".newsprint"), ("one.html", "_site/index.html")):
        link(paper, name, target)
    assert warned(paper).count("is not published under its own name: it is not followed") == 3


def test_p20_links_among_what_is_published_are_followed(paper: Site) -> None:
    paper.write("content/assets/one.txt", "one")
    paper.write("content/_data/one.csv", "a,b\n1,2\n")
    link(paper, "content/two.txt", "assets/one.txt")
    link(paper, "content/_data/two.csv", "one.csv")
    link(paper, "content/_posts/2026-07-15-again.md", "2026-07-10-rain.md")
    paper.write("content/stories/2026-07-16-more.md", STORY)
    link(paper, "content/more/_posts", "../stories")
    report = paper.build()
    assert (report.problems, report.posts) == ([], 5)
    assert paper.read("two.txt") == "one"


def test_p20_the_owner_may_name_a_link_but_no_secret(paper: Site) -> None:
    paper.edit("content/_config.yml", "title:", "include: [table.csv, shared.txt, env.txt, config.txt]\ntitle:")
    paper.write("content/_data/members.csv", "a,b\n")
    paper.write("content/_private/notes.txt", "notes")
    paper.write("content/.env", "hush-hush")
    for name, target in (
        ("table.csv", "_data/members.csv"),
        ("shared.txt", "_private/notes.txt"),
        ("env.txt", ".env"),
        ("config.txt", "_config.yml"),
    ):
        link(paper, f"content/{name}", target)
    paper.build()
    tree = paper.tree()
    assert {"table.csv", "shared.txt"} <= tree.keys()
    assert not {"env.txt", "config.txt"} & tree.keys()


# P21: nothing that marks a finished site is taken for one in silence.


@pytest.mark.parametrize("mark", [".newsprint", ".newsprint-deploy.json"])
@pytest.mark.parametrize("folder", ["content/_posts", "content", "content/assets/x", "content/_data", "static"])
@pytest.mark.parametrize("text", ["", '{"files": ["index.html"]}'])
def test_p21_a_mark_of_a_finished_site(paper: Site, folder: str, mark: str, text: str) -> None:
    paper.build()
    paper.write(f"{folder}/{mark}", text)
    assert refused(paper) == (
        f"{folder}/{mark}  this marks a finished site, whose files are no sources\n"
        "  Move this folder away, name it under exclude: in _config.yml, or remove this file if it is no such site."
    )


def test_p21_a_folder_or_a_broken_link_of_that_name_marks_nothing(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    paper.write("content/_posts/.newsprint/x", "")
    link(paper, "content/.newsprint", ".newsprint")
    link(paper, "static/.newsprint", "nowhere")
    assert paper.build().problems == []
    assert paper.tree() == before


def test_p21_a_copied_site_in_the_content(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    for name, data in before.items():
        paper.write(f"content/copy/{name}", data)
    assert refused(paper).startswith("content/copy/.newsprint  this marks a finished site")
    paper.edit("content/_config.yml", "title:", "exclude: [copy]\ntitle:")
    assert paper.build().problems == []
    assert not any(name.startswith("copy/") for name in paper.tree())


def test_p21_a_jekyll_site_may_hold_the_folder_that_it_is_deployed_to(paper: Site) -> None:
    for path in paper.path("content").iterdir():
        path.rename(paper.path(path.name))
    paper.path("content").rmdir()
    paper.edit("_config.yml", "title:", "deploy: {live: {to: directory, path: public}}\ntitle:")
    paper.write("public/.newsprint-deploy.json", "{}")
    paper.write("public/index.html", "old")
    assert paper.build().problems == []
    assert "public/index.html" not in paper.tree()


# C29: what programs leave beside the files that they work on.

LEFT = [
    "2026-11-20-a.md.orig",
    "2026-11-20-a.md.rej",
    "2026-11-20-a.md.bak",
    "2026-11-20-a.MD.BAK",
    "2026-11-20-a.md~",
    "2026-11-20-a.md.~1~",
    "#2026-11-20-a.md#",
    "2026-11-20-a.md.swp",
    "2026-11-20-a.md.save.1",
    "2026-11-20-a_BACKUP_4711.md",
    "2026-11-20-a.REMOTE.4711.md",
    "~$2026-11-20-a.md",
    "2026-11-20-a (Ada's conflicted copy 2026-11-20).md",
    "2026-11-20-a (conflicted copy 2026-11-20 101112).md",
    "2026-11-20-a (In Konflikt stehende Kopie von Ada 2026-11-20).md",
    "2026-11-20-a.sync-conflict-20261120-101112-ABCDEFG.md",
    "2026-11-20-a-DESKTOP-A1B2C3D.md",
    "2026-11-20-a.md.part",
    "Thumbs.db",
    "desktop.ini",
]


@pytest.mark.parametrize("name", LEFT)
def test_c29_the_name_of_what_a_program_left(name: str) -> None:
    assert leftover(name)


@pytest.mark.parametrize("folder", ["content/_posts", "content/_drafts", "content", "content/_data", "static"])
def test_c29_what_programs_leave_is_passed_over(paper: Site, folder: str) -> None:
    paper.build("--drafts")
    before = paper.tree()
    for name in LEFT:
        paper.write(f"{folder}/{name}", STORY)
    report = paper.build("--drafts")
    assert {problem.severity for problem in report.problems} == {"warning"}
    assert {problem.file.removeprefix(f"{folder}/") for problem in report.problems} <= set(LEFT)
    assert sorted(problem.message.partition(", and ")[0] for problem in report.problems) == [
        "this is a backup copy that an editor made: it is passed over",
        "this is a file of a program that is at work, or was cut off: it is passed over",
        "this is a second copy that a program for shared folders made: it is passed over",
        "this is what a merge or a patch left: it is passed over",
        "this is what a system keeps for itself in each folder: it is passed over",
    ]
    assert paper.tree() == before


@pytest.mark.parametrize(
    "name", ["page.html.orig", "page (conflicted copy).html", "page.html~", "page-LAPTOP-0123ABC.html"]
)
def test_c29_what_programs_leave_among_the_templates(paper: Site, name: str) -> None:
    paper.write(f"templates/{name}", "other")
    said = warned(paper)
    assert said.startswith(f"templates/{name}  warning: this is ")
    assert said.endswith(": it is passed over\n  Remove it.")


@pytest.mark.parametrize(
    "ending",
    [".md.r42", ".md.1", ".md.gpg", ".md.icloud", ".md.dpkg-old", ".md_", ".md___jb_tmp___", ".HTML.x", ".md.txt"],
)
@pytest.mark.parametrize("folder", ["_posts", "_posts/sub", "_drafts"])
def test_c29_a_story_under_a_second_ending(paper: Site, folder: str, ending: str) -> None:
    paper.build("--drafts")
    before = paper.tree()
    name = f"content/{folder}/2026-11-20-a{ending}"
    paper.write(name, STORY)
    report = paper.build("--drafts")
    assert [(problem.file, problem.severity, problem.message) for problem in report.problems] == [
        (name, "warning", "this is a copy of a story, or a story under a second ending: it is passed over")
    ]
    assert paper.tree() == before


def test_c29_files_that_are_no_stories_may_have_two_endings(paper: Site) -> None:
    paper.write("content/notes.md.txt", "notes")
    paper.write("content/_posts/2026-11-20-node.html-and-css.md", STORY)
    paper.write("content/_posts/2026-11-20-b.html.md", STORY)
    report = paper.build("--strict")
    assert (report.problems, report.posts) == ([], 5)
    assert paper.read("notes.md.txt") == "notes"


def test_c29_a_folder_of_them_is_said_once(paper: Site) -> None:
    for number in range(300):
        paper.write(f"content/_posts/2026-11-20-story-{number:03}.md~", STORY)
    assert warned(paper) == (
        "content/_posts/2026-11-20-story-000.md~  warning: this is a backup copy that an editor made: "
        "it is passed over, and 299 more like it\n"
        "  Remove it, or name it under include: in _config.yml if it is meant."
    )


@pytest.mark.parametrize("name", [".2026-11-20-a.md.swp", "._2026-11-20-a.md", ".DS_Store", ".#x.md", "Icon\r"])
@pytest.mark.parametrize("folder", ["content/_posts", "content", "static"])
def test_c29_what_the_system_hides_is_passed_over_in_silence(paper: Site, folder: str, name: str) -> None:
    paper.write(f"{folder}/{name}", STORY)
    assert paper.build("--strict").problems == []


def test_c29_what_the_owner_names_comes_in(paper: Site) -> None:
    asked = 'include: ["notes.txt.bak", "*.orig", "static/table.old"]\ntitle:'
    paper.edit("content/_config.yml", "title:", asked)
    paper.write("content/notes.txt.bak", "notes")
    paper.write("content/_posts/2026-11-20-a.md.orig", STORY)
    paper.write("static/table.old", "old")
    report = paper.build()
    assert report.problems == []
    assert report.posts == 4
    assert paper.read("notes.txt.bak") == "notes"
    assert any(name.startswith("static/table.") for name in paper.tree())


COPIES = [
    "2026-11-20-a (1).md",
    "2026-11-20-a(2).md",
    "2026-11-20-a copy.md",
    "2026-11-20-a copy 2.md",
    "2026-11-20-a - Copy.md",
    "2026-11-20-a - Copy (2).md",
    "2026-11-20-a (copy).md",
    "2026-11-20-a (another copy).md",
    "2026-11-20-a - Kopie.md",
    "2026-11-20-a Kopie 3.md",
    "2026-11-20-a - Copie.md",
    "Copy of 2026-11-20-a.md",
]


@pytest.mark.parametrize("folder", ["_posts", "_drafts"])
def test_c29_a_second_copy_beside_its_original_is_passed_over(paper: Site, folder: str) -> None:
    paper.write(f"content/{folder}/2026-11-20-a.md", STORY)
    paper.build("--drafts")
    before = paper.tree()
    for name in COPIES:
        paper.write(f"content/{folder}/{name}", STORY)
    for _ in range(2):
        (problem,) = paper.build("--drafts").problems
        assert problem.file.removeprefix(f"content/{folder}/") in COPIES
        assert problem.message == "this is a second copy of the file beside it: it is passed over, and 11 more like it"
        assert problem.severity == "warning"
    assert paper.tree() == before


@pytest.mark.parametrize("name", COPIES)
def test_c29_the_name_of_a_copy_says_of_what(name: str) -> None:
    assert original_of(f"_posts/{name}") == "_posts/2026-11-20-a.md"


@pytest.mark.parametrize(
    "name", ["a copy", "photocopy.md", "a-copy.md", "a (b).md", "copy.md", "a (2026).md", "a (1).jpg"]
)
def test_c29_other_names_are_no_copies(name: str) -> None:
    assert original_of(name) == ""


def test_c29_a_copy_without_its_original_is_a_story(paper: Site) -> None:
    paper.write("content/_posts/2026-11-20-a.md", STORY)
    paper.write("content/_posts/2026-11-20-a copy.md", STORY)
    paper.write("content/about copy.md", "---\ntitle: About\n---\nOld.\n")
    assert len(paper.build().problems) == 1  # one message names both
    paper.remove("content/_posts/2026-11-20-a.md")
    report = paper.build()
    assert report.posts == 4
    assert paper.tree() == paper.clean_tree()
    paper.write("content/_posts/2026-11-20-a.md", STORY)
    paper.edit("content/_config.yml", "title:", 'include: ["2026-11-20-a copy.md", "about copy.md"]\ntitle:')
    report = paper.build()
    assert (report.posts, report.problems) == (5, [])


@pytest.mark.parametrize(
    "name",
    [
        "2026-11-20-the-conflicted-copy.md",
        "2026-11-20-original.md",
        "2026-11-20-a (1).md",
        "2026-11-20-stop-desktop-ads.md",
    ],
)
def test_c29_good_names_are_no_leftovers(paper: Site, name: str) -> None:
    paper.write(f"content/_posts/{name}", STORY)
    report = paper.build("--strict")
    assert (report.problems, report.posts) == ([], 4)


# P22: whatever is a name is taken for one.


@pytest.mark.parametrize(
    "sign", ["\u202f", "\u00a0", "\u3000", "\u00ad", "\u200c", "\u200d", "\u2009", "\u200f", "\uf8ff"]
)
def test_p22_names_of_all_scripts(paper: Site, sign: str) -> None:
    name = f"Shot 9.41{sign}AM.png"
    picture(paper, f"content/assets/{name}")
    picture(paper, f"static/{name}")
    paper.write(f"content/_posts/2026-11-20-a{sign}b.md", f"---\ntitle: A\nimage: assets/{name}\n---\nWords.\n")
    paper.write(f"content/about{sign}us.md", f"---\ntitle: B\n---\n![s](</assets/{name}>)\n")
    report = paper.build("--strict")
    assert printed(report, paper) == ""
    assert f"assets/{name}" in paper.tree()
    assert f"{quote('Shot 9.41' + sign + 'AM')}-64-" in paper.read(f"about{sign}us/index.html")
    assert paper.tree() == paper.clean_tree()


@pytest.mark.parametrize(
    ("folder", "sign"),
    [
        *(("content", "\x01"), ("content", "\u202e"), ("content/_posts", "\x1b"), ("content/_posts", "\u2066")),
        *(("static", "\x7f"), ("static", "\u202a"), ("templates", "\x85"), ("templates", "\u2069")),
    ],
)
def test_p22_what_commands_a_terminal_or_turns_a_name_is_refused(paper: Site, folder: str, sign: str) -> None:
    paper.build()
    paper.write(f"{folder}/2026-11-20-a{sign}b.html", "x")
    why = "has a control character" if sign < "\xa0" else "has a mark that turns the direction of writing"
    assert refused(paper) == f"{folder}/2026-11-20-a?b.html  this name {why}\n  Rename it."


# P23: both Unicode forms of a name are one name.


@pytest.mark.parametrize(("lies", "named"), [(NFC, NFD), (NFD, NFC), (NFD, NFD)])
@pytest.mark.parametrize("how", ["plain", "quoted"])
def test_p23_a_picture_in_another_unicode_form(paper: Site, lies: str, named: str, how: str) -> None:
    written = quote(named) if how == "quoted" else named
    picture(paper, f"content/assets/{lies}/{lies}.png")
    paper.write(f"content/assets/{lies}.pdf", "a table")
    text = f"![w](/assets/{written}/{written}.png)\n\n[table](/assets/{written}.pdf#top)\n\n[away](https://a.example/{written})\n"
    paper.write(BAD, f"---\ntitle: A\nimage: assets/{written}/{written}.png\n---\n{text}")
    report = paper.build()
    assert printed(report, paper) == ""
    page = paper.read("2026/07/20/bad/index.html")
    assert f"/assets/{quote(NFC)}/{quote(NFC)}-64-" in page
    assert f"/assets/{quote(NFC)}.pdf#top" in page or f"/assets/{NFC}.pdf#top" in page
    assert f"https://a.example/{written}" in page
    assert {f"assets/{NFC}.pdf", f"assets/{NFC}/{NFC}.png"} <= paper.tree().keys()
    assert paper.tree() == paper.clean_tree()


@pytest.mark.parametrize("word", [FOEHR, KOREAN])
@pytest.mark.parametrize("lies", [False, True])
def test_p23_data_static_files_templates_and_scopes(paper: Site, word: str, lies: bool) -> None:
    forms = [word, unicodedata.normalize("NFD", word)]
    here, there = forms[lies], forms[not lies]
    paper.write(f"content/_data/{here}.yml", "a: 7")
    paper.write(f"static/{here}.txt", "x")
    paper.write(f"static/{here}.css", f'p {{background: url("{there}.txt")}}')
    paper.write(f"templates/{here}.html", "included")
    paper.write(f"content/{here}/page.md", "---\nlayout: own\n---\n")
    paper.edit(
        "content/_config.yml", "title:", f"defaults: [{{scope: {{path: {there}}}, values: {{title: Scoped}}}}]\ntitle:"
    )
    paper.write(
        "templates/own.html",
        f"{{% include '{there}.html' %}} {{{{ site.data['{there}'].a }}}} {{{{ asset('{there}.txt') }}}} "
        f"{{{{ asset('{there}.css') }}}} {{{{ page.title }}}}",
    )
    assert printed(paper.build(), paper) == ""
    name = unicodedata.normalize("NFC", word)
    page = paper.read(f"{name}/page/index.html")
    assert page.startswith("included 7 /static/")
    assert page.endswith("Scoped")
    assert all(unicodedata.is_normalized("NFC", path) for path in paper.tree())


@pytest.mark.parametrize(("lies", "named"), [(NFC, NFD), (NFD, NFC)])
def test_p23_a_name_in_the_settings(paper: Site, lies: str, named: str) -> None:
    paper.edit("content/_config.yml", "title:", f'exclude: ["{named}.txt"]\ninclude: ["_{named}"]\ntitle:')
    paper.write(f"content/{lies}.txt", "x")
    paper.write(f"content/_{lies}/x.txt", "x")
    assert paper.build().problems == []
    assert f"_{NFC}/x.txt" in paper.tree()
    assert f"{NFC}.txt" not in paper.tree()


@pytest.mark.parametrize("folder", ["content/_posts/2026-11-20-", "static/", "content/_data/", "content/"])
def test_p23_two_files_of_one_name(paper: Site, folder: str) -> None:
    paper.build()
    ending = ".yml" if "_data" in folder else ".md" if "_posts" in folder else ".css"
    for form in (NFC, NFD):
        paper.write(f"{folder}{form}{ending}", STORY if "_posts" in folder else "a: b")
    said = f"{folder}{NFC}{ending}  this and {folder}{NFD}{ending} differ only in the Unicode form of their letters"
    assert said in refused(paper)


@pytest.mark.parametrize("form", [NFC, NFD])
def test_p23_a_story_is_the_same_under_both_forms_of_its_name(paper: Site, form: str) -> None:
    paper.write(f"content/{form}/_posts/2026-11-20-{form}.md", "---\n{}\n---\nWords.\n")
    paper.build()
    page = paper.read(f"{NFC}/2026/11/20/{NFC}/index.html")
    assert "F\u00f6hr" in page
    assert NFD not in page
