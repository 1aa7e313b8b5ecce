"""Read a site as its readers do: take a page, then everything that it refers to; from a folder, or from a server."""

import http.client
import random
import re
import threading
from collections.abc import Collection
from functools import cache
from hashlib import blake2b
from html import unescape
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

ADDRESSES = ("href", "src", "poster", "action", "data")
SETS = ("srcset", "imagesrcset")
WHOLE = r"{}[^\s\"'<>)\]}}\\,;]*"
IN_STYLES = re.compile(r"""url\(\s*["']?([^"')]+)""")
# What is never another thing under the same name: what a page was seen with must be there as long as the page is read.
LASTING = re.compile(r"[.-][0-9a-f]{8}\.\w+$")
TEXTS = (".html", ".xml", ".json", ".txt", ".webmanifest", ".css")


class _Markup(HTMLParser):
    """Collects the addresses of a page's elements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (the parser's)
        for name, value in attrs:
            if name in ADDRESSES:
                self.found.append(value or "")
            elif name in SETS:
                self.found += [part.split()[0] for part in (value or "").split(",") if part.strip()]


@cache
def references(path: str, data: bytes, url: str) -> set[str]:
    """Return all that a file refers to below the site's `url`, as paths that begin with a slash."""
    if not path.endswith(TEXTS):
        return set()
    text = data.decode()
    # Once for the markup around a text, once for the markup in a feed's text.
    found = re.findall(WHOLE.format(re.escape(url)), unescape(unescape(text)))
    if path.endswith(".html"):
        markup = _Markup()
        markup.feed(text)
        found += markup.found
    if path.endswith((".html", ".css")):
        found += IN_STYLES.findall(text)
    if path.endswith(".webmanifest"):
        manifest = msgspec.json.decode(data)
        found += [manifest["start_url"], *(icon["src"] for icon in manifest["icons"])]
    here = f"{url}/{path.removesuffix('index.html')}"
    parts = [urlsplit(urljoin(here, link)) for link in found]
    return {unquote(part.path) or "/" for part in parts if f"{part.scheme}://{part.netloc}" == url}


def file_at(files: Collection[str], address: str) -> str | None:
    """Return the file that a server of `files` answers with, if any."""
    path = address.removeprefix("/")
    for name in (path, f"{path}index.html" if path.endswith("/") or not path else f"{path}/index.html"):
        if name in files:
            return name
    return None


class Folder:
    """The files of a site in a folder, as they are at one moment."""

    def __init__(self, files: dict[str, bytes], url: str) -> None:
        self.files = files
        self.url = url
        self._leads: dict[str, set[str]] = {}

    def leads(self, path: str) -> set[str]:
        """Return the addresses that a file refers to."""
        if path not in self._leads:
            self._leads[path] = references(path, self.files[path], self.url)
        return self._leads[path]

    def reached(self, begin: Collection[str]) -> set[str]:
        """Return the files that a reader finds who knows those of `begin` that are there."""
        found, ahead = set(), [path for path in begin if path in self.files]
        while ahead:
            path = ahead.pop()
            if path not in found:
                found.add(path)
                ahead += filter(None, (file_at(self.files, address) for address in self.leads(path)))
        return found

    def broken(self, paths: Collection[str]) -> set[tuple[str, str]]:
        """Return what the files at `paths` refer to and is not there, each with the file that does."""
        known: dict[str, bool] = {}
        found = set()
        for path in paths:
            for address in self.leads(path):
                if address not in known:
                    known[address] = file_at(self.files, address) is None
                if known[address]:
                    found.add((path, address))
        return found


class Readers:
    """Some who read a site on a server of this machine, each in a thread of its own, until they are told to stop.

    ``broken`` is what they found wrong, ``pages`` counts what they read, and ``read`` has the digests of what each
    path was seen with.
    """

    def __init__(self, port: int, url: str, number: int = 2, excused: str = " ") -> None:
        """Read what is on a port; what lies below `excused` may be missing."""
        self.port = port
        self.url = url
        self.excused = excused
        self.broken: set[str] = set()
        self.pages = 0
        self.read: dict[str, set[str]] = {}
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(seed,), daemon=True) for seed in range(number)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()

    def _run(self, seed: int) -> None:
        reader = _Reader(self, random.Random(seed))
        try:
            while not self._over.is_set():
                reader.visit()
        except Exception as error:  # noqa: BLE001 (a thread that ends unheard would read nothing and find nothing)
            self.broken.add(f"a reader gave up: {error!r}")
        finally:
            reader.connection.close()


class _Reader:
    """One who reads."""

    def __init__(self, all_: Readers, chance: random.Random) -> None:
        self.all = all_
        self.chance = chance
        self.connection = http.client.HTTPConnection("127.0.0.1", all_.port, timeout=30)
        self.next = "/"

    def get(self, address: str) -> tuple[int, str, bytes]:
        """Ask, and follow where that leads; return the status, the path that answered, and the body, never a part."""
        for _ in range(3):
            self.connection.request("GET", address)
            answer = self.connection.getresponse()
            body = answer.read()  # raises IncompleteRead
            if answer.status not in (301, 302):
                break
            address = urlsplit(answer.headers["Location"]).path
        path = address.removeprefix("/")
        path += "index.html" if path.endswith("/") or not path else ""
        if answer.status == 200:
            self.all.read.setdefault(path, set()).add(digest(body))
        return answer.status, path, body

    def visit(self) -> None:
        """Read a page, then ask for all that it refers to; go on to one of these."""
        address = self.next
        self.next = "/"
        status, path, body = self.get(address)
        if status != 200:  # where a link led a moment ago
            return
        self.all.pages += 1
        known = sorted(references(path, body, self.all.url))
        for one in known:
            if one.startswith(self.all.excused) or self.get(one)[0] == 200:
                continue
            if LASTING.search(one) or self.still_missing(address, one):
                self.all.broken.add(f"{address} refers to {one}, which is not there")
        ahead = [one for one in known if not LASTING.search(one)]
        if ahead and self.chance.random() < 0.8:
            self.next = self.chance.choice(ahead)

    def still_missing(self, address: str, one: str) -> bool:
        """Tell whether a page that is read again still leads to what is not there: else it was taken away meanwhile."""
        status, path, body = self.get(address)
        return status == 200 and one in references(path, body, self.all.url) and self.get(one)[0] != 200


def digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
