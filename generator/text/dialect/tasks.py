"""`- [ ] to do` and `- [x] done` are disabled checkboxes, each labelled with the text."""

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

BOX = re.compile(r"\[([ xX])\][ \n](?=\s*\S)")
ATTRIBUTES = re.compile(r"\n *\{:[^\n]*\} *\Z")


class Tasks(Treeprocessor):
    """Turns the mark at the start of a list item into a checkbox. It runs before inline patterns."""

    def run(self, root: Element) -> None:
        """Create the checkboxes of all lists."""
        if not BOX.search("\n".join(root.itertext())):
            return
        for items in list(root.iter()):
            if items.tag in ("ul", "ol"):
                boxes = [_boxed(item) for item in items]
                if any(boxes):
                    _add_class(items, "task-list")


def _boxed(item: Element) -> bool:
    """Turn the mark of an item into a checkbox with the text as its label; tell whether there was one."""
    text = item[0] if not (item.text or "").strip() and len(item) and item[0].tag == "p" else item
    mark = BOX.match(text.text or "")
    if mark is None:
        return False
    words = (text.text or "")[mark.end() :]
    attributes = ATTRIBUTES.search(words)
    label, box = Element("label"), Element("input", {"type": "checkbox", "class": "task-list-item-checkbox"})
    box.set("disabled", "disabled")
    if mark[1] != " ":
        box.set("checked", "checked")
    box.tail = " " + words[: attributes.start() if attributes else None].lstrip()
    label.append(box)
    label.tail = attributes[0] if attributes else None
    text.text = None
    text.insert(0, label)
    _add_class(item, "task-list-item")
    return True


def _add_class(element: Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())


class TasksExtension(Extension):
    """Registers the checkboxes."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register them before the inline patterns (20)."""
        md.treeprocessors.register(Tasks(md), "tasks", 25)


def makeExtension(**settings: Any) -> TasksExtension:
    """Make the extension."""
    return TasksExtension(**settings)
