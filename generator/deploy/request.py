"""One POST to a web address: bounded in time, tried again where that may heal, and never led elsewhere."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Sequence

from generator.deploy.retry import PassingError, retried
from generator.deploy.store import StoreError

PATIENCE = 15.0  # seconds for the connection, and for each piece of the answer
WAITS = (1.0, 4.0)  # seconds before the second and the third try
SEE_OTHER, TOO_MANY, BROKEN = 303, 429, 500


def post(  # noqa: PLR0913 (what is sent, and how)
    url: str,
    body: bytes,
    content_type: str,
    *,
    name: str,
    waits: Sequence[float] = WAITS,
    seconds: float = PATIENCE,
) -> int:
    """Send `body` and return the status, 200 to 299, or 303: done, and there is something to see elsewhere.

    Raises StoreError with what went wrong; it calls the other side `name`: the address may be a secret. Other
    redirects are not followed: what is sent is meant for this address.
    """
    return retried(lambda: _posted(url, body, content_type, name, seconds), waits)


def _posted(url: str, body: bytes, content_type: str, name: str, seconds: float) -> int:
    headers = {"Content-Type": content_type, "User-Agent": "Newsprint", "Accept": "*/*"}
    try:
        asked = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 (the opener knows http alone)
        with _opener().open(asked, timeout=seconds) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == SEE_OTHER:
            return error.code
        raise _refused(name, error.code) from None
    except TimeoutError:
        raise PassingError(f"{name} did not answer within {seconds:g} seconds", "Try again later.") from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise PassingError(f"{name} did not answer within {seconds:g} seconds", "Try again later.") from None
        raise PassingError(f"{name} cannot be reached: {_said(error.reason)}", "Look at the address.") from None
    except (http.client.InvalidURL, ValueError, UnicodeError):
        raise StoreError("this is not a web address", "Write it as https://example.com/path.") from None
    except (OSError, http.client.HTTPException) as error:
        raise PassingError(f"{name} broke the connection off: {_said(error)}", "Try again later.") from None


def _opener() -> urllib.request.OpenerDirector:
    """Return what opens http and https, through the proxies of the environment, and follows no redirects."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _refused(name: str, status: int) -> StoreError:
    message = f"{name} answered {status}"
    if status >= BROKEN or status == TOO_MANY:
        return PassingError(message, "Try again later.")
    if 300 <= status < 400:  # noqa: PLR2004 (redirects)
        return StoreError(f"{message}: it has moved", "Write its new address.")
    return StoreError(message, "")


def _said(reason: object) -> str:
    """Return why, in the system's words, without the address."""
    return (reason.strerror if isinstance(reason, OSError) else "") or type(reason).__name__
