"""Small papers in a real browser: how large logos are, where lines break, what scrolls."""

import pytest
from browsing import Browser, opened
from demonstration import served
from smallsite import CONFIG, Site

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="240"><path d="M0 0h1200v240H0z"/></svg>'
BOX = "(name) => { const box = document.querySelector(name).getBoundingClientRect(); return [box.width, box.height] }"
AUTHORS = ["Ada Lovell", "Ben Okri-Fotheringham", "Cy Twombly", "Maximiliane von Hohenstein-Thornby", "Dee Em"]
# The text of each line of an element, as it is laid out.
LINES = """name => {
  const lines = [], range = document.createRange();
  const walk = document.createTreeWalker(document.querySelector(name), NodeFilter.SHOW_TEXT);
  for (let node; node = walk.nextNode();) {
    for (let place = 0; place < node.length; place++) {
      range.setStart(node, place); range.setEnd(node, place + 1);
      const box = range.getClientRects()[0];
      if (!box) continue;
      if (!lines.length || box.top > lines.at(-1).bottom - 2) lines.push({bottom: box.bottom, text: ''});
      lines.at(-1).text += range.toString();
    }
  }
  return lines.map(line => line.text.trim());
}"""


@pytest.mark.parametrize(
    ("theme", "screen", "sizes"),  # on the front page, on others
    [
        ("logo: l.svg", "desk, light", ((630, 126), (270, 54))),
        ("logo: l.svg", "phone, light", ((301, 60), (196, 39))),
        ("logo: l.svg, logo_height: 30", "desk, light", ((150, 30), (150, 30))),
        ("logo: l.svg, logo_width: 2000", "phone, light", ((358, 72), (358, 72))),
        ("logo: l.svg", "desk, dark", ((646, 138), (286, 66))),  # with its plate
        ("logo: l.svg, logo_width: 2000", "phone, dark", ((358, 80), (358, 80))),
        ("logo: l.svg, logo_dark: l.svg", "desk, dark", ((630, 126), (270, 54))),
    ],
)
def test_a_logo_is_as_large_as_the_name_that_it_stands_for_or_as_the_settings_say(
    browser: Browser, paper: Site, theme: str, screen: str, sizes: tuple[tuple[int, int], ...]
) -> None:
    size, scheme = screen.split(", ")
    paper.write("content/l.svg", LOGO)
    paper.write("content/_config.yml", f"{CONFIG}theme: {{{theme}}}\n")
    assert paper.build().problems == []
    with served(paper.path("_site")) as address:
        for path, wanted in zip(("/", "/about/"), sizes, strict=True):
            with opened(browser, address + path, size, scheme) as shown:  # type: ignore[arg-type]
                assert shown.page.evaluate(BOX, ".nameplate img") == pytest.approx(wanted, abs=1), path
                assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_line_of_a_byline_begins_with_a_comma_and_no_score_is_broken(browser: Browser, paper: Site) -> None:
    body = "".join(f"{'x' * length} 3\u20131\n\n" for length in range(10, 60))
    paper.post("2026-07-20-won.md", body, title="Won 3\u20131", authors=AUTHORS)
    paper.build()
    with served(paper.path("_site")) as address:
        for size in ("desk", "phone", "small"):
            with opened(browser, f"{address}/2026/07/20/won/", size) as shown:
                lines = shown.page.evaluate(LINES, ".story-byline")
                assert len(lines) > 1
                assert not [line for line in lines if line.startswith(",")], size
                assert not [line for line in shown.page.evaluate(LINES, ".prose") if line.endswith("\u2013")], size


def test_a_wide_table_scrolls_in_its_box_and_nothing_else_does(browser: Browser, paper: Site) -> None:
    months = [f"Month {number}" for number in range(1, 13)]
    table = (
        f"| {' | '.join(months)} |\n|{'---|' * 12}\n| {' | '.join(['1,234'] * 12)} |\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    paper.post("2026-07-20-tides.md", table, title="Tides")
    paper.post("2026-07-21-mad.md", table, title="\u0645\u062f", lang="ar")
    paper.build()
    with served(paper.path("_site")) as address:
        for path in ("/2026/07/20/tides/", "/2026/07/21/mad/"):
            for size in ("desk", "phone"):
                with opened(browser, address + path, size) as shown:
                    scrolls = "[...document.querySelectorAll('.scroll')].map(box => box.scrollWidth > box.clientWidth)"
                    assert shown.page.evaluate(scrolls) == [True, False]
                    assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                    assert shown.page.locator("td").first.evaluate("cell => cell.offsetHeight") < 60  # on one line
                    shown.page.locator(".scroll").first.focus()
                    shown.page.keyboard.press("ArrowRight" if "tides" in path else "ArrowLeft")
                    shown.page.wait_for_function("Math.abs(document.querySelector('.scroll').scrollLeft) > 0")


# Where boxes and the words beside them begin, from the edge of the column that they stand in, by direction of reading.
BOXES = """() => {
  const column = document.querySelector('.prose').getBoundingClientRect();
  const isRight = getComputedStyle(document.querySelector('.prose')).direction === 'rtl';
  const inset = box => isRight ? column.right - box.right : box.left - column.left;
  return [...document.querySelectorAll('.task-list-item-checkbox')].map(input => {
    const range = document.createRange();
    range.selectNodeContents(input.parentElement);
    range.setStartAfter(input);
    const lines = [...range.getClientRects()].filter(line => line.width > 8);
    return [inset(input.getBoundingClientRect()), Math.min(...lines.map(inset)), Math.max(...lines.map(inset))];
  });
}"""
TASKS = (
    f"- [x] Paint\n- [ ] Ring {'the harbour master ' * 8}\n    - [ ] inner\n\n1. [x] numbered\n\n* plain\n* [x] mixed\n"
)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_box_of_a_task_list_stands_in_the_column_and_all_lines_begin_beside_it(
    browser: Browser, paper: Site, lang: str
) -> None:
    paper.post("2026-07-20-tasks.md", TASKS, title="Tasks", lang=lang)
    paper.build()
    with served(paper.path("_site")) as address:
        for size in ("desk", "phone", "small"):
            with opened(browser, f"{address}/2026/07/20/tasks/", size) as shown:
                boxes = shown.page.evaluate(BOXES)
                assert len(boxes) == 5
                for box, first, last in boxes:
                    assert -0.5 <= box < first - 8
                    assert last - first < 8  # a space, at most
                assert boxes[2][0] > boxes[1][0] + 12  # the inner list is further in
                assert boxes[3][0] == pytest.approx(boxes[0][0], abs=1)
