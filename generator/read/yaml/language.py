"""Read a language code (BCP 47)."""

import re

from generator.read.yaml.fields import Fields

LANGUAGE = re.compile(r"([a-z]{2,3})((?:-[a-z0-9]{1,8})*)", re.IGNORECASE)


def read_lang(fields: Fields) -> str:
    """Read `lang`, and write it as BCP 47 does: en-GB, zh-Hant."""
    told = fields.text("lang").strip().replace("_", "-")
    if not told:
        return ""
    found = LANGUAGE.fullmatch(told)
    if not found:
        hint = "Write a code such as fr, en-GB or zh-Hant."
        raise fields.error("lang", f'"{fields.text("lang")}" is not the code of a language', hint)
    return found[1].lower() + "".join(f"-{_subtag(part)}" for part in found[2].split("-")[1:])


def _subtag(part: str) -> str:
    region, script = 2, 4
    return part.upper() if len(part) == region else part.title() if len(part) == script else part.lower()
