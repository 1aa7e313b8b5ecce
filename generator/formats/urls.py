"""From a URL to the file that answers, and whether two paths name one file."""

import re
import unicodedata
from urllib.parse import unquote

ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}")


def folded(path: str) -> str:
    """Fold case and Unicode form, as some file systems do: equal results would be one file there."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path.casefold())


def composed(name: str) -> str:
    """Return a name in Unicode's form NFC: what macOS decomposes, and the same name typed elsewhere, are one then."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def output_path(url: str, output_ext: str = "") -> str:
    """Return the file below `_site/` that a server shows for `url`, a path in its normal form.

    With `output_ext`, as of a post or a page, that is Jekyll's rule: it is added unless the URL ends with it.
    Without it a URL that ends in something like `.html` or `.xml` is taken at its word, and others get `.html`.
    """
    path = (unquote(url) if "%" in url else url)[1:]
    if not path or path[-1] == "/":
        return path + "index.html"
    name = path.rpartition("/")[2]
    if name.endswith(output_ext) if output_ext else ENDING.fullmatch(name[name.rfind(".") :] if "." in name else ""):
        return path
    return path + (output_ext or ".html")
