"""Real bare repositories that a site goes to, the web server that git brings for them, and small sites to send."""

import base64
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from deploy.required import required

from generator.deploy.git.repository import Repository
from generator.deploy.git.store import GitStore
from generator.deploy.store import MANIFEST
from generator.deploy.sync import SyncRequest, SyncResult, sync
from generator.model.deployment import LocalFile
from generator.model.digest import digest_bytes

BRANCH = "gh-pages"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WAITS = (0.05, 0.05, 0.05)  # seconds between tries
STRANGER = {"GIT_AUTHOR_NAME": "Eve", "GIT_AUTHOR_EMAIL": "eve@test.example"}
STRANGER |= {"GIT_COMMITTER_NAME": "Eve", "GIT_COMMITTER_EMAIL": "eve@test.example"}


class Far:
    """A bare repository."""

    def __init__(self, path: Path, *options: str, sparing: bool = True) -> None:
        """Make it; with `sparing` it leaves files out for those who ask for that."""
        required("git")
        self.path = path
        subprocess.run(["git", "init", "-q", "--bare", *options, str(path)], check=True, timeout=60)
        self.git("config", "uploadpack.allowFilter", str(sparing).lower())

    def git(self, *arguments: str, stdin: bytes = b"", index: str = "index") -> bytes:
        done = subprocess.run(
            ["git", *arguments],
            input=stdin,
            capture_output=True,
            env={**os.environ, **STRANGER, "GIT_DIR": str(self.path), "GIT_INDEX_FILE": str(self.path / index)},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def head(self, branch: str = BRANCH) -> str:
        return self.git("rev-parse", f"refs/heads/{branch}").decode().strip()

    def subjects(self, branch: str = BRANCH) -> list[str]:
        """Return what the branch's commits say, the last first."""
        return self.git("log", "--format=%s", branch).decode().splitlines()

    def entries(self, branch: str = BRANCH) -> dict[str, tuple[str, str]]:
        """Return the mode and the id of all that the branch holds."""
        lines = self.git("ls-tree", "-r", "-z", branch).decode("utf-8", "surrogateescape").split("\0")
        pairs = [line.partition("\t") for line in lines if line]
        return {path: (about.split()[0], about.split()[2]) for about, _, path in pairs}

    def files(self, branch: str = BRANCH) -> dict[str, bytes]:
        """Return the files of the branch, without what a deploy adds for itself."""
        wanted = {path: one for path, (mode, one) in self.entries(branch).items() if mode.startswith("100")}
        raw = self.git("cat-file", "--batch", stdin="".join(f"{one}\n" for one in wanted.values()).encode())
        found = {}
        for path in wanted:
            line, _, raw = raw.partition(b"\n")
            size = int(line.split()[2])
            found[path], raw = raw[:size], raw[size + 1 :]
        return {path: data for path, data in found.items() if path not in (MANIFEST, ".nojekyll")}

    def put(self, files: Mapping[str, bytes], branch: str = BRANCH, **others: str) -> str:
        """Commit as somebody else would; `others` are lines of an index by path (`120000 <id>`)."""
        index = "index-of-eve"
        has = self.git("for-each-ref", f"refs/heads/{branch}")
        self.git("read-tree", branch if has else "--empty", index=index)
        lines = {path: f"100644 {self.blob(data)}" for path, data in files.items()} | others
        text = "".join(f"{about}\t{path}\0" for path, about in lines.items()).encode("utf-8", "surrogateescape")
        self.git("update-index", "-z", "--add", "--index-info", stdin=text, index=index)
        tree = self.git("write-tree", index=index).decode().strip()
        parents = ["-p", self.head(branch)] if has else []
        commit = self.git("commit-tree", *parents, "-m", "by hand", tree).decode().strip()
        self.git("update-ref", f"refs/heads/{branch}", commit)
        return commit

    def blob(self, data: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", stdin=data).decode().strip()

    def is_sound(self) -> bool:
        """Tell whether all that the branches lead to is there."""
        self.git("fsck", "--full", "--strict", "--connectivity-only")
        return True

    def hook(self, name: str, script: str) -> None:
        path = self.path / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)


class Paper:
    """A finished site in a folder, and the machine that sends it."""

    def __init__(self, root: Path, files: Mapping[str, bytes]) -> None:
        self.root = root
        self.folder = root / "_site"
        self.files: dict[str, bytes] = {}
        self.write(files)

    def write(self, files: Mapping[str, bytes]) -> None:
        for path, data in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            self.files[path] = data

    def drop(self, path: str) -> None:
        (self.folder / path).unlink()
        del self.files[path]
        for folder in list((self.folder / path).relative_to(self.folder).parents)[:-1]:
            if not any((self.folder / folder).iterdir()):
                (self.folder / folder).rmdir()

    def items(self) -> dict[str, LocalFile]:
        return {
            path: LocalFile(digest_bytes(data), len(data), "story", (self.folder / path).stat().st_mtime_ns)
            for path, data in self.files.items()
        }

    @property
    def private(self) -> Path:
        return self.root / ".newsprint/deploy/live"

    def store(
        self, address: str | Path, *, ssh_config: str = "", history: bool = True, branch: str = BRANCH
    ) -> GitStore:
        repository = Repository(self.private, str(address), "there", ssh_config, WAITS)
        return GitStore(repository, branch, history)

    def send(
        self,
        store: GitStore,
        meanwhile: Callable[[], object] = lambda: None,
        *,
        force: bool = False,
        dry_run: bool = False,
    ) -> SyncResult:
        """Deliver the site; `meanwhile` is called once, when the first file has been taken in."""
        waiting = [meanwhile]

        def progress(_what: str, _done: int, _all: int) -> None:
            if waiting:
                waiting.pop()()

        order = SyncRequest(self.items(), self.folder, lambda: NOW, progress, force, dry_run)
        with store:
            return sync(store, order)


class Web:
    """Git's own web server for a folder of repositories. It lets in who has the password, if there is one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.login = b""
        self.busy = 0  # how many of the next requests get a 503
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append(self.path)
                told = self.headers.get("Authorization", "").removeprefix("Basic ")
                if web.busy:
                    web.busy -= 1
                    self.reply(503, [], b"")
                elif web.login and base64.b64decode(told) != web.login:
                    self.reply(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
                else:
                    self.reply(*web.run(self))

            do_POST = do_GET  # noqa: N815 (the name is the library's)

            def reply(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

    def run(self, request: BaseHTTPRequestHandler) -> tuple[int, list[tuple[str, str]], bytes]:
        path, _, query = request.path.partition("?")
        told = request.headers
        body = request.rfile.read(int(told.get("Content-Length", 0)))
        env = {"GIT_PROJECT_ROOT": str(self.folder), "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": "ada"}
        env |= {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": request.command}
        env |= {"CONTENT_TYPE": told.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body))}
        env |= {"HTTP_CONTENT_ENCODING": told.get("Content-Encoding", "")}
        env |= {"GIT_PROTOCOL": told.get("Git-Protocol", ""), "PATH": os.environ["PATH"]}
        done = subprocess.run(
            ["git", "http-backend"], input=body, capture_output=True, env=env, timeout=60, check=False
        )
        head, _, found = done.stdout.partition(b"\r\n\r\n")
        headers = [(name, value) for name, _, value in (line.partition(": ") for line in head.decode().splitlines())]
        status = next((int(value.split()[0]) for name, value in headers if name == "Status"), 200)
        return status, [(name, value) for name, value in headers if name != "Status"], found


@contextmanager
def running_web(folder: Path) -> Iterator[Web]:
    web = Web(folder)
    thread = threading.Thread(target=web.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web.server.shutdown()
        web.server.server_close()
        thread.join(20)
