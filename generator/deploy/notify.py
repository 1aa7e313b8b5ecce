"""Notify a WebSub hub, search engines (IndexNow), and a webhook of what a deploy changed.

Nothing that goes wrong here undoes a deploy: all of it is warned of. https://www.w3.org/TR/websub/ leaves open how a
publisher tells its hub; what is sent here is what public hubs take. IndexNow: https://www.indexnow.org/documentation
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from msgspec import Struct

from generator.deploy.http_post import PATIENCE, WAITS, post
from generator.deploy.redact import redact
from generator.deploy.store import StoreError
from generator.model.output import Role
from generator.model.problem import Problem
from generator.model.settings import Settings

MAX_URLS = 10_000  # of one request, as IndexNow has it
MAX_FEEDS = 100  # told of after one deploy, a request each: many hubs read one address only
MAX_SECONDS = 60.0  # for all that is told after one deploy
FEEDS = ("feed.xml", "atom.xml", "feed.json")
FORM, JSON = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
FRONT = "index.html"
HIDDEN = ("404.html",)

# What to do where a machine refuses what it is told.
HINTS = {
    "websub": "Look at the hub's address.",
    "indexnow": "See that {root}/{key}.txt can be read, and holds the key.",
    "webhook": "Look at its address; it may have been revoked.",
}

_SIGNS = "!$&'()*+,;=:@/"  # of RFC 3986's pchar those that are no letters or digits, as the site's own URLs have them


class Timeouts(Struct, frozen=True):
    """How many seconds ``one`` request may take, and ``all`` of them; ``waits`` are those before it is tried again."""

    one: float = PATIENCE
    all: float = MAX_SECONDS
    waits: Sequence[float] = WAITS


USUAL = Timeouts()


class ChangedPaths(Struct, frozen=True):
    """What readers and machines find changed at a site, by path below it, each with its role. Assets are left out."""

    new: dict[str, Role] = {}
    changed: dict[str, Role] = {}
    gone: dict[str, Role] = {}

    def urls(self, root: str, *roles: Role) -> list[str]:
        """Return the addresses of what has one of `roles`: new, changed, gone. `root` is the site's address."""
        return [
            url_of(path, root)
            for paths in (self.new, self.changed, self.gone)
            for path, role in sorted(paths.items())
            if role in roles and path not in HIDDEN
        ]


def url_of(path: str, root: str) -> str:
    """Return the address of a file of the site; that of a folder's page is the folder's."""
    if path == FRONT or path.endswith("/" + FRONT):
        path = path[: -len(FRONT)]
    return f"{root}/{quote(path, safe=_SIGNS)}"


def notify(  # noqa: PLR0913 (what is told, and how)
    settings: Settings,
    target: str,
    changes: ChangedPaths,
    now: datetime,
    say: Callable[[str], None] = lambda _: None,
    *,
    environment: Mapping[str, str] = os.environ,
    patience: Timeouts = USUAL,
) -> list[Problem]:
    """Tell whoever `announce:` names what was changed at `target`; `say` is told whom. Return what went wrong.

    The problems are warnings, without a line: the line might hold the webhook's address, which is a secret. Whoever is
    slow is not waited for: all is over after a minute.
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
    """What is to be told, and how."""

    settings: Settings
    target: str
    changes: ChangedPaths
    now: datetime
    environment: Mapping[str, str]
    patience: Timeouts
    end: float

    @property
    def root(self) -> str:
        """The site's address, without a slash at its end."""
        return self.settings.url + self.settings.baseurl

    def post(self, url: str, body: bytes, content_type: str, name: str) -> None:
        """Send one request, as long as there is time."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise StoreError("there was no time left", f"All that is told may take {self.patience.all:g} seconds.")
        post(url, body, content_type, name=name, waits=self.patience.waits, seconds=min(left, self.patience.one))

    def problem(self, key: str, error: StoreError) -> Problem:
        """Return what went wrong as a warning."""
        hint = error.hint or HINTS[key].format(root=self.root, key=self.settings.announce.indexnow)
        message, hint = (redact(text, self.environment) for text in (f"announce: {key}: {error.message}", hint))
        return Problem(self.settings.file, message, hint=hint, severity="warning")


def _notify_hub(notifier: _Notifier) -> None:
    """Name each changed feed to the hub, the site's own first. A hub that fails once is asked no more."""
    changes = notifier.changes
    paths = [
        path
        for path, role in {**changes.new, **changes.changed}.items()
        if role == "feed" and path.rpartition("/")[2] in FEEDS
    ]
    paths.sort(key=lambda path: (path.count("/"), path))
    for number, path in enumerate(paths[:MAX_FEEDS]):
        topic = url_of(path, notifier.root)
        # Older hubs look for hub.url, younger ones for hub.topic.
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
    """Name each story and page that is new, changed or gone."""
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
    """Say how many files have changed, and which."""
    url = _address(notifier.settings.announce.webhook, notifier.environment)
    groups = {"new": notifier.changes.new, "changed": notifier.changes.changed, "gone": notifier.changes.gone}
    told = {
        "site": f"{notifier.root}/",
        "title": notifier.settings.title,
        "target": notifier.target,
        "time": notifier.now,
        "count": {name: len(paths) for name, paths in groups.items()},
        **{name: [url_of(path, notifier.root) for path in sorted(paths)[:MAX_URLS]] for name, paths in groups.items()},
    }
    notifier.post(url, msgspec.json.encode(told), JSON, "it")


def _address(webhook: str, environment: Mapping[str, str]) -> str:
    """Return the webhook's address, from the variable that is named if one is."""
    if not webhook.startswith("$"):
        return webhook
    url = environment.get(webhook[1:], "").strip()
    if not url:
        raise StoreError(f"{webhook} is not set", "Set it in the environment of the deploy.")
    if urlsplit(url).scheme not in ("http", "https"):
        raise StoreError(f"{webhook} holds no web address", "Set it to an address such as https://example.com/hook.")
    return url


# The key of `announce:`, whom it names, and how they are told. The webhook is first, since it may empty caches that the
# others look into; the hub is last, since it may take all the time that there is.
RECEIVERS: tuple[tuple[str, str, Callable[[_Notifier], None]], ...] = (
    ("webhook", "the webhook", _notify_webhook),
    ("indexnow", "search engines (IndexNow)", _notify_engines),
    ("websub", "the WebSub hub", _notify_hub),
)
