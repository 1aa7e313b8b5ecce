"""Real servers that speak as S3 does: rclone's, which checks signatures, and moto's, which checks If-Match."""

import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from deploy.required import required
from optional import boto3_session

KEY, SECRET = "AKIANEWSPRINTTEST", "vErY/sEcReT+oFtHeTeStS"
PATIENCE = 30.0  # seconds
PORT = re.compile(r"http://127\.0\.0\.1:(\d+)")
PROXIES = ("http_proxy", "https_proxy", "all_proxy")
AWS = re.compile("AWS_")


def environment(folder: Path) -> dict[str, str]:
    """Return an environment with the tests' credentials, and nothing that this machine has set for AWS or proxies."""
    env = {name: value for name, value in os.environ.items() if not AWS.match(name) and name.lower() not in PROXIES}
    return env | {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_CONFIG_FILE": str(folder / "aws-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "aws-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "HOME": str(folder),
    }


def use(monkeypatch: pytest.MonkeyPatch, env: Mapping[str, str]) -> None:
    """Make `env` the environment of this process."""
    for name in os.environ.keys() - env.keys():
        monkeypatch.delenv(name)
    for name, value in env.items():
        monkeypatch.setenv(name, value)


class Server:
    """A running server; `folder` is where its buckets lie, if they are folders."""

    def __init__(self, name: str, port: int, folder: Path) -> None:
        """Name it and its port."""
        self.name = name
        self.port = port
        self.folder = folder
        session = boto3_session.Session(aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name="us-east-1")
        self.client: Any = session.client("s3", endpoint_url=f"http://127.0.0.1:{port}")

    def bucket(self, name: str) -> "Shelf":
        """Create a bucket."""
        self.client.create_bucket(Bucket=name)
        return Shelf(self, name)


class Shelf:
    """A bucket as the tests look at it, past any proxy."""

    def __init__(self, server: Server, name: str) -> None:
        """Name it."""
        self.server = server
        self.name = name

    def put(self, key: str, data: bytes) -> None:
        self.server.client.put_object(Bucket=self.name, Key=key, Body=data)

    def remove(self, key: str) -> None:
        self.server.client.delete_object(Bucket=self.name, Key=key)

    def be(self, tree: Mapping[str, bytes]) -> None:
        """Hold these objects, and no others."""
        for key in self.keys() - tree.keys():
            self.remove(key)
        for key, data in tree.items():
            self.put(key, data)

    def head(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = self.server.client.head_object(Bucket=self.name, Key=key)
        return found

    def read(self, key: str) -> bytes:
        data: bytes = self.server.client.get_object(Bucket=self.name, Key=key)["Body"].read()
        return data

    def keys(self) -> set[str]:
        pages = self.server.client.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        return {found["Key"] for page in pages for found in page.get("Contents", ())}

    def tree(self) -> dict[str, bytes]:
        return {key: self.read(key) for key in self.keys()}


@contextmanager
def rclone(folder: Path) -> Iterator[Server]:
    """Run `rclone serve s3`."""
    (folder / "buckets").mkdir(parents=True)
    command = [required("rclone"), "serve", "s3", "--addr", "127.0.0.1:0", "--config", os.devnull]
    env = {"RCLONE_AUTH_KEY": f'"{KEY},{SECRET}"'}
    with _running([*command, str(folder / "buckets")], folder, env) as port, _closed("rclone", port, folder) as server:
        yield server


@contextmanager
def moto(folder: Path) -> Iterator[Server]:
    """Run moto's server."""
    if importlib.util.find_spec("moto") is None:
        required("moto_server")
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with _running(command, folder, {}) as port, _closed("moto", port, folder) as server:
        yield server


@contextmanager
def _closed(name: str, port: int, folder: Path) -> Iterator[Server]:
    server = Server(name, port, folder / "buckets")
    try:
        yield server
    finally:
        server.client.close()


@contextmanager
def _running(command: list[str], folder: Path, more: dict[str, str]) -> Iterator[int]:
    """Run a server until the block ends; yield the port that it says it has."""
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment(folder) | more, cwd=folder
        )
    try:
        yield _port(process, log)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(PATIENCE)


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if found := PORT.search(log.read_text("utf-8", "replace")):
            return int(found[1])
        time.sleep(0.05)
    message = f"{process.args!r} did not start: {log.read_text('utf-8', 'replace')}"
    raise AssertionError(message)
