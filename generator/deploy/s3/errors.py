"""Explain errors of S3 and of the client in one line."""

import re

from botocore import exceptions as client
from botocore.parsers import ResponseParserError

from generator.deploy.redact import redact, shortened
from generator.deploy.store import StoreError

USUAL = "Put them into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of ~/.aws with profile:."
SIGN_IN = "Sign in again, such as by aws sso login."
RIGHTS = "The key needs s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject there; look at its policy."
REGION = "Set region: to the bucket's own."
MAX_LENGTH = 300  # characters of a store's message
SERVERS = 500  # statuses from here on are server errors
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
# Answers to HEAD have no body, so their codes are statuses.
CODES = {
    "InvalidAccessKeyId": ("the access key is not known there", USUAL),
    "SignatureDoesNotMatch": ("the secret key does not belong to the access key", USUAL),
    "InvalidToken": ("the session token is not valid", "Sign in again, or take AWS_SESSION_TOKEN out."),
    "ExpiredToken": ("the credentials have expired", SIGN_IN),
    "ExpiredTokenException": ("the credentials have expired", SIGN_IN),
    "AccessDenied": ("the credentials do not allow this", RIGHTS),
    "AllAccessDisabled": ("access to the bucket is switched off", "Look at the account."),
    "403": ("the credentials do not allow this", RIGHTS),
    "NoSuchBucket": ("there is no such bucket", "Create it, or mend bucket: or endpoint:."),
    "404": ("there is no such bucket, or nothing there speaks as S3 does", "Mend bucket: or endpoint:."),
    "InvalidBucketName": ("this is not the name of a bucket", "Mend bucket:."),
    "PermanentRedirect": ("the bucket lies in another region", REGION),
    "AuthorizationHeaderMalformed": ("the bucket lies in another region", REGION),
    "IllegalLocationConstraintException": ("the bucket lies in another region", REGION),
    "301": ("the bucket lies in another region", REGION),
    "RequestTimeTooSkewed": ("this machine's clock is wrong", "Set the clock."),
    "EntityTooLarge": ("a file is larger than the store takes", "Publish files below 5 GB."),
    "QuotaExceeded": ("there is no room left", "Look at the account."),
    "SlowDown": ("the store is busy", "Try again later."),
}
AGAIN = "Look at the network, the address and any proxy; then try again."
# Errors before a store answers; the first match counts. `{}` is the client's message.
FAILURES = (
    ((client.NoCredentialsError,), "there are no credentials", USUAL),
    ((client.PartialCredentialsError,), "the credentials are incomplete", USUAL),
    (
        (client.ProfileNotFound, client.ConfigNotFound, client.ConfigParseError),
        "{}",
        "Mend profile: or AWS_PROFILE, or ~/.aws/config.",
    ),
    (
        (client.SSOError, client.TokenRetrievalError, client.CredentialRetrievalError),
        "the credentials could not be got: {}",
        SIGN_IN,
    ),
    ((client.SSLError,), "no secure connection: {}", "Look at the address and its certificate."),
    ((client.ConnectTimeoutError, client.ReadTimeoutError), "no answer in time, each time that we asked", AGAIN),
    ((client.HTTPClientError, client.ConnectionError), "it could not be reached: {}", AGAIN),
    # botocore follows redirects without a limit.
    ((RecursionError,), "we are sent elsewhere each time", "Mend endpoint: (https://, not http://?), or set region:."),
    ((ResponseParserError,), "what answers there does not speak as S3 does", "Mend endpoint:."),
    ((Exception,), "{}", "Mend the target's settings, or ~/.aws/config."),
)


def explained(error: Exception, where: str) -> StoreError:
    """Explain an error at `where`, without any secret."""
    if isinstance(error, client.ClientError):
        return _refused(error, where)
    message, hint = next((message, hint) for kinds, message, hint in FAILURES if isinstance(error, kinds))
    return StoreError(f"{where}: {_line(message.format(error))}", hint)


def status(error: client.ClientError) -> int:
    """Return the HTTP status of an error."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def code(error: client.ClientError) -> str:
    """Return the store's error code, or the status if there is none."""
    return str(error.response.get("Error", {}).get("Code") or status(error))


def _refused(error: client.ClientError, where: str) -> StoreError:
    name, number = code(error), status(error)
    said = str(error.response.get("Error", {}).get("Message") or "")
    message, hint = CODES.get(name, ("", ""))
    if not message and number >= SERVERS:
        message, hint = f"the store answered {number} each time that we asked", "Try again later."
    if not message:
        message, hint = "the store refused", "Look at the bucket's settings, and at the store's own documentation."
    told = f"{name}: {said}" if said and said not in ("Unknown", "None") else name
    return StoreError(f"{where}: {message} ({error.operation_name}: {_line(told)})", hint)


def _line(text: str) -> str:
    """Return a foreign message on one line."""
    plain = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", redact(text))
    return shortened(plain, MAX_LENGTH)
