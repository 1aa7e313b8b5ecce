"""The feed formats: their templates, MIME types and labels.

From here come the plan, the links in the head of every page, and which files WebSub hubs are notified of.
"""

from msgspec import Struct


class FeedFormat(Struct, frozen=True):
    """A format: ``path`` is its template, and where below the site its feed is; ``label`` is what readers see."""

    path: str
    mime: str
    label: str


RSS = FeedFormat("feed.xml", "application/rss+xml", "RSS")
FEEDS = (
    RSS,
    FeedFormat("atom.xml", "application/atom+xml", "Atom"),
    FeedFormat("feed.json", "application/feed+json", "JSON Feed"),
)
"""The site has a feed of each format; a tag, category, author or series has one of the first."""
