"""List, read, write and delete the objects of a bucket.

An object appears as a whole. No request sets an access control list: the bucket decides who may read.
"""

import gzip
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, IncompleteReadError
from botocore.parsers import ResponseParserError

from generator.deploy.retry import TransientError, with_retries
from generator.deploy.s3.client import AT_ONCE, client_with_retries, client_without_retries, session_of
from generator.deploy.s3.errors import code, explained, status
from generator.deploy.s3.headers import NEVER, Headers, headers_of
from generator.deploy.s3.parallel import parallel_map
from generator.deploy.store import DAMAGED, MANIFEST, ConflictError, StoreError, encoded, manifest_of
from generator.model.deployment import Manifest, RemoteFile, RemoteState, SentFile, Upload
from generator.model.digest import digest_of
from generator.model.output import Role
from generator.model.target import S3

T = TypeVar("T")
R = TypeVar("R")

GZIP = b"\x1f\x8b"
DIGITS = 8  # of the digest of a file's headers
GONE = ("NoSuchKey", "404")
NOT_HELD = (404, 409, 412)  # answers if a condition does not hold
NOT_KNOWN = (400, 501)  # answers of stores without conditional requests, such as B2
CONTROL = Headers("application/json", NEVER, "gzip")  # of the manifest


class Bucket:
    """The objects of a bucket below a prefix.

    A mark is an object's ETag and, after a slash, a digest of the headers that it was sent with. If `max_age` or `gzip`
    changes, the marks differ, and the files are sent again.
    """

    whole = False

    def __init__(self, kind: S3) -> None:
        """Create the client. Raises StoreError for an invalid profile or endpoint."""
        folder = kind.prefix.strip("/")
        self.kind = kind
        self.prefix = f"{folder}/" if folder else ""
        self.where = f"s3://{kind.bucket}/{self.prefix}"
        self.asked = f"{self.where} at {urlsplit(kind.endpoint).netloc}" if kind.endpoint else self.where
        self.session = self._asking(lambda: session_of(kind))
        self.client_with_retries = self.client = self._asking(lambda: client_with_retries(self.session, kind))
        self._is_broken = False
        self.tag = ""  # the manifest's ETag when last seen; empty if there was none

    def __enter__(self) -> Self:
        """Touch nothing."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.client.close()
        self.client_with_retries.close()

    def look(self, paths: Collection[str]) -> RemoteState:
        """Read the manifest, then list the objects below the prefix."""
        self.client, self._is_broken = self.client_with_retries, False
        data, self.tag = with_retries(self._read)
        manifest = _opened(data) if data is not None else None
        sent: dict[str, SentFile] = {}
        if manifest is not None:
            sent = {path: old.sent for path, old in manifest.old.items()} | manifest.files
        wanted = {*paths, *sent, *(manifest.pending if manifest else ())}
        listed = self._asking(lambda: {path: (size, tag) for path, size, tag in self._listed() if path in wanted})
        return RemoteState(
            manifest, {path: self._seen(path, size, tag, sent.get(path)) for path, (size, tag) in listed.items()}
        )

    def aliases(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:  # noqa: ARG002 (as every store's)
        """Return none: keys are compared byte by byte."""
        return {}

    def write_manifest(self, manifest: Manifest) -> None:
        """Replace the manifest if it is still the one last seen.

        It is checked before, since some stores ignore conditions, and others refuse them. If an answer is lost, the
        request is repeated; the condition then meets our own manifest. After an error or an interrupt there is one
        attempt with a short timeout.
        """
        if self._is_broken:
            self.client = self._asking(lambda: client_without_retries(self.session, self.kind))
        data = gzip.compress(encoded(manifest), mtime=0)
        if self._asking(self._tag_now) != self.tag:
            raise ConflictError
        tag = self._asking(lambda: self._replaced(data))
        if not tag:
            there, tag = with_retries(self._read)
            if there != data:
                raise ConflictError
        self.tag = tag

    def send(self, uploads: Sequence[Upload]) -> Iterator[tuple[str, str]]:
        """Send files, several at the same time."""
        return self._at_once(self._send, uploads)

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Delete objects, several at the same time; DeleteObjects needs checksums that some stores do not support."""
        return self._at_once(self._remove, paths)

    def finish(self) -> None:
        """Everything is visible already."""

    def _send(self, upload: Upload) -> tuple[str, str]:
        headers = self._headers(upload.path, upload.item.role)
        try:
            with Path(upload.file).open("rb") as file:
                body = BytesIO(gzip.compress(file.read(), mtime=0)) if headers.encoding else file
                tag = self._put(upload.path, body, headers)
        except BotoCoreError:  # some of these are also OSErrors
            raise
        except OSError as error:
            raise StoreError(f"{upload.path}: {error.strerror or error}", "Build again.") from None
        return upload.path, f"{tag}/{_digest(headers)}"

    def _remove(self, path: str) -> str:
        try:
            self.client.delete_object(Bucket=self.kind.bucket, Key=self.prefix + path)
        except ClientError as error:
            if code(error) not in GONE:
                raise
        return path

    def _put(self, path: str, body: BinaryIO, headers: Headers, **condition: str) -> str:
        """Send an object; return its ETag. The body is a file, so that each block of it has the whole timeout."""
        encoding = {"ContentEncoding": headers.encoding} if headers.encoding else {}
        return _tag(
            self.client.put_object(
                Bucket=self.kind.bucket,
                Key=self.prefix + path,
                Body=body,
                ContentType=headers.type,
                CacheControl=headers.cache,
                **encoding,
                **condition,
            )
        )

    def _replaced(self, data: bytes) -> str:
        """Send the manifest; return its ETag, or nothing if the stored one is not the last seen."""
        condition = {"IfMatch": f'"{self.tag}"'} if self.tag else {"IfNoneMatch": "*"}
        try:
            return self._put(MANIFEST, BytesIO(data), CONTROL, **condition)
        except ClientError as error:
            if status(error) in NOT_HELD and code(error) != "NoSuchBucket":
                return ""
            if status(error) not in NOT_KNOWN:
                raise
        return self._put(MANIFEST, BytesIO(data), CONTROL)

    def _read(self) -> tuple[bytes | None, str]:
        """Return the stored manifest and its ETag. Raises TransientError for an incomplete answer."""

        def read() -> tuple[bytes | None, str]:
            try:
                answer = self.client.get_object(Bucket=self.kind.bucket, Key=self.prefix + MANIFEST)
            except ClientError as error:
                if code(error) not in GONE[:1]:
                    raise
                return None, ""
            try:
                return answer["Body"].read(), _tag(answer)
            except (HTTPClientError, IncompleteReadError) as error:
                told = explained(error, self.asked)
                raise TransientError(told.message, told.hint) from None

        return self._asking(read)

    def _tag_now(self) -> str:
        """Return the manifest's current ETag, or nothing."""
        try:
            return _tag(self.client.head_object(Bucket=self.kind.bucket, Key=self.prefix + MANIFEST))
        except ClientError as error:
            if code(error) not in GONE:
                raise
        return ""

    def _listed(self) -> Iterator[tuple[str, int, str]]:
        """Yield each object below the prefix, with its size and ETag."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.kind.bucket, Prefix=self.prefix)
        for page in pages:
            for found in page.get("Contents", ()):
                yield found["Key"].removeprefix(self.prefix), found["Size"], _tag(found)

    def _seen(self, path: str, size: int, tag: str, sent: SentFile | None) -> RemoteFile:
        """Return an object for the comparison. If its ETag and headers are those of the upload, so is its size."""
        if sent is not None and sent.mark == f"{tag}/{_digest(self._headers(path, sent.role))}":
            return RemoteFile(sent.size, sent.mark)  # a compressed object is listed with another size
        return RemoteFile(size, f"{tag}/")

    def _headers(self, path: str, role: Role) -> Headers:
        return headers_of(path, role, self.kind.max_age, gzip=self.kind.gzip)

    def _at_once(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield the result of `work` for each item, as soon as it is done."""
        with self._noticing():
            yield from parallel_map(lambda item: self._asking(partial(work, item)), items, AT_ONCE)

    def _asking(self, ask: Callable[[], T]) -> T:
        """Return what `ask` returns. Raises StoreError for errors of boto3."""
        with self._noticing():
            try:
                return ask()
            except (BotoCoreError, ClientError, ResponseParserError, RecursionError, ValueError) as error:
                raise explained(error, self.asked) from None

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        """Record errors and interrupts: after one, writing the manifest must be quick."""
        try:
            yield
        except BaseException:
            self._is_broken = True
            raise


def _opened(data: bytes) -> Manifest:
    """Decode the stored manifest; some stores decompress it."""
    try:
        return manifest_of(gzip.decompress(data) if data.startswith(GZIP) else data)
    except (OSError, EOFError, zlib.error) as error:
        raise StoreError(f"{MANIFEST} there, which tells what is ours, cannot be read: {error}", DAMAGED) from None


def _tag(answer: Mapping[str, Any]) -> str:
    """Return an ETag without quotes: some stores omit them in lists."""
    tag: str = answer.get("ETag", "")
    return tag.removeprefix("W/").strip('"')


def _digest(headers: Headers) -> str:
    return digest_of(headers.type, headers.cache, headers.encoding)[:DIGITS]
