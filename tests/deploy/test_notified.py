"""Who hears of a deploy, by the command: all whom the settings name, once, and only when there is news."""

from deploy.delivering import Said, deploy
from deploy.listener import Listener, listening
from smallsite import CONFIG, Site


def aim_and_tell(site: Site, listener: Listener, more: str = "") -> None:
    """Write a target and whom to tell into the settings."""
    site.write(
        "content/_config.yml",
        f"{CONFIG}deploy: {{live: {{to: directory, path: www{more}}}}}\nannounce:\n  websub: {listener.address}/hub\n"
        f"  indexnow: 0123456789abcdef\n  indexnow_endpoint: {listener.address}/indexnow\n  webhook: $NEWS_HOOK\n",
    )


def told(site: Site, listener: Listener, *arguments: str) -> Said:
    listener.heard.clear()
    return deploy(site, *arguments, env={"NEWS_HOOK": f"{listener.address}/hook/of-nobodys-business"})


def test_everybody_hears_of_a_deploy_and_nobody_of_none(paper: Site) -> None:
    with listening() as listener:
        aim_and_tell(paper, listener)
        assert told(paper, listener, "--dry-run").code == 0
        assert listener.heard == []
        assert told(paper, listener).code == 0
        assert {heard.path for heard in listener.heard} == {"/hub", "/indexnow", "/hook/of-nobodys-business"}
        assert told(paper, listener).code == 0
        assert listener.heard == []
        paper.edit("content/_posts/2026-07-12-flood.md", "More of it", "Much more of it")
        said = told(paper, listener)
        engines = next(heard for heard in listener.heard if heard.path == "/indexnow").json
        assert engines["urlList"] == ["https://test.example/news/2026/07/12/flood/"]
        hook = next(heard for heard in listener.heard if heard.path.startswith("/hook")).json
        assert hook["target"] == "live"
        assert "of-nobodys-business" not in said.out + said.err


def test_one_that_fails_is_a_warning_and_the_site_is_out(paper: Site) -> None:
    with listening() as listener:
        aim_and_tell(paper, listener)
        listener.answers += [404] * 10
        said = told(paper, listener)
        assert said.code == 0
        assert "warning" in said.err
        assert paper.path("www/index.html").exists()


def test_a_refused_deploy_a_silent_target_and_forced_drafts_are_not_told(paper: Site) -> None:
    with listening() as listener:
        aim_and_tell(paper, listener)
        told(paper, listener)
        paper.remove("content/_posts/2026-07-14-cup.md")
        assert told(paper, listener).code == 2
        assert listener.heard == []
        paper.write("content/_drafts/idea.md", "---\ntitle: Idea\n---\nNot yet.\n")
        assert told(paper, listener, "--drafts", "--force").code == 0
        assert listener.heard == []
        aim_and_tell(paper, listener, ", announce: false")
        assert told(paper, listener, "--force").code == 0
        assert listener.heard == []
