"""Tables of contents that open and close."""

import pytest

from generator.text.contents import contents

LIST = '<ul>\n<li><a href="#a">A</a></li>\n</ul>\n'


@pytest.mark.parametrize(
    ("html", "made"),
    [
        (
            f'<p>a</p>\n<div class="toc">\n{LIST}</div>\n<p>b</p>',
            f'<p>a</p>\n<details class="toc" open><summary>In &lt;short&gt;</summary>\n{LIST}</details>\n<p>b</p>',
        ),
        (
            f'<div class="toc"><span class="toctitle">Here &amp; now</span>{LIST}</div>',
            f'<details class="toc" open><summary>Here &amp; now</summary>{LIST}</details>',
        ),
        ('<div class="toc">\n<ul></ul>\n</div>x', "x"),
        ('<div class="toc"><p>A box of one\'s own</p></div>', '<div class="toc"><p>A box of one\'s own</p></div>'),
        ('<div class="toc"><ul><li>never closed', '<div class="toc"><ul><li>never closed'),
        ('<pre>&lt;div class="toc"></pre>', '<pre>&lt;div class="toc"></pre>'),
        (None, ""),
    ],
)
def test_a_table_of_contents(html: str | None, made: str) -> None:
    assert contents(html, "In <short>") == made


def test_two_of_them() -> None:
    html = f'<div class="toc">{LIST}</div>' * 2
    assert contents(html, "Here") == f'<details class="toc" open><summary>Here</summary>{LIST}</details>' * 2
