"""Notify a WebSub hub, search engines (IndexNow), and a webhook of what a deploy changed.

Failures here are warnings: the deploy itself is done. https://www.w3.org/TR/websub/ does not specify how a publisher
notifies its hub; public hubs accept what is sent here. IndexNow: https://www.indexnow.org/documentation
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from msgspec import Struct

from generator.deploy.http_post import TIMEOUT, WAITS, post
from generator.deploy.redact import redact
from generator.deploy.store import StoreError
from generator.formats.feeds import FEEDS
from generator.model.output import Role
from generator.model.problem import Problem
from generator.model.settings import Settings

MAX_URLS = 10_000  # in one request, a limit of IndexNow
MAX_FEEDS = 100  # after one deploy, with a request for each: many hubs accept only one URL
MAX_SECONDS = 60.0  # for all notifications after one deploy
FEED_NAMES = frozenset(feed.path for feed in FEEDS)
FORM, JSON = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
FRONT = "index.html"
HIDDEN = ("404.html",)

# Hints for refused requests.
HINTS = {
    "websub": "Look at the hub's address.",
    "indexnow": "See that {root}/{key}.txt can be read, and holds the key.",
    "webhook": "Look at its address; it may have been revoked.",
}

_SIGNS = "!$&'()*+,;=:@/"  # the punctuation of RFC 3986's pchar, as in the site's own URLs


class Timeouts(Struct, frozen=True):
    """How many seconds ``one`` request may take, and ``all`` of them; ``waits`` are the delays before retries."""

    one: float = TIMEOUT
    all: float = MAX_SECONDS
    waits: Sequence[float] = WAITS


USUAL = Timeouts()


class ChangedPaths(Struct, frozen=True):
    """The new, changed and deleted files of a site, by path, each with its role. Assets are left out.

    ``addresses`` are the URLs of those that do not have that of their file, such as `/flood` of `flood.html`.
    """

    new: dict[str, Role] = {}
    changed: dict[str, Role] = {}
    gone: dict[str, Role] = {}
    addresses: Mapping[str, str] = {}

    def url(self, path: str, root: str) -> str:
        """Return the URL of a file. `root` is the site's URL."""
        address = self.addresses.get(path)
        return url_of(path, root) if address is None else root + address

    def urls(self, root: str, *roles: Role) -> list[str]:
        """Return the URLs of all files with one of `roles`: new, changed, deleted. `root` is the site's URL."""
        return [
            self.url(path, root)
            for paths in (self.new, self.changed, self.gone)
            for path, role in sorted(paths.items())
            if role in roles and path not in HIDDEN
        ]


def url_of(path: str, root: str) -> str:
    """Return the URL of a file of the site; an `index.html` has that of its folder."""
    if path == FRONT or path.endswith("/" + FRONT):
        path = path[: -len(FRONT)]
    return f"{root}/{quote(path, safe=_SIGNS)}"


def notify(  # noqa: PLR0913 (what is sent, and how)
    settings: Settings,
    target: str,
    changes: ChangedPaths,
    now: datetime,
    say: Callable[[str], None] = lambda _: None,
    *,
    environment: Mapping[str, str] = os.environ,
    patience: Timeouts = USUAL,
) -> list[Problem]:
    """Notify the receivers in `announce:` of the changes at `target`, and return the problems. `say` reports each step.

    The problems are warnings without a line, since the line may contain the webhook's URL, which is a secret. All
    notifications end after a minute.
    """
    if not (changes.new or changes.changed or changes.gone):
        return []
    notifier = _Notifier(settings, target, changes, now, environment, patience, time.monotonic() + patience.all)
    problems = []
    for key, whom, tell in RECEIVERS:
        if getattr(settings.announce, key):
            say(f"telling {whom}")
            try:
                tell(notifier)
            except StoreError as error:
                problems.append(notifier.problem(key, error))
    return problems


class _Notifier(Struct, frozen=True):
    """The changes, and how to send them."""

    settings: Settings
    target: str
    changes: ChangedPaths
    now: datetime
    environment: Mapping[str, str]
    patience: Timeouts
    end: float

    @property
    def root(self) -> str:
        """The site's URL without a trailing slash."""
        return self.settings.url + self.settings.baseurl

    def post(self, url: str, body: bytes, content_type: str, name: str) -> None:
        """Send one request, within the remaining time."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise StoreError("there was no time left", f"All that is told may take {self.patience.all:g} seconds.")
        post(url, body, content_type, name=name, waits=self.patience.waits, seconds=min(left, self.patience.one))

    def problem(self, key: str, error: StoreError) -> Problem:
        """Return an error as a warning."""
        hint = error.hint or HINTS[key].format(root=self.root, key=self.settings.announce.indexnow)
        message, hint = (redact(text, self.environment) for text in (f"announce: {key}: {error.message}", hint))
        return Problem(self.settings.file, message, hint=hint, severity="warning")


def _notify_hub(notifier: _Notifier) -> None:
    """Send each changed feed to the hub, the site's own first. After one failure the hub gets no more requests."""
    changes = notifier.changes
    paths = [
        path
        for path, role in {**changes.new, **changes.changed}.items()
        if role == "feed" and path.rpartition("/")[2] in FEED_NAMES
    ]
    paths.sort(key=lambda path: (path.count("/"), path))
    for number, path in enumerate(paths[:MAX_FEEDS]):
        topic = url_of(path, notifier.root)
        # Older hubs read hub.url, newer ones hub.topic.
        body = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic})
        try:
            notifier.post(notifier.settings.announce.websub, body.encode(), FORM, "the hub")
        except StoreError as error:
            told = f"; it was told of {number} of {len(paths):,} feeds" if number else ""
            raise StoreError(error.message + told, error.hint) from None
    if len(paths) > MAX_FEEDS:
        message = f"the hub was told of {MAX_FEEDS} feeds; {len(paths) - MAX_FEEDS:,} more have changed"
        raise StoreError(message, "Their readers see it when they ask next.")


def _notify_engines(notifier: _Notifier) -> None:
    """Send the URL of each new, changed or deleted story and page."""
    announced = notifier.settings.announce
    urls = notifier.changes.urls(notifier.root, "story")
    for start in range(0, len(urls), MAX_URLS):
        told = {
            "host": urlsplit(notifier.root).hostname,
            "key": announced.indexnow,
            "keyLocation": f"{notifier.root}/{announced.indexnow}.txt",
            "urlList": urls[start : start + MAX_URLS],
        }
        notifier.post(announced.indexnow_endpoint, msgspec.json.encode(told), JSON, "the endpoint")


def _notify_webhook(notifier: _Notifier) -> None:
    """Send the number of changed files, and their paths."""
    address = _address(notifier.settings.announce.webhook, notifier.environment)
    groups = {"new": notifier.changes.new, "changed": notifier.changes.changed, "gone": notifier.changes.gone}
    url_of_file = partial(notifier.changes.url, root=notifier.root)
    told = {
        "site": f"{notifier.root}/",
        "title": notifier.settings.title,
        "target": notifier.target,
        "time": notifier.now,
        "count": {name: len(paths) for name, paths in groups.items()},
        **{name: list(map(url_of_file, sorted(paths)[:MAX_URLS])) for name, paths in groups.items()},
    }
    notifier.post(address, msgspec.json.encode(told), JSON, "it")


def _address(webhook: str, environment: Mapping[str, str]) -> str:
    """Return the webhook's URL, from an environment variable if one is named."""
    if not webhook.startswith("$"):
        return webhook
    url = environment.get(webhook[1:], "").strip()
    if not url:
        raise StoreError(f"{webhook} is not set", "Set it in the environment of the deploy.")
    if urlsplit(url).scheme not in ("http", "https"):
        raise StoreError(f"{webhook} holds no web address", "Set it to an address such as https://example.com/hook.")
    return url


# Each key of `announce:`, the name of its receiver, and the function that notifies it. The webhook is first, since it
# may purge caches that the others read; the hub is last, since it may take all the time.
RECEIVERS: tuple[tuple[str, str, Callable[[_Notifier], None]], ...] = (
    ("webhook", "the webhook", _notify_webhook),
    ("indexnow", "search engines (IndexNow)", _notify_engines),
    ("websub", "the WebSub hub", _notify_hub),
)
