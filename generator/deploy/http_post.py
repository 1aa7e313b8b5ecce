"""Send one HTTP POST: with a time limit, retries where useful, and no redirects."""

import http.client
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress

from generator.deploy.retry import TransientError, with_retries
from generator.deploy.store import StoreError

PATIENCE = 20.0  # seconds for all tries together
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
    redirects are not followed: what is sent is meant for this address. All is over after `seconds`, and the waits.
    """
    end = time.monotonic() + seconds
    late = StoreError(f"{name} did not answer within {round(seconds, 1):g} seconds", "Try again later.")

    def attempt() -> int:
        left = end - time.monotonic()
        if left <= 0:
            raise late
        with suppress(TimeoutError):
            return _within(left, lambda: _posted(url, body, content_type, name, left))
        raise late

    return with_retries(attempt, waits)


def _within(seconds: float, work: Callable[[], int]) -> int:
    """Return what `work` returns. Raises TimeoutError when time is up; the work is then left to itself.

    A socket's own patience begins anew with each byte, and names are looked up with none at all.
    """
    done: Future[int] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 (it is raised where the work is waited for)
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return done.result(seconds)


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
        raise
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise TimeoutError from None
        raise TransientError(f"{name} cannot be reached: {_said(error.reason)}", "Look at the address.") from None
    except (http.client.InvalidURL, ValueError, UnicodeError):
        raise StoreError("this is not a web address", "Write it as https://example.com/path.") from None
    except (OSError, http.client.HTTPException) as error:
        raise TransientError(f"{name} broke the connection off: {_said(error)}", "Try again later.") from None


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
        return TransientError(message, "Try again later.")
    if 300 <= status < 400:  # noqa: PLR2004 (redirects)
        return StoreError(f"{message}: it has moved", "Write its new address.")
    return StoreError(message, "")


def _said(reason: object) -> str:
    """Return why, in the system's words, without the address."""
    return (reason.strerror if isinstance(reason, OSError) else "") or type(reason).__name__
