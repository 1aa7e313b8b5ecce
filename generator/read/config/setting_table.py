"""All settings of `_config.yml`, as the structs of `model/settings.py` declare them."""

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from generator.model.field import Setting, declared
from generator.model.problem import Problem
from generator.model.settings import THEME_SETTINGS, ImageOptions, Settings
from generator.read.config.forms import SETTING_FORMS
from generator.read.yaml.fields import Fields
from generator.read.yaml.typos import is_one_typo

SETTINGS: Final[dict[str, Setting]] = {
    **{setting.key or name: setting for name, setting in declared(Settings, Setting)},
    **{f"images: {name}": setting for name, setting in declared(ImageOptions, Setting)},
    **THEME_SETTINGS,
}
"""The settings by the key that sets them; `feed: posts_limit` is a key in a group."""
TOP: Final = tuple(dict.fromkeys(key.partition(":")[0] for key in SETTINGS))
"""The keys at the top of the file."""
MIN_LENGTH: Final = 5  # letters: shorter keys resemble too many others


def read_group(struct: type[Struct], fields: Fields, text: str) -> dict[str, Any]:
    """Read the settings that a struct declares, by attribute; `text` is the whole file, for the lines of groups.

    Raises InputError with the position of an invalid value. Settings without a form are read elsewhere.
    """
    found: dict[str, Any] = {}
    defaults = dict(zip(reversed(struct.__struct_fields__), reversed(struct.__struct_defaults__), strict=False))
    for name, setting in declared(struct, Setting):
        if setting.form:
            group, _, key = (setting.key or name).rpartition(": ")
            inner = fields.inside(group, text) if group else fields
            found[name] = SETTING_FORMS[setting.form].read(inner, key, defaults[name])
    return found


def misspelled_settings(fields: Fields) -> Iterator[Problem]:
    """Warn of misspelt keys of settings that are not set; any other key is for templates."""
    unknown = [key for key in fields.values if isinstance(key, str) and len(key) >= MIN_LENGTH and key not in TOP]
    for key in unknown:
        meant = [name for name in TOP if name not in fields.values and is_one_typo(key.lower(), name)]
        if meant:
            message = f"there is no such setting: {meant[0]} is meant, it seems"
            yield fields.problem(key, message, f"Write {meant[0]}: …", "warning")
