"""Which tests are browser tests, start servers, or take long: `make check` leaves these out.

What takes long was measured: a module whose tests take a second each, or ten seconds together.
"""

from collections.abc import Iterable

import pytest

SERVERS = (
    "deploy/test_git.py", "deploy/test_interrupted.py", "deploy/test_notified.py",
    "deploy/test_notify.py", "deploy/test_readers.py", "deploy/test_rsync.py", "deploy/test_s3.py",
    "faults/test_confidential.py", "serve/test_bench.py", "serve/test_crowds.py", "serve/test_faults.py",
    "serve/test_following.py", "serve/test_in_browser.py", "serve/test_same_as_build.py", "test_deploy_docs.py",
    "watch/test_watch.py",
)  # fmt: skip
SLOW = (
    "benchmark/test_benchmark.py", "benchmark/test_deploying.py", "deploy/test_directory.py", "engine/test_seal.py",
    "engine/test_unchanged.py", "faults/test_content.py", "faults/test_f01_killed_builds.py",
    "faults/test_f13_sources_that_change.py", "faults/test_images_made.py", "faults/test_images_named.py",
    "faults/test_machine.py", "faults/test_names.py", "faults/test_output.py", "faults/test_paths.py",
    "faults/test_templates.py", "images/test_renditions.py", "plan/test_feeds.py", "plan/test_icons.py",
    "render/test_stylesheets.py", "render/test_translations.py", "test_build.py", "test_command.py", "test_crown.py",
    "test_demo.py", "test_suite.py", "test_theme.py", "test_theme_changes.py", "test_theme_docs.py",
    "text/test_image_markup.py", "text/test_markdown.py", "themes/test_plain.py",
)  # fmt: skip


def mark(items: Iterable[pytest.Item]) -> None:
    """Mark each test with what it needs."""
    for item in items:
        name = item.path.as_posix()
        if "browser" in getattr(item, "fixturenames", ()) or "/tests/web/" in name:
            item.add_marker("browser")
        if name.endswith(SERVERS):
            item.add_marker("servers")
        if name.endswith(SLOW):
            item.add_marker("slow")
