"""`docs/theme-tutorial.md` is followed step by step: each file is written, each command run, each result compared."""

import shlex
from pathlib import Path

from smallsite import COMMAND, Site
from themebook import TUTORIAL, built, check_example, read_book

from generator.cli.main import main


def test_the_tutorial_works_step_by_step(tmp_path: Path) -> None:
    site = Site(tmp_path / "tide")
    compared = 0
    for chapter in read_book(TUTORIAL).chapters.values():
        for block in chapter.blocks:
            if block.path:
                check_example(block, site)
                compared += block.path.startswith("_site/")
            else:
                run_commands(block.text, site)
    built(site)
    assert compared


def run_commands(text: str, site: Site) -> None:
    """Run commands in the site, except the preview, which would not end."""
    for line in text.splitlines():
        arguments = shlex.split(line)[1:]
        if arguments[0] == "serve":
            COMMAND.parse_args(arguments)
            continue
        folders = [str(site.path(word)) if word in ("templates", "static") else word for word in arguments]
        assert main([*folders, "-C", str(site.root)]) == 0, line


def test_only_the_front_page_reads_the_data_file(tmp_path: Path) -> None:
    site = Site(tmp_path / "tide")
    for chapter in read_book(TUTORIAL).chapters.values():
        for block in chapter.blocks:
            if block.path and not block.path.startswith("_site/"):
                site.write(block.path, block.text)
    built(site)
    site.edit("content/_data/harbour.yml", "5", "6")
    assert built(site) == ["index.html"]
