"""Pre- and postprocessors of Python-Markdown, each run only on texts that the step can change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown import util

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    Step = Any  # a processor of any stage, also untyped
    Value = Any  # the data between stages: lines, then a tree, then HTML
from generator.text.fastmarkdown.blocks import class_name


def _if_lines_have(*needs: str) -> Callable[[Step, list[str]], list[str]]:
    def run(step: Step, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return step.run(lines) if any(need in text for need in needs) else lines

    return run


def _normalize(step: Step, lines: list[str]) -> list[str]:
    text = "\n".join(lines).replace(util.STX, "").replace(util.ETX, "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = (text + "\n\n").expandtabs(step.md.tab_length)
    return (re.sub(r"(?<=\n) +\n", "\n", text) if "\n " in text else text).split("\n")


def _attributes(step: Step, root: Element) -> None:
    if "{" in "".join(root.itertext()):
        step.run(root)


def _contents(step: Step, root: Element) -> None:
    """Search the tree for the marker only if the text contains it."""
    marker = step.marker
    step.marker = marker if marker in "".join(root.itertext()) else ""
    try:
        step.run(root)
    finally:
        step.marker = marker


def _unescape(step: Step, root: Element) -> None:
    for element in root.iter():
        if element.text and util.STX in element.text and element.tag != "code":
            element.text = step.unescape(element.text)
        if element.tail and util.STX in element.tail:
            element.tail = step.unescape(element.tail)
        for name, value in element.items():
            if value is not None and util.STX in value:
                element.set(name, step.unescape(value))


STASHED = re.compile(util.HTML_PLACEHOLDER % "([0-9]+)")


def _restore_html(step: Step, text: str) -> str:
    """Restore stashed HTML; a block also replaces the paragraph around it."""
    stash = step.md.htmlStash
    if not stash.html_counter or util.STX not in text:
        return text
    pieces, done = [], 0
    for match in STASHED.finditer(text):
        if (key := int(match[1])) < stash.html_counter:
            start, end = match.span()
            html = step.stash_to_string(stash.rawHtmlBlocks[key])
            if text.endswith("<p>", done, start) and text.startswith("</p>", end):
                start, end = start - 3, end + 4
                html = html if step.isblocklevel(html) else f"<p>{html}</p>"
            pieces += [text[done:start], _restore_html(step, html)]
            done = end
    return "".join([*pieces, text[done:]])


FASTER_STEPS: dict[str, Callable[[Step, Value], Value]] = {
    "generator.text.dialect.attributes.MarkedAttributes": _attributes,
    "generator.text.dialect.html.HtmlBlocks": _if_lines_have("<", "&#"),
    "markdown.extensions.md_in_html.MarkdownInHTMLPostprocessor": _restore_html,
    "markdown.extensions.toc.TocTreeprocessor": _contents,
    "markdown.preprocessors.NormalizeWhitespace": _normalize,
    "markdown.treeprocessors.UnescapeTreeprocessor": _unescape,
    "pymdownx.superfences.SuperFencesBlockPreprocessor": _if_lines_have("```", "~~~"),
}
"""Faster equivalents of processors."""


def run_step(step: Step, value: Value) -> Value:
    """Run a step, or its faster equivalent."""
    faster = FASTER_STEPS.get(class_name(step))
    return faster(step, value) if faster else step.run(value)
