"""Look up the file for a requested URL, never by joining paths."""

import re
from collections.abc import Collection, Mapping
from difflib import SequenceMatcher
from heapq import nlargest
from ipaddress import ip_address
from urllib.parse import quote

from generator.model.output import Output

FRONT = "index.html"
NEAR = 0.6  # the minimum similarity of suggested URLs
LOOKED_AT = 500  # URLs that are compared character by character
WORDS = re.compile(r"[/_.-]+")
LOCAL = ("localhost", "127.0.0.1", "::1")


def file_for(path: str, baseurl: str, outputs: Mapping[str, Output]) -> tuple[str, str]:
    """Return the output for a decoded path, and the target of a redirect ("" for none).

    As on static hosting, `/a/` is `a/index.html`; `/a` is `a` or `a.html`, or redirects to `/a/`.
    """
    if baseurl and path in ("", "/", baseurl):
        return "", f"{baseurl}/"
    if "\\" in path or "//" in path or not path.startswith(f"{baseurl}/"):
        return "", ""
    name = path.removeprefix(f"{baseurl}/")
    if not name or name.endswith("/"):
        return (name + FRONT if name + FRONT in outputs else ""), ""
    for file in (name, f"{name}.html"):
        if file in outputs:
            return file, ""
    return "", (quote(f"{path}/") if f"{name}/{FRONT}" in outputs else "")


def near(path: str, outputs: Collection[str], most: int = 5) -> list[str]:
    """Return the URLs of the site that are most similar to a missing one, the most similar first."""
    wanted = path.strip("/").removesuffix(".html")
    words = set(WORDS.split(wanted))

    def shared(address: str) -> tuple[int, int]:
        return len(words.intersection(WORDS.split(address))), -abs(len(address) - len(wanted))

    pages = [output for output in outputs if output.endswith(".html") and output != "404.html"]
    addresses = [page.removesuffix(FRONT) if page == FRONT or page.endswith(f"/{FRONT}") else page for page in pages]
    if len(addresses) > LOOKED_AT:  # comparing characters is slow: only those that share most words
        addresses = nlargest(LOOKED_AT, addresses, key=shared)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    found = []
    for address in addresses:
        matcher.set_seq1(address.strip("/").removesuffix(".html"))
        if matcher.real_quick_ratio() > NEAR and matcher.quick_ratio() > NEAR and (ratio := matcher.ratio()) > NEAR:
            found.append((-ratio, address))
    return [f"/{address}" for _, address in sorted(found)[:most]]


def is_ours(host: str, bound: str) -> bool:
    """Tell whether a `Host` header is this server's own; any other one may be DNS rebinding."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host
    name = name.removeprefix("[").removesuffix("]").lower()
    if name in LOCAL or name == bound.lower():
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return bound not in LOCAL  # in a network, the preview is reached by IP address
