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

TIMEOUT = 20.0  # seconds for all attempts together
WAITS = (1.0, 4.0)  # seconds before the second and the third attempt
SEE_OTHER, TOO_MANY, BROKEN = 303, 429, 500


def post(  # noqa: PLR0913 (the request, and how to send it)
    url: str,
    body: bytes,
    content_type: str,
    *,
    name: str,
    waits: Sequence[float] = WAITS,
    seconds: float = TIMEOUT,
) -> int:
    """Send `body` and return the status: 200 to 299, or 303.

    Raises StoreError, which calls the server `name`, since the URL may be a secret. Redirects are not followed: the
    request is meant for this URL. The time limit is `seconds`, plus the waits.
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
    """Return what `work` returns. Raises TimeoutError when the time is up; the work goes on in its thread.

    A socket's own timeout starts again with each byte, and name lookups have none.
    """
    done: Future[int] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 (raised by the thread that waits)
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return done.result(seconds)


def _posted(url: str, body: bytes, content_type: str, name: str, seconds: float) -> int:
    headers = {"Content-Type": content_type, "User-Agent": "Newsprint", "Accept": "*/*"}
    try:
        request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 (the opener supports only http)
        with _opener().open(request, timeout=seconds) as answer:
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
        raise TransientError(f"{name} cannot be reached: {_message_of(error.reason)}", "Look at the address.") from None
    except (http.client.InvalidURL, ValueError, UnicodeError):
        raise StoreError("this is not a web address", "Write it as https://example.com/path.") from None
    except (OSError, http.client.HTTPException) as error:
        raise TransientError(f"{name} broke the connection off: {_message_of(error)}", "Try again later.") from None


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener for http and https that uses the proxies of the environment and follows no redirects."""
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


def _message_of(reason: object) -> str:
    """Return the system's message without the address."""
    return (reason.strerror if isinstance(reason, OSError) else "") or type(reason).__name__
