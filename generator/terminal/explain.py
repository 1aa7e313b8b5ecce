"""Print an explanation."""

from collections.abc import Iterator

import msgspec

from generator.model.explanation import ExplainedOutput, Explanation, ShownIn
from generator.model.reason import Reason
from generator.terminal.problems import printable

FEW = 20  # outputs that are named of those that show a source


def print_explanation(explanation: Explanation, *, every: bool = False) -> None:
    """Print what makes each output, what it looks at, and why it would be made again."""
    for line in _lines(explanation, every=every):
        print(printable(line))


def print_explanation_json(explanation: Explanation) -> None:
    """Print it as one JSON object."""
    print(msgspec.json.encode(explanation).decode())


def reason_line(reasons: tuple[Reason, ...]) -> str:
    """Return the first of some reasons, and how many there are besides."""
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return f"{reasons[0].text}{more}" if reasons else ""


def _lines(explanation: Explanation, *, every: bool) -> Iterator[str]:
    if explanation.source and not explanation.outputs:
        yield explanation.source
    for output in explanation.outputs:
        yield from _of_output(output, every=every)
    if explanation.shown_in:
        yield f"{explanation.source} is also shown in:"
        yield from _shown_in(explanation.shown_in, every=every)
    if explanation.problems:
        count = len(explanation.problems)
        yield f"The next build publishes nothing: {count} {'error' if count == 1 else 'errors'} (newsprint build)."


def _of_output(output: ExplainedOutput, *, every: bool) -> Iterator[str]:
    yield output.path
    if output.url:
        yield f"  URL        {output.url}"
    yield f"  made by    {output.recipe or 'nothing'}{' ' if output.template else ''}{output.template}"
    if output.source:
        yield f"  source     {output.source}"
    for title, kind in (("templates", "template"), ("settings", "setting"), ("words", "words")):
        names = [view.partition(":")[2] for view in output.views if view.startswith(f"{kind}:")]
        if names:
            yield f"  {title:10} {', '.join(names)}"
    others = [view for view in output.views if not view.startswith(("template:", "setting:", "words:"))]
    if others:
        yield f"  views      {', '.join(others)}"
    if not output.reasons:
        yield "  up to date"
    shown = output.reasons if every else output.reasons[:FEW]
    for number, reason in enumerate(shown):
        yield f"  {'' if number else 'because':10} {reason.text}"
    if len(output.reasons) > len(shown):
        yield f"  {'':10} … and {len(output.reasons) - len(shown)} more (--all)"


def _shown_in(found: tuple[ShownIn, ...], *, every: bool) -> Iterator[str]:
    shown = found if every else found[:FEW]
    width = max(len(one.path) for one in shown)
    for one in shown:
        yield f"  {one.path:{width}}  {one.name}"
    if len(found) > len(shown):
        yield f"  … and {len(found) - len(shown):,} more (--all)"
