"""Exports and databases that lie in the content folder, where everybody can fetch them (C36)."""

import pytest
from smallsite import Site

WXR = (
    '<?xml version="1.0"?>\n<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:author>'
    "<wp:author_email>ada@courier.example</wp:author_email></wp:author></channel></rss>\n"
)
BLOGGER = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-1</id><category scheme="
    "'http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/></feed>"
)
EXPORTS = {
    "export.xml": (WXR, "an export of WordPress"),
    "old/blog.XML": (
        BLOGGER,
        "an export of Blogger",
    ),
    "ghost.json": ('{"db": [{"meta": {"exported_on": 1, "version": "5"}, "data": {}}]}', "an export of Ghost"),
    "backup.sql": ("-- MySQL dump 10.13\n\nINSERT INTO `users` VALUES (1);\n", "a dump of a database"),
    "pg.sql": ("--\n-- PostgreSQL database dump\n--\n", "a dump of a database"),
    "comments.sqlite": ("SQLite format 3\0rest", "a database"),
    "members.csv": (
        "name,e-mail\n" + "".join(f"n{n},n{n}@courier.example\n" for n in range(9)),
        "a list of e-mail addresses",
    ),
}
HARMLESS = {
    "results.csv": "team,points\nSaltmere,3\nask,desk@courier.example\n",
    "other-feed.xml": '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>A feed</title></channel></rss>\n',
    "map.json": '{"type": "FeatureCollection", "features": []}\n',
    "lesson.sql": "SELECT 1;\n",
}


@pytest.mark.parametrize("name", EXPORTS)
def test_c36_an_export_that_everybody_can_fetch_is_said(site: Site, name: str) -> None:
    text, what = EXPORTS[name]
    site.write(f"content/{name}", text)
    for report in (site.build(), site.build()):  # it is repeated until it is gone
        (problem,) = report.problems
        assert (problem.file, problem.severity) == (f"content/{name}", "warning")
        assert f"this looks like {what}, and everybody can fetch it" in problem.message
        assert "include:" in problem.hint
    site.write("content/_config.yml", f"title: T\nurl: https://test.example\ninclude: [{name}]\n")
    assert site.build("--strict").problems == []
    site.write("content/_config.yml", "title: T\nurl: https://test.example\n")
    assert site.build("--strict").failed
    site.remove(f"content/{name}")
    assert site.build("--strict").problems == []


@pytest.mark.parametrize("name", EXPORTS)
def test_c36_an_export_among_the_static_files_is_said(site: Site, name: str) -> None:
    text, what = EXPORTS[name]
    site.write(f"static/{name}", text)
    for report in (site.build(), site.build()):
        (problem,) = report.problems
        assert (problem.file, problem.severity) == (f"static/{name}", "warning")
        assert f"this looks like {what}, and everybody can fetch it" in problem.message
    for named in (name, f"static/{name}"):
        site.write("content/_config.yml", f"title: T\nurl: https://test.example\ninclude: [{named}]\n")
        assert site.build("--strict").problems == []


@pytest.mark.parametrize("name", HARMLESS)
def test_c36_other_data_are_published_in_silence(site: Site, name: str) -> None:
    site.write(f"content/{name}", HARMLESS[name])
    assert site.build("--strict").problems == []
    assert site.read(name) == HARMLESS[name]
