"""Read `_config.yml`."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import msgspec

from generator.formats.dates import parse_zone
from generator.formats.permalinks import STYLES, Tokens, expand, safe_url
from generator.formats.urls import composed
from generator.model.digest import Digest, digest_of
from generator.model.problem import InputError, Problem
from generator.model.settings import Collection, Default, Project, Settings
from generator.read.config.announce import KEY as ANNOUNCE
from generator.read.config.announce import public, read_announce
from generator.read.config.ignored import ignored_files, ignored_settings
from generator.read.config.images import odd_images, read_images
from generator.read.config.load import load_settings
from generator.read.config.machine import digest_of_machine
from generator.read.config.targets import KEY as TARGETS
from generator.read.config.targets import read_targets
from generator.read.config.theme import read_theme
from generator.read.yaml.fields import Fields
from generator.read.yaml.language import read_lang
from generator.read.yaml.load import decode

NAME = "_config.yml"
LINKS = ("navigation", "footer_links")
NAMELESS = "Untitled"
ADDRESS = re.compile(r"""https?://[^\s/?#"'<>\\]+(?:/[^\s"'<>\\]*)?""", re.IGNORECASE)
SAMPLE = Tokens(datetime(2026, 7, 12, tzinfo=UTC), None, "flood", "flood", "flood", ("news",))


def read_settings(project: Project) -> Settings:
    """Return the site's settings; a site without `_config.yml` has the defaults.

    Raises InputError with the place of a setting that makes no sense.
    """
    path = project.content / NAME
    file = project.show(path)
    try:
        if path.exists() and not path.is_file():
            raise InputError(
                Problem(file, "this is not a file", hint="Put the settings there, one `key: value` a line.")
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        raw = b""
    except OSError as error:
        hint = "Mend its permissions."
        raise InputError(Problem(file, f"the settings cannot be read: {error.strerror}", hint=hint)) from None
    text = decode(raw, file)
    loaded = load_settings(text, file)
    values = {} if loaded.value is None else loaded.value
    if not isinstance(values, dict):
        raise InputError(
            Problem(file, "the settings are not `key: value` lines", 1, 1, "Write one setting a line: title: …")
        )
    fields = Fields(file, values, loaded.positions, loaded.texts)
    theme, warnings = read_theme(fields, text)
    announce, doubts = read_announce(fields, text)
    # Where the site goes is no page's business: no page shows it, and none is made again for it.
    shown = {key: public(value) if key == ANNOUNCE else value for key, value in values.items() if key != TARGETS}
    texts = {key: value for key, value in loaded.texts.items() if key != TARGETS}
    settings = _settings(fields, text, shown, digest_of(shown, texts, path.name))
    warnings = (*warnings, *_odd_links(fields), *odd_images(fields.inside("images", text)), *doubts)
    warnings = (*warnings, *ignored_settings(fields, text), *ignored_files(project.content, file))
    machine = digest_of_machine(settings.timezone, settings.markdown_extensions)
    settings = msgspec.structs.replace(
        settings, theme=theme, announce=announce, digest=digest_of(settings.digest, machine)
    )
    try:
        return msgspec.structs.replace(settings, targets=read_targets(file, values, text), warnings=warnings)
    except InputError as fault:  # who only builds can do without
        doubt = msgspec.structs.replace(fault.problem, severity="warning")
        return msgspec.structs.replace(settings, deploy_error=fault.problem, warnings=(*warnings, doubt))


def _settings(fields: Fields, text: str, values: dict[str, Any], digest: Digest) -> Settings:
    feed = fields.inside("feed", text)
    return Settings(
        file=fields.file,
        title=_title(fields),
        tagline=fields.text("tagline"),
        description=fields.text("description"),
        url=_site_url(fields),
        baseurl=_baseurl(fields),
        lang=read_lang(fields) or "en",
        timezone=_timezone(fields),
        permalink=_post_permalink(fields),
        paginate=fields.number("paginate", 10, least=1),
        paginate_path=_paginate_path(fields),
        numbering="newest" if fields.choice("numbering", ("oldest", "newest")) == "newest" else "oldest",
        excerpt_separator=fields.text("excerpt_separator", "\n\n"),
        include=fields.names("include"),
        exclude=fields.names("exclude"),
        future=fields.flag("future"),
        show_drafts=fields.flag("show_drafts"),
        unpublished=fields.flag("unpublished"),
        defaults=_defaults(fields),
        collections=_collections(fields),
        data_dir=fields.text("data_dir", "_data"),
        markdown=fields.text("markdown", "markdown"),
        markdown_extensions=fields.names("markdown_extensions"),
        markdown_extension_configs=_extension_configs(fields),
        authors=fields.mapping("authors"),
        feed_items=min(60, feed.number("posts_limit", 20, least=1)),
        images=read_images(fields.inside("images", text)),
        positions=dict(fields.positions),
        values=values,
        digest=digest,
    )


def _odd_links(fields: Fields) -> Iterator[Problem]:
    """Warn of links that the default theme passes over; another theme may make something of them."""
    for key in LINKS:
        value = fields.values.get(key) or []
        if not isinstance(value, list) or not all(map(_is_link, value)):
            message = "the default theme shows only links that have a name and a url"
            hint = f"Write a list: {key}: [{{name: Sport, url: /categories/sport/}}]."
            yield fields.problem(key, message, hint, "warning")


def _is_link(value: object) -> bool:
    return isinstance(value, dict) and all(value.get(key) not in (None, "") for key in ("name", "url"))


def _title(fields: Fields) -> str:
    """Return the name of the paper: a page, a feed and a manifest without one would be wrong."""
    title = fields.text("title")
    host = _site_url(fields).partition("://")[2].partition("/")[0].rpartition("@")[2]
    return title if title.strip() else host or NAMELESS


def _site_url(fields: Fields) -> str:
    url = fields.text("url").rstrip("/")
    if url and not ADDRESS.fullmatch(url):
        hint = "Write it as https://example.com, without a path."
        raise fields.error("url", f'"{fields.text("url")}" is not a web address', hint)
    return url


def _baseurl(fields: Fields) -> str:
    """Return the folder that the site lives in at its address."""
    path = fields.text("baseurl").strip("/")
    if not path:
        return ""
    try:
        if unquote(safe_url(path)) == "/" + unquote(path):
            return "/" + path
    except ValueError:
        pass
    hint = "Write it as /news; the address itself belongs to url."
    raise fields.error("baseurl", f'"{path}" is not a folder of a site\'s address', hint)


def _timezone(fields: Fields) -> str:
    name = fields.text("timezone", "UTC")
    try:
        parse_zone(name)
    except ValueError as error:
        raise fields.error("timezone", str(error), "Write an IANA name such as Europe/London.") from None
    return name


def _post_permalink(fields: Fields) -> str:
    """Return the pattern of stories' URLs: that of the collection `posts` goes before the site's."""
    collections = fields.values.get("collections")
    posts = collections.get("posts") if isinstance(collections, dict) else None
    own = posts.get("permalink") if isinstance(posts, dict) else None
    key, pattern = ("collections", own) if isinstance(own, str) else ("permalink", fields.text("permalink", "date"))
    hint = f"Write one of {', '.join(STYLES)}, or a pattern such as /:year/:month/:title/."
    if pattern not in STYLES and ":" not in pattern:
        raise fields.error(key, f'with "{pattern}" all stories would have one URL', hint)
    try:
        expand(pattern, SAMPLE, style=True)
    except ValueError as error:
        raise fields.error(key, str(error), hint) from None
    return pattern


def _paginate_path(fields: Fields) -> str:
    path = "/" + fields.text("paginate_path", "/page:num/").lstrip("/")
    hint = "Write paginate_path: /page:num/"
    if path.count(":num") != 1:
        raise fields.error("paginate_path", "it must hold :num, the page's number, once", hint)
    try:
        if unquote(safe_url(path)) == path:
            return path
    except ValueError as error:
        raise fields.error("paginate_path", str(error), hint) from None
    raise fields.error("paginate_path", f'"{path}" is not a plain path', hint)


def _extension_configs(fields: Fields) -> dict[str, dict[str, Any]]:
    configs = fields.mapping("markdown_extension_configs")
    for name, options in configs.items():
        if not isinstance(options, dict):
            message = f'the settings of "{name}" should be a group of `key: value` lines'
            raise fields.error("markdown_extension_configs", message, f"Write {{{name}: {{option: value}}}}.")
    return configs


def _defaults(fields: Fields) -> tuple[Default, ...]:
    try:
        entries = msgspec.convert(fields.values.get("defaults") or [], list[dict[str, dict[str, Any]]])
    except msgspec.ValidationError:
        hint = 'Write a list; each entry has scope: {path: "", type: posts} and values: {…}.'
        raise fields.error("defaults", "this is not a list of scopes and values", hint) from None
    found = []
    for entry in entries:
        scope = entry.get("scope", {})
        path, kind = str(scope.get("path") or ""), str(scope.get("type") or "")
        found.append(Default(composed(path.strip("/")), kind, entry.get("values", {})))
    return tuple(found)


def _collections(fields: Fields) -> tuple[Collection, ...]:
    value = fields.values.get("collections")
    if isinstance(value, list):
        value = {str(label): {} for label in value}
    if value is not None and not isinstance(value, dict):
        hint = "Write collections: {recipes: {output: true}}"
        raise fields.error("collections", "this should be names with their settings", hint)
    found = []
    for label, options in (value or {}).items():
        told = Fields(fields.file, options if isinstance(options, dict) else {}, {}, {})
        try:
            collection = Collection(label, told.flag("output"), told.text("permalink"))
            expand(collection.permalink, SAMPLE)
        except InputError as fault:
            problem = fault.problem
            raise fields.error("collections", f"{label}: {problem.message}", problem.hint) from None
        except ValueError as error:
            hint = "Write a pattern such as /:collection/:name/."
            raise fields.error("collections", f"{label}: permalink: {error}", hint) from None
        if label != "posts":
            found.append(collection)
    return tuple(found)
