"""The MIME type of a file by its extension, the same on every machine."""

import mimetypes

# Asked for by name: `mimetypes.types_map` would hold what this machine's own files say, too.
PYTHONS = mimetypes.MimeTypes().types_map[True]
UNKNOWN = "application/octet-stream"
# What Python does not know, knows in some versions only, or calls by a name that browsers do not.
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
    """Tell whether a file is a text, which compressing makes much smaller."""
    return content_type(path).startswith(TEXTS)
