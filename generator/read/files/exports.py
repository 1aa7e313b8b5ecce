"""Recognise exports and databases among the static files, which are rarely meant for readers.

They contain the e-mail addresses of authors and commenters, drafts, and password hashes.
"""

import re
from io import BufferedReader

from generator.model.problem import Problem

CANDIDATES = (".csv", ".db", ".json", ".sql", ".sqlite", ".sqlite3", ".tsv", ".xml")
LOOKED_AT = 4096  # bytes at the start of a file
WXR = re.compile(rb"wordpress\.org/export/|<wp:wxr_version")
ATOM = re.compile(rb"<generator[^>]*>\s*Blogger|schemas\.google\.com/blogger|tag:blogger\.com", re.IGNORECASE)
GHOST = re.compile(rb'\{\s*"(?:db|meta)"\s*:\s*[\[{].{0,80}"exported_on"', re.DOTALL)
SQL = re.compile(rb"^-- (?:\w+ )*(?:SQL |database )?dump|^(?:CREATE TABLE|INSERT INTO)\b", re.IGNORECASE | re.MULTILINE)
SQLITE = b"SQLite format 3\0"
ADDRESS = re.compile(rb"[\w.+-]+@[\w-]+\.[\w.-]+")
FEW = 5  # addresses at the start of a table that make it a list of people


def is_candidate(name: str) -> bool:
    """Tell by its name whether a file may be an export."""
    return name.lower().endswith(CANDIDATES)


def export_of(name: str, head: bytes) -> str:
    """Describe an export or a database by its first bytes; "" for any other file."""
    if head.startswith(SQLITE):
        return "a database"
    if name.lower().endswith(".xml") and WXR.search(head):
        return "an export of WordPress"
    if name.lower().endswith(".xml") and ATOM.search(head) and b"kind#" in head:
        return "an export of Blogger"
    if name.lower().endswith(".json") and GHOST.search(head):
        return "an export of Ghost"
    if name.lower().endswith(".sql") and SQL.search(head):
        return "a dump of a database"
    is_table = name.lower().endswith((".csv", ".tsv"))
    return "a list of e-mail addresses" if is_table and len(set(ADDRESS.findall(head))) >= FEW else ""


def look_for_export(name: str, opened: BufferedReader, head: bytes = b"") -> tuple[bytes, str]:
    """Read on in a file, of which the `head` was read, if it may be an export; return its head, and what it is."""
    if not is_candidate(name):
        return head, ""
    head += opened.read(max(0, LOOKED_AT - len(head)))
    return head, export_of(name, head)


def export_warning(file: str, export: str) -> Problem:
    """Warn of an export or a database that everybody can fetch."""
    message = f"this looks like {export}, and everybody can fetch it: it is published as it is"
    hint = "Move it out of the site. If everybody may have it, name it under include: in _config.yml."
    return Problem(file, message, hint=hint, severity="warning")
