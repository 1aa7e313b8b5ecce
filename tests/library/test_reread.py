"""Reading single files again."""

from smallsite import COMMAND, Site

from generator.cli.commands import project_of
from generator.library.reread import reread
from generator.model.cache_records import SourceCache
from generator.serve.snapshot import load_snapshot


def test_s15_a_file_that_nobody_has_read_and_that_is_gone_again_is_no_error(paper: Site) -> None:
    project = project_of(COMMAND.parse_args(["serve", "-C", str(paper.root)]))
    reading = load_snapshot(project, SourceCache(), {}, paper.now).reading
    assert reading is not None
    assert reread(reading, [paper.path("content/_posts/sedHqAmaP")], paper.now) is None
    assert reread(reading, [paper.path("content/_posts/2026-07-12-flood.md")], paper.now) is not None
