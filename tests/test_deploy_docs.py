"""`docs/deploy.md` tells all that there is to set, and nothing else; its recipes are run as far as loopback reaches."""

import gzip
import http.client
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
import yaml
from deploy.delivering import ROOT, deploy
from deploy.nginx import running_nginx
from deploy.required import required
from deploy.sshd import free_port, running_sshd
from deploybook import BOOK, Example, calls, example, examples, is_synopsis
from PIL import Image
from smallsite import CONFIG, Site, paper, tree
from themebook import read_book

from generator.cli.arguments import parser
from generator.cli.commands import project_of
from generator.deploy.s3.headers import headers_of
from generator.deploy.store import MANIFEST
from generator.model.deployment import TargetResult
from generator.model.output import Role
from generator.model.target import S3, Kind
from generator.read.config.settings import read_settings

PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]
KINDS: dict[str, type[Kind]] = {str(kind.__struct_config__.tag): kind for kind in get_args(Kind)}
FOREVER, HOUR, MINUTE = "public, max-age=31536000, immutable", "public, max-age=3600", "public, max-age=60"
WORKFLOW = ".github/workflows/publish.yml"
TOKEN = "a-token-of-no-use"  # none
PATIENCE = 60  # seconds
BY_NAME = re.compile(r"pipx? install\b[^\n`(]*[ '\"]newsprint(?:-ssg)?(?![\w.-])")
DATED = re.compile(r"-[0-9]{8}\.[a-z]+$")  # a digest that might be a date, as one in forty might


def of_language(*languages: str) -> list[Example]:
    return [one for one in examples() if one.language in languages]


# What can be set and said.


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_example_of_settings_is_read_without_a_word(page: Path, tmp_path: Path) -> None:
    for number, one in enumerate(examples(page)):
        if one.language != "yaml" or not re.search(r"^(?:deploy|announce):", one.text, re.MULTILINE):
            continue
        site = Site(tmp_path / str(number))
        site.write("content/_config.yml", one.text if "url:" in one.text else CONFIG + one.text)
        settings = read_settings(project_of(parser().parse_args(["deploy", "-C", str(site.root)])))
        assert settings.warnings == ()
        assert bool(settings.targets) == ("deploy:" in one.text)


def test_there_are_examples_of_every_kind() -> None:
    shown = {to for one in of_language("yaml") for to in re.findall(r"\bto: (\w+)", one.text)}
    assert shown == KINDS.keys()


@pytest.mark.parametrize("name", KINDS)
def test_every_key_of_a_target_is_told_with_its_default(name: str) -> None:
    book = read_book(BOOK)
    kind = KINDS[name]
    assert [*book.names(f"`{name}`"), *book.names("Targets")] == list(kind.__struct_fields__)
    documented = {row[0].strip("`"): row[1] for heading in (f"`{name}`", "Targets") for row in book.table(heading)}
    fields, defaults = kind.__struct_fields__, kind.__struct_defaults__
    for key, default in zip(fields[len(fields) - len(defaults) :], defaults, strict=True):
        if default not in ("", 0) or default is False:
            assert documented[key] == f"`{json.dumps(default).strip(chr(34))}`", key
        else:
            assert documented[key], key


def test_every_option_and_every_field_of_the_report_is_told() -> None:
    (synopsis,) = [one.text for one in examples() if is_synopsis(one)]
    documented = set(re.findall(r"--[a-z-]+|-[A-Za-z]\b", synopsis))
    actions = subparser("deploy")
    options = {option for action in actions for option in action.option_strings} - {"-h", "--help"}
    assert documented | {"--verbose", "--quiet"} == options
    book = read_book(BOOK)
    explained = {name for cell in book.names("The command") for name in cell.split()}
    assert options <= explained
    fields = [name for row in book.table("The command", 1) for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(fields) == sorted(TargetResult.__struct_fields__)


def test_the_readme_shows_no_option_that_there_is_not() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").split("\n")
    line = next(line for line in lines if line.startswith("newsprint deploy [TARGET"))
    options = {option for action in subparser("deploy") for option in action.option_strings}
    assert set(re.findall(r"--[a-z-]+|-[A-Za-z]\b", line)) <= options


def subparser(name: str) -> list[Any]:
    """Return what the command knows below one of its verbs."""
    (verbs,) = [action for action in parser()._actions if action.choices]  # noqa: SLF001 (argparse has no other way)
    found: list[Any] = verbs.choices[name]._actions  # type: ignore[index]  # noqa: SLF001
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_call_of_the_command_can_be_parsed(page: Path) -> None:
    for one in examples(page):
        for call in calls(one):
            parser().parse_args(shlex.split(call, comments=True))


def test_calls_are_found_in_every_kind_of_example() -> None:
    found = {one.language for one in examples() if calls(one)}
    assert found == {"sh", "yaml", "ini", ""}


def test_the_table_of_headers_is_what_a_bucket_is_sent() -> None:
    documented = [row[1].strip("`") for row in read_book(BOOK).table("How long files are kept")]
    roles: tuple[Role, ...] = ("asset", "story", "file")
    assert documented == [headers_of("a.html", role, S3("courier").max_age).cache for role in roles]
    assert documented == [FOREVER, MINUTE, HOUR]


def test_the_rights_of_who_deploys_to_a_bucket() -> None:
    pytest.importorskip("botocore")
    from generator.deploy.s3.errors import RIGHTS  # an extra brings what it imports

    policy = json.loads(example("deployer.json"))
    given = sorted(
        action
        for statement in policy["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    )
    assert given == sorted(re.findall(r"s3:\w+", RIGHTS))
    reader = json.loads(example("bucket-policy.json"))["Statement"][0]
    assert reader["Principal"] == {"Service": "cloudfront.amazonaws.com"}


def test_nobody_is_told_to_install_somebody_elses_package() -> None:
    """Registries have another program of the command's name, and not yet ours by its own."""
    paths = [*PAGES, *(ROOT / "generator").rglob("*.py")]
    assert [path for path in paths if BY_NAME.search(path.read_text("utf-8"))] == []


def test_an_installation_by_name_would_be_found() -> None:
    for text in (
        "pip install newsprint",
        "`pip install 'newsprint[s3]'`",
        "pipx install -q newsprint>=1, then",
        "pip install newsprint-ssg",
    ):
        assert BY_NAME.search(text), text
    for text in ("pip install ./dist/newsprint_ssg-*.whl", "pipx inject newsprint-ssg boto3", "pip install boto3"):
        assert not BY_NAME.search(text), text


# Snippets that other programs read.


@pytest.mark.parametrize("one", of_language("sh"), ids=lambda one: one.text[:40])
def test_the_shell_understands_every_snippet(one: Example) -> None:
    subprocess.run([required("sh"), "-n"], input=one.text, text=True, check=True, timeout=PATIENCE)


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    folder = "/etc/systemd/system/"
    service = example(f"{folder}courier.service")
    path = re.findall(r"^ExecStart=(\S+)", service, re.MULTILINE)[0]
    (tmp_path / "courier.service").write_text(service.replace(path, sys.executable))
    (tmp_path / "courier.timer").write_text(example(f"{folder}courier.timer"))
    done = subprocess.run(
        [program, "verify", "--man=no", str(tmp_path / "courier.timer"), str(tmp_path / "courier.service")],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert [line for line in done.stderr.splitlines() if "courier" in line] == []
    assert done.returncode == 0, done.stderr


def test_ssh_understands_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text(example("~/.ssh/config"))
    asked = [required("ssh"), "-G", "-F", str(file), "courier"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert {"hostname courier.example", "user courier"} <= set(done.stdout.splitlines())


def test_cloudfront_finds_every_page(tmp_path: Path) -> None:
    """The function is run on the address of every page of a site."""
    site = pictured(tmp_path)
    site.build()
    made = site.tree().keys() - {".newsprint"}
    pages = {f"/{path.removesuffix('index.html')}": f"/{path}" for path in made}
    asked = [*pages, f"/{MANIFEST}"]
    script = f"{example('folders.js')}\nconsole.log(JSON.stringify({json.dumps(asked)}.map("
    script += "uri => handler({request: {uri}}))))"
    node = [required("node"), "-e", script]
    done = subprocess.run(node, capture_output=True, text=True, check=True, timeout=PATIENCE)
    *found, hidden = json.loads(done.stdout)
    assert [one["uri"] for one in found] == list(pages.values())
    assert hidden["statusCode"] == 404


def test_headers_for_hosts_that_read_them_are_published(site: Site) -> None:
    site.write("content/_config.yml", CONFIG + "include: [_headers]\n")
    site.write("content/_headers", example("content/_headers"))
    site.build()
    assert site.read("_headers") == example("content/_headers")
    under = {path for path in site.tree() if path.startswith("static/")}
    assert under
    assert all(re.search(r"\.[0-9a-f]{8}\.\w+$", path) for path in under)


def shims(folder: Path, **scripts: str) -> dict[str, str]:
    """Return an environment whose PATH begins with our command and with these scripts, by name."""
    folder.mkdir()
    ours = f'exec {shlex.quote(sys.executable)} -m generator "$@"'
    for name, script in {"newsprint": ours, **scripts}.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    path = os.pathsep.join((str(folder), str(Path(sys.executable).parent), os.environ["PATH"]))
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}


def pictured(root: Path) -> Site:
    """Make a site that has every kind of file: a picture with its sizes, a drawn card, styles, feeds, pages."""
    site = paper(root / "paper")
    picture = BytesIO()
    Image.new("RGB", (640, 400), "navy").save(picture, "PNG")
    site.write("content/assets/wall.png", picture.getvalue())
    site.post("2026-07-15-wall.md", title="Wall", image="/assets/wall.png")
    site.write("content/_config.yml", f"{CONFIG}images: {{cards: true, widths: [480], formats: [webp, original]}}\n")
    return site


# GitHub's workflow.


class Hosted:
    """A repository of a site, another for its pages, and the folder in which every run of the workflow begins."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.work = root / "runner"
        self.pages = root / "pages.git"
        self.caches: dict[str, bytes] = {}
        self.workflow = yaml.safe_load(example(WORKFLOW))
        self.git("init", "-q", "--bare", str(self.pages))
        self.env = shims(root / "bin", gh=f'echo "$@ $GH_TOKEN" >> {shlex.quote(str(root / "gh"))}')
        self.env |= {"HOME": str(root)}

    def git(self, *arguments: str) -> str:
        """Run git and return what it printed."""
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@test.example")
        command = [required("git"), *who, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, site: Site) -> str:
        """Commit all of a site."""
        where = ("-C", str(site.root))
        self.git(*where, "init", "-q")
        site.write(".gitignore", "/_site/\n/.newsprint/\n")
        self.git(*where, "add", "--all")
        self.git(*where, "commit", "-q", "--allow-empty", "-m", "stories")
        return self.git(*where, "rev-parse", "HEAD")

    def run(self, site: Site, *, cached: bool = True) -> str:
        """Do each step of the workflow, as GitHub would; return what our command said."""
        shutil.rmtree(self.work, ignore_errors=True)
        sha = self.git("-C", str(site.root), "rev-parse", "HEAD")
        result = ""
        key, paths = "", ""
        for step in self.workflow["jobs"]["publish"]["steps"]:
            uses, given = step.get("uses", ""), step.get("with", {})
            if uses.startswith("actions/checkout@"):
                self.git("clone", "-q", str(site.root), str(self.work))
            elif uses.startswith("actions/cache@"):
                key, paths = filled(given["key"], {"github.sha": sha}), given["path"]
                if cached:
                    self.restore(key, given["restore-keys"].split())
            elif "run" in step and not step["run"].startswith("pip install"):  # that would ask a registry
                env = {name: filled(value, {"github.token": TOKEN}) for name, value in step["env"].items()}
                shell = [required("bash"), "-e", "-c", step["run"]]
                done = subprocess.run(
                    shell,
                    cwd=self.work,
                    env={**self.env, **env},
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=PATIENCE,
                )
                assert done.returncode == 0, done.stderr + done.stdout
                result += done.stdout
        self.save(key, paths.split())
        return result

    def restore(self, key: str, prefixes: list[str]) -> None:
        """Take out the cache of this key, or else the newest whose key begins so."""
        names = [name for name in self.caches if name == key or name.startswith(tuple(prefixes))]
        if names:
            name = key if key in names else names[-1]
            with tarfile.open(fileobj=BytesIO(self.caches[name])) as archive:
                archive.extractall(self.work, filter="fully_trusted")  # noqa: S202 (it is ours)

    def save(self, key: str, paths: list[str]) -> None:
        """Keep a cache, unless there is one of this key. GitHub's tar is a POSIX one: it keeps fractions of seconds."""
        if key not in self.caches:
            held = BytesIO()
            with tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT) as archive:
                for path in paths:
                    archive.add(self.work / path, path)
            self.caches[key] = held.getvalue()


def filled(text: str, values: Mapping[str, str]) -> str:
    """Replace `${{ name }}`; a name that is not known is a KeyError."""
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda found: values[found[1]], text)


def test_the_workflow_is_one() -> None:
    workflow = yaml.safe_load(example(WORKFLOW))
    begins = workflow[True]  # YAML 1.1 takes `on` for a truth
    assert begins["push"] == {"branches": ["main"]}
    assert [len(one["cron"].split()) for one in begins["schedule"]] == [5]
    assert workflow["permissions"] == {"contents": "write"}
    assert workflow["concurrency"]["group"]
    steps = workflow["jobs"]["publish"]["steps"]
    assert [step for step in steps if ("uses" in step) == ("run" in step)] == []
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"]) for step in steps if "uses" in step)
    assert steps[0]["with"] == {"persist-credentials": False}
    (cached,) = [step["with"] for step in steps if step.get("uses", "").startswith("actions/cache@")]
    assert cached["path"].split() == [".newsprint", "_site"]
    assert cached["key"].startswith(cached["restore-keys"].strip())
    (python,) = [step["with"] for step in steps if step.get("uses", "").startswith("actions/setup-python@")]
    assert example(python["cache-dependency-path"]).startswith("./.github/newsprint_ssg-")


def test_the_workflow_makes_and_sends_only_what_changed(tmp_path: Path) -> None:
    site = pictured(tmp_path)
    hosted = Hosted(tmp_path)
    live = {"to": "git", "repository": str(hosted.pages)}
    site.edit("content/_config.yml", "images:", f"deploy: {{live: {json.dumps(live)}}}\nimages:")
    pages = ("--git-dir", str(hosted.pages))

    hosted.commit(site)
    assert counts(hosted.run(site))["sent"] > 40
    head = hosted.git(*pages, "rev-parse", "gh-pages")
    assert counts(hosted.run(site)) == {"written": 0, "sent": 0}  # on schedule: nothing is due
    assert hosted.git(*pages, "rev-parse", "gh-pages") == head

    site.edit("content/_posts/2026-07-10-rain.md", "More of it.", "Still more of it.")
    hosted.commit(site)
    result = counts(hosted.run(site))
    changed = set(hosted.git(*pages, "diff", "--name-only", "gh-pages~", "gh-pages").split("\n"))
    assert result["written"] == result["sent"] == len(changed - {MANIFEST}) <= 4
    assert any("rain" in path for path in changed)

    site.edit("content/_posts/2026-07-10-rain.md", "Still more of it.", "No more of it.")
    hosted.commit(site)
    cold = counts(hosted.run(site, cached=False))
    assert cold["written"] > 40
    assert cold["sent"] == result["sent"]
    assert (tmp_path / "gh").read_text() == f"auth setup-git {TOKEN}\n" * 4
    assert not [path for path, data in tree(hosted.pages).items() if TOKEN.encode() in data]


def counts(result: str) -> dict[str, int]:
    """Return how many files were written and sent, by what the command said."""
    written = re.search(r"([\d,]+) written", result)
    sent = re.search(r"([\d,]+) sent", result)
    assert written, result
    assert sent or "nothing to send" in result, result
    return {name: int(one[1].replace(",", "")) if one else 0 for name, one in (("written", written), ("sent", sent))}


# The server with nginx.


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@contextmanager
def nginx(folder: Path, www: Path) -> Iterator[int]:
    """Serve `www` by the server block of the recipe; yield the port."""
    port = free_port()
    block = example("/etc/nginx/sites-available/courier")
    assert block.count("listen ") == 2
    block = re.sub(r"^ *listen \[::\]:80;\n", "", block, flags=re.MULTILINE)
    block = block.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/srv/www/courier", str(www))
    with running_nginx(folder, port, block):
        yield port


def ask(port: int, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


class Served(NamedTuple):
    port: int
    www: Path

    @property
    def roles(self) -> dict[str, Role]:
        """The role of each file that was deployed, as the manifest has it."""
        manifest = json.loads((self.www / MANIFEST).read_bytes())
        return {path: sent[2] for path, sent in manifest["files"].items()}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Follow the recipe: an account that may only run rsync in one folder, a deploy to it, nginx on that folder."""
    root = tmp_path_factory.mktemp("server")
    www = root / "www"
    www.mkdir()
    site = pictured(root)
    key = example("/home/courier/.ssh/authorized_keys")
    command = re.findall(r'^command="([^"]+)",restrict ', key)[0].replace("/srv/www/courier", shlex.quote(str(www)))
    (settings,) = [one.text for one in of_language("yaml") if "host: courier, path: /}" in one.text]
    with running_sshd(root / "sshd") as sshd:
        sshd.admit(required(command.split()[0]) + command[command.index(" ") :])
        live = yaml.safe_load(settings)["deploy"]["live"] | {"host": sshd.host, "ssh_config": str(sshd.ssh_config)}
        site.edit("content/_config.yml", "images:", f"deploy: {{live: {json.dumps(live)}}}\nimages:")
        done = deploy(site)
        assert done.code == 0, done.err
    with nginx(root / "nginx", www) as port:
        yield Served(port, www)


def test_nginx_serves_what_was_deployed_with_the_headers_that_are_told(served: Served) -> None:
    roles = served.roles
    assert set(roles.values()) == {"asset", "file", "story", "list", "feed"}
    wanted = {"asset": {FOREVER}, "file": {HOUR, MINUTE}}
    for path, role in roles.items():
        if DATED.search(path):
            continue
        answer = ask(served.port, f"/{path.removesuffix('index.html')}")
        assert answer.status == 200, path
        assert answer.headers["cache-control"] in wanted.get(role, {MINUTE}), (path, role)
        assert answer.body == (served.www / path).read_bytes()
    assert ask(served.port, "/assets/wall.png").headers["cache-control"] == HOUR


def test_nginx_shows_the_paper_s_own_404_page(served: Served) -> None:
    page = (served.www / "404.html").read_bytes()
    for path in ("/nowhere/", "/static/", "/static/css/main.00000000.css", f"/{MANIFEST}", "/.newsprint-staging/part"):
        answer = ask(served.port, path)
        assert (answer.status, answer.body) == (404, page), path
        assert "cache-control" not in answer.headers


def test_nginx_leads_to_folders_and_keeps_dates_of_the_author_s_own_names(served: Served) -> None:
    assert ask(served.port, "/about").headers["location"] == "/about/"
    storms = ("assets/storm-20261121.jpg", "assets/storm-5-20261121.jpg", "assets/storm-640x400-20261121.jpg")
    for name in (*storms, ".well-known/security.txt", "plain.html"):
        path = served.www / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("here")
    assert {ask(served.port, f"/{name}").headers["cache-control"] for name in storms} == {HOUR}
    assert ask(served.port, "/.well-known/security.txt").body == b"here"
    assert ask(served.port, "/plain").body == b"here"


def test_nginx_tells_types_and_compresses(served: Served) -> None:
    types = {"/": "text/html; charset=utf-8", "/manifest.webmanifest": "application/manifest+json"}
    types |= {"/feed.xml": "text/xml; charset=utf-8", "/feed.json": "application/json"}
    assert {path: ask(served.port, path).headers["content-type"] for path in types} == types
    style = next(path for path in served.roles if path.endswith(".css"))
    packed = ask(served.port, f"/{style}", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["cache-control"] == FOREVER
    assert gzip.decompress(packed.body) == (served.www / style).read_bytes()
