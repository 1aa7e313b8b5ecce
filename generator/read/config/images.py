"""Warn of unknown keys below `images:` of `_config.yml`."""

from collections.abc import Iterator

from generator.model.problem import Problem
from generator.model.settings import ImageOptions
from generator.read.yaml.fields import Fields


def odd_images(fields: Fields) -> Iterator[Problem]:
    """Warn of unknown keys."""
    known = ImageOptions.__struct_fields__
    for key in fields.values:
        if key not in known:
            yield fields.problem(str(key), "there is no such setting", f"There are: {', '.join(known)}.", "warning")
