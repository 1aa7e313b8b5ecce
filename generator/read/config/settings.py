"""Read `_config.yml`."""

from collections.abc import Iterator
from typing import Any

import msgspec

from generator.model.digest import Digest, digest_of
from generator.model.problem import InputError, Problem
from generator.model.settings import ImageOptions, Project, Settings
from generator.read.config.announce import KEY as ANNOUNCE
from generator.read.config.announce import public, read_announce
from generator.read.config.ignored import ignored_files, ignored_settings
from generator.read.config.images import odd_images
from generator.read.config.load import load_settings
from generator.read.config.machine import outside_digests
from generator.read.config.setting_table import misspelled_settings, read_group
from generator.read.config.targets import KEY as TARGETS
from generator.read.config.targets import read_targets
from generator.read.config.theme import read_theme
from generator.read.yaml.fields import Fields
from generator.read.yaml.load import decode

NAME = "_config.yml"
LINKS = ("navigation", "footer_links")


def read_settings(project: Project) -> Settings:
    """Read the site's settings; a site without `_config.yml` has the defaults.

    Raises InputError with the position of an invalid setting.
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
    # No page shows the targets, and no page is rendered again when they change.
    shown = {key: public(value) if key == ANNOUNCE else value for key, value in values.items() if key != TARGETS}
    texts = {key: value for key, value in loaded.texts.items() if key != TARGETS}
    settings = _settings(fields, text, shown, digest_of(shown, texts, path.name))
    warnings = (*warnings, *_odd_links(fields), *odd_images(fields.inside("images", text)), *doubts)
    warnings = (*warnings, *ignored_settings(fields, text), *ignored_files(project.content, file))
    warnings = (*warnings, *misspelled_settings(fields))
    outside = outside_digests(settings.timezone, settings.markdown_extensions)
    digest = digest_of(settings.digest, outside)
    settings = msgspec.structs.replace(settings, theme=theme, announce=announce, outside=outside, digest=digest)
    try:
        return msgspec.structs.replace(settings, targets=read_targets(file, values, text), warnings=warnings)
    except InputError as error:  # a build does not need targets
        doubt = msgspec.structs.replace(error.problem, severity="warning")
        return msgspec.structs.replace(settings, deploy_error=error.problem, warnings=(*warnings, doubt))


def _settings(fields: Fields, text: str, values: dict[str, Any], digest: Digest) -> Settings:
    return Settings(
        **read_group(Settings, fields, text),
        file=fields.file,
        images=ImageOptions(**read_group(ImageOptions, fields.inside("images", text), text)),
        positions=dict(fields.positions),
        values=values,
        digest=digest,
    )


def _odd_links(fields: Fields) -> Iterator[Problem]:
    """Warn of links that the default theme ignores; other themes may use them."""
    for key in LINKS:
        value = fields.values.get(key) or []
        if not isinstance(value, list) or not all(map(_is_link, value)):
            message = "the default theme shows only links that have a name and a url"
            hint = f"Write a list: {key}: [{{name: Sport, url: /categories/sport/}}]."
            yield fields.problem(key, message, hint, "warning")


def _is_link(value: object) -> bool:
    return isinstance(value, dict) and all(value.get(key) not in (None, "") for key in ("name", "url"))
