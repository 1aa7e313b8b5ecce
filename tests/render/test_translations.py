"""The theme's words, dates and numbers in the language of the page."""

import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from gettext import c2py  # a rule of plural forms, as a function
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import PYTHON_FORMAT, Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from smallsite import Site

from generator.model.problem import InputError
from generator.render.catalogs import read_catalog
from generator.render.translations import STYLES, Translations

ROOT = Path(__file__).parents[2]
THEME = ROOT / "templates"
LANGUAGES = ("ar", "de", "es", "fr", "uk")
COUNTED = "{% trans count=n %}{{ count }} story{% pluralize %}{{ count }} stories{% endtrans %}"
STORY = (
    "{{ page.title }}|{{ direction(lang) }}|{{ _('Section') }}|{{ page.date|local('full') }}|{{ page.date|local }}"
    "|{{ page.date|local('medium') }}|{{ page.date|local('moment') }}|{{ page.date|local('time') }}"
    "|{{ '2026/07'|local('month') }}|{{ 1234567.5|number }}|"
    "{% for n in [0, 1, 2, 3, 11, 100] %}" + COUNTED + ";{% endfor %}"
)
OWN = {
    "fr": 'msgid "Section"\nmsgstr "Rubrique"\n\nmsgid "%(count)s story"\nmsgid_plural "%(count)s stories"\n'
    'msgstr[0] "%(count)s article"\nmsgstr[1] "%(count)s articles"\n',
    "de": 'msgid "Section"\nmsgstr "Ressort"\n\nmsgid "%(count)s story"\nmsgid_plural "%(count)s stories"\n'
    'msgstr[0] "%(count)s Artikel"\nmsgstr[1] "%(count)s Artikel"\n',
    "es": 'msgid "Section"\nmsgstr "Sección"\n\nmsgid "%(count)s story"\nmsgid_plural "%(count)s stories"\n'
    'msgstr[0] "%(count)s noticia"\nmsgstr[1] "%(count)s noticias"\n',
    "uk": 'msgid "Section"\nmsgstr "Рубрика"\n\nmsgid "%(count)s story"\nmsgid_plural "%(count)s stories"\n'
    'msgstr[0] "%(count)s стаття"\nmsgstr[1] "%(count)s статті"\nmsgstr[2] "%(count)s статей"\n',
    "ar": 'msgid "Section"\nmsgstr "القسم"\n\nmsgid "%(count)s story"\nmsgid_plural "%(count)s stories"\n'
    'msgstr[0] "لا مقالات"\nmsgstr[1] "مقال واحد"\nmsgstr[2] "مقالان"\nmsgstr[3] "%(count)s مقالات"\n'
    'msgstr[4] "%(count)s مقالًا"\nmsgstr[5] "%(count)s مقال"\n',
}  # fmt: skip
RULES = {
    "fr": "nplurals=2; plural=(n > 1);",
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
OWN = {lang: f'msgid ""\nmsgstr ""\n"Plural-Forms: {RULES[lang]}\\n"\n\n{said}' for lang, said in OWN.items()}
WRITTEN = {
    "en": "ltr|Section|Sunday, July 12, 2026|July 12, 2026|Jul 12, 2026|July 12, 2026, 9:30\u202fAM|9:30\u202fAM"
    "|July 2026|1,234,567.5|0 stories;1 story;2 stories;3 stories;11 stories;100 stories;",
    "en-GB": "ltr|Section|Sunday, 12 July 2026|12 July 2026|12 Jul 2026|12 July 2026, 09:30|09:30"
    "|July 2026|1,234,567.5|0 stories;1 story;2 stories;3 stories;11 stories;100 stories;",
    "fr": "ltr|Rubrique|dimanche 12 juillet 2026|12 juillet 2026|12 juil. 2026|12 juillet 2026, 09:30|09:30"
    "|juillet 2026|1\u202f234\u202f567,5|0 article;1 article;2 articles;3 articles;11 articles;100 articles;",
    "de": "ltr|Ressort|Sonntag, 12. Juli 2026|12. Juli 2026|12. Juli 2026|12. Juli 2026, 09:30|09:30"
    "|Juli 2026|1.234.567,5|0 Artikel;1 Artikel;2 Artikel;3 Artikel;11 Artikel;100 Artikel;",
    "es": "ltr|Sección|domingo, 12 de julio de 2026|12 de julio de 2026|12 jul 2026|12 de julio de 2026, 9:30|9:30"
    "|julio de 2026|1.234.567,5|0 noticias;1 noticia;2 noticias;3 noticias;11 noticias;100 noticias;",
    "uk": "ltr|Рубрика|неділя, 12 липня 2026\u202fр.|12 липня 2026\u202fр.|12 лип. 2026\u202fр."  # noqa: RUF001
    "|12 липня 2026\u202fр., 09:30|09:30|липень 2026\u202fр.|1\xa0234\xa0567,5"  # noqa: RUF001
    "|0 статей;1 стаття;2 статті;3 статті;11 статей;100 статей;",
    "ar": "rtl|القسم|الأحد، 12 يوليو 2026|12 يوليو 2026|12 يوليو 2026|12 يوليو 2026، 9:30 ص|9:30 ص"
    "|يوليو 2026|1,234,567.5|لا مقالات;مقال واحد;مقالان;3 مقالات;11 مقالًا;100 مقال;",
}  # fmt: skip
HEAD = f'msgid ""\nmsgstr ""\n"Plural-Forms: {RULES["fr"]}\\n"\n\n'
MORNING = datetime(2026, 7, 12, 9, 30, tzinfo=UTC)


@pytest.fixture
def polyglot(site: Site) -> Site:
    """Make a site with a story in every language, and a template that shows all that a language changes.

    The theme's other pages show nothing, so that these tests are about words only.
    """
    site.write("templates/base.html", "{# nothing #}")
    site.write("templates/post.html", STORY)
    for lang, said in OWN.items():
        site.write(f"templates/words/{lang}.po", said)
    for lang in WRITTEN:
        site.post(f"2026-07-12-{lang}.md", title="T", lang=lang, date="2026-07-12 09:30:00 +0000", permalink=f"/{lang}")
    return site


def page(site: Site, name: str) -> str:
    found = next(
        path
        for path in (f"_site/{name}/index.html", f"_site/{name}.html", f"_site/{name}")
        if site.path(path).is_file()
    )
    return site.path(found).read_text("utf-8")


@pytest.mark.parametrize("lang", WRITTEN)
def test_a_story_is_in_its_own_language(polyglot: Site, lang: str) -> None:
    assert polyglot.build().problems == []
    assert page(polyglot, lang) == f"T|{WRITTEN[lang]}"


@pytest.mark.parametrize("lang", WRITTEN)
def test_a_story_without_a_language_is_in_the_sites(polyglot: Site, lang: str) -> None:
    polyglot.edit("content/_config.yml", "title:", f"lang: {lang}\ntitle:")
    polyglot.post("2026-07-12-plain.md", title="T", date="2026-07-12 09:30:00 +0000", permalink="/plain")
    assert polyglot.build().problems == []
    assert page(polyglot, "plain") == f"T|{WRITTEN[lang]}"


def test_workers_and_the_machines_locale_make_no_difference(polyglot: Site) -> None:
    polyglot.build()
    command = (sys.executable, "-m", "generator", "build", "--now", "2026-11-21T12:00:00Z", "--jobs", "3", "--clean")
    for lang, zone in (("de_DE.UTF-8", "Asia/Tokyo"), ("nonsense!", "No/Where")):
        env = {**os.environ, "LANG": lang, "LC_ALL": lang, "LANGUAGE": lang, "TZ": zone, "PYTHONPATH": str(ROOT)}
        before = polyglot.tree()
        subprocess.run(command, cwd=polyglot.root, env=env, check=True, capture_output=True)
        assert polyglot.tree() == before


@pytest.mark.parametrize("lang", ["tlh", "xx-YY"])
def test_a_language_that_nobody_knows_is_english(polyglot: Site, lang: str) -> None:
    polyglot.post("2026-07-12-odd.md", title="T", lang=lang, date="2026-07-12 09:30:00 +0000", permalink="/odd")
    assert polyglot.build().problems == []
    assert page(polyglot, "odd") == f"T|{WRITTEN['en']}"


@pytest.mark.parametrize(
    "lang", ["", "?!", "../../etc", "a" * 300, "en_US.UTF-8", "0", "-", "fr-", "und", "root", "\0"]
)
def test_what_is_no_language_is_english(lang: str) -> None:
    words = Translations({"en": []})
    words.activate(lang)
    assert words.local(MORNING, "full") == "Sunday, July 12, 2026"
    assert (words.gettext("A"), words.ngettext("one", "more", 2)) == ("A", "more")


def test_a_site_changes_one_message_and_keeps_the_others(site: Site) -> None:
    site.write("templates/post.html", "{{ _('Archive') }}, {{ _('Topics') }}")
    site.edit("content/_config.yml", "title:", "lang: fr\ntitle:")
    site.post("2026-07-12-a.md", title="T", permalink="/a")
    site.build()
    ours = page(site, "a")
    assert ours != "Archive, Topics"
    site.write("templates/words/fr.po", 'msgid "Topics"\nmsgstr "Mots-clés de la maison"\n')
    site.build()
    assert page(site, "a") == f"{ours.partition(',')[0]}, Mots-clés de la maison"


def test_english_has_other_words_where_the_site_wants_them(polyglot: Site) -> None:
    polyglot.write("templates/words/en.po", 'msgid "Section"\nmsgstr "Desk"\n\nmsgid "Only here"\nmsgstr "House"\n')
    polyglot.write("templates/words/en-GB.po", 'msgid "Section"\nmsgstr "Department"\n')
    polyglot.write("templates/post.html", "{{ _('Section') }}, {{ _('Only here') }}{{ _('') }}")
    polyglot.build()
    assert [page(polyglot, lang) for lang in ("en", "en-GB", "fr")] == [
        "Desk, House",
        "Department, House",
        "Rubrique, House",
    ]


def test_a_region_speaks_as_its_language_does(polyglot: Site) -> None:
    for code in ("fr-CA", "fr_CH", "FR"):
        polyglot.post(f"2026-07-12-{code}.md", title="T", lang=code, permalink=f"/r/{code}")
    polyglot.build()
    assert all("|Rubrique|" in page(polyglot, f"r/{code}") for code in ("fr-CA", "fr_CH", "FR"))


def test_a_changed_catalogue_makes_the_pages_again(polyglot: Site) -> None:
    polyglot.build()
    assert polyglot.build().written == []
    polyglot.edit("templates/words/fr.po", "Rubrique", "Département")
    assert "|Département|" not in page(polyglot, "fr")
    assert len(polyglot.build().written) == 1
    assert "|Département|" in page(polyglot, "fr")
    polyglot.remove("templates/words/fr.po")
    polyglot.build()
    assert polyglot.tree() == polyglot.clean_tree()


def test_what_the_top_of_an_imported_template_says_is_in_the_pages_language(polyglot: Site) -> None:
    polyglot.write(
        "templates/partials/own.html",
        "{% set word = _('Section') %}{% macro say() %}{{ word }}, {{ _('Section') }}{% endmacro %}",
    )
    polyglot.write("templates/partials/between.html", "{% from 'partials/own.html' import say %}{{ say() }}")
    polyglot.write(
        "templates/post.html",
        "{% from 'partials/own.html' import say %}{{ say() }}; {% include 'partials/between.html' %}",
    )
    polyglot.build()
    assert page(polyglot, "fr") == "Rubrique, Rubrique; Rubrique, Rubrique"
    assert page(polyglot, "en") == "Section, Section; Section, Section"
    assert page(polyglot, "de") == "Ressort, Ressort; Ressort, Ressort"


def test_constants_are_not_worked_out_when_a_template_is_compiled(polyglot: Site) -> None:
    polyglot.write(
        "templates/post.html", "{{ '2026-07-12'|local }} {{ 1234.5|number }} {{ [1234]|map('number')|first }}"
    )
    polyglot.build()
    polyglot.build("--clean")  # now from the templates that are kept compiled
    assert page(polyglot, "de") == "12. Juli 2026 1.234,5 1.234"
    assert page(polyglot, "en-GB") == "12 July 2026 1,234.5 1,234"


@pytest.mark.parametrize(
    ("said", "line", "message"),
    [
        ('msgid "a"\nmsgstr "b"\n\nmsgid "Only %(name)s"\nmsgstr "%(nom)s"\n', 4, "nom"),
        ('msgid "a"\nmsgstr "100 %"\n', 1, "a percent sign is written %%"),
        ('msgid "a"\nmsgstr "%s"\n', 1, "has the placeholder %s; the message has none"),
        ('msgid "%(n)s"\nmsgstr "%(n)999999999s"\n', 1, "has the placeholder %(n)999999999s; the message has %(n)s"),
        (HEAD + 'msgid "%(n)s"\nmsgid_plural "%(n)ss"\nmsgstr[0] "%(n)s"\nmsgstr[1] ""\n', 5, "1 of its 2 plural"),
        (HEAD + 'msgid "%(n)s"\nmsgid_plural "%(n)ss"\nmsgstr[0] "%(n)s"\n', 5, "plural forms"),
        ('\nmsgid "%(n)s"\nmsgid_plural "%(n)ss"\nmsgstr[0] "%(n)s"\nmsgstr[1] "b"\n', 2, "no Plural-Forms"),
        ('msgid "a"\n\n\nrubbish\nmsgstr "b"\n', 4, "this is not a catalogue"),
        ('msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=n%0;\\n"\n', 3, "Plural-Forms"),
        ('msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=5;\\n"\n', 3, "Plural-Forms"),
        ('msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=9999999999; plural=0;\\n"\n', 3, "from 1 to 6 plural forms"),
        ('msgid "a"\nmsgstr "\xe9"\n'.encode("latin-1"), 2, "this is not UTF-8"),
    ],
)
def test_a_broken_catalogue_shows_its_line(polyglot: Site, said: str | bytes, line: int, message: str) -> None:
    polyglot.build()
    before = polyglot.tree()
    polyglot.write("templates/words/fr.po", said)
    for _ in range(2):  # the second build knows it from the first
        report = polyglot.build()
        assert report.failed
        assert [(found.file, found.line) for found in report.problems] == [("templates/words/fr.po", line)]
        assert message in report.problems[0].message
    assert polyglot.tree() == before
    polyglot.write("templates/words/fr.po", OWN["fr"])
    assert not polyglot.build().failed


def test_a_catalogue_is_no_template(polyglot: Site) -> None:
    polyglot.write("templates/post.html", "{% include 'words/fr.po' %}")
    report = polyglot.build()
    assert report.failed
    assert 'no template "words/fr.po"' in report.problems[0].message
    assert ".po" not in report.problems[0].hint


def test_an_unknown_style_names_those_that_there_are(polyglot: Site) -> None:
    polyglot.write("templates/post.html", "\n{{ page.date|local('ful') }}")
    report = polyglot.build()
    assert report.problems[0].line == 2
    assert "full, long, medium, moment, time, month" in report.problems[0].message


def test_a_moment_is_shown_by_its_own_clock() -> None:
    words = Translations({}, lambda: "Europe/Kyiv")
    words.activate("en-GB")
    ahead = datetime(2026, 7, 12, 23, 30, tzinfo=timezone(timedelta(hours=3)))
    assert words.local(ahead, "moment") == "12 July 2026, 23:30"
    assert words.local(ahead.astimezone(UTC), "moment") == "12 July 2026, 20:30"
    assert words.local("2026-07-12", "moment") == "12 July 2026, 00:00"
    assert words.local(date(2026, 7, 12)) == "12 July 2026"
    assert words.local("2026-07-12T23:30:00+09:00", "moment") == "12 July 2026, 23:30"
    assert words.local(datetime(2026, 7, 12, 9, 30), "time") == "12:30"  # noqa: DTZ001 (UTC, as everywhere)
    assert [words.local(value) for value in ("", None)] == ["", ""]


@pytest.mark.parametrize("value", ["2026/13", "July", 7, ["2026"]])
def test_what_is_no_month_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"is not a (month|date)"):
        Translations({}).local(value, "month")


@pytest.mark.parametrize(
    ("lang", "direction"),
    [
        ("ar", "rtl"), ("ar-EG", "rtl"), ("he", "rtl"), ("iw", "rtl"), ("fa_IR", "rtl"), ("ur", "rtl"), ("dv", "rtl"),
        ("yi", "rtl"), ("ckb", "rtl"), ("pa-PK", "rtl"), ("pa", "ltr"), ("uz-Arab", "rtl"), ("ar-Latn", "ltr"),
        ("en", "ltr"), ("uk", "ltr"), ("zh-Hant", "ltr"), ("tlh", "ltr"), ("", "ltr"), ("?", "ltr"),
    ],
)  # fmt: skip
def test_direction_is_that_of_the_script(lang: str, direction: str) -> None:
    assert Translations({}).direction(lang) == direction


@given(
    st.text(max_size=40) | st.from_regex(r"[a-zA-Z]{1,4}([-_][a-zA-Z0-9]{1,5}){0,3}", fullmatch=True), st.datetimes()
)
def test_any_language_writes_any_moment(lang: str, naive: datetime) -> None:
    words = Translations({})
    words.activate(lang)
    for style in STYLES:
        assert words.local(naive.replace(tzinfo=UTC), style)
    assert words.number(naive.microsecond)
    assert words.direction(lang) in ("ltr", "rtl")


PIECES = st.sampled_from([
    'msgid ""\n', 'msgstr ""\n', '"Plural-Forms: nplurals=2; plural=n%0\\n"\n', '"Plural-Forms: x\\n"\n',
    '"Content-Type: text/plain; charset=CHARSET\\n"\n', '"POT-Creation-Date: YEAR\\n"\n', 'msgid "a %(x)s"\n',
    'msgid_plural "b %(x)s"\n', 'msgstr[0] "c %(x)s"\n', 'msgstr[1] "d %(y)s"\n', 'msgstr[x] "z"\n', 'msgstr "e %"\n',
    'msgstr "%s"\n', '"more\\n"\n', "#, fuzzy\n", '#~ msgid "old"\n', 'msgctxt "k"\n', "msgstr Foo\n", '"open\n',
    "msgid\n",    "\n", "rubbish\n", "\ufeff", "\x00", '"\\', "\r\n",
])  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join) | st.text())
def test_any_text_is_a_catalogue_that_fills_or_a_problem(text: str) -> None:
    words = None
    with suppress(InputError):
        words = read_catalog("fr.po", text.encode("utf-8", "surrogatepass"), "fr")
    if words is not None:
        assert words.gettext("a %(x)s") % {"x": 1}
        for count in range(12):
            assert words.ngettext("a %(x)s", "b %(x)s", count) % {"x": 1}


def in_templates() -> dict[tuple[object, object], str]:
    """Return every message of the default theme, with the template that says it."""
    (settings,) = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    patterns, method = settings.pop("pattern"), settings.pop("method")
    options = {pattern: {name: str(value) for name, value in settings.items()} for pattern in patterns}
    found = extract_from_dir(THEME, [(pattern, method) for pattern in patterns], options)
    return {(context, message): name for name, _, message, _, context in found}


def catalogue(lang: str) -> Catalog:
    return read_po(BytesIO((THEME / f"words/{lang}.po").read_bytes()), locale=lang, abort_invalid=True)


def texts(value: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def found_form(found: Catalog, number: int) -> int:
    return int(c2py(found.plural_expr)(number))


def placeholders(text: str) -> set[str]:
    return {found[0] for found in PYTHON_FORMAT.finditer(text)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_of_the_theme_is_translated(lang: str) -> None:
    wanted, found = in_templates(), catalogue(lang)
    had = {(message.context, message.id): message for message in found if message.id}
    assert len(wanted) > 5
    assert {message: name for message, name in wanted.items() if message not in had} == {}
    assert set(had) == set(wanted), "a message that no template says any more"
    numbers = Counter(found_form(found, number) for number in range(200))
    for message in had.values():
        ids, strings = texts(message.id), texts(message.string)
        assert all(strings), f"{ids} is not translated"
        assert not message.fuzzy, ids
        for form, string in enumerate(strings):
            needed = placeholders(ids[-1]) if len(strings) == 1 or numbers[form] > 1 else set()
            assert needed <= placeholders(string), (ids, string)
            assert placeholders(string) <= placeholders(ids[-1]), (ids, string)
            assert string.count("<") == ids[0].count("<"), (ids, string)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogues_are_whole(lang: str) -> None:
    found = catalogue(lang)
    assert not found.obsolete
    assert found.num_plurals == {"ar": 6, "uk": 3}.get(lang, 2)
    read_catalog(f"{lang}.po", (THEME / f"words/{lang}.po").read_bytes(), lang)
    straight = re.compile(r"\"|\w'\w|\.\.\.")  # quotation marks and apostrophes are typographic
    for message in found:
        for string in texts(message.string) if message.id else ():
            assert not straight.search(re.sub(r"<[^>]*>", "", string)), string


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_whole_paper_speaks_its_language(paper: Site, lang: str) -> None:
    paper.edit("content/_config.yml", "title:", f"lang: {lang}\ntitle:")
    assert paper.build().problems == []
    said = {message.id: message.string for message in catalogue(lang)}
    assert f">{said['Where to go from here']}<" in paper.read("404.html")
    assert f">{said['Archive']}<" in paper.read("index.html")
    words = Translations({})
    words.activate(lang)
    assert words.local(datetime(2026, 7, 14, 20, tzinfo=UTC), "moment") in paper.read("sport/2026/07/14/cup/index.html")
    assert words.local("2026/07", "month") in paper.read("2026/07/index.html")
    assert f'<html lang="{lang}" dir="{words.direction(lang)}"' in paper.read("index.html")
    assert paper.build().written == []
