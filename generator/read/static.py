"""The files of `static/`: the site's own win over the default theme's, file by file."""

import time

from generator.model.known import Known, Record
from generator.model.library import Asset
from generator.model.problem import Problem
from generator.model.settings import Project
from generator.read.discover import discover_static
from generator.read.stamps import digest_file, settled

KEY = "static:"  # begins the names of these records, which are not below the content folder


def read_static(project: Project, known: Known) -> tuple[list[Asset], list[Record], list[Problem]]:
    """Return the static files, what to remember of them, and what is wrong."""
    started = time.time_ns()
    assets: dict[str, Asset] = {}
    records: list[Record] = []
    problems: list[Problem] = []
    for folder in project.static:
        if not folder.is_dir():
            continue
        sources, wrong = discover_static(project, folder)
        problems += wrong
        for source in sources:
            path = f"static/{source.name}"
            if path in assets:
                continue
            record = known.records.get(KEY + path)
            shown = project.show(folder / source.name)
            if record is None or record.stamp != source.stamp:
                try:
                    record = Record(KEY + path, settled(source.stamp, started), digest_file(source.path))
                except OSError as error:
                    hint = "Mend its permissions, or move it away."
                    problems.append(Problem(shown, f"this file cannot be read: {error.strerror}", hint=hint))
                    continue
            records.append(record)
            is_themes = folder != project.static[0]
            assets[path] = Asset(path, source.path, shown, record.digest, is_themes=is_themes, key=source.name)
    return list(assets.values()), records, problems
