"""The values that templates work with."""

from typing import Any, TypeAlias

# Whatever front matter, a data file or a template can hold: templates are not typed, names are looked up as they run.
TemplateValue: TypeAlias = Any
