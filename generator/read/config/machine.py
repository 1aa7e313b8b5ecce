"""What the machine contributes to pages: time zone rules, and the site's own Markdown extensions."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.model.digest import Digest, digest_bytes, digest_of

# The seal of the cache covers the versions of Python-Markdown and PyMdown.
SEALED = ("markdown", "pymdownx")
SHORT = frozenset(
    (
        *(
            "abbr",
            "admonition",
            "attr_list",
            "codehilite",
            "def_list",
            "extra",
            "fenced_code",
            "footnotes",
            "legacy_attrs",
        ),
        *("legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks"),
    )
)


def outside_digests(timezone: str, extensions: Sequence[str]) -> dict[str, Digest]:
    """Return the digests of the time zone's rules, which change with tzdata, and of the code of the extensions."""
    return {"timezone": digest_of(_zone(timezone)), "markdown_extensions": digest_of_extensions(extensions)}


def digest_of_extensions(extensions: Sequence[str]) -> Digest:
    """Return the digest of the code of a site's own Markdown extensions."""
    return digest_of(list(_code(extensions)))


def _zone(name: str) -> Digest | None:
    """Return the digest of a time zone's file; None for UTC, and for the package tzdata, whose version is sealed."""
    if name.strip().upper() in ("", "UTC", "Z"):
        return None
    import zoneinfo  # already imported when the setting was read

    for folder in zoneinfo.TZPATH:
        path = Path(folder, name)
        try:
            return digest_bytes(path.read_bytes())
        except (OSError, ValueError):
            continue
    return None


def _code(extensions: Sequence[str]) -> Iterator[tuple[str, Digest]]:
    """Yield the digest of each file of the extensions' packages, without importing them."""
    tops = {name.partition(":")[0].partition(".")[0] for name in extensions if name not in SHORT}
    for top in sorted(tops - set(SEALED)):
        for path in _files(top):
            try:
                yield path.name, digest_bytes(path.read_bytes())
            except OSError:
                continue


def _files(top: str) -> list[Path]:
    from importlib.machinery import PathFinder  # few sites have their own extensions

    spec = PathFinder.find_spec(top) if top.isidentifier() else None
    if spec is None:
        return []
    if spec.submodule_search_locations:
        return sorted(path for folder in spec.submodule_search_locations for path in Path(folder).rglob("*.py"))
    return [Path(spec.origin)] if spec.origin else []
