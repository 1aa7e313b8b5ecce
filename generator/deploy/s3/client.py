"""Create the boto3 client: credentials, signing, retries, time limits."""

from typing import Any

from boto3.session import Session
from botocore.config import Config
from msgspec import Struct

from generator.model.target import S3

AT_ONCE = 16  # requests
ATTEMPTS = 5  # at each request; botocore waits up to 1, 2, 4 and 8 seconds between them
CONNECT, READ = 20, 60  # seconds
HASTE = 5  # seconds
REGION = "us-east-1"  # for stores that have no regions: they take it for their own


class ClientTimeouts(Struct, frozen=True):
    """How often a request is made, and how many seconds it may take to get there, and each answer to come."""

    attempts: int
    connect: float
    read: float


def session_of(kind: S3) -> Session:
    """Return the credentials and settings of this machine; a client of them need not read them again."""
    return Session(profile_name=kind.profile or None, region_name=kind.region or None)


def patient(session: Session, kind: S3) -> Any:  # noqa: ANN401 (boto3 makes its classes when it runs)
    """Return a client that asks again where that may heal."""
    return _client(session, kind, ClientTimeouts(ATTEMPTS, CONNECT, READ))


def hasty(session: Session, kind: S3) -> Any:  # noqa: ANN401
    """Return a client for somebody who wants to leave: it asks once."""
    return _client(session, kind, ClientTimeouts(1, HASTE, HASTE))


def _client(session: Session, kind: S3, patience: ClientTimeouts) -> Any:  # noqa: ANN401
    """Return boto3's client. Below an address of one's own the bucket is in the path: every store knows that."""
    config = Config(
        connect_timeout=patience.connect,
        read_timeout=patience.read,
        max_pool_connections=AT_ONCE,
        retries={"mode": "standard", "total_max_attempts": patience.attempts},
        # Bodies are signed, so damage is noticed all the same; B2 and others refuse the headers of newer checksums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    region = session.region_name or (REGION if kind.endpoint else None)
    client = session.client("s3", region_name=region, endpoint_url=kind.endpoint or None, config=config)
    client.meta.events.register_last("before-call.s3", _expect_nothing)
    return client


def _expect_nothing(params: dict[str, Any], **_: object) -> None:
    """Send a body without asking first whether it is welcome.

    To ask costs a round trip for each file, a second where a store does not answer, and after an empty body the
    connection is spoilt (https://github.com/boto/botocore/issues/3755).
    """
    params["headers"].pop("Expect", None)
