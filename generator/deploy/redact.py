"""Redact secrets in printed text, including the output of other programs.

Three things are redacted: known credentials; the values of environment variables with secret names, such as `…_TOKEN`;
and text that has the form of a credential (in URLs, headers, well-known tokens). The first two are also found
percent-encoded, in JSON, in base64 and in hexadecimal.
"""

import base64
import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from urllib.parse import quote, quote_plus

from generator.model.confidential import REDACTED

MIN_LENGTH = 6  # characters: shorter values are parts of ordinary words
LONG = 12  # characters: no ordinary word has this value as a part
ENCODED = 8  # characters of base64: fewer occur in any text

_SECRET = re.compile(
    r"TOKEN|SECRET|PASSW|(?<!ASK)PASS(?:$|_)|PASSPHRASE|[A-Z0-9]_?PWD$|CREDENTIAL|AUTH(?!OR)|API_?KEY|_KEY|PRIVATE"
    r"|BEARER|COOKIE|JWT|WEBHOOK|_PAT$|_DSN$|_SAS$",
    re.IGNORECASE,
)
_PLACES = re.compile(r"OLDPWD|.*_(?:FILE|PATH|SOCK|DIR|HOME|HELPER|TYPE|MODE|METHOD)", re.IGNORECASE)  # no secrets
# The values of switches.
_WORDS = frozenset(
    ("always", "default", "disable", "disabled", "enable", "enabled", "optional", "password", "prompt", "publickey",
     "required", "keyring", "osxkeychain")
)  # fmt: skip
_IN_QUERIES = r"token|secret|signature|\bsig\b|key|passw|auth|credential"
_LETTERS = re.compile(r"[a-z]+|[A-Z]+")
# Every prefix in these patterns has a maximum length, so that matching takes linear time.
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (r"(https?://)[^\s/?#\"'<>]{1,1000}@", rf"\1{REDACTED}@"),
        (r"(\b[a-z][a-z0-9+.-]{0,20}://)[^\s/?#\"'<>@:]{0,200}:[^\s/?#\"'<>]{1,1000}@", rf"\1{REDACTED}@"),
        (r"(authorization[\"']?[ \t]{0,9}[:=][ \t]{0,9})[^\r\n]+", rf"\1{REDACTED}"),
        (r"(\b(?:x-api-key|private-token|x-[a-z-]{1,30}-token|(?:set-)?cookie)[\"']?:)[^\r\n]+", rf"\1 {REDACTED}"),
        (rf"([?&][^\s=&#]{{0,40}}(?:{_IN_QUERIES})[^\s=&#]{{0,40}}=)[^\s&#\"'<>]+", rf"\1{REDACTED}"),
        (r"\b(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|nfp_)[A-Za-z0-9_-]{16,}", REDACTED),
    )
)


def redact(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return a text without the secrets of the environment and without anything that looks like one."""
    return redactor(environment)(text)


def redactor(environment: Mapping[str, str] = os.environ, credentials: Collection[str] = ()) -> Callable[[str], str]:
    """Return a function that redacts texts; the environment is read once.

    `credentials` are redacted, whatever they look like.
    """
    secrets = [*credentials, *(value for name, value in environment.items() if _is_secret(name, value))]
    forms = {form for value in secrets for form in _encodings(value)}
    patterns = [re.compile(_pattern_of(form)) for form in forms]

    def redact(text: str) -> str:
        spans = [found.span() for pattern in patterns for found in pattern.finditer(text)]
        text = _replace_spans(text, sorted(spans))
        for pattern, instead in _FORMS:
            text = pattern.sub(instead, text)
        return text

    return redact


def shortened(text: str, limit: int) -> str:
    """Return the beginning of a text, cut between two words: a part of a secret could not be redacted."""
    return text if len(text) <= limit else text[: limit + 1].rpartition(" ")[0] + "…"


def _is_secret(name: str, value: str) -> bool:
    if not _SECRET.search(name) or _PLACES.fullmatch(name):
        return False
    is_place = value.startswith(("/", "~/")) and os.path.exists(os.path.expanduser(value))  # noqa: PTH110, PTH111 (a secret may be no path at all)
    return not is_place


def _encodings(value: str) -> Iterator[str]:
    """Yield a secret in every encoding that a program may print."""
    for one in {value, *value.splitlines()}:
        bare = one.strip()
        if len(bare) < MIN_LENGTH or bare.lower() in _WORDS:
            continue
        yield bare
        yield from {quote(bare), quote(bare, safe=""), quote_plus(bare)} - {bare}
        yield from {json.dumps(bare)[1:-1], json.dumps(bare, ensure_ascii=False)[1:-1], repr(bare)[1:-1]} - {bare}
        data = bare.encode("utf-8", "surrogateescape")
        yield from (data.hex(), data.hex().upper())
        yield from _base64_parts(data)


def _base64_parts(secret: bytes) -> Iterator[str]:
    """Yield the parts that base64 of any text with the secret in it must contain, for each of three alignments."""
    for before in range(3):
        text = base64.b64encode(b"\0" * before + secret).decode()
        first = (0, 2, 3)[before]  # characters that also encode bytes before the secret
        last = (before + len(secret)) * 8 // 6  # the first that also encodes bytes after it, or padding
        core = text[first:last]
        if len(core) >= ENCODED:
            yield core
            yield core.replace("+", "-").replace("/", "_")


def _pattern_of(secret: str) -> str:
    """Return the pattern of a secret. One that may be an ordinary word is not found inside words."""
    pattern = re.escape(secret)
    is_word = len(secret) < LONG and _LETTERS.fullmatch(secret)
    return rf"(?<![A-Za-z]){pattern}(?![A-Za-z])" if is_word else pattern


def _replace_spans(text: str, spans: list[tuple[int, int]]) -> str:
    """Replace parts of a text, given in order; overlapping ones are merged."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        if start >= done:
            parts += (text[done:start], REDACTED)
        done = max(done, end)
    return "".join((*parts, text[done:]))
