"""What strangers and machines rely on around the code: changelog, workflows, names in the documents, the wheel."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from themebook import ROOT

import generator

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
DOCUMENTS = [ROOT / "README.md", ROOT / "generator/README.md", *sorted((ROOT / "docs").glob("*.md"))]
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
MAKE = re.compile(r"(?:^|`)make ([a-z][a-z-]*)", re.MULTILINE)
TOP = {"pyproject.toml", "README.md", "generator", "templates", "content", "static", "tests", "_site"}
TOP |= {"Makefile", "LICENSE", "docs", "constraints.txt"}
TOP |= {"dist", "build", "node_modules", "__pycache__"}  # what programs leave, and git does not see


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def loaded(path: Path) -> dict[Any, Any]:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_there_are_workflows_and_forms() -> None:
    names = {path.name for path in (*WORKFLOWS, *FORMS)}
    assert names >= {"check.yml", "test.yml", "latest.yml", "release.yml", "bug.yml", "idea.yml"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_each_workflow_has_jobs_with_few_rights_and_a_limit(path: Path) -> None:
    flow = loaded(path)
    assert flow[True]  # YAML 1.1 reads `on` so, and GitHub does not mind
    assert flow["permissions"] == {"contents": "read"}
    for name, job in flow["jobs"].items():
        assert job["timeout-minutes"] <= 90, name
        assert all(("uses" in step) != ("run" in step) for step in job["steps"]), name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_each_action_is_pinned_by_its_commit_and_names_its_version(path: Path) -> None:
    used = [line for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.search(line)] == []


def test_an_action_has_one_version_in_all_workflows() -> None:
    used = {use for path in WORKFLOWS for use in re.findall(r"uses: (\S+)", path.read_text("utf-8"))}
    assert len({use.partition("@")[0] for use in used}) == len(used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_run_targets_that_there_are(path: Path) -> None:
    runs = [step.get("run", "") for job in loaded(path)["jobs"].values() for step in job["steps"]]
    assert {name for run in runs for name in MAKE.findall(run)} <= targets()


def test_every_python_that_we_name_is_checked() -> None:
    named = {line.rpartition(" ")[2] for line in project()["project"]["classifiers"] if re.search(r":: 3\.\d+$", line)}
    rows = loaded(ROOT / ".github/workflows/check.yml")["jobs"]["check"]["strategy"]["matrix"]["include"]
    assert named == {row["python"] for row in rows if not row["untried"]}
    assert {row["os"] for row in rows} == {"ubuntu-latest", "macos-latest"}


def test_only_the_job_that_publishes_may_ask_for_a_token() -> None:
    jobs = [(path.name, name, job) for path in WORKFLOWS for name, job in loaded(path)["jobs"].items()]
    assert [(file, name) for file, name, job in jobs if "permissions" in job] == [("release.yml", "publish")]
    assert "password" not in (ROOT / ".github/workflows/release.yml").read_text("utf-8").replace("no password", "")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_forms_are_valid(path: Path) -> None:
    form = loaded(path)
    if path.name == "config.yml":
        return
    assert form["name"]
    assert form["description"]
    assert all(part["attributes"]["label"] for part in form["body"])


def test_hooks_download_nothing() -> None:
    repositories = loaded(ROOT / ".pre-commit-config.yaml")["repos"]
    assert [one["repo"] for one in repositories] == ["local"]
    hooks = repositories[0]["hooks"]
    assert all(hook["language"] == "system" and hook["entry"].startswith(".venv/bin/") for hook in hooks)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_in_documents_exist(path: Path) -> None:
    assert set(MAKE.findall(path.read_text("utf-8"))) - targets() == set()


def test_the_changelog_names_this_version_and_what_comes() -> None:
    headings = re.findall(r"^## (\S+)", (ROOT / "docs/CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert headings[1] == generator.__version__


def test_the_distribution_has_a_name_of_its_own_and_the_command_keeps_its() -> None:
    documented = project()["project"]
    assert documented["name"] != "newsprint"
    assert list(documented["scripts"]) == ["newsprint"]
    wheel = documented["name"].replace("-", "_")
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"pipx install ./dist/{wheel}-*.whl" in readme
    assert f"uv tool install ./dist/{wheel}-*.whl" in readme
    assert f"`{documented['name']}`" in readme


def test_no_document_names_a_wheel_that_we_do_not_make() -> None:
    wheel = project()["project"]["name"].replace("-", "_")
    names = {name for path in DOCUMENTS for name in re.findall(r"(newsprint\w*)-\S*\.whl", path.read_text("utf-8"))}
    assert names == {wheel}
    version = {v for path in DOCUMENTS for v in re.findall(rf"{wheel}-([\d.]+)-py3", path.read_text("utf-8"))}
    assert version == {generator.__version__}


def test_types_travel_with_the_package() -> None:
    assert (ROOT / "generator/py.typed").is_file()


def test_the_top_level_stays_as_it_is() -> None:
    assert {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} <= TOP
