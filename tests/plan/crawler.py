"""Somebody else's crawler, reading the finished site as from a server. Imported by the tests that crawl."""

from collections.abc import Callable
from pathlib import Path

from usp.objects.sitemap import AbstractSitemap
from usp.tree import sitemap_tree_for_homepage
from usp.web_client.abstract_client import (
    AbstractWebClient,
    AbstractWebClientResponse,
    AbstractWebClientSuccessResponse,
    WebClientErrorResponse,
)


class Answer(AbstractWebClientSuccessResponse):
    """A file of the finished site, as a server sends it."""

    def __init__(self, url: str, data: bytes) -> None:
        self._url = url
        self._data = data

    def status_code(self) -> int:
        return 200

    def status_message(self) -> str:
        return "OK"

    def header(self, case_insensitive_name: str) -> str | None:
        return {"content-type": "text/plain" if self._url.endswith(".txt") else "application/xml"}.get(
            case_insensitive_name.lower()
        )

    def raw_data(self) -> bytes:
        return self._data

    def url(self) -> str:
        return self._url


class Missing(WebClientErrorResponse):
    """What a server says of a file that is not there."""


class Server(AbstractWebClient):
    """Answers a crawler out of `_site/`, below a folder of the address if there is a `baseurl`."""

    def __init__(self, file_of: Callable[[str], Path]) -> None:
        self.file_of = file_of
        self.asked: list[str] = []

    def set_max_response_data_length(self, max_response_data_length: int | None) -> None:
        pass

    def get(self, url: str) -> AbstractWebClientResponse:
        self.asked.append(url)
        path = self.file_of(url)
        return Answer(url, path.read_bytes()) if path.is_file() else Missing("not there", retryable=False)


def crawled(home: str, file_of: Callable[[str], Path]) -> AbstractSitemap:
    """Follow robots.txt to every sitemap, as a search engine does."""
    return sitemap_tree_for_homepage(home, web_client=Server(file_of), use_known_paths=False)
