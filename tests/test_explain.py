"""Why an output is made again: in the report of a build, and by `newsprint explain`, on whole small sites."""

import json
import os
from pathlib import Path

import pytest
from smallsite import CONFIG, Site, paper

from generator import InputError
from generator import Site as Api
from generator.cli.main import main
from generator.model.explanation import Explanation

FLOOD = "content/_posts/2026-07-12-flood.md"
PAGES = {"rain": "weather/2026/07/10/rain", "flood": "news/2026/07/12/flood", "cup": "sport/2026/07/14/cup"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = paper(tmp_path / "paper")
    site.build()
    return site


def why(site: Site) -> dict[str, list[str]]:
    """Build, and return the reasons for each output."""
    return {path: [reason.text for reason in reasons] for path, reasons in site.build("-v").reasons.items()}


def page(name: str) -> str:
    return f"{PAGES[name]}/index.html"


def explained(site: Site, path: str) -> Explanation:
    return Api.open(site.root).explain(path, now=site.now)


def test_a_new_headline_is_named_with_where_it_is_shown(site: Site) -> None:
    site.edit(FLOOD, '"Flood"', '"High water"')
    reasons = why(site)
    assert reasons[page("flood")] == ["the headline of _posts/2026-07-12-flood.md changed"]
    shown = "the headline of _posts/2026-07-12-flood.md, shown as the {} story, changed"
    assert reasons[page("rain")] == [shown.format("next")]
    assert reasons[page("cup")] == [shown.format("previous")]
    assert reasons["index.html"] == [
        "the headline of _posts/2026-07-12-flood.md, shown in its list, changed",
        "the 8 newest stories of the category news changed",
    ]


def test_a_new_text_is_named(site: Site) -> None:
    site.edit(FLOOD, "More of it", "Less of it")
    reasons = why(site)
    assert reasons[page("flood")] == ["the text of _posts/2026-07-12-flood.md changed"]
    assert reasons["feed.xml"] == ["the text of _posts/2026-07-12-flood.md, shown in full, changed"]
    assert set(reasons) == {page("flood"), "feed.xml", "atom.xml", "feed.json"}


def test_a_new_story_is_new_and_another_neighbour(site: Site) -> None:
    site.post("2026-07-20-last.md", title="Last", date="2026-07-20 08:00:00 +0000")
    reasons = why(site)
    assert reasons["2026/07/20/last/index.html"] == ["it is new"]
    assert reasons[page("cup")] == ["the next story is another one"]
    assert reasons["index.html"] == ["its list shows other stories", "the newest story changed"]
    site.remove("content/_posts/2026-07-20-last.md")
    assert why(site)[page("cup")] == ["there is no next story any more"]


def test_what_a_page_looked_at_is_named(site: Site) -> None:
    site.write("content/_data/facts.yml", "1\n")
    site.write(
        "templates/page.html", "{% include 'partials/one.html' %}{{ site.data.facts }}{{ site.latest(2)[0].title }}"
    )
    site.write("templates/partials/one.html", "{{ site.title }}")
    site.build()
    site.write("content/_data/facts.yml", "2\n")
    assert why(site)["about/index.html"] == ["the data file facts changed"]
    site.write("templates/partials/one.html", "{{ site.title }}!")
    assert why(site) == {"about/index.html": ["the template partials/one.html changed"]}
    site.edit("content/_posts/2026-07-14-cup.md", '"Cup"', '"Final"')
    assert why(site)["about/index.html"] == ["the 2 newest stories changed"]
    site.edit("content/_config.yml", "The Test", "The Proof")
    assert why(site)["about/index.html"] == ["the setting title changed"]


def test_what_happened_in_the_output_folder_is_named(site: Site) -> None:
    site.write(f"_site/{page('flood')}", "by hand")
    site.remove("_site/about/index.html")
    reasons = why(site)
    assert reasons == {
        page("flood"): ["its file in the output folder was changed"],
        "about/index.html": ["its file in the output folder is missing"],
    }


def test_another_layout_and_another_file_are_named(site: Site) -> None:
    site.write("templates/wide.html", "{{ content }}")
    site.write("content/about.md", "---\ntitle: About\nlayout: wide\n---\nWho we are.\n")
    site.write("content/plain.txt", "one")
    site.build()
    site.write("content/about.md", "---\ntitle: About\n---\nWho we are.\n")
    site.write("content/plain.txt", "two")
    reasons = why(site)
    assert reasons["about/index.html"][0] == "it is made with another template: page.html"
    assert reasons["plain.txt"] == ["the file that it is made of changed"]


def test_without_v_no_reasons_are_sought(site: Site) -> None:
    site.edit(FLOOD, '"Flood"', '"High water"')
    assert site.build().reasons == {}


@pytest.mark.parametrize(
    "path",
    [
        "/news/2026/07/12/flood/",
        "/news/2026/07/12/flood",
        "https://test.example/news/2026/07/12/flood/#part",
        "news/2026/07/12/flood/index.html",
        "_site/news/2026/07/12/flood/index.html",
        "content/_posts/2026-07-12-flood.md",
        "_posts/2026-07-12-flood.md",
    ],
)
def test_an_output_is_found_by_url_path_and_source(site: Site, path: str) -> None:
    found = explained(site, path)
    (output,) = found.outputs
    assert (output.path, output.recipe, output.template) == (page("flood"), "template", "post.html")
    assert output.url == "https://test.example/news/2026/07/12/flood/"
    assert output.source == "_posts/2026-07-12-flood.md"
    assert {"template:post.html", "template:base.html", "setting:title", "words:en"} <= set(output.views)
    assert output.reasons == ()


def test_it_says_what_the_next_build_says(site: Site) -> None:
    site.edit(FLOOD, '"Flood"', '"High water"')
    before = site.tree(), site.tree(".newsprint")
    told = {name: explained(site, page(name)).outputs[0].reasons for name in PAGES}
    assert (site.tree(), site.tree(".newsprint")) == before
    reasons = site.build("-v").reasons
    assert told == {name: reasons[page(name)] for name in PAGES}
    assert explained(site, page("flood")).outputs[0].reasons == ()


def test_a_source_names_the_outputs_that_show_it(site: Site) -> None:
    site.write("templates/page.html", "{{ site.latest(2)[0].title }}")
    site.build()
    shown = {(one.path, one.name) for one in explained(site, FLOOD).shown_in}
    assert {
        (page("rain"), "next"), (page("cup"), "previous"), ("index.html", "paginator"),
        ("tags/river/feed.xml", "stories"), ("about/index.html", "stories:2/archive/"),
    } <= shown  # fmt: skip
    assert [one.path for one in explained(site, "templates/page.html").shown_in] == ["about/index.html"]


def test_what_is_removed_or_broken_is_told(site: Site) -> None:
    site.remove("content/about.md")
    (output,) = explained(site, "/about/").outputs
    assert [reason.kind for reason in output.reasons] == ["gone"]
    site.write("content/wrong.md", "---\ntitle: [\n---\n")
    assert explained(site, page("flood")).problems


def test_what_is_not_there_is_an_error_with_what_may_be_meant(site: Site) -> None:
    with pytest.raises(InputError, match="no such output or source") as caught:
        explained(site, "/news/2026/07/12/floood/")
    assert page("flood") in caught.value.problem.hint
    site.post("2026-12-24-eve.md", title="Eve")
    with pytest.raises(InputError, match="held until 2026-12-24"):
        explained(site, "content/_posts/2026-12-24-eve.md")


def test_a_site_that_was_never_built_is_new(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    (output,) = explained(site, "/about/").outputs
    assert [reason.text for reason in output.reasons] == ["it is new"]


def test_the_command_prints_it(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    root, now = os.fspath(site.root), ["--now", site.now.isoformat()]
    site.edit(FLOOD, '"Flood"', '"High water"')
    assert main(["explain", "-C", root, "/news/2026/07/12/flood/", *now]) == 0
    told = capsys.readouterr().out
    assert "made by    template post.html" in told
    assert "because    the headline of _posts/2026-07-12-flood.md changed" in told
    assert main(["explain", "-C", root, FLOOD, "--json", *now]) == 0
    assert json.loads(capsys.readouterr().out)["outputs"][0]["reasons"][0]["name"] == "page"
    assert main(["build", "-C", root, "-v", *now]) == 0
    assert f"written  {page('flood')}: the headline of" in capsys.readouterr().out
    site.edit("content/_config.yml", CONFIG, CONFIG.replace("The Test", "The Proof"))
    assert main(["build", "-C", root, "--json", *now]) == 0
    reasons = json.loads(capsys.readouterr().out)["reasons"]
    assert [one["text"] for one in reasons["feed.xml"]] == ["its title, description or date changed"]
    assert "the setting title changed" in [one["text"] for one in reasons["about/index.html"]]
    assert main(["explain", "-C", root, "nothing/like/it"]) != 0
