"""Files beside the stories in `_posts` and `_drafts`: images are published, others are not."""

from generator.formats.urls import composed
from generator.read.files.discover import Source

IMAGES = (".apng", ".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
OTHERS = (
    ".7z", ".aac", ".ai", ".avi", ".bmp", ".csv", ".doc", ".docx", ".eps", ".epub", ".flac", ".gz", ".heic",
    ".heif", ".indd", ".jxl", ".key", ".m4a", ".m4v", ".mkv", ".mov", ".mp3", ".mp4", ".mpg", ".numbers", ".odp",
    ".ods", ".odt", ".ogg", ".ogv", ".opus", ".pages", ".pdf", ".ppt", ".pptx", ".psd", ".rar", ".raw", ".rtf",
    ".tar", ".tif", ".tiff", ".wav", ".webm", ".wma", ".wmv", ".xls", ".xlsx", ".zip",
)  # fmt: skip
STORY_FOLDERS = ("_posts", "_drafts")


def is_image(source: Source) -> bool:
    """Tell whether a source is an image beside stories."""
    return source.kind in ("post", "draft") and source.name.lower().endswith(IMAGES)


def is_no_story(source: Source) -> bool:
    """Tell whether a source is beside stories, but is neither a story nor an image."""
    return source.kind in ("post", "draft") and source.name.lower().endswith(OTHERS)


def below_site(name: str) -> str:
    """Return the published path of an image beside stories: `news/_posts/a.png` becomes `news/posts/a.png`."""
    return "/".join(part[1:] if part in STORY_FOLDERS else part for part in composed(name).split("/"))
