"""Write the tables of fields in the documents from their declarations in the code.

Run by `make modules`; `test_fields.py` fails where a document is out of date.
"""

from pathlib import Path

from generator.read.story.field_table import FIELDS

ROOT = Path(__file__).parent.parent
STORIES = ROOT / "docs/stories.md"
BEGIN, END = "<!-- fields: made by `make modules` from generator/model/post.py -->\n", "<!-- end of fields -->"


def fields() -> str:
    """Return the table of front matter fields."""
    rows = ["| field | meaning | example | where it shows |", "|---|---|---|---|"]
    for name, field in FIELDS.items():
        names = ", ".join(f"`{key}`" for key in (name, *field.also) if key != "robots")
        rows.append(f"| {names} | {field.help} | `{field.example}` | {field.shows or 'nowhere'} |")
    return "\n".join(rows) + "\n"


def stories() -> str:
    """Return `docs/stories.md` with the table as it should be."""
    text = STORIES.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{fields()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    STORIES.write_text(stories(), "utf-8")
