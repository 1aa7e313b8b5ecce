"""Outline templates, to find what Jinja drops silently: blocks without a parent, output outside of blocks.

A template is parsed only when it has changed; its outline is compared with those of related templates in every build.
"""

import re
from collections.abc import Iterator

from jinja2 import nodes

from generator.formats.urls import composed
from generator.model.cache_records import Outline

_BLANK = re.compile(r"(?:\s|<!--.*?-->)*", re.DOTALL)


def outline(tree: nodes.Template) -> Outline:
    """Return the outline of a template: its blocks, includes and macros, and output that is never shown."""
    extends = list(tree.find_all(nodes.Extends))
    parent = extends[0] if len(extends) == 1 and extends[0] in tree.body else None  # unconditional
    name = parent.template.value if parent and isinstance(parent.template, nodes.Const) else None
    outer = list(_outer(tree))
    written = sorted(_written(tree))
    return Outline(
        parent=composed(name) if isinstance(name, str) else "",
        is_child=bool(extends),
        blocks=tuple((block.name, block.lineno) for block in outer),
        inner=tuple(inner.name for block in outer for inner in block.find_all(nodes.Block)),
        called=tuple(sorted(set(_called(tree)))),
        early=next((line for line in written if parent and line < parent.lineno), 0),
        lost=next((line for line in written if parent and line >= parent.lineno), 0),
        includes=tuple((composed(name), node.lineno) for node in tree.find_all(nodes.Include) for name in _names(node)),
        macros=()
        if written or extends or outer
        else tuple(node.name for node in tree.body if isinstance(node, nodes.Macro)),
    )


def _macros(tree: nodes.Template) -> Iterator[str]:
    return (node.name for node in tree.body if isinstance(node, nodes.Macro))


def _outer(node: nodes.Node) -> Iterator[nodes.Block]:
    """Yield the outermost blocks."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _outer(child)


def _written(node: nodes.Node) -> Iterator[int]:
    """Yield the lines with output outside of blocks; white space and HTML comments do not count."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            begin = _BLANK.match(child.data).end()  # type: ignore[union-attr]  # it matches any text
            if begin < len(child.data):
                yield child.lineno + child.data.count("\n", 0, begin)
        elif isinstance(child, (nodes.FilterBlock, nodes.CallBlock, nodes.Include)) or isinstance(node, nodes.Output):
            yield child.lineno
        elif not isinstance(child, (nodes.Block, nodes.Macro, nodes.AssignBlock, nodes.Expr)):
            yield from _written(child)


def _called(tree: nodes.Template) -> Iterator[str]:
    """Yield the blocks that a template calls itself: `self.title()`."""
    for dotted in tree.find_all(nodes.Getattr):
        if isinstance(dotted.node, nodes.Name) and dotted.node.name == "self":
            yield dotted.attr


def _names(node: nodes.Include) -> Iterator[str]:
    """Yield the names of the included templates, if they are constant."""
    named = node.template.items if isinstance(node.template, (nodes.Tuple, nodes.List)) else [node.template]
    for one in named:
        if isinstance(one, nodes.Const):
            yield from one.value if isinstance(one.value, (tuple, list)) else [str(one.value)]
