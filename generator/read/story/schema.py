"""JSON schemas of front matter and of `_config.yml`, for editors that complete and check YAML."""

from typing import Any, Final

from generator.read.config.forms import SETTING_FORMS
from generator.read.config.setting_table import SETTINGS
from generator.read.story.field_table import FIELDS
from generator.read.story.forms import FORMS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def story_schema() -> Schema:
    """Return the schema of a story's front matter. Other keys are allowed, for the site's own templates."""
    properties: Schema = {}
    for name, field in FIELDS.items():
        schema = {"description": field.help, **FORMS[field.form].schema}
        properties |= dict.fromkeys((name, *field.also), schema)
    return _object("The front matter of a story", properties)


def settings_schema() -> Schema:
    """Return the schema of `_config.yml`. Other keys are allowed, for the site's own templates."""
    properties: Schema = {}
    for key, setting in SETTINGS.items():
        group, _, name = key.rpartition(": ")
        shape = SETTING_FORMS[setting.form].schema if setting.form else {}
        into = properties.setdefault(group, _object(f"{group}:", {}))["properties"] if group else properties
        into[name] = {"description": setting.help, **shape}
    return _object("The settings of a site", properties)


def _object(title: str, properties: Schema) -> Schema:
    top = {} if title.endswith(":") else {"$schema": DIALECT}
    return {**top, "title": title, "type": ["object", "null"], "properties": properties}
