"""Copy a file of the default theme into a site, so that the site can change it."""

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from generator.model.problem import InputError, Problem
from generator.model.settings import Project

TEMPLATES, STATIC = "templates", "static"
ASK = "newsprint theme"  # the position of an unknown name, and the command that lists the names


def defaults(project: Project) -> dict[str, tuple[Path, Path]]:
    """Return all files of the default theme by name: the path of each, and the path that overrides it."""
    found = {}
    for kind, folders in ((TEMPLATES, project.templates), (STATIC, project.static)):
        for path in _files(folders[-1]):
            name = path.relative_to(folders[-1])
            found[f"{kind}/{name.as_posix()}"] = (path, folders[0] / name)
    return found


def eject(project: Project, name: str) -> Path:
    """Copy a file of the default theme and return its new path. Raises InputError instead of overwriting a file."""
    source, target = _find(name, defaults(project))
    if source == target:
        message = f"{project.show(source)} is the default theme's own file"
        raise _error(message, "Change it where it is.")
    if os.path.lexists(target):
        message = f"{project.show(target)} is there already, and was left as it is"
        raise _error(message, "Change it where it is, or move it away first.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:  # it is also an error if the file was created just now
            file.write(source.read_bytes())
    except OSError as error:
        message = f"{project.show(target)} cannot be written: {error.strerror}"
        raise _error(message, "Mend the permissions of that folder.") from None
    return target


def listed(project: Project) -> Iterator[str]:
    """Yield the name of each file of the default theme, and say which ones the site overrides."""
    for name, (source, target) in defaults(project).items():
        yield f"{name}  (the site has its own)" if source != target and target.exists() else name


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))


def _spellings(name: str) -> tuple[str, ...]:
    """Return the short names of a file."""
    return name, name.partition("/")[2], Path(name).name, Path(name).stem


def _find(name: str, files: Mapping[str, tuple[Path, Path]]) -> tuple[Path, Path]:
    """Find a file by its name, without which folders and `.html` may be written."""
    wanted = name.removeprefix("./").replace("\\", "/")
    for whole in (wanted, f"{TEMPLATES}/{wanted}", f"{STATIC}/{wanted}", f"{TEMPLATES}/{wanted}.html"):
        if whole in files:
            return files[whole]
    ends = [known for known in files if known.endswith((f"/{wanted}", f"/{wanted}.html"))]
    if len(ends) == 1:
        return files[ends[0]]
    short = {part: known for known in files for part in _spellings(known)}
    near = ends or [short[one] for one in get_close_matches(wanted, short, 3)]
    hint = f"Did you mean {' or '.join(dict.fromkeys(near))}?" if near else f"{ASK} lists what there is."
    message = f'the default theme has no file "{name}"'
    raise _error(message, hint)


def _error(message: str, hint: str) -> InputError:
    return InputError(Problem(ASK, message, hint=hint))
