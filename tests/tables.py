"""Write the tables of fields and settings in the documents from their declarations in the code.

Run by `make modules`; `test_fields.py` fails where a document is out of date.
"""

from pathlib import Path

from generator.model.settings import FILES, POSTS, SITE
from generator.read.config.setting_table import SETTINGS
from generator.read.story.field_table import FIELDS

ROOT = Path(__file__).parent.parent
DOCUMENTS = (ROOT / "docs/stories.md", ROOT / "docs/settings.md")
BEGIN = "<!-- {}: made by `make modules` from generator/model/{}.py -->\n"
END = "<!-- end of the table -->"


def fields() -> str:
    """Return the table of front matter fields."""
    rows = ["| field | meaning | example | where it shows |", "|---|---|---|---|"]
    for name, field in FIELDS.items():
        names = ", ".join(f"`{key}`" for key in (name, *field.also) if key != "robots")
        rows.append(f"| {names} | {field.help} | `{field.example}` | {field.shows or 'nowhere'} |")
    return "\n".join(rows) + "\n"


def settings(section: str) -> str:
    """Return the table of one section of the settings."""
    rows = ["| key | default | what it does |", "|---|---|---|"]
    found = {key: setting for key, setting in SETTINGS.items() if setting.section == section}
    rows += [f"| `{key}` | {one.default} | {one.help} |".replace("|  |", "| |") for key, one in found.items()]
    return "\n".join(rows) + "\n"


def updated(path: Path) -> str:
    """Return a document with its tables as they should be."""
    text = path.read_text("utf-8")
    tables = {BEGIN.format("fields", "post"): fields()}
    tables |= {BEGIN.format(f"settings, {section}", "settings"): settings(section) for section in (SITE, POSTS, FILES)}
    for begin, table in tables.items():
        before, found, rest = text.partition(begin)
        if found:
            text = f"{before}{begin}\n{table}\n{END}{rest.partition(END)[2]}"
    return text


if __name__ == "__main__":
    for path in DOCUMENTS:
        path.write_text(updated(path), "utf-8")
