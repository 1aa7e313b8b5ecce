"""Locate the parts of a site: sources, templates, static files, output, cache."""

import os
import shlex
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from generator.model.problem import InputError, Problem
from generator.model.settings import Project

JEKYLLS = ("_includes", "_layouts", "Gemfile")  # a folder with one of these is a site, whatever its name


def find_project(  # noqa: PLR0913 (the folders of a site, and its hidden stories)
    root: str | Path,
    *,
    content: str | Path | None = None,
    templates: str | Path | None = None,
    static: str | Path | None = None,
    output: str | Path | None = None,
    drafts: bool = False,
    future: bool = False,
    unpublished: bool = False,
) -> Project:
    """Locate the parts of a site; folders are relative to `root`. Raises InputError if there is no site."""
    base = Path(os.path.abspath(root))
    sources = resolve(base, content) if content else content_of(base)
    if not sources.is_dir():
        raise InputError(Problem(str(content or root), "there is no such folder", hint="Name the folder of a site."))
    theme = Path(__file__).parents[1] / "theme"
    if not theme.is_dir():
        theme = Path(__file__).parents[2]  # a checkout: the default theme is at its top level
    for named in (templates, static):
        if named and not resolve(base, named).exists():
            raise InputError(
                Problem(str(named), "there is no such folder", hint="Mend the name, or leave the option out.")
            )
    return Project(
        root=base,
        content=sources,
        templates=(resolve(base, templates or "templates"), theme / "templates"),
        static=(resolve(base, static or "static"), theme / "static"),
        output=resolve(base, output or "_site"),
        cache=base / ".newsprint",
        drafts=drafts,
        future=future,
        unpublished=unpublished,
    )


def content_of(root: Path) -> Path:
    """Return the content folder; for a Jekyll site it is the root.

    Raises InputError if there is none, or if it is part of a site in a folder above.
    """
    if not root.is_dir():
        raise InputError(Problem(str(root), "there is no such folder", hint=f"Name the folder of a site.{_near(root)}"))
    try:
        content = _content_in(root)
        if content and is_empty(content):
            hint = f"Go to the folder that the site lies in, or begin one: newsprint init {shlex.quote(_shown(root))}"
            raise InputError(Problem(str(content), "there is nothing in this folder, so there is no site", hint=hint))
    except PermissionError as error:
        hint = "Mend its permissions."
        raise InputError(Problem(str(root), f"this folder cannot be read: {error.strerror}", hint=hint)) from None
    above = _site_above(root)
    if content and not (above and _is_part(root, above)):
        return content
    if above:
        message = f"the site's root is not here, it is {above}"
        hint = f"Say so: newsprint build -C {shlex.quote(_shown(above))}"
        if content:
            own = shlex.quote(os.path.relpath(content, root))
            hint += f" (or, if this is a site of its own, newsprint build --content {own})"
        raise InputError(Problem(str(root), message, hint=hint))
    hint = "Go to a site's folder, name one with -C DIR, or make one: newsprint init DIR"
    raise InputError(
        Problem(str(root), "there is no site here: neither content/ nor _config.yml nor _posts/", hint=hint)
    )


def _near(root: Path) -> str:
    """Name the folder that may be meant by a mistyped one."""
    with suppress(OSError):
        names = [path.name for path in root.parent.iterdir() if path.is_dir()]
        if near := get_close_matches(root.name, names, 1):
            return f" May {shlex.quote(_shown(root.parent / near[0]))} be meant?"
    return ""


def _content_in(root: Path) -> Path | None:
    """Return the content folder of a folder that seems to be the root of a site."""
    has_config = (root / "_config.yml").is_file()
    is_jekyll = has_config and not (root / "content" / "_config.yml").is_file()
    if (root / "content").is_dir() and not is_jekyll:
        return root / "content"
    return root if has_config or (root / "_posts").is_dir() else None


def _site_above(root: Path) -> Path | None:
    """Return the nearest folder above that is the root of a site: it has settings, or a content folder with this."""
    for folder in root.parents:
        with suppress(OSError):
            content = _content_in(folder)
            lies_inside = content not in (None, folder) and root.is_relative_to(folder / "content")
            if content and (lies_inside or (content / "_config.yml").is_file()):
                higher = _site_above(folder)
                return higher if higher and _is_part(folder, higher) else folder
    return None


def _is_part(root: Path, above: Path) -> bool:
    """Tell whether a folder that looks like a site is part of the one at `above`: its content, or a section of it."""
    content = _content_in(above)
    if content is None or not root.is_relative_to(content):
        return False
    if root == content:
        return not any((root / name).exists() for name in JEKYLLS)
    return not (root / "_config.yml").is_file() and not (root / "content" / "_config.yml").is_file()


def is_empty(folder: Path) -> bool:
    """Tell whether a folder has only hidden files."""
    return all(path.name.startswith(".") for path in folder.iterdir())


def _shown(folder: Path) -> str:
    """Return the path of a folder as an argument of the command: relative, if that is shorter."""
    return min(os.path.relpath(folder), str(folder), key=len)


def resolve(root: Path, path: str | Path) -> Path:
    """Return the absolute path of a path that may be relative to the root."""
    return Path(os.path.abspath(root / path))


def refuse_dangerous(project: Project) -> None:
    """Refuse an output folder that is, contains or is inside a source folder, and files that should be folders."""
    for folder in (project.templates[0], project.static[0]):
        if folder.exists() and not folder.is_dir():
            message = "this should be a folder, and is a file"
            raise InputError(Problem(project.show(folder), message, hint="Move the file away."))
    output = Path(os.path.realpath(project.output))
    for source in (project.content, project.root, project.templates[0], project.static[0], project.cache):
        real = Path(os.path.realpath(source))
        lies_inside = source not in (project.root, project.content) and real in output.parents
        if source == project.content and real in output.parents:
            # The root of a Jekyll site is its content folder: `_site` is inside it, but is not a source.
            first = output.relative_to(real).parts[0]
            lies_inside = source != project.root or (first[0] in "._" and not first.startswith("_site"))
        if output == real or output in real.parents or lies_inside:
            message = f"the output folder is, holds or lies in {source}, which the site is made of"
            raise InputError(Problem(project.show(project.output), message, hint="Name another folder with --output."))
