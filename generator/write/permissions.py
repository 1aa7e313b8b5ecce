"""Modes of published files and folders: everybody can read them, whatever the umask, since a web server must."""

import os

MODE = 0o644
READABLE, OPEN = 0o444, 0o555


def make_readable(file: int | str, info: os.stat_result) -> None:
    """Let everybody read a file (a descriptor or a path) of which `info` is the stat result."""
    if info.st_mode & READABLE != READABLE:
        os.chmod(file, MODE)


def make_folders(path: str) -> None:
    """Make a folder and its missing parents, with modes that let everybody open them."""
    missing = []
    while not os.path.isdir(path):
        missing.append(path)
        path = os.path.dirname(path)
    for folder in reversed(missing):
        try:
            os.mkdir(folder)
        except FileExistsError:  # a file, or another process was faster
            if not os.path.isdir(folder):
                raise
        mode = os.stat(folder).st_mode
        if mode & OPEN != OPEN:
            os.chmod(folder, mode | OPEN)
