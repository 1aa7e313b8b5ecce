"""The public API: what other programs import, and what docs/api.md says of it."""

import ast
import gc
import inspect
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from serve.running import until
from smallsite import Site as SmallSite
from themebook import read_book

import generator
from generator import InputError, Problem, Site

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/api.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
CONFIG = "title: Tide\nurl: https://tide.example\npermalink: pretty\ndeploy:\n  live: {to: directory, path: www}\n"


@pytest.fixture
def tide(tmp_path: Path) -> SmallSite:
    """Make the site that the examples name."""
    site = SmallSite(tmp_path / "tide")
    site.write("content/_config.yml", CONFIG)
    site.post("2026-07-12-flood.md", title="The flood")
    site.write("content/_drafts/later.md", "---\ntitle: Later\n---\nNot yet.\n")
    site.write("content/plan of the town.txt", "Houses.\n")
    return site


def run(code: str, folder: Path) -> str:
    """Run a program, and return what it printed; nothing else may be printed."""
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_every_export_is_importable_and_documented() -> None:
    documented = re.findall(r"^\| `([A-Z]\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(generator.__all__) == sorted(generator._MODULES)  # noqa: SLF001 (the table)
    for name in generator.__all__:
        assert getattr(generator, name).__doc__
        assert name in dir(generator)
    with pytest.raises(AttributeError, match="no attribute 'Sight'"):
        _ = generator.Sight  # type: ignore[attr-defined]


def test_type_checkers_see_every_export() -> None:
    """Ask for the names in the branch that only type checkers read."""
    text = Path(generator.__file__).read_text("utf-8")
    assert sorted(re.findall(r"^    from \S+ import (\w+) as \1$", text, re.MULTILINE)) == sorted(generator.__all__)
    assert Path(generator.__file__).with_name("py.typed").exists()


@pytest.mark.parametrize("name", ["Report", "Problem", "PlannedOutput", "Reason", "TargetResult"])
def test_every_field_of_a_result_is_documented(name: str) -> None:
    assert sorted(read_book(PAGE).names(name)) == sorted(getattr(generator, name).__struct_fields__)


# For the command alone: what it hears, and what only a process of its own may do.
OF_THE_COMMAND = {"self", "reporter", "timers"}


@pytest.mark.parametrize(
    ("method", "heading"), [(Site.build, "Build"), (Site.serve, "Preview"), (Site.deploy, "Deploy")]
)
def test_every_argument_is_documented(method: Callable[..., object], heading: str) -> None:
    arguments = set(inspect.signature(method).parameters) - OF_THE_COMMAND - {"targets"}
    assert sorted(read_book(PAGE).names(heading)) == sorted(arguments)


def test_the_import_is_cheap() -> None:
    code = "import sys, generator; print([n for n in sys.modules if n.startswith('generator') or n == 'msgspec'])"
    assert run(code, ROOT).strip() == "['generator']"


def test_the_documents_examples_run(tide: SmallSite) -> None:
    tide.build()
    assert EXAMPLES
    for code in EXAMPLES:
        assert run(code, tide.root.parent).strip(), code


def test_plan_and_render_are_what_a_build_writes(tide: SmallSite, capfd: pytest.CaptureFixture[str]) -> None:
    site = Site.open(tide.root)
    planned = site.plan(now=tide.now)
    rendered = {output.path: site.render(output.path, now=tide.now) for output in planned.outputs}
    assert not site.output.exists()
    report = site.build(now=tide.now)
    assert list(planned.problems) == report.problems == []
    assert {path: data for path, data in tide.tree().items() if path != ".newsprint"} == rendered
    assert capfd.readouterr() == ("", "")


def test_a_plan_says_what_each_output_is(tide: SmallSite) -> None:
    outputs = {output.path: output for output in Site.open(tide.root).plan(now=tide.now).outputs}
    story = outputs["2026/07/12/flood/index.html"]
    assert (story.role, story.source, story.template, story.url) == (
        "story",
        "content/_posts/2026-07-12-flood.md",
        "post.html",
        "https://tide.example/2026/07/12/flood/",
    )
    front, feed, text = outputs["index.html"], outputs["feed.xml"], outputs["plan of the town.txt"]
    assert (front.role, front.source, front.url) == ("list", "", "https://tide.example/")
    assert (feed.role, feed.url) == ("feed", "https://tide.example/feed.xml")
    assert (text.role, text.source) == ("file", "content/plan of the town.txt")
    assert text.url == "https://tide.example/plan%20of%20the%20town.txt"
    assert list(outputs) == sorted(outputs)


def test_options_of_a_site_decide_what_is_planned(tide: SmallSite) -> None:
    def sources(site: Site) -> set[str]:
        return {output.source for output in site.plan(now=tide.now).outputs}

    drafts = Site.open(tide.root, drafts=True)
    assert sources(drafts) - sources(Site.open(tide.root)) == {"content/_drafts/later.md"}
    assert Site.open(tide.root, output="public").output == tide.root / "public"


def test_wrong_input_is_one_exception_or_in_the_result(tide: SmallSite, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError) as caught:
        Site.open(tide.root / "nowhere")
    assert caught.value.problem.hint
    site = Site.open(tide.root)
    with pytest.raises(InputError, match="no such file"):
        site.render("flood.html")
    tide.write("content/_config.yml", "title: [\n")
    assert site.build().failed
    assert site.plan().failed
    assert site.deploy("live").failed
    with pytest.raises(InputError):
        site.render("index.html")
    assert capfd.readouterr() == ("", "")


def test_a_time_without_a_time_zone_is_refused(tide: SmallSite) -> None:
    site, noon = Site.open(tide.root), datetime(2026, 7, 13, 12)  # noqa: DTZ001 (it is refused)
    for call in (site.build, site.plan, site.serve):
        with pytest.raises(ValueError, match="needs a time zone"):
            call(now=noon)


def test_problems_have_a_place(tide: SmallSite) -> None:
    site = Site.open(tide.root)
    tide.post("2026-07-13-ebb.md", title="Ebb", date="soon")
    problem = site.plan(now=tide.now).problems[0]
    assert (problem.file, problem.line, problem.severity) == ("content/_posts/2026-07-13-ebb.md", 3, "error")
    assert site.build(now=tide.now).problems == [problem]
    with pytest.raises(InputError) as caught:
        site.render("index.html", now=tide.now)
    assert caught.value.problem == problem


def test_a_site_without_url_is_planned_with_the_warning_of_a_build(tide: SmallSite) -> None:
    tide.write("content/_config.yml", "title: Tide\nbaseurl: /paper\n")
    site = Site.open(tide.root)
    planned = site.plan(now=tide.now)
    assert [problem.severity for problem in planned.problems] == ["warning"]
    assert site.build(now=tide.now).problems == list(planned.problems)
    assert planned.outputs[0].url.startswith("/paper/")


def test_a_deploy_returns_what_it_did(tide: SmallSite, capfd: pytest.CaptureFixture[str]) -> None:
    site = Site.open(tide.root)
    tried = site.deploy(dry_run=True)
    assert tried.targets[0].dry_run
    assert not (tide.root / "www").exists()
    deployed = site.deploy()
    assert not deployed.failed
    assert "index.html" in deployed.targets[0].new
    assert (tide.root / "www/index.html").exists()
    assert site.deploy("elsewhere").failed
    assert capfd.readouterr() == ("", "")


def test_what_a_targets_program_prints_is_passed_on(tide: SmallSite, capfd: pytest.CaptureFixture[str]) -> None:
    tide.write("content/_config.yml", CONFIG.replace("{to: directory, path: www}", "{to: command, run: [echo, sent]}"))
    heard: list[str] = []
    assert not Site.open(tide.root).deploy(on_line=heard.append).failed
    assert heard == ["sent"]
    assert not Site.open(tide.root).deploy(force=True).failed
    assert capfd.readouterr() == ("", "")


def test_reasons_and_explanations_are_values(tide: SmallSite, capfd: pytest.CaptureFixture[str]) -> None:
    site = Site.open(tide.root)
    site.build(now=tide.now)
    tide.edit("content/_posts/2026-07-12-flood.md", "The flood", "The ebb")
    before = tide.tree()
    explanation = site.explain("2026/07/12/flood/index.html", now=tide.now)
    assert [reason.kind for reason in explanation.outputs[0].reasons] == ["shown"]
    assert tide.tree() == before
    reasons = site.build(now=tide.now, reasons=True).reasons
    assert reasons["2026/07/12/flood/index.html"] == explanation.outputs[0].reasons
    assert site.explain("2026/07/12/flood/index.html", now=tide.now).outputs[0].reasons == ()
    with pytest.raises(InputError):
        site.explain("nowhere.html", now=tide.now)
    assert capfd.readouterr() == ("", "")


class Heard:
    """Keeps what a preview says."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.site_problems: list[list[Problem]] = []

    def started(self, url: str, stories: int, at: datetime | None) -> None:
        self.lines.append(f"{stories} at {url}, {at}")

    def problems(self, problems: Sequence[Problem]) -> None:
        self.site_problems.append(list(problems))

    def page_problem(self, problem: Problem) -> None:
        self.lines.append(problem.message)

    def internal_error(self, traceback: str) -> None:
        self.lines.append(traceback)

    def say(self, line: str) -> None:
        self.lines.append(line)


def page_at(url: str) -> str:
    with urlopen(url) as answer:  # noqa: S310 (the preview itself)
        text: str = answer.read().decode()
    return text


def test_a_preview_serves_in_a_thread_until_it_is_stopped(tide: SmallSite, capfd: pytest.CaptureFixture[str]) -> None:
    switches = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)}
    hook, limit, collects = threading.excepthook, resource.getrlimit(resource.RLIMIT_NOFILE), gc.isenabled()
    frozen = gc.get_freeze_count()
    heard = Heard()
    with Site.open(tide.root).serve(now=tide.now, reporter=heard) as preview:
        story = f"{preview.url}2026/07/12/flood/"
        assert "The flood" in page_at(story)
        tide.edit("content/_posts/2026-07-12-flood.md", "The flood", "The ebb")
        assert until(lambda: "The ebb" in page_at(story))
        tide.post("2026-07-13-bad.md", title="Bad", date="soon")
        assert until(lambda: preview.problems)
        assert preview.problems[0].file == "content/_posts/2026-07-13-bad.md"
        assert not preview.wait(0)
    assert preview.wait(0)
    with pytest.raises(URLError):
        page_at(story)
    assert heard.lines[0].startswith("1 at http://127.0.0.1:")
    assert heard.site_problems[0] == []
    assert list(preview.problems) in heard.site_problems
    assert {number: signal.getsignal(number) for number in switches} == switches
    assert (threading.excepthook, resource.getrlimit(resource.RLIMIT_NOFILE), gc.isenabled()) == (hook, limit, collects)
    assert gc.get_freeze_count() == frozen
    assert capfd.readouterr() == ("", "")


def test_two_previews_can_be_started_and_stopped_in_any_thread(tide: SmallSite) -> None:
    site = Site.open(tide.root)
    with ThreadPoolExecutor(1) as pool:
        first, second = site.serve(now=tide.now), site.serve(now=tide.now)
        pool.submit(first.start).result()
        second.start()
        assert first.url != second.url
        first.stop()
        assert "The flood" in page_at(second.url)
        pool.submit(second.stop).result()
        first.stop()  # once more
        assert first.wait(0) and second.wait(0)  # noqa: PT018 (one thing)


def test_a_preview_without_a_port_says_so_and_leaves_nothing(tide: SmallSite) -> None:
    preview = Site.open(tide.root).serve(host="203.0.113.7")
    with pytest.raises(InputError, match="cannot listen here"):
        preview.start()
    preview.stop()


def test_a_program_keeps_its_timers_and_signal_handlers(tide: SmallSite) -> None:
    """A text with headings is converted by the library, whose time is limited: in the command, by a signal."""
    tide.post("2026-07-14-list.md", "Term\n:   What it means\n\n" * 200, title="List", toc=True)
    before = signal.signal(signal.SIGVTALRM, handler := lambda *_: None)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, 3600)
        site = Site.open(tide.root)
        assert not site.build(now=tide.now).failed
        assert site.render("2026/07/14/list/index.html", now=tide.now)
        assert signal.getsignal(signal.SIGVTALRM) is handler
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0
        assert not site.build(now=tide.now, clean=True, timers=True).failed  # as the command does
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_builds_in_threads_wait_for_one_another(tide: SmallSite) -> None:
    site = Site.open(tide.root)
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: site.build(now=tide.now), range(2)))
    assert not any(report.failed for report in reports)
    assert sorted(len(report.written) > 0 for report in reports) == [False, True]


# What belongs to a whole process, and the only modules besides the command's own (cli/, terminal/) that have it.
OF_THE_PROCESS: dict[str, set[str]] = {
    "argparse": set(),
    "print": set(),
    "sys.exit": set(),
    "SystemExit": set(),
    "os._exit": {"engine/workers.py", "watch/file_changes.py"},  # in processes that they start
    "signal.signal": {"engine/workers.py", "watch/file_changes.py", "text/markdown.py"},  # the last if it is allowed to
    "threading.excepthook": set(),
    "resource.setrlimit": set(),
    "gc.freeze": {"engine/workers.py"},  # until the workers have ended
    "logging.basicConfig": set(),
    "os.chdir": set(),
    "locale.setlocale": set(),
}


def dotted(node: ast.AST) -> str:
    """Return a name or an attribute of a module as it is written."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_only_the_command_does_what_concerns_the_whole_process() -> None:
    package = Path(generator.__file__).parent
    found: dict[str, set[str]] = {name: set() for name in OF_THE_PROCESS}
    for path in package.rglob("*.py"):
        name = path.relative_to(package).as_posix()
        if not name.startswith(("cli/", "terminal/", "__main__")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if (used := dotted(node)) in found:
                    found[used].add(name)
    assert found == OF_THE_PROCESS
