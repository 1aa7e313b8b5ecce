"""Read a site on a real server (nginx) while it is deployed again and again: no page lacks what it refers to.

What is promised, and what is not:

- A page that was read, however long ago, has its style sheet, its pictures and icons: their names are never given to
  anything else, and they stay for some deploys and a day after the site has ceased to use them.
- A page that is read leads to pages that are there, unless these were taken away since. Then reading it again shows a
  page that does not lead there. A story that was retracted cannot be kept for those who still have an old front page.
- Each file is the one of some edition, as a whole.
- Where a page turns into a folder, or a folder into a page, its address is missing for a moment.
"""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from deploy.delivering import ROOT, deploy, finished, published
from deploy.editions import EDITS, URL, add, newspaper, restyle
from deploy.nginx import running_nginx
from deploy.reading import Readers, digest
from deploy.sshd import free_port

TURNING = "/topic.html"
SLOWLY = Path(__file__).with_name("slowly.py")


@contextmanager
def nginx(root: Path, folder: Path) -> Iterator[int]:
    """Serve a folder; `folder` is for nginx's own files. Yield the port."""
    port = free_port()
    with running_nginx(folder, port, f"absolute_redirect off; server {{ listen 127.0.0.1:{port}; root {root}; }}"):
        yield port


class Published:
    """A newspaper that has come out once, and all that its editions were made of."""

    def __init__(self, folder: Path) -> None:
        self.site = newspaper(folder / "paper")
        self.www = folder / "www"
        self.editions: dict[str, set[str]] = defaultdict(set)
        assert deploy(self.site).code == 0
        self.note()

    def note(self) -> None:
        for path, data in finished(self.site).items():
            self.editions[path].add(digest(data))

    def slowly(self, order: str) -> None:
        done = subprocess.run(
            [sys.executable, str(SLOWLY), order, "deploy", "-q", "-C", str(self.site.root)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def paper(tmp_path: Path) -> Published:
    return Published(tmp_path)


def test_readers_never_see_a_page_that_refers_to_a_missing_file(paper: Published, tmp_path: Path) -> None:
    with nginx(paper.www, tmp_path / "nginx") as port, Readers(port, URL, excused=TURNING) as readers:
        for number, edit in enumerate(EDITS, 1):
            edit(paper.site, number)
            if number % 3:
                paper.slowly("rightly")
            else:
                assert deploy(paper.site).code == 0
            paper.note()
    assert readers.broken == set()
    assert readers.pages > 50
    assert set(published(paper.www)) >= set(finished(paper.site))
    assert [path for path, seen in readers.read.items() if not seen <= paper.editions[path]] == []


def test_in_the_wrong_order_they_do(paper: Published, tmp_path: Path) -> None:
    """Else the test above would show nothing."""
    faults = ("refers to /static/css/main.", "refers to /news/2026/07/")
    with nginx(paper.www, tmp_path / "nginx") as port, Readers(port, URL, excused=TURNING) as readers:
        for number in range(1, 13):  # mostly the first edition is enough
            (restyle if number % 2 else add)(paper.site, number)
            paper.slowly("backwards")
            if all(any(fault in one for one in readers.broken) for fault in faults):
                return
    pytest.fail(f"the readers noticed only {readers.broken}")
