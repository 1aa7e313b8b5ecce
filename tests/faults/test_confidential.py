"""Y14: no line of `deploy:` and `announce:` is printed unmasked or stored, whatever is wrong with it."""

import pytest
from deploy.delivering import deploy
from forking import command
from hypothesis import example, given, settings
from hypothesis import strategies as st
from serve.running import serving, until
from smallsite import COMMAND, CONFIG, Site, tree

from generator.cli.commands import project_of
from generator.model.confidential import confidential_lines, credentials_in, looks_secret, masked
from generator.model.problem import InputError
from generator.read.config.settings import read_settings
from generator.terminal.problems import format_problem

TOKEN = "k7Qp2mZx9RtL4vWc8sNb"  # made up
OTHERS = ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "9f86d081884c7d659a2feaa0c55ad015", "AKIAIOSFODNN7EXAMPLE")

# What may stand below `live:`; @ is the token.
TARGETS = {
    "kind": "to: @",
    "user": "{to: git, repository: 'https://@@127.0.0.1:1/x.git'}",
    "password": "{to: git, repository: 'https://ada:@@127.0.0.1:1/x.git'}",
    "ssh user": "{to: git, repository: 'ssh://@@127.0.0.1:1/x.git'}",
    "scp user": "{to: git, repository: '@@127.0.0.1:x.git'}",
    "query": "{to: git, repository: 'https://127.0.0.1:1/x.git?private_token=@'}",
    "odd query": "{to: git, repository: 'https://127.0.0.1:1/x.git?x=@'}",
    "folder": "{to: git, repository: 'file:///nowhere/@/x.git'}",
    "plain repository": "{to: git, repository: '@'}",
    "scheme": "{to: git, repository: '@://example.com'}",
    "branch": "{to: git, repository: x, branch: '@..@'}",
    "ssh settings": "{to: rsync, host: a, path: b, ssh_config: '@'}",
    "host": "{to: rsync, host: '@ @', path: b}",
    "rsync user": "{to: rsync, host: '@@127.0.0.1', path: b, port: 1}",
    "pattern": "{to: rsync, host: a, path: '@*'}",
    "port": "{to: rsync, host: a, path: b, port: '@'}",
    "endpoint": "{to: s3, bucket: paper, endpoint: '@'}",
    "endpoint's user": "{to: s3, bucket: paper, endpoint: 'https://@@s3.example'}",
    "endpoint's query": "{to: s3, bucket: paper, endpoint: 'https://s3.example/?key=@'}",
    "bucket": "{to: s3, bucket: '@ @'}",
    "profile": "{to: s3, bucket: paper, profile: '@'}",
    "prefix": "{to: s3, bucket: paper, prefix: '/@'}",
    "directory": "{to: directory, path: 'content/@'}",
    "home": "{to: directory, path: '~@/www'}",
    "option": "{to: directory, path: '-@'}",
    "argument": "{to: command, run: [sh, -c, 'echo it is $0; exit 3', '@']}",
    "argument of success": "{to: command, run: [echo, '--auth=@', '{site}']}",
    "argument in a line": "{to: command, run: 'no-such-program --token @'}",
    "variable": "{to: command, run: 'HOST_TOKEN=@ netlify deploy'}",
    "program": "{to: command, run: '@'}",
    "unclosed command": '{to: command, run: "sh -c \'echo @"}',
    "key": "{to: directory, path: www, @: 1}",
    "mistyped key": "{to: git, repositry: 'https://@@git.example/x.git'}",
    "foreign key": "{to: git, repository: x, access_token: '@'}",
    "list": "[to, '@']",
    "text": "'@'",
}
# What may stand below `announce:`.
ANNOUNCED = {
    "webhook": "webhook: htps://hooks.example/@",
    "mistyped webhook": "webhok: https://hooks.example/services/@",
    "websub user": "websub: https://@@hub.example/",
    "websub query": "websub: https://hub.example/?auth=@",
    "endpoint": "indexnow_endpoint: 'https://x @'",
    "indexnow": "indexnow: '@_@'",
    "key": "@: 1",
    "list": "- '@'",
    "text": "'@'",
    "hook that does not answer": "webhook: http://127.0.0.1:1/@",
}
# Lines that are not valid YAML, or that we refuse.
BROKEN = {
    "colon": "repository: https://@: x",
    "quote": 'run: "@',
    "tab": "\trun: @",
    "bracket": "run: [a, @",
    "brace": "run: {a: @",
    "alias": "run: *@",
    "anchor": "run: &@ &@ x",
    "tag": "run: !@ x",
    "directive": "run: %@",
    "at sign": "run: @@",
    "escape": 'run: "\\q@"',
    "word": "run: x\n    @",
    "no space": "run:@",
    "two keys": "@: 1\n    @: 2",
    "item": "run: - @",
    "outdented": "run: x\n- @",
    "after the quote": 'run: "x" @',
    "block": "run: | @",
    "control character": "run: \x07@",
    "number": "run: !!int @",
    "deep": "run: " + "[" * 40 + "@",
    "outside": "run: x\nrepository: 'https://@@git.example'\n  x: y",
    "no key": "run: x\n@\nto: y",
}


def shows(printed: str, site: Site, token: str = TOKEN) -> list[str]:
    """Say where the token is to be seen: in what was said, or in a file that we keep or publish."""
    found = ["printed"] if token in printed else []
    for folder in (".newsprint", "_site"):
        files = tree(site.path(folder))
        found += [f"{folder}/{path}" for path, data in files.items() if token.encode() in data or token in path]
    return found


def with_token(text: str, token: str = TOKEN) -> str:
    """Put the token in; of two, the first is the token and the second the sign itself."""
    return text.replace("@@", f"{token}\0").replace("@", token).replace("\0", "@")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what failed be tried again at once."""
    monkeypatch.setattr("generator.deploy.retry.time.sleep", lambda _: None)


def said_of(site: Site) -> str:
    """Return all that the commands say of a site."""
    done = [command("build", "-C", site.root), command("build", "--json", "--strict", "-C", site.root)]
    return "".join(map(str, [*done, deploy(site, "-v"), deploy(site, "--json")]))


@pytest.mark.parametrize("name", TARGETS)
def test_y14_a_token_of_a_target_is_neither_said_nor_kept(paper: Site, name: str) -> None:
    paper.write("content/_config.yml", f"{CONFIG}deploy:\n  live: {with_token(TARGETS[name])}\n")
    if name == "kind":
        paper.write("content/_config.yml", f"{CONFIG}deploy:\n  live:\n    {with_token(TARGETS[name])}\n")
    assert shows(said_of(paper), paper) == []


@pytest.mark.parametrize("name", ANNOUNCED)
def test_y14_a_token_of_who_is_told_is_neither_said_nor_kept(paper: Site, name: str) -> None:
    more = f"announce:\n  {with_token(ANNOUNCED[name])}\ndeploy:\n  live: {{to: directory, path: www}}\n"
    paper.write("content/_config.yml", CONFIG + more)
    assert shows(said_of(paper), paper) == []


@pytest.mark.parametrize("group", ["deploy:\n  live:\n", "announce:\n", "deplyo:\n  live:\n", '"deploy" :\n  live:\n'])
@pytest.mark.parametrize("name", BROKEN)
def test_y14_a_token_in_a_broken_line_is_not_said(paper: Site, name: str, group: str) -> None:
    text = with_token(BROKEN[name])
    for config in (f"{CONFIG}{group}    {text}\n", f"{group}    {text}\n{CONFIG}"):
        paper.write("content/_config.yml", config)
        printed = str(command("build", "-C", paper.root)) + str(command("build", "--json", "-C", paper.root))
        assert shows(printed, paper) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "latin-1"])
def test_y14_a_token_in_a_file_of_another_encoding_is_not_said(paper: Site, encoding: str) -> None:
    text = f"deploy: {{live: {{to: git, repository: 'https://é:{TOKEN}@git.example'}}}}\ntitle: é\n"
    paper.write("content/_config.yml", text.encode(encoding))
    printed = str(command("build", "-C", paper.root))
    assert TOKEN not in printed
    assert " ".join(TOKEN) not in printed


def test_y14_the_preview_does_not_show_a_token(paper: Site) -> None:
    good = paper.path("content/_config.yml").read_text("utf-8")
    with serving(paper.root) as server, server.stream("/") as stream:

        def save(text: str) -> None:
            before = server.updates()
            paper.write("content/_config.yml", text)
            assert until(lambda: server.updates() > before)

        for text in [*list(BROKEN.values())[:6], ANNOUNCED["webhook"], TARGETS["text"]]:
            save(f"{good}announce:\n    {with_token(text)}\n")
            assert TOKEN not in server.text("/") + server.text("/nowhere/") + server.text("/feed.xml")
            save(good)
        save(f"{good}announce:\n  '{TOKEN}\n")
        told = [stream.told(), stream.told()]
        assert "_config.yml" in str(told[1])
        assert TOKEN not in str(told) + stream.raw.decode()
        assert TOKEN not in server.printed()
    with serving(paper.root) as server:  # now there is no page that could lie below
        assert "_config.yml" in server.text("/")
        assert TOKEN not in server.text("/") + server.printed()


FINE = f"""\
title: The Test
url: https://test.example
description: "Said of: everything"
deploy:
  live:
    to: git
    repository: https://{TOKEN}@git.example/x.git
  other: {{to: command, run: [program, "--auth={TOKEN}"]}}
announce:
  webhook: https://hooks.example/{TOKEN}
  # the old one was {TOKEN}
navigation:
  - {{name: About, url: /about/}}
"""
PIECES = (
    "",
    " ",
    "  ",
    "\t",
    "\n",
    ":",
    ": ",
    '"',
    "'",
    "[",
    "{",
    "}",
    "]",
    "- ",
    "#",
    "&a ",
    "*a ",
    "!t ",
    "|",
    ",",
    "x",
)


EDIT = st.tuples(st.integers(0, len(FINE)), st.integers(0, 3), st.sampled_from(PIECES))


@settings(max_examples=400, deadline=None)
@given(st.lists(EDIT, min_size=1, max_size=3))
@example([(FINE.index("\ndeploy:"), 3, " ")])  # and the group's name is torn
@example([(FINE.index('"\ndeploy:'), 2, "")])  # the line before goes on
def test_y14_however_the_settings_are_broken_no_token_is_shown(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, int, str]]
) -> None:
    text = FINE
    for place, count, piece in edits:
        cut = text[place : place + count]
        if TOKEN not in text[max(0, place - len(TOKEN)) : place + count + len(TOKEN)]:
            text = text[:place] + piece + text[place + len(cut) :]
    site = Site(tmp_path_factory.getbasetemp() / "broken")
    site.write("content/_config.yml", text)
    project = project_of(COMMAND.parse_args(["build", "-C", str(site.root)]))
    try:
        found = read_settings(project)
        problems = [*found.warnings, *([found.deploy_error] if found.deploy_error else [])]
    except InputError as fault:
        problems = [fault.problem]
    assert not [printed for problem in problems if TOKEN in (printed := format_problem(problem, project.root))]


@pytest.mark.parametrize("token", [TOKEN, *OTHERS])
def test_y14_what_looks_like_a_token_is_known_for_one(token: str) -> None:
    assert looks_secret(token)
    assert credentials_in(f"deploy:\n  live: [a, --auth, {token}]\n") == {token}


def test_y14_short_passwords_are_known_by_where_they_stand() -> None:
    text = "deploy:\n  a: https://ada:secret@x/?k=letmein\n  b: [x, --password, swordfish, --dir, public]\n"
    assert credentials_in(text) == {"secret", "letmein", "swordfish"}


def test_y14_words_and_names_are_no_tokens() -> None:
    for word in (
        "eu-central-1",
        "newsroom",
        "production-site",
        "news2026",
        "gh-pages",
        "s3.eu-central-1.amazonaws.com",
    ):
        assert credentials_in(f"deploy:\n  live: {{to: s3, bucket: {word}}}\n") == set()


def test_what_anybody_may_see_is_still_shown() -> None:
    assert confidential_lines(FINE) == set(range(4, 12))
    assert masked("    repository: https://x") == "    repository: •••"
    assert masked("  live:") == ""


@pytest.mark.parametrize(
    "line",
    [
        'deploy: {live: {to: git, repository: "https://host.example/a/repository/of/a/long/name.git", brnch: a}}',
        "deploy: {live: {to: command, run: [a-program, --with, many-arguments, --and, many-more-of-them}}",
        "deploy: {to: x}",
    ],
)
def test_y14_the_mark_stands_below_what_is_shown_of_a_line(paper: Site, line: str) -> None:
    paper.write("content/_config.yml", f"url: https://test.example\n{line}\n")
    (problem,) = paper.build().problems
    printed = format_problem(problem, paper.root).splitlines()
    assert problem.column > len("deploy: ")
    assert printed[1].endswith("| deploy: \u2022\u2022\u2022")
    assert printed[2].strip() == "^"
    assert len(printed[2]) <= len(printed[1]) + 1


def test_y14_nor_is_a_token_shown_in_any_other_line(paper: Site) -> None:
    paper.write(
        "content/_config.yml",
        f'title: "A {TOKEN} or {OTHERS[0]}\ndescription: "五十音図五十音図五十音図五十音図五十音図: x"\n',
    )
    (problem,) = (one for one in paper.build().problems if one.severity == "error")
    assert not any(token in format_problem(problem, paper.root) for token in (TOKEN, OTHERS[0]))
