"""The output file of a URL, and whether two paths may be one file."""

import re
import unicodedata
from urllib.parse import unquote

ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}")


def folded(path: str) -> str:
    """Fold case and Unicode form, as some file systems do: they treat paths with equal results as one file."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path.casefold())


def composed(name: str) -> str:
    """Return a name in Unicode's form NFC, so that a name that macOS has decomposed equals the same name elsewhere."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def output_path(url: str, output_ext: str = "") -> str:
    """Return the file below `_site/` that a server sends for `url`, a path in normal form.

    With `output_ext`, as for posts and pages, Jekyll's rule holds: it is added unless the URL ends with it. Without it,
    a URL with an extension such as `.html` or `.xml` stays as it is, and others get `.html`.
    """
    path = (unquote(url) if "%" in url else url)[1:]
    if not path or path[-1] == "/":
        return path + "index.html"
    name = path.rpartition("/")[2]
    if name.endswith(output_ext) if output_ext else ENDING.fullmatch(name[name.rfind(".") :] if "." in name else ""):
        return path
    return path + (output_ext or ".html")
