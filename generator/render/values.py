"""The values that templates work with."""

from typing import Any, TypeAlias

# Any value of front matter, a data file or a template: templates are untyped.
TemplateValue: TypeAlias = Any
