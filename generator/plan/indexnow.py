"""The key file of IndexNow, by which search engines know that the site's owner tells them of changes."""

from collections.abc import Iterator

from generator.model.library import Library
from generator.model.output import Output, fill
from generator.plan.generated_page import GeneratedPage


def outputs(library: Library) -> Iterator[Output]:
    """Plan the key's file, which holds the key and nothing else, if there is one."""
    key = library.settings.announce.indexnow
    if key:
        yield Output(f"{key}.txt", fill("", page=GeneratedPage("key", "", f"/{key}.txt"), content=key))
