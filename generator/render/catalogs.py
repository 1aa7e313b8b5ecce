"""Load and check the theme's gettext catalogues, such as `words/fr.po`."""

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO, StringIO
from textwrap import shorten
from typing import TYPE_CHECKING

from generator.model.problem import InputError, Problem

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

ENGLISH = "en"
RULE = b"Plural-Forms:"
FORMS = re.compile(rb"nplurals\s*=\s*([0-9]+)")
MAX_FORMS = 6  # Arabic has six, and no language has more
SHOWN = 60  # characters of a translation in a message
COUNTS = range(1000)  # in every language the plural depends only on the last three digits
_CODE = re.compile(r"(?!root\b)[a-z]{2,8}(-[a-z0-9]{1,8})*", re.ASCII)
MEND = "Mend the catalogue, or leave the translation empty to have the message in English."


def normal_code(lang: str) -> str:
    """Return the code of a language as the key of its catalogues: "pt-br"."""
    return lang.strip().replace("_", "-").lower()


def codes_of(lang: str) -> Iterator[str]:
    """Go from a language to its parents: "zh-hant-tw", "zh-hant", "zh"; what is no code is none."""
    code = normal_code(lang)
    while _CODE.fullmatch(code):
        yield code
        code = code.rpartition("-")[0]


def catalog_codes(lang: str) -> list[str]:
    """Return the codes of all catalogues that pages in a language take their words from, the best first."""
    return list(dict.fromkeys((*codes_of(lang), ENGLISH)))


def read_catalog(file: str, raw: bytes, lang: str) -> GNUTranslations:
    """Read a catalogue. Raises InputError with the line of an error in `file`."""
    from babel.messages.mofile import write_mo  # English pages need no catalogue

    _check_forms(file, raw)
    catalog = _parsed(file, raw, lang)
    counted = next((message for message in catalog if message.id and message.pluralizable), None)
    if counted is not None and RULE not in raw:  # Babel would guess the rule, and could swap the forms
        hint = "Copy the header from the default theme's catalogue of your language, or make it with pybabel init."
        said = "a message with plural forms, and no Plural-Forms line in the header"
        raise InputError(Problem(file, said, counted.lineno or 0, hint=hint))
    for line, said in _errors(catalog):
        raise InputError(Problem(file, said, line, hint=MEND))
    catalog.charset = "utf-8"
    compiled = BytesIO()
    try:
        write_mo(compiled, catalog)
        compiled.seek(0)
        words = GNUTranslations(compiled)
        whole = all(0 <= words.plural(count) < catalog.num_plurals for count in COUNTS)  # type: ignore[attr-defined]
    except (ValueError, ArithmeticError, RecursionError):
        whole = False
    if not whole:
        hint = "Take the line of your language from another program's catalogue, or leave it out."
        line = raw.count(b"\n", 0, raw.find(RULE)) + 1
        raise InputError(Problem(file, "Plural-Forms: this rule does not give every number a form", line, hint=hint))
    return words


def _check_forms(file: str, raw: bytes) -> None:
    """Refuse too many plural forms: Babel would allocate each of them in every message."""
    for found in FORMS.finditer(raw):
        if not 0 < int(found[1][:9]) <= MAX_FORMS:
            line = raw.count(b"\n", 0, found.start()) + 1
            said = f"nplurals: a language has from 1 to {MAX_FORMS} plural forms"
            raise InputError(Problem(file, said, line, hint="Take the line of your language from another catalogue."))


def _parsed(file: str, raw: bytes, lang: str) -> "Catalog":
    from babel.messages.pofile import PoFileError, read_po

    try:
        text = raw.decode().lstrip("\ufeff")
        return read_po(StringIO(text), locale=lang.replace("-", "_"), abort_invalid=True)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(Problem(file, "this is not UTF-8", line, 1, "Save the file as UTF-8.")) from None
    except PoFileError as error:
        said = str(error).removesuffix(f" on {error.lineno}")
        raise InputError(Problem(file, f"this is not a catalogue: {said}", error.lineno + 1, hint=MEND)) from None
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # raised by Babel for a header or a quotation
        raise InputError(Problem(file, f"this is not a catalogue: {error}", hint=MEND)) from None


def _errors(catalog: "Catalog") -> Iterator[tuple[int, str]]:
    """Yield the errors of translations, each with its line; empty and fuzzy ones are not used."""
    for message in catalog:
        strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if not message.id or message.fuzzy or not any(strings):
            continue
        line = message.lineno or 0
        if not all(strings):
            yield line, f"this translation has {sum(map(bool, strings))} of its {len(strings)} plural forms"
        message.flags.add("python-format")  # every message is one, even without this flag
        for error in message.check(catalog):
            yield line, str(error)
        for string in strings:
            if said := _unfit(string, message):
                yield line, f'"{shorten(string, SHOWN, placeholder="…")}" {said}'


def _unfit(string: str, message: "Message") -> str:
    """Say why a translation does not accept the placeholders of its message; "" if it does."""
    from babel.messages.catalog import PYTHON_FORMAT

    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    known = {found[1] for text in ids for found in PYTHON_FORMAT.finditer(text) if found[1]}
    if message.pluralizable:
        known.add("num")
    for found in PYTHON_FORMAT.finditer(string):
        if found[3] != "%" and (found[1] not in known or found[2]):  # a width of a billion would be filled, too
            names = ", ".join(f"%({name})s" for name in sorted(known)) or "none"
            return f"has the placeholder {found[0]}; the message has {names}"
    try:
        string % dict.fromkeys(known, 1)
    except (ValueError, TypeError, LookupError):
        return "cannot be filled: a percent sign is written %%"
    return ""
