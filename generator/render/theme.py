"""Fill templates with Jinja."""

import re
import traceback
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateNotFound, pass_context
from jinja2 import TemplateError as JinjaError
from jinja2.runtime import Context
from markupsafe import Markup

from generator.formats.urls import composed
from generator.model.library import Library
from generator.model.output import Fill, Output
from generator.model.paginator import Paginator
from generator.model.post import Page, Post
from generator.model.problem import WHILE, InputError, MarkdownError, Problem
from generator.model.settings import Project, Settings
from generator.model.to_html import ToHtml
from generator.render.filters import filters, functions
from generator.render.fragments import FragmentCache
from generator.render.jinja import JinjaEnvironment, SealedBytecodeCache
from generator.render.json_ld import JsonLd, structured_data
from generator.render.lens import Lens
from generator.render.meta import Meta, page_meta
from generator.render.page_proxy import page_proxy
from generator.render.site_proxy import PaginatorProxy, SiteProxy
from generator.render.templates import OPTIONS, Templates, read_text
from generator.render.translations import Translations
from generator.render.values import TemplateValue

# What a template, or a filter on a value of the wrong type, may raise; all else is an internal error.
EXPECTED = (
    JinjaError,
    MarkdownError,
    RecursionError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
)
CHAIN = 4  # template positions in a message
NO_ATTRIBUTE = re.compile(r"'([\w.]+?)(?: object)?' has no attribute '([^']*)'")
SPOKEN = {"PageProxy": "page", "SiteProxy": "site", "PaginatorProxy": "paginator", "None": "nothing", "str": "a text"}
INNER_NAME = re.compile(r"\S*<locals>\.(?=\w)|\S*<lambda>\(\)")
BodyOf = Callable[[Post | Page], str]


class Theme:
    """Renders every output that has a template."""

    def __init__(  # noqa: PLR0913 (all that templates can reach)
        self,
        project: Project,
        templates: Templates,
        lens: Lens,
        *,
        body: BodyOf,
        to_html: ToHtml,
        slug: Callable[[str], str],
        seal: bytes,
        exact: bool = False,
    ) -> None:
        """Prepare Jinja; `body` makes a post's HTML, `to_html` that of any Markdown, `slug` the URL part of a term.

        All that templates look at they see through `lens`. Compiled templates are kept in the cache under `seal`, a
        digest of our code. With `exact` a template must be what it was when `templates` looked at it.
        """
        self.project = project
        self.templates = templates
        self.lens = lens
        self.site = SiteProxy(lens)
        self.body = body
        self._read = partial(templates.read, exact=exact)
        settings = lens.settings
        self.environment = JinjaEnvironment(  # (autoescape is in OPTIONS)
            lens,
            loader=FunctionLoader(self._source),
            undefined=StrictUndefined,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=SealedBytecodeCache(project.cache / "templates", seal),
            **OPTIONS,
        )
        self.words = Translations(templates.catalogs, lambda: settings.timezone, project.show, self._read)
        words = self.words
        self.environment.install_gettext_callables(  # type: ignore[attr-defined]  # of its i18n extension
            words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext
        )
        self.environment.policies["ext.i18n.trimmed"] = True
        self.environment.filters.update(filters(settings, to_html))
        self.environment.filters.update(local=_of_the_page(self.words.local), number=_of_the_page(self.words.number))
        self.fragments = FragmentCache(lens)
        self.environment.filters["cached"] = self.fragments.filter()
        self.environment.globals.update(functions(settings, slug), direction=self.words.direction)
        self.environment.globals.update(_for_machines(settings))
        self._spoken: dict[str, Environment] = {}
        self.words.activate(lens.library.settings.lang)  # before the work is spread, so that workers share it

    def use_library(self, library: Library) -> None:
        """Show another library, of the same settings."""
        self.lens.library = library
        self.fragments.clear()

    def _source(self, name: str) -> tuple[str, str, None] | None:
        """Load a template by the name of its digest: there is no other way to a file."""
        path = self.templates.paths.get(composed(name))
        return None if path is None else (read_text(self._read(path)), path, None)

    def fill(self, output: Output, recipe: Fill) -> bytes:
        """Return the bytes of an output. Raises InputError at the template's line."""
        try:
            context = self._context(recipe, self.site)
            if recipe.template:
                text = self._environment().get_template(recipe.template).render(context)
            else:
                text = context["content"]
        except EXPECTED as error:
            raise InputError(self._problem(error, output, recipe)) from error
        return text.encode("utf-8", "replace")

    def _environment(self) -> Environment:
        """Return Jinja's environment for the page's language.

        Each has its own: Jinja keeps what the top level of an imported template has worked out, words and all.
        """
        name = self.words.voice.name
        if name not in self._spoken:
            self._spoken[name] = self.environment.overlay()
        return self._spoken[name]

    def _context(self, recipe: Fill, site: SiteProxy) -> dict[str, TemplateValue]:
        shows = dict(recipe.shows)
        page = shows.pop("page")
        context: dict[str, TemplateValue] = {"site": site, "body": self._marked_body, "asset": _asset(site), **shows}
        subject = context["page"] = page_proxy(page)
        if isinstance(page, (Post, Page)):
            context["content"] = self._marked_body(page)
            subject.add(previous=shows.get("previous"), next=shows.get("next"))
        context["lang"] = str(subject.get("lang") or site.lang)
        self.lens.note(f"words:{context['lang']}")
        self.words.activate(context["lang"])
        if isinstance(paginator := shows.get("paginator"), Paginator):
            context["paginator"] = PaginatorProxy(paginator, site)
        return context

    def _marked_body(self, post: Post | Page) -> Markup:
        return Markup(self.body(post))  # noqa: S704 (a story's own HTML is published unchanged)

    def _problem(self, error: Exception, output: Output, recipe: Fill) -> Problem:
        """Return an error with the line of the template, the chain of includes, and the page."""
        places = self._places(error)
        source = self.project.show(self.project.content / output.source) if output.source else ""
        for_whom = f"{output.path} ({source})" if source else output.path
        file, line = places[-1] if places else (self._shown(recipe.template), 0)
        message, hint = self._said(error)
        chain = " > ".join(f"{name}:{number}" for name, number in _short(places[:-1]))
        said = f"{message}{WHILE}{for_whom}{', by way of ' + chain if chain else ''})"
        return Problem(file, said, line, hint=hint)

    def _said(self, error: Exception) -> tuple[str, str]:
        """Return the message and hint of an exception."""
        if isinstance(error, TemplateNotFound):
            wanted = [str(name) for name in getattr(error, "templates", [error.name])]
            near = get_close_matches(wanted[0], self.templates.paths, 3) or sorted(self.templates.paths)
            named = " or ".join(f'"{name}"' for name in wanted)
            return f"there is no template {named}", f"There are: {', '.join(near)}."
        if isinstance(error, RecursionError):
            return "this template includes or extends itself without end", "Break the circle of includes."
        if found := NO_ATTRIBUTE.search(str(error)):
            kind, name = found[1].rpartition(".")[2], found[2]
            who = SPOKEN.get(kind, kind)
            if who in ("page", "site"):
                return f'{who} has no "{name}"', f"Mend the name, or write {who}.get('{name}')."
            return f'{who} has no "{name}"', "Mend the name, or test what it belongs to with `if` first."
        if "undefined" in str(error):
            return str(error), "Mend the name, or test it with `is defined`."
        said = INNER_NAME.sub(lambda part: "the function" if part[0].endswith("()") else "", str(error))
        name = f"{type(error).__name__}: " if isinstance(error, LookupError) else ""
        return f"{name}{said}", "Mend the template, or the value that it is given."

    def _places(self, error: Exception) -> list[tuple[str, int]]:
        """Return the template positions in the traceback, outermost first."""
        paths = set(self.templates.paths.values())
        frames = traceback.extract_tb(error.__traceback__)
        found = [(frame.filename, frame.lineno or 0) for frame in frames if frame.filename in paths]
        if isinstance(error, JinjaError) and (number := getattr(error, "lineno", None)):
            found.append((getattr(error, "filename", None) or "", number))
        unique = list(dict.fromkeys(place for place in found if place[0]))
        return [(self.project.show(Path(file)), line) for file, line in unique]

    def _shown(self, template: str) -> str:
        path = self.templates.paths.get(template)
        return self.project.show(Path(path)) if path else template


def _short(places: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return places if len(places) <= CHAIN else [*places[: CHAIN // 2], *places[-CHAIN // 2 :]]


def _of_the_page(write: Callable[..., str]) -> Callable[..., str]:
    """Make a filter that depends on the page's language.

    Jinja would work it out when it compiles, for all languages, where the value is a constant; not so if it asks
    for the context.
    """

    @pass_context
    def late(_: Context, *values: TemplateValue, **named: TemplateValue) -> str:  # whatever a template shows
        return write(*values, **named)

    return late


def _for_machines(settings: Settings) -> dict[str, Callable[..., TemplateValue]]:
    """Return the functions that say what machines are told of the page at hand."""

    @pass_context
    def head(context: Context) -> Meta:
        """Return what the page's head tells."""
        return page_meta(settings, context)

    @pass_context
    def things(context: Context, meta: Meta, indexes: Mapping[str, str]) -> list[JsonLd]:
        """Return what schema.org's words tell; `indexes` is what the theme calls the index of each kind of list."""
        return structured_data(settings, context, meta, indexes)

    return {"page_meta": head, "structured": things}


def _asset(site: SiteProxy) -> Callable[[str], str]:
    def asset(path: str) -> str:
        """Return the URL of a file of `static/`."""
        published = site.view(f"asset:{composed(path)}")
        if not published:
            near = get_close_matches(path, site.view("asset names"), 3)
            there = f": there is {' and '.join(near)}" if near else ""
            message = f'there is no file "{path}" in static/{there}'
            raise ValueError(message)
        return f"{site.baseurl}/{published}"

    return asset
