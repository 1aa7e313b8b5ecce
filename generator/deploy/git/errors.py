"""Explain git's error messages in one line."""

import re

from generator.deploy.redact import shortened
from generator.deploy.retry import TransientError
from generator.deploy.store import StoreError

# What git, ssh and curl print, what it means, and how to fix it. The first match counts, so a refused login is reported
# even if the connection was closed as well.
_FAULTS = tuple(
    (re.compile(pattern, re.IGNORECASE), message, hint)
    for pattern, message, hint in (
        (
            r"REMOTE HOST IDENTIFICATION HAS CHANGED|host key .* has changed",
            "the ssh key of the host has changed: {where}",
            "If whoever runs the host says that it has a new key, remove the old one (ssh-keygen -R HOST).",
        ),
        (
            r"Host key verification failed|No .* host key is known for",
            "the ssh key of the host is not known: {where}",
            "Connect once by hand (ssh HOST), and compare its key with the one that the host publishes.",
        ),
        (
            r"certificate (?:problem|verif|subject|has expired)|server certificate|SSL: no alternative",
            "the certificate of the host is not trusted: {where}: {line}",
            "Look at the address.",
        ),
        (
            r"could not read (?:Username|Password)|terminal prompts disabled",
            "a login is needed, and git knows none: {where}",
            "Give git a credential helper that knows it, or use the ssh address.",
        ),
        (
            (
                r"Permission denied|Authentication failed|returned error: 40[13]|HTTP Basic: Access denied"
                r"|Permission to .* denied|Too many authentication failures|not authorized|insufficient permission"
                r"|Write access to repository not granted"
            ),
            "this login or key is not let in, or may not write there: {where}",
            "Check the ssh key, or the token that git's credential helper gives.",
        ),
        (
            (
                r"repository (?:'.*' )?not found|not appear to be a git repository|returned error: 404"
                r"|(?:repository|project) .*(?:does not exist|could not be found)|not a git repository"
            ),
            "there is no such repository, or it is not shown to this login: {where}",
            "Check the address, and make the repository first.",
        ),
        (
            r"strange (?:hostname|pathname|port) .* blocked|transport '.*' not allowed|dubious ownership",
            "git refuses this: {where}: {line}",
            "Check the address, and who owns what is there.",
        ),
    )
)
# Printed for repositories on this machine.
_DAMAGED = re.compile(
    r"^(?!remote: ).*(?:is corrupt|corrupt loose|pack-objects died|bad (?:object|tree|pack)|unable to unpack|inflate: "
    r"|missing (?:blob|tree|object)|unable to read (?:tree |[0-9a-f]{40})|packfile .* (?:index|cannot|does not)"
    r"|'newsprint-target' does not appear)",
    re.IGNORECASE | re.MULTILINE,
)
_PASSING = re.compile(
    r"Connection (?:refused|reset|closed|timed out|to .* closed)|timed out|Timeout|Could ?n[o']t (?:connect|resolve)"
    r"|Failed to connect|Temporary failure|Network is unreachable|No route to host|kex_exchange_identification"
    r"|hung up|early EOF|Broken pipe|unexpected disconnect|Empty reply|Recv failure|Send failure|transfer closed"
    r"|unable to access|RPC failed|returned error: (?:408|429|5\d\d)|HTTP/?\S* (?:408|429|5\d\d)|client_loop|SSL_"
    r"|gnutls",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"^(?:remote: )?(?:fatal|error|ssh|kex_\w+): ", re.IGNORECASE)
_MAX_LENGTH = 300  # characters


def known_error(output: str, where: str) -> StoreError | None:
    """Explain an error of a remote repository: a TransientError if a retry may help, None if it is unknown."""
    if _DAMAGED.search(output):
        return None
    line = main_line(output)
    for pattern, message, hint in _FAULTS:
        if pattern.search(output):
            return StoreError(message.format(where=where, line=line), hint)
    if _PASSING.search(output):
        return TransientError(f"the repository cannot be reached: {where}: {line}", "Try again later.")
    return None


def main_line(output: str) -> str:
    """Return the most informative line of git's output."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    found = next((line for line in lines if _SPEAKS.match(line)), lines[-1] if lines else "git gave no reason")
    return shortened(_SPEAKS.sub("", found), _MAX_LENGTH)


def remote_message(output: str) -> str:
    """Return the first message of the remote about a push, as a sentence, or an empty string."""
    remarks = [line.removeprefix("remote:").strip() for line in output.splitlines() if line.startswith("remote:")]
    found = shortened(next(filter(None, remarks), ""), _MAX_LENGTH)
    return found if not found or found.endswith((".", "!", "?", "…")) else f"{found}."
