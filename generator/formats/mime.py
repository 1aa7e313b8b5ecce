"""The MIME type of a file by its extension, the same on every machine."""

import mimetypes

# These extensions only: `mimetypes.types_map` also has entries from files of the machine.
PYTHONS = mimetypes.MimeTypes().types_map[True]
UNKNOWN = "application/octet-stream"
# Types that Python lacks, has only in some versions, or has under a name that browsers do not support.
TYPES = {
    ".atom": "application/atom+xml", ".avif": "image/avif", ".flac": "audio/flac", ".geojson": "application/geo+json",
    ".gz": "application/gzip", ".ics": "text/calendar", ".js": "text/javascript", ".json": "application/json",
    ".m4a": "audio/mp4", ".md": "text/markdown", ".mjs": "text/javascript", ".ogg": "audio/ogg",
    ".opus": "audio/opus", ".otf": "font/otf", ".rss": "application/rss+xml", ".svg": "image/svg+xml",
    ".ttf": "font/ttf", ".vtt": "text/vtt", ".wasm": "application/wasm", ".webmanifest": "application/manifest+json",
    ".webp": "image/webp", ".woff": "font/woff", ".woff2": "font/woff2", ".xml": "application/xml",
}  # fmt: skip
TEXTS = (
    "text/", "application/atom+xml", "application/geo+json", "application/json", "application/manifest+json",
    "application/rss+xml", "application/xml", "image/svg+xml",
)  # fmt: skip


def content_type(path: str) -> str:
    """Return the media type of a file of the site, with the charset of its text (RFC 9110, 8.3)."""
    ending = path[path.rfind(".") :].lower() if "." in path else ""
    mime = TYPES.get(ending) or PYTHONS.get(ending, UNKNOWN)
    return f"{mime}; charset=utf-8" if mime.startswith(TEXTS) else mime


def is_text(path: str) -> bool:
    """Tell whether a file is text, which compresses well."""
    return content_type(path).startswith(TEXTS)
