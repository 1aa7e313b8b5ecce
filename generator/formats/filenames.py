"""Classify files by name: secrets, leftovers of programs, names that cannot be printed."""

import re
from fnmatch import translate

HIDDEN = (".", "#", "~")
SECRETS = (
    *(".env", ".env.*", ".git", "*.pem", "*.p12", "*.pfx", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"),
    *(".htpasswd", ".netrc", ".npmrc", ".pypirc", ".ssh", ".gnupg", ".aws"),
    *("*.env", "server.key", "private.key", "privkey*.key", "credentials.json", "client_secret*.json", "wp-config.php"),
    *("*.ppk", "*.kdbx", "*.jks", "*.keystore", ".git-credentials", ".pgpass", ".s3cfg", ".my.cnf"),
)
# A folder's icon on macOS, which does not show this file: its name ends in a carriage return.
FOLDER_ICON = "Icon\r"

# Words for a conflict in file names such as `a (Ada's conflicted copy 2026-11-20).md`, in the languages of those
# programs.
_CONFLICTS = (
    "conflicted copy|case conflict|in konflikt stehende kopie|konfliktkopie|copie en conflit|copia en conflicto"
    "|copia in conflitto|cópia em conflito|conflicterende kopie|konfliktkopia"
)
# The temporary and backup files of programs: a description, and a pattern of the name. Each pattern needs one of
# `_ENDINGS`, `_SIGNS` or `_PARTS`, so that few names are compared with all patterns.
_LEFT = (
    ("a backup copy that an editor made", r"#.*#|.+~|.+\.(?:bak|old|save(?:\.[0-9]+)?)"),
    (
        "what a merge or a patch left",
        r".+\.(?:orig|rej|mine)|.+[._](?:BACKUP|BASE|LOCAL|REMOTE)[._][0-9]+(?:\.[^.]+)?",
    ),
    (
        "a second copy that a program for shared folders made",
        rf".+\([^()]*(?:{_CONFLICTS})[^()]*\).*|.+(?:\.sync-conflict-|\[conflict|-(?:DESK|LAP)TOP-[A-Z0-9]{{7}}(?:\.|\Z)).*",
    ),
    (
        "a file of a program that is at work, or was cut off",
        r"~\$.*|~syncthing~.*|~wr[dl][0-9]+\..*|.+\.(?:sw[nop]|kate-swp|tmp|part|partial|crdownload)",
    ),
    (
        "what a system keeps for itself in each folder",
        r"thumbs\.db|ehthumbs(?:_vista)?\.db|desktop\.ini|__macosx",
    ),
)
_ENDINGS = frozenset(
    (
        *("bak", "old", "save", "orig", "rej", "mine", "swn", "swo", "swp", "kate-swp"),
        *("tmp", "part", "partial", "crdownload", "db", "ini"),
    )
)
_SIGNS = re.compile(r"[~#(\[]")
_PARTS = ("TOP-", "sync-conflict", ".save.", "_BA", "_LOCAL", "_REMOTE", ".BA", ".LOCAL", ".REMOTE", "__M")
_LOWER_PARTS = tuple(part for part in _PARTS if part.islower())  # the parts that a lower-case name can have

# The extensions of stories; a file with a second extension after it is a copy or a version of a story.
_TEXTS = (".md", ".markdown", ".html", ".htm", ".mkd", ".mkdn", ".mkdown")
_SECOND_ENDING = re.compile(r".+\.(?:md|markdown|html?|mkd|mkdn|mkdown)[._~-].*", re.IGNORECASE)

# What file managers and browsers call a copy of a file: `a copy 2.md`, `a - Kopie.md`, `a (1).md`, `Copy of a.md`.
_COPY_WORDS = r"(?:\w+ )?(?:copy|kopie|copie|copia|cópia|kopia)(?: \d+)?"
_COPY = re.compile(rf"(.+?) ?(?: {_COPY_WORDS}| \({_COPY_WORDS}\)|\(\d{{1,2}}\))(?: \(\d+\))?(\.\w+)", re.IGNORECASE)
_DASHED = re.compile(rf"(.+?) - {_COPY_WORDS}(?: \(\d+\))?(\.\w+)", re.IGNORECASE)
_COPY_OF = re.compile(r"(?:copy of|kopie von|copie de|copia d[ei]|cópia de|kopia av) ()(.+)", re.IGNORECASE)

# Most names are ASCII, and their endings say whether a pattern has to be tried.
_SECRET_NAMES = frozenset(SECRETS)
_SECRET_ENDINGS = tuple(pattern[1:] for pattern in SECRETS if pattern.startswith("*"))
_SECRET_HEADS = tuple(pattern.partition("*")[0] for pattern in SECRETS if "*" in pattern[1:])
_SECRET = re.compile("|".join(map(translate, SECRETS)), re.IGNORECASE)
_LEFTOVER = re.compile("|".join(f"({pattern})" for _, pattern in _LEFT), re.IGNORECASE)
_UNFIT = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def is_secret(base: str) -> bool:
    """Tell whether a file or folder of this name is never published."""
    if not base.isascii():
        return _SECRET.match(base) is not None
    name = base.lower()
    if name in _SECRET_NAMES or name.endswith(_SECRET_ENDINGS):
        return True
    return name.startswith(_SECRET_HEADS) and _SECRET.match(base) is not None


def leftover(base: str) -> str:
    """Describe the leftover of a program that has such a name; "" for any other name."""
    ending = base.rpartition(".")[2]
    if ending not in _ENDINGS and ending.lower() not in _ENDINGS and not _SIGNS.search(base):
        for part in _LOWER_PARTS if base.islower() else _PARTS:
            if part in base:
                break
        else:
            return ""
    found = _LEFTOVER.fullmatch(base)
    return _LEFT[(found.lastindex or 1) - 1][0] if found else ""


def second_ending(base: str) -> bool:
    """Tell whether a name is that of a story with a second extension: `a.md.r42`, `a.md.gpg`, `a.md.txt`."""
    return not base.endswith(_TEXTS) and not base.lower().endswith(_TEXTS) and _SECOND_ENDING.match(base) is not None


def original_of(name: str) -> str:
    """Return the path of the file that a story or page calls itself a copy of; "" for any other name."""
    folder, slash, base = name.rpartition("/")
    if (" " not in base and "(" not in base) or not base.lower().endswith(_TEXTS):
        return ""
    found = _COPY_OF.fullmatch(base) or _DASHED.fullmatch(base) or _COPY.fullmatch(base)
    return f"{folder}{slash}{found[1]}{found[2]}" if found else ""


def name_error(base: str) -> str:
    """Say what is wrong with a name that could control a terminal or look like another name; "" if nothing.

    All kinds of spaces, soft hyphens and joiners are allowed: macOS writes them.
    """
    found = None if base.isascii() and base.isprintable() else _UNFIT.search(base)
    if found is None:
        return ""
    if "\ud800" <= found[0] <= "\udfff":
        return "is not UTF-8"
    return "has a mark that turns the direction of writing" if found[0] > "\x9f" else "has a control character"


def printable(name: str) -> str:
    """Return a name in printable form."""
    return _UNFIT.sub("?", name)
