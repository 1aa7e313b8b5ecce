"""Create the boto3 client: credentials, signing, retries, time limits."""

from typing import Any

from boto3.session import Session
from botocore.config import Config
from msgspec import Struct

from generator.model.target import S3

AT_ONCE = 16  # requests
ATTEMPTS = 5  # for each request; botocore waits up to 1, 2, 4 and 8 seconds between them
CONNECT, READ = 20, 60  # seconds
SHORT_TIMEOUT = 5  # seconds
REGION = "us-east-1"  # accepted by stores without regions


class ClientTimeouts(Struct, frozen=True):
    """The attempts for a request, and the seconds for a connection and for each answer."""

    attempts: int
    connect: float
    read: float


def session_of(kind: S3) -> Session:
    """Read the credentials and settings of this machine, once for all clients."""
    return Session(profile_name=kind.profile or None, region_name=kind.region or None)


def client_with_retries(session: Session, kind: S3) -> Any:  # noqa: ANN401 (boto3 creates its classes at run time)
    """Return a client with retries."""
    return _client(session, kind, ClientTimeouts(ATTEMPTS, CONNECT, READ))


def client_without_retries(session: Session, kind: S3) -> Any:  # noqa: ANN401
    """Return a client without retries and with short timeouts, for the end of an interrupted deploy."""
    return _client(session, kind, ClientTimeouts(1, SHORT_TIMEOUT, SHORT_TIMEOUT))


def _client(session: Session, kind: S3, patience: ClientTimeouts) -> Any:  # noqa: ANN401
    """Return boto3's client. At a custom endpoint the bucket is in the path, which every store supports."""
    config = Config(
        connect_timeout=patience.connect,
        read_timeout=patience.read,
        max_pool_connections=AT_ONCE,
        retries={"mode": "standard", "total_max_attempts": patience.attempts},
        # Bodies are signed, so damage is noticed anyway; B2 and others refuse the headers of newer checksums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    region = session.region_name or (REGION if kind.endpoint else None)
    client = session.client("s3", region_name=region, endpoint_url=kind.endpoint or None, config=config)
    client.meta.events.register_last("before-call.s3", _expect_nothing)
    return client


def _expect_nothing(params: dict[str, Any], **_: object) -> None:
    """Send a body without `Expect: 100-continue`.

    That header costs a round trip for each file, or a second if a store does not answer, and after an empty body the
    connection is unusable (https://github.com/boto/botocore/issues/3755).
    """
    params["headers"].pop("Expect", None)
