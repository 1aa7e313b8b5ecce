"""C30, C34 and C36: dates in names, notes that look like addresses, data files of one name."""

import pytest
from broken import broken, warned
from smallsite import Site


@pytest.mark.parametrize("name", ["covid-19-12-05-rules.md", "route-12-10-11-closed.md", "x2026-01-02-pier.md"])
def test_c30_a_date_inside_a_name_is_no_date(paper: Site, name: str) -> None:
    paper.write(f"content/_drafts/{name}", "---\ntitle: Rules\n---\nStay at home.\n")
    report = paper.build("--drafts", "--future")
    assert report.problems == []
    (post,) = [path for path in report.written if "rules" in path or "closed" in path or "pier" in path][:1]
    assert not post.startswith(("2019/", "2012/", "2026/01/02/"))
    assert name.removesuffix(".md") in post


@pytest.mark.parametrize("name", ["covid-19-12-05-rules.md", "12026-07-12-pier.md"])
def test_c30_a_story_with_a_date_inside_its_name_has_none(paper: Site, name: str) -> None:
    paper.write(f"content/_posts/{name}", "---\ntitle: Rules\n---\nStay at home.\n")
    assert "this is not a post: its name has no date" in warned(paper)


def test_c30_a_date_at_the_head_of_a_name_counts(paper: Site) -> None:
    paper.write("content/_drafts/2026-07-01-covid-19-12-05.md", "---\ntitle: Rules\n---\nStay at home.\n")
    assert "2026/07/01/covid-19-12-05/index.html" in paper.build("--drafts").written


@pytest.mark.parametrize(
    "line",
    [
        'calendar_url: "webcal://tides.example/all.ics"',
        'backlink: "Note: see page 3"',
        'backlink: "Data: see page 3, please"',
        "phone_link: tel:+441632960000",
        "chat_url: xmpp:desk@ledger.example",
        "feed_url: feed:https://ledger.example/feed.xml",
        'icon_url: "data:image/png;base64,AAAA"',
        'source_link: "The Ledger: a history"',
        "hrefs: [{link: 'magnet:?xt=1'}, {url: 'C:\\tides.csv'}]",
    ],
)
def test_c34_what_no_browser_runs_may_stand_in_front_matter(paper: Site, line: str) -> None:
    paper.write("content/_posts/2026-07-20-pier.md", f"---\ntitle: Pier\n{line}\n---\nIt will close.\n")
    assert paper.build("--strict").problems == []


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\\tscript:alert(1)",
        "\\u200bjavascript:alert(1)",
        "javascript\\n:alert(1)",
        "VBScript:x",
        "data:text/html,<script>alert(1)</script>",
        "data: text/html;base64,AAAA",
        "data:,x",
        "DATA:;base64,AAAA",
        "data:application/xhtml+xml,x",
    ],
)
@pytest.mark.parametrize("key", ["backlink", "calendar_url", "hrefs"])
def test_c34_what_a_browser_runs_is_refused(paper: Site, key: str, value: str) -> None:
    printed = broken(paper, f'---\ntitle: Pier\n{key}: "{value}"\n---\nIt will close.\n')
    assert printed.startswith(f"content/_posts/2026-07-20-bad.md:3:{len(key) + 3}  {key}: ")
    assert "is not a web address" in printed


def test_c36_two_data_files_of_one_name_are_a_warning(paper: Site) -> None:
    paper.write("content/_data/facts.json", '{"pier": "old"}')
    paper.write("content/_data/facts.yml", "pier: new\n")
    printed = """\
content/_data/facts.json  warning: this data file is not read: content/_data/facts.yml has the same name
  Rename one of them."""
    assert warned(paper) == printed


def test_c36_a_data_file_and_a_folder_of_one_name_are_a_warning(paper: Site) -> None:
    paper.write("content/_data/team/desk.yml", "name: Ada\n")
    paper.write("content/_data/team.csv", "name\nBen\n")
    printed = """\
content/_data/team.csv  warning: this data file is not read: the folder content/_data/team has the same name
  Rename one of them."""
    assert warned(paper) == printed


def test_c36_names_that_differ_are_fine(paper: Site) -> None:
    for name in ("facts.yml", "Facts.json", "facts-2.yml", "facts.old.yml", "team/facts.csv"):
        paper.write(f"content/_data/{name}", "{}" if name.endswith("json") else "a: 1\n")
    assert paper.build().problems == []
