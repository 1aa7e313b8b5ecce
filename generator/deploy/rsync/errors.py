"""Explain errors of rsync and ssh in one line; their exit codes say little."""

import re

from msgspec import Struct

from generator.deploy.retry import TransientError
from generator.deploy.store import StoreError
from generator.deploy.subprocesses import Completed

# rsync's codes for sockets, the stream and timeouts; ssh's code for all of its errors that are not listed below.
PASSING = (10, 12, 30, 35, 255)
FILE, PARTIAL, VANISHED = 11, 23, 24

_NO_FOLDER = re.compile(r"change_dir .*failed: .*\(2\)|rrsync error: post-realpath open failed.*No such file")
_MISSING = re.compile(r"failed: .*\((?:2|20)\)$|some files/attrs were not transferred|files? (?:has )?vanished")
_AT = re.compile(r'"([^"]+)"')


class RemoteFolder(Struct, frozen=True):
    """The target of rsync: the host, the folder there, and a command to connect by hand."""

    host: str
    path: str
    by_hand: str


class _KnownError(Struct, frozen=True):
    """A known error and its pattern. In the message and hint, `at` is the named file, `found` the matched text."""

    pattern: re.Pattern[str]
    message: str
    hint: str
    passes: bool = False


def _known(pattern: str, message: str, hint: str, *, passes: bool = False) -> _KnownError:
    return _KnownError(re.compile(pattern), message, hint, passes)


# The first match counts: ssh's message comes before rsync's.
_FAULTS = (
    _known(
        r"Host key for (?P<found>\S+) has changed",
        "the ssh host key of {host} has changed: this may be another machine, so nothing was sent",
        "Ask whoever runs it. If the new key is right, forget the old one (ssh-keygen -R {found}) and connect once "
        "by hand: {by_hand}",
    ),
    _known(
        r"No .* host key is known|Host key verification failed|host key .* not .*trusted",
        "the ssh host key of {host} is not known, so nothing was sent",
        "Connect once by hand and compare the key with what its owner says: {by_hand}",
    ),
    _known(
        r"Permission denied \([a-z]|Too many authentication failures|No more authentication methods",
        "{host} does not let us in: it accepts none of the ssh keys that it was offered",
        "See whether the right key is in the agent (ssh-add -l), and whether you get in by hand: {by_hand}",
    ),
    _known(
        r"Bad configuration option|Can't open user config|Bad owner or permissions on|terminating, \d+ bad config",
        "ssh cannot use its settings: {line}",
        "Mend them until this works: {by_hand}",
    ),
    _known(
        r"Could not resolve hostname .*(?:not known|No address|nodename nor)",
        "there is no host with the name {host}",
        "Look at its spelling, and whether this machine is online.",
    ),
    _known(
        r"Another instance of rrsync",
        "another rsync is at work at {where}",
        "Wait until it has ended.",
        passes=True,
    ),
    _known(
        r"is your shell clean",
        "{host} answers, but not as rsync does",
        "The account may be for sftp only, or its shell says something at its start: {by_hand} true "
        "should print nothing.",
    ),
    _known(
        r"unknown option|unrecognized option|invalid option|unrecognised option",
        "an rsync is too old, here or at {host}: {line}",
        "Newsprint needs rsync 3.1 or newer on both sides (macOS: brew install rsync).",
    ),
    _known(
        r"command not found|remote command not found|rsync: not found",
        "there is no rsync at {host}",
        "Install it there (Debian: apt install rsync), or let the account run it.",
    ),
    _known(
        r"\(28\)$|No space left on device",
        "the disk of {host} is full",
        "Make room there.",
    ),
    _known(
        r"\((?:122|69)\)$|[Qq]uota exceeded",
        "the account has used up its share of the disk of {host}",
        "Make room there, or ask for more.",
    ),
    _known(
        r"\((?:13|1|30)\)$",
        "{host} gives us no access to {at}",
        "Give the account the right to read and write {path} and all that is in it.",
    ),
    _known(
        r"mkdir .* failed: .*\(2\)$|FileNotFoundError: |post-realpath open failed.*No such file",
        "{host} has no folder in which {path} could be made",
        "Make {path} there by hand.",
    ),
    _known(
        r"\(20\)$",
        "{at} is no folder at {host}",
        "Name another folder, or move away what lies there.",
    ),
    _known(
        r"\(40\)$|untrusted symlink|unsafe symlink",
        "rsync at {host} does not follow the symbolic link at {at}",
        "Put a folder in its place.",
    ),
    _known(
        r"Connection refused|[Tt]imed out|timeout|reset by|Broken pipe|No route to host|unreachable"
        r"|Connection closed|closed by remote|resolve hostname|kex_exchange_identification|Connection to .* closed",
        "no connection with {host}: {line}",
        "See whether you get there by hand: {by_hand}",
        passes=True,
    ),
)


def misses_folder(ran: Completed) -> bool:
    """Tell whether the folder to read from does not exist."""
    return ran.code != 0 and any(_NO_FOLDER.search(line) for line in ran.messages.splitlines())


def is_only_missing(ran: Completed) -> bool:
    """Tell whether the only error is that files to read do not exist."""
    lines = [line for line in ran.messages.splitlines() if line.strip()]
    return misses_folder(ran) or (ran.code in (PARTIAL, VANISHED) and all(_MISSING.search(line) for line in lines))


def known_error(ran: Completed, place: RemoteFolder) -> StoreError:
    """Explain a failed rsync; the result is a TransientError if a retry may help."""
    lines = [line.strip() for line in ran.messages.splitlines() if line.strip()]
    for known in _FAULTS:
        for line in lines:
            if found := known.pattern.search(line):
                return _as_known(known, line, found.groupdict().get("found"), place)
    told = [line for line in lines if not re.match(r"rsync error:|@", line)] or lines or [f"exit code {ran.code}"]
    if ran.code == FILE and not lines:  # it may end before it has printed the reason
        message = f"{place.host} could not write a file"
        return StoreError(message, "The disk there may be full, or the folder not ours to write to.")
    kind = TransientError if ran.code in PASSING else StoreError
    return kind(
        f"rsync with {place.host} failed: {_bare(told[0])}", f"See whether you get there by hand: {place.by_hand}"
    )


def _as_known(known: _KnownError, line: str, found: str | None, place: RemoteFolder) -> StoreError:
    at = _AT.search(line)
    words = {
        "host": place.host,
        "path": place.path,
        "where": f"{place.host}:{place.path}",
        "by_hand": place.by_hand,
        "found": found or place.host.rpartition("@")[2],
        "at": at[1] if at else place.path,
        "line": _bare(line),
    }
    kind = TransientError if known.passes else StoreError
    return kind(known.message.format_map(words), known.hint.format_map(words))


def _bare(line: str) -> str:
    """Return a message without the program's name."""
    return re.sub(r"^(?:ssh|rsync): (?:\[\w+\] )?", "", line)
