"""The file by which search engines know that what they are told of this site comes from its owner (IndexNow)."""

from collections.abc import Iterator

from generator.model.library import Library
from generator.model.output import Output, fill
from generator.plan.special import Special


def outputs(library: Library) -> Iterator[Output]:
    """Plan the key's file, which holds the key and nothing else, if there is one."""
    key = library.settings.announce.indexnow
    if key:
        yield Output(f"{key}.txt", fill("", page=Special("key", "", f"/{key}.txt"), content=key))
