"""The HTTP headers of an uploaded file: content type, caching, compression."""

from msgspec import Struct

from generator.formats.mime import content_type, is_text
from generator.model.output import Role

FOREVER = "public, max-age=31536000, immutable"  # the name changes with the content (RFC 8246)
HOUR = "public, max-age=3600"
NEVER = "no-store"


class Headers(Struct, frozen=True):
    """The headers of a file; ``encoding`` is `gzip`, or empty if it is not compressed."""

    type: str
    cache: str
    encoding: str = ""


def headers_of(path: str, role: Role, max_age: int, *, gzip: bool = False) -> Headers:
    """Return the headers of a file of the site; pages and feeds are fresh for `max_age` seconds."""
    cache = {"asset": FOREVER, "file": HOUR}.get(role, f"public, max-age={max_age}")
    return Headers(content_type(path), cache, "gzip" if gzip and is_text(path) else "")
