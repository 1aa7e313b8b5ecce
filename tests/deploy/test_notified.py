"""Who hears of a deploy, by the command: all whom the settings name, once, and only when there is news."""

import os
import signal

import pytest
from deploy.delivering import CommandResult, deploy
from deploy.interrupting import at_work, until
from deploy.listener import HANG, Listener, listening
from smallsite import CONFIG, Site


def aim_and_tell(site: Site, listener: Listener, more: str = "") -> None:
    """Write a target and whom to tell into the settings."""
    site.write(
        "content/_config.yml",
        f"{CONFIG}deploy: {{live: {{to: directory, path: www{more}}}}}\nannounce:\n  websub: {listener.address}/hub\n"
        f"  indexnow: 0123456789abcdef\n  indexnow_endpoint: {listener.address}/indexnow\n  webhook: $NEWS_HOOK\n",
    )


def notified(site: Site, listener: Listener, *arguments: str) -> CommandResult:
    listener.requests.clear()
    return deploy(site, *arguments, env={"NEWS_HOOK": f"{listener.address}/hook/of-nobodys-business"})


def test_everybody_hears_of_a_deploy_and_nobody_of_none(paper: Site) -> None:
    with listening() as listener:
        aim_and_tell(paper, listener)
        assert notified(paper, listener, "--dry-run").code == 0
        assert listener.requests == []
        assert notified(paper, listener).code == 0
        assert {requests.path for requests in listener.requests} == {"/hub", "/indexnow", "/hook/of-nobodys-business"}
        assert notified(paper, listener).code == 0
        assert listener.requests == []
        paper.edit("content/_posts/2026-07-12-flood.md", "More of it", "Much more of it")
        result = notified(paper, listener)
        engines = next(requests for requests in listener.requests if requests.path == "/indexnow").json
        assert engines["urlList"] == ["https://test.example/news/2026/07/12/flood/"]
        hook = next(requests for requests in listener.requests if requests.path.startswith("/hook")).json
        assert hook["target"] == "live"
        assert "of-nobodys-business" not in result.out + result.err


def test_one_that_fails_is_a_warning_and_the_site_is_out(paper: Site) -> None:
    with listening() as listener:
        aim_and_tell(paper, listener)
        listener.answers += [404] * 10
        result = notified(paper, listener)
        assert result.code == 0
        assert "warning" in result.err
        assert paper.path("www/index.html").exists()


def test_a_refused_deploy_a_silent_target_and_forced_drafts_are_not_told(paper: Site) -> None:
    with listening() as listener:
        aim_and_tell(paper, listener)
        notified(paper, listener)
        paper.remove("content/_posts/2026-07-14-cup.md")
        assert notified(paper, listener).code == 2
        assert listener.requests == []
        paper.write("content/_drafts/idea.md", "---\ntitle: Idea\n---\nNot yet.\n")
        assert notified(paper, listener, "--drafts", "--force").code == 0
        assert listener.requests == []
        aim_and_tell(paper, listener, ", announce: false")
        assert notified(paper, listener, "--force").code == 0
        assert listener.requests == []


def engines_hear(listener: Listener) -> list[list[str]]:
    return [requests.json["urlList"] for requests in listener.requests if requests.path == "/indexnow"]


def test_a_page_without_an_ending_is_told_by_the_address_that_its_links_have(paper: Site) -> None:
    paper.post("2026-07-20-high.md", title="High", permalink="/high")
    paper.write("content/us.md", "---\ntitle: Us\npermalink: /us/who\n---\nWe.\n")
    with listening() as listener:
        aim_and_tell(paper, listener)
        assert notified(paper, listener).code == 0
        (urls,) = engines_hear(listener)
        assert {"https://test.example/high", "https://test.example/us/who"} < set(urls)
        assert not [url for url in urls if url.endswith(".html")]
        hook = next(requests for requests in listener.requests if requests.path.startswith("/hook")).json
        assert "https://test.example/high" in hook["new"]
        assert paper.path("www/high.html").exists()


def test_what_was_interrupted_in_being_told_is_told_by_the_next_deploy(
    paper: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening() as listener:
        aim_and_tell(paper, listener)
        assert notified(paper, listener).code == 0
        paper.edit("content/_posts/2026-07-12-flood.md", "More of it", "Much more of it")
        monkeypatch.setitem(os.environ, "NEWS_HOOK", f"{listener.address}/hook")
        for number in (signal.SIGINT, signal.SIGKILL):
            listener.requests.clear()
            listener.answers = [HANG]
            with at_work(paper) as process:
                until(lambda: bool(listener.requests))
                process.send_signal(number)
                assert process.wait(60) != 0
        listener.answers = []
        paper.edit("content/_posts/2026-07-10-rain.md", "More of it", "Much more of it")
        assert notified(paper, listener).code == 0
        flood, rain = "https://test.example/news/2026/07/12/flood/", "https://test.example/weather/2026/07/10/rain/"
        assert engines_hear(listener) == [[flood, rain]]
        assert {requests.path for requests in listener.requests} >= {"/hub"}
        assert notified(paper, listener).code == 0
        assert listener.requests == []


def test_a_refusal_by_who_is_told_is_not_told_again(paper: Site) -> None:
    with listening() as listener:
        aim_and_tell(paper, listener)
        listener.answers += [404] * 10
        notified(paper, listener)
        listener.answers = []
        notified(paper, listener)
        assert listener.requests == []
