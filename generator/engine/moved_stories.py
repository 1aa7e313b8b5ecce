"""Find stories whose URL changed without a redirect from the old one."""

from collections.abc import Collection, Mapping
from urllib.parse import quote

from generator.formats.urls import output_path
from generator.model.cache_records import OutputState, SourceCache, SourceRecord
from generator.model.report import Moved

INDEX = "index.html"


def moved(
    made: Mapping[str, OutputState], planned: Collection[str], before: SourceCache, after: SourceCache
) -> list[Moved]:
    """Return each story of the last build (`made`) that has another URL in the plan, without a redirect.

    A story is identified by its source, or by its content if the source was renamed.
    """
    gone = {path: made[path].source for path in made.keys() - planned if made[path].source}
    if not gone:
        return []
    by_content = {record.digest: record for name, record in after.records.items() if name not in before.records}
    found = []
    for path, source in sorted(gone.items()):
        record = after.records.get(source)
        if record is None and (old := before.records.get(source)) is not None:
            record = by_content.get(old.digest)
        url = _url(record)
        if url and output_path(url) in planned:
            found.append(Moved(record.name if record else source, _address(path), url))
    return found


def _url(record: SourceRecord | None) -> str:
    if record is None:
        return ""
    return record.post.teaser.url if record.post else record.page.url if record.page else ""


def _address(path: str) -> str:
    """Return the URL of a page as in `redirect_from`."""
    return "/" + quote(path.removesuffix(INDEX) if path == INDEX or path.endswith("/" + INDEX) else path)
