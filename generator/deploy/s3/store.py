"""Deploy to a bucket of S3 or of a compatible store: R2, B2, MinIO."""

from generator.deploy.store import Store, StoreError
from generator.model.settings import Project
from generator.model.target import S3

EXTRA = ("boto3", "botocore", "s3transfer")
# Not as an extra of Newsprint, which is not on the package index yet.
HINT = "Install it beside Newsprint: pip install boto3 (where pipx did that: pipx inject newsprint-ssg boto3)"


def open_store(kind: S3, project: Project, name: str) -> Store:  # noqa: ARG001 (as every target's)
    """Return the bucket as a store. Raises StoreError if boto3 is missing, or refuses the settings."""
    try:
        from generator.deploy.s3.bucket import Bucket  # boto3 is an extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        raise StoreError("boto3, which speaks to S3, is not installed", HINT) from None
    return Bucket(kind)
