"""Newsprint, a static site generator for news blogs: it turns a folder of Jekyll-style posts into a site.

Data flows one way, and no stage imports another:

    read/     source files -> model    front matter, dates, permalinks, settings
    plan/     model -> outputs         every file that the site will have, with all that the file will show
    render/   output -> bytes          Jinja templates, style sheets
    write/    bytes -> _site/          completely or not at all

`model/` has the structs that the stages exchange, and `library/` indexes the visible stories. `text/` converts
Markdown, `images/` resizes images, and `formats/` knows HTML, CSS and dates. `engine/` drives the stages, `deploy/`
uploads the result, `serve/` is the preview, `cli/` the command, and `terminal/` prints. `api/` is what this module
exports, each name imported when it is first asked for; docs/api.md is its reference.

The architecture is described in README.md, and every module has a line in docs/modules.md.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.api.site import Site as Site
    from generator.api.site_plan import PlannedOutput as PlannedOutput
    from generator.api.site_plan import SitePlan as SitePlan
    from generator.model.deployment import DeployResult as DeployResult
    from generator.model.deployment import TargetResult as TargetResult
    from generator.model.explanation import ExplainedOutput as ExplainedOutput
    from generator.model.explanation import Explanation as Explanation
    from generator.model.explanation import ShownIn as ShownIn
    from generator.model.problem import InputError as InputError
    from generator.model.problem import Problem as Problem
    from generator.model.reason import Reason as Reason
    from generator.model.report import Held as Held
    from generator.model.report import Moved as Moved
    from generator.model.report import Report as Report
    from generator.serve.server import PreviewServer as PreviewServer

__version__ = "0.1.0"

__all__ = [
    "DeployResult",
    "ExplainedOutput",
    "Explanation",
    "Held",
    "InputError",
    "Moved",
    "PlannedOutput",
    "PreviewServer",
    "Problem",
    "Reason",
    "Report",
    "ShownIn",
    "Site",
    "SitePlan",
    "TargetResult",
]

# The module of each public name (PEP 562): the command must not import what it does not need.
_MODULES = {
    "DeployResult": "generator.model.deployment",
    "ExplainedOutput": "generator.model.explanation",
    "Explanation": "generator.model.explanation",
    "Held": "generator.model.report",
    "InputError": "generator.model.problem",
    "Moved": "generator.model.report",
    "PlannedOutput": "generator.api.site_plan",
    "PreviewServer": "generator.serve.server",
    "Problem": "generator.model.problem",
    "Reason": "generator.model.reason",
    "Report": "generator.model.report",
    "ShownIn": "generator.model.explanation",
    "Site": "generator.api.site",
    "SitePlan": "generator.api.site_plan",
    "TargetResult": "generator.model.deployment",
}


if not TYPE_CHECKING:  # a type checker would take every name to be here

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for."""
        if name not in _MODULES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module

        return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    """Name what is here, and what would be imported."""
    return sorted({*globals(), *__all__})
