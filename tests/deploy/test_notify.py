"""After a deploy: a hub, search engines and a webhook are told what changed; what goes wrong there is a warning."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from deploy.listener import CUT, DRIP, HANG, Listener, listening
from hypothesis import given
from hypothesis import strategies as st
from optional import feedparser
from smallsite import Site

from generator.deploy.http_post import TIMEOUT, post
from generator.deploy.notify import MAX_FEEDS, MAX_SECONDS, MAX_URLS, ChangedPaths, Timeouts, notify, url_of
from generator.deploy.store import StoreError
from generator.formats.permalinks import safe_url
from generator.formats.urls import output_path
from generator.model.problem import InputError, Problem
from generator.model.settings import Settings
from generator.model.target import Announce
from generator.read.config.announce import KEYS, read_announce
from generator.read.yaml.fields import Fields
from generator.read.yaml.load import load_yaml
from generator.render.filters import absolute_url

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
KEY = "5f0c1a2b-3c4d4e5f"
ROOT = "https://test.example/paper"
HUB = "https://hub.example/?a=1&b=2"
CHANGES = ChangedPaths(
    new={"2026/flood/index.html": "story", "tags/river/index.html": "list", "tags/river/feed.xml": "feed"},
    changed={
        "feed.xml": "feed",
        "atom.xml": "feed",
        "feed.json": "feed",
        "sitemap.xml": "feed",
        "tags/rain/feed.xml": "feed",
        "about/index.html": "story",
        "404.html": "story",
        "index.html": "list",
        "logo.svg": "file",
    },
    gone={"2026/köln & co.html": "story"},
)


@pytest.fixture(scope="module")
def server() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def listener(server: Listener, monkeypatch: pytest.MonkeyPatch) -> Listener:
    """Return the server as if it had heard nothing yet; no proxy stands before it."""
    server.requests, server.answers, server.location = [], [], ""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
    return server


def notified(who: Announce, changes: ChangedPaths = CHANGES, **options: Any) -> list[Problem]:  # passed on
    settings = Settings(title="The Test", url="https://test.example", baseurl="/paper", announce=who)
    usual = {"environment": {}, "patience": Timeouts(waits=(0, 0))}
    return notify(settings, "live", changes, NOW, **{**usual, **options})


def read(text: str) -> tuple[Announce, tuple[Problem, ...]]:
    loaded = load_yaml(text, "_config.yml")
    assert isinstance(loaded.value, dict)
    return read_announce(Fields("_config.yml", loaded.value, loaded.positions, loaded.texts), text)


# Who is told what.


def test_the_hub_is_told_of_each_feed_that_changed_and_of_nothing_else(listener: Listener) -> None:
    assert notified(Announce(websub=f"{listener.address}/hub?x=1")) == []
    assert {(one.method, one.path, one.type) for one in listener.requests} == {
        ("POST", "/hub?x=1", "application/x-www-form-urlencoded")
    }
    assert all(
        one.form["hub.mode"] == ["publish"] and one.form["hub.url"] == one.form["hub.topic"]
        for one in listener.requests
    )
    topics = [one.form["hub.url"][0].removeprefix(ROOT) for one in listener.requests]
    assert topics == ["/atom.xml", "/feed.json", "/feed.xml", "/tags/rain/feed.xml", "/tags/river/feed.xml"]


def test_the_hub_is_told_of_so_many_feeds_at_most_and_the_sites_own_come_first(listener: Listener) -> None:
    many: dict[str, Any] = {f"tags/{number}/feed.xml": "feed" for number in range(MAX_FEEDS + 5)}
    (problem,) = notified(Announce(websub=listener.address), ChangedPaths(changed={**many, "feed.xml": "feed"}))
    assert len(listener.requests) == MAX_FEEDS
    assert listener.requests[0].form["hub.url"] == [f"{ROOT}/feed.xml"]
    assert "6 more have changed" in problem.message


def test_search_engines_are_told_of_stories_and_pages_new_changed_and_gone(listener: Listener) -> None:
    assert notified(Announce(indexnow=KEY, indexnow_endpoint=f"{listener.address}/indexnow")) == []
    (one,) = listener.requests
    assert (one.path, one.type) == ("/indexnow", "application/json; charset=utf-8")
    assert one.json == {
        "host": "test.example",
        "key": KEY,
        "keyLocation": f"{ROOT}/{KEY}.txt",
        "urlList": [f"{ROOT}/2026/flood/", f"{ROOT}/about/", f"{ROOT}/2026/k%C3%B6ln%20&%20co.html"],
    }


def test_search_engines_are_told_of_ten_thousand_at_once_at_most(listener: Listener) -> None:
    stories: dict[str, Any] = {f"{number:05}/index.html": "story" for number in range(MAX_URLS + 1)}
    assert notified(Announce(indexnow=KEY, indexnow_endpoint=listener.address), ChangedPaths(new=stories)) == []
    lists = [one.json["urlList"] for one in listener.requests]
    assert [len(urls) for urls in lists] == [MAX_URLS, 1]
    assert sorted(url for urls in lists for url in urls) == [f"{ROOT}/{number:05}/" for number in range(MAX_URLS + 1)]


def test_a_webhook_gets_all_that_changed(listener: Listener) -> None:
    assert notified(Announce(webhook=f"{listener.address}/hook/secret")) == []
    (one,) = listener.requests
    assert one.path == "/hook/secret"
    assert one.json["site"] == f"{ROOT}/"
    assert (one.json["title"], one.json["target"], one.json["time"]) == ("The Test", "live", "2026-11-21T12:00:00Z")
    assert one.json["count"] == {"new": 3, "changed": 9, "gone": 1}
    assert one.json["new"] == [f"{ROOT}/2026/flood/", f"{ROOT}/tags/river/feed.xml", f"{ROOT}/tags/river/"]
    assert f"{ROOT}/logo.svg" in one.json["changed"]


def test_nobody_is_told_where_nothing_changed_or_nobody_is_named(listener: Listener) -> None:
    everybody = Announce(listener.address, KEY, listener.address, listener.address)
    steps: list[str] = []
    assert notified(everybody, ChangedPaths(), say=steps.append) == []
    assert notified(Announce(), say=steps.append) == []
    assert (listener.requests, steps) == ([], [])
    notified(everybody, say=steps.append)
    assert steps == ["telling the webhook", "telling search engines (IndexNow)", "telling the WebSub hub"]


def test_only_a_story_that_changed_is_told_to_search_engines_and_only_then(listener: Listener) -> None:
    assert (
        notified(Announce(listener.address, KEY, listener.address), ChangedPaths(changed={"index.html": "list"})) == []
    )
    assert listener.requests == []


@given(
    st.text(st.characters(exclude_categories=["C"], exclude_characters="?#%"), min_size=1, max_size=30), st.booleans()
)
def test_addresses_are_those_that_the_site_itself_names(name: str, is_folder: bool) -> None:
    try:
        url = safe_url(f"/{name}/" if is_folder else f"/{name}.html")
    except ValueError:
        return
    if url.endswith("/index.html"):
        return
    assert url_of(output_path(url), ROOT) == absolute_url(url, "https://test.example", "/paper")


# What goes wrong there.


@pytest.mark.parametrize("answers", [[500], [503, 502], [429], [CUT], [500, CUT]])
def test_y09_what_may_heal_is_tried_again(answers: list[int], listener: Listener) -> None:
    listener.answers = [*answers, 202]
    assert notified(Announce(webhook=f"{listener.address}/hook")) == []
    assert len(listener.requests) == len(answers) + 1
    assert len({one.body for one in listener.requests}) == 1


def test_y09_but_not_for_ever_and_a_hub_that_failed_is_asked_no_more(listener: Listener) -> None:
    listener.answers = [500] * 20
    (problem,) = notified(Announce(websub=listener.address))
    assert (problem.severity, problem.message) == ("warning", "announce: websub: the hub answered 500")
    assert (problem.file, problem.line) == ("_config.yml", 0)
    assert len(listener.requests) == 3


@pytest.mark.parametrize("answers", [[HANG], [DRIP], [500, DRIP], [503, HANG]])
def test_y09_one_that_is_slow_is_not_waited_for(answers: list[int], listener: Listener) -> None:
    """A dripping answer would be one after a minute: each byte of it comes in time."""
    listener.answers = answers
    expected = len(answers)
    with pytest.raises(StoreError, match=r"the hub did not answer within 0\.5 seconds"):
        post(listener.address, b"x", "text/plain", name="the hub", waits=(0, 0), seconds=0.5)
    assert len(listener.requests) == expected


def test_y09_all_that_is_told_has_an_end_and_who_is_quick_still_hears(listener: Listener) -> None:
    many: dict[str, Any] = {f"tags/{number}/feed.xml": "feed" for number in range(20)}
    changes = ChangedPaths(changed={**many, "about/index.html": "story"})
    listener.answers = [DRIP, 204, 204, 204, DRIP]
    slow = Timeouts(one=0.5, all=1.2, waits=(0, 0))
    hook, hub = notified(Announce(listener.address, KEY, listener.address, listener.address), changes, patience=slow)
    assert hook.message == "announce: webhook: it did not answer within 0.5 seconds"
    assert re.fullmatch(r".*: the hub did not answer within [\d.]+ seconds; it was told of 2 of 20 feeds", hub.message)
    assert len(listener.requests) == 5


def test_y09_nobody_is_asked_when_time_is_up(listener: Listener) -> None:
    everybody = Announce(listener.address, KEY, listener.address, listener.address)
    problems = notified(everybody, patience=Timeouts(all=0))
    assert [problem.message.partition(": ")[2] for problem in problems] == [
        f"{key}: there was no time left" for key in ("webhook", "indexnow", "websub")
    ]
    assert listener.requests == []


def test_y09_a_deploy_is_held_up_for_a_minute_at_the_most() -> None:
    assert (TIMEOUT, MAX_SECONDS, Timeouts()) == (20, 60, Timeouts(20, 60, (1, 4)))


@pytest.mark.parametrize(("status", "hint"), [(403, f"{ROOT}/{KEY}.txt"), (422, "key"), (400, "key")])
def test_a_refusal_is_final(status: int, hint: str, listener: Listener) -> None:
    listener.answers = [status]
    (problem,) = notified(Announce(indexnow=KEY, indexnow_endpoint=listener.address))
    assert problem.message == f"announce: indexnow: the endpoint answered {status}"
    assert hint in problem.hint
    assert len(listener.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("location", ["{}/elsewhere", "file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_nobody_is_led_elsewhere(status: int, location: str, listener: Listener) -> None:
    listener.answers, listener.location = [status], location.format(listener.address)
    (problem,) = notified(Announce(webhook=f"{listener.address}/hook"))
    assert "it has moved" in problem.message
    assert [one.path for one in listener.requests] == ["/hook"]


def test_see_other_is_no_fault_and_not_looked_at(listener: Listener) -> None:
    listener.answers, listener.location = [303], f"{listener.address}/thanks"
    assert notified(Announce(webhook=f"{listener.address}/hook")) == []
    assert len(listener.requests) == 1


def test_one_that_fails_does_not_keep_the_others_from_hearing(listener: Listener) -> None:
    gone = "http://127.0.0.1:9"  # nobody listens there
    problems = notified(Announce(gone, KEY, gone, f"{listener.address}/hook"))
    assert [problem.message.split(": ")[1] for problem in problems] == ["indexnow", "websub"]
    assert all("cannot be reached" in problem.message for problem in problems)
    assert [one.path for one in listener.requests] == ["/hook"]


@pytest.mark.parametrize("scheme", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://[::1", "http://a b/", "nothing"])
def test_other_schemes_are_not_spoken(scheme: str) -> None:
    (problem,) = notified(Announce(websub=scheme))
    assert problem.severity == "warning"


# A webhook's address is a secret.


def test_y03_a_webhook_may_be_named_by_a_variable(listener: Listener) -> None:
    assert notified(Announce(webhook="$NEWS_HOOK"), environment={"NEWS_HOOK": f" {listener.address}/s3cr3t\n"}) == []
    assert [one.path for one in listener.requests] == ["/s3cr3t"]
    for environment in ({}, {"NEWS_HOOK": ""}, {"NEWS_HOOK": "s3cr3t"}, {"NEWS_HOOK": "file:///s3cr3t"}):
        (problem,) = notified(Announce(webhook="$NEWS_HOOK"), environment=environment)
        assert "$NEWS_HOOK" in problem.message
        assert "s3cr3t" not in str(problem)


@pytest.mark.parametrize("answer", [500, 404, 301, CUT])
@pytest.mark.parametrize("is_named", [True, False])
def test_y03_the_address_of_a_webhook_is_never_said(answer: int, is_named: bool, listener: Listener) -> None:
    listener.answers, listener.location = [answer] * 3, f"{listener.address}/m0v3d"
    url = f"{listener.address.replace('//', '//ada:p4ssw0rd@')}/s3cr3t?t0k3n=1"
    steps: list[str] = []
    who = Announce(webhook="$HOOK" if is_named else url)
    problems = notified(who, environment={"HOOK": url}, say=steps.append)
    assert len(problems) == 1
    for part in ("s3cr3t", "t0k3n", "p4ssw0rd", "m0v3d", "127.0.0.1"):
        assert part not in str(problems) + str(steps)


# The settings.


def test_settings_that_make_sense() -> None:
    assert read("url: x") == read("announce:") == read("announce: {}") == (Announce(), ())
    text = f"url: https://test.example\nannounce:\n  websub: {HUB}\n  indexnow: {KEY}\n  webhook: $NEWS_HOOK\n"
    assert read(text) == (Announce(HUB, KEY, webhook="$NEWS_HOOK"), ())
    announced, warnings = read(
        "url: https://test.example\nannounce:\n  webhook: https://hooks.example/x\n  pings: [a]\n"
    )
    assert announced.webhook == "https://hooks.example/x"
    assert [(one.severity, one.line) for one in warnings] == [("warning", 4)]
    assert all(key in warnings[0].hint for key in KEYS)


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        ("  indexnow: short", 3, "announce: indexnow: this is not a key"),
        ("  indexnow: no_underscores", 3, "this is not a key"),
        (f"  indexnow: {'a' * 129}", 3, "this is not a key"),
        ("  indexnow: 12345678", 3, "this is not a key"),
        ("  websub: hub.example", 3, "announce: websub: this is not a web address"),
        ("  websub: ftp://hub.example", 3, "this is not a web address"),
        ("  websub: https://ada:pw@hub.example/", 3, "everybody would see it"),
        ("  websub: [https://hub.example]", 3, "this is not a web address"),
        ("  webhook: $NAME\n  indexnow_endpoint: x", 4, "announce: indexnow_endpoint"),
        ("  webhook: $2", 3, "this is neither a web address nor $NAME"),
        ("  - https://hub.example", 3, "this should be a group"),
    ],
)
def test_settings_that_make_no_sense_are_said_with_their_line(lines: str, line: int, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        read(f"url: https://test.example\nannounce:\n{lines}\n")
    assert caught.value.problem.line == line
    assert "pw@" not in str(caught.value.problem)


@pytest.mark.parametrize(
    "lines",
    [
        "announce: {indexnow: short, webhook: 'https://hooks.example/s3cr3t'}",
        "announce: {webhook: 'hooks.example/s3cr3t'}",
        "announce:\n  webhook: htps://hooks.example/s3cr3t",
        "announce: https://hooks.example/s3cr3t",
        "announce:\n  https://hooks.example/s3cr3t",
    ],
)
def test_y03_a_webhooks_address_is_not_repeated(lines: str) -> None:
    with pytest.raises(InputError) as caught:
        read(f"url: https://test.example\n{lines}\n")
    assert "s3cr3t" not in str(caught.value.problem)


def test_nothing_can_be_told_of_a_site_without_an_address(site: Site) -> None:
    site.write("content/_config.yml", f"title: x\nannounce:\n  websub: {HUB}\n")
    (problem,) = site.build().problems
    assert (problem.severity, problem.line) == ("error", 3)
    assert "Set url" in problem.hint


# The site's side.


CONFIG = f"""\
title: T
permalink: pretty
url: https://test.example
baseurl: /paper
announce: {{websub: '{HUB}', indexnow: {KEY}}}
"""


def announcing(paper: Site) -> None:
    paper.write("content/_config.yml", CONFIG)
    assert paper.build().problems == []


def test_every_feed_names_its_hub_and_itself(paper: Site) -> None:
    announcing(paper)
    feeds = [path for path in paper.tree() if path.endswith(("feed.xml", "atom.xml"))]
    assert len(feeds) > 8
    for path in feeds:
        parsed = feedparser.parse(paper.read(path))
        assert not parsed.bozo
        links = {link.rel: link.href for link in parsed.feed.links if link.rel in ("hub", "self")}
        assert links == {"hub": HUB, "self": f"{ROOT}/{path}"}
        assert [link.rel for link in parsed.feed.links].count("hub") == 1
    feed = msgspec.json.decode(paper.read("feed.json"))
    assert feed["hubs"] == [{"type": "WebSub", "url": HUB}]
    assert feed["feed_url"] == f"{ROOT}/feed.json"


def test_a_site_without_a_hub_names_none(paper: Site) -> None:
    paper.build()
    assert not [path for path, data in paper.tree().items() if b'"hub' in data]
    assert b"hubs" not in paper.tree()["feed.json"]


def test_the_key_lies_where_search_engines_look_for_it(paper: Site) -> None:
    announcing(paper)
    assert paper.tree()[f"{KEY}.txt"] == KEY.encode()
    assert KEY not in paper.read("sitemap.xml")
    assert paper.build().written == []
    assert paper.tree() == paper.clean_tree()


def test_another_key_takes_the_place_of_the_first_and_a_file_of_the_site_goes_before(paper: Site) -> None:
    announcing(paper)
    paper.edit("content/_config.yml", KEY, "another-key")
    paper.build()
    assert f"{KEY}.txt" not in paper.tree()
    paper.write("content/another-key.txt", "ours\n")
    paper.build()
    assert paper.read("another-key.txt") == "ours\n"
    paper.edit("content/_config.yml", ", indexnow: another-key", "")
    paper.remove("content/another-key.txt")
    assert "another-key.txt" in paper.build().removed


def test_what_is_told_are_the_addresses_that_the_feeds_and_the_sitemap_have(paper: Site) -> None:
    announcing(paper)
    topics = [url_of(path, ROOT) for path in paper.tree() if path.endswith("feed.xml")]
    assert all(
        f'<atom:link href="{topic}" rel="self"' in paper.read(topic.removeprefix(ROOT + "/")) for topic in topics
    )
    stories = [path for path in paper.tree() if re.search(r"/2026/0./..", path)]
    assert len(stories) == 3
    assert all(f"<loc>{url_of(path, ROOT)}</loc>" in paper.read("sitemap.xml") for path in stories)
