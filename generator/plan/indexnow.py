"""Plan the key file of IndexNow, which proves to search engines who sends notifications."""

from collections.abc import Iterator

from generator.model.library import Library
from generator.model.output import Output, fill
from generator.plan.generated_page import GeneratedPage


def outputs(library: Library, _: str) -> Iterator[Output]:
    """Plan the key's file, which holds the key and nothing else, if there is one."""
    key = library.settings.announce.indexnow
    if key:
        yield Output(f"{key}.txt", fill("", page=GeneratedPage("key", "", f"/{key}.txt"), content=key))
