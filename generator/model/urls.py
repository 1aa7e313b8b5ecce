"""From a URL to the file that answers it."""


def output_path(url: str) -> str:
    """Return the file below `_site/` that answers `url`."""
    path = url.lstrip("/")
    if not path or path.endswith("/"):
        return path + "index.html"
    return path if "." in path.rpartition("/")[2] else path + ".html"
