"""Y03: no secret is ever said, in whatever form another program prints it; and what is no secret stays readable."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.deploy.redact import MIN_LENGTH, redact, redactor
from generator.model.confidential import REDACTED

KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
NAMES = (
    "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GITHUB_TOKEN", "NETLIFY_AUTH_TOKEN", "CLOUDFLARE_API_KEY", "APIKEY",
    "RSYNC_PASSWORD", "SMTP_PASS", "MYSQL_PWD", "SSH_PASSPHRASE", "NEWS_WEBHOOK", "DEPLOY_KEY", "GITLAB_PAT",
    "SENTRY_DSN", "NPM_AUTH", "PRIVATE_PEM", "secret", "Session_Cookie",
)  # fmt: skip
# Printable, as a secret of the environment is; without the character of the replacement.
secrets = st.text(st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_categories=["C", "Z"]), min_size=8)
texts = st.text(st.characters(exclude_characters=REDACTED, exclude_categories=["Cs"]), max_size=60)
ENCODERS: dict[str, Callable[[str], str]] = {
    "as it is": lambda secret: secret,
    "percent-encoded": quote,
    "all of it percent-encoded": lambda secret: quote(secret, safe=""),
    "in a form": quote_plus,
    "as JSON": lambda secret: json.dumps(secret)[1:-1],
    "as JSON with letters of its own": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "as Python writes it": lambda secret: repr(secret)[1:-1],
    "as hexadecimal digits": lambda secret: secret.encode().hex(),
    "as large hexadecimal digits": lambda secret: secret.encode().hex().upper(),
}


@pytest.mark.parametrize("name", NAMES)
def test_y03_a_variable_is_secret_by_its_name(name: str) -> None:
    assert redact(f"fatal: {KEY}!", {name: KEY}) == f"fatal: {REDACTED}!"


@given(secrets, texts, texts, st.sampled_from(sorted(ENCODERS)))
def test_y03_no_secret_is_left_in_any_form(secret: str, before: str, after: str, form: str) -> None:
    written = ENCODERS[form](secret)
    assume(secret.lower() not in {"password", "disabled", "optional", "required", "publickey", "osxkeychain"})
    assume(not (secret.isascii() and secret.isalpha()))  # might be a word: looked for as one
    redacted = redact(before + written + after, {"TOKEN": secret})
    assert written not in redacted
    assert REDACTED in redacted


@given(secrets, st.binary(max_size=20), st.binary(max_size=20), st.booleans())
def test_y03_nor_in_base64_whatever_stands_around_it(
    secret: str, before: bytes, after: bytes, is_urlsafe: bool
) -> None:
    assume(secret.lower() not in {"password", "disabled", "optional", "required", "publickey", "osxkeychain"})
    encode = base64.urlsafe_b64encode if is_urlsafe else base64.b64encode
    text = encode(before + secret.encode() + after).decode()
    redacted = redact(text, {"TOKEN": secret})
    whole = (len(secret.encode()) + 2) // 3 * 4 - 8  # signs that are of the secret alone, at the least
    at = len(before) * 8 // 6 + 2
    assert REDACTED in redacted
    assert whole < 1 or text[at : at + whole] not in redacted


@given(st.lists(secrets, min_size=2, max_size=5), texts)
def test_y03_of_several_secrets_none_is_left_where_they_overlap(several: list[str], around: str) -> None:
    several = [f"{secret}0{number}" for number, secret in enumerate(several)]
    text = around + "".join(several) + around
    redacted = redact(text, {f"TOKEN_{number}": secret for number, secret in enumerate(several)})
    assert not [secret for secret in several if secret in redacted]
    overlapping = {"A_TOKEN": several[0] + "abc", "B_TOKEN": "abc" + several[1]}
    redacted = redact(f"{several[0]}abc{several[1]}", overlapping)
    assert redacted == REDACTED


def test_y03_each_line_of_a_secret_of_several_is_one() -> None:
    pem = "-----BEGIN KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5\n  QyNTUxOQAAACDyTkGR5Zr4\n-----END KEY-----\n"
    redact = redactor({"SSH_PRIVATE_KEY": pem})
    assert redact("read b3BlbnNzaC1rZXktdjEAAAAABG5") == f"read {REDACTED}"
    assert redact("and QyNTUxOQAAACDyTkGR5Zr4.") == f"and {REDACTED}."


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("USE_TOKEN", "true", "true enough"),
        ("SHORT_TOKEN", "x" * (MIN_LENGTH - 1), "xxxxx"),
        ("GIT_AUTHOR_NAME", "Ada Example", "by Ada Example"),
        ("AUTH_MODE", "interactive", "not interactive"),
        ("AUTH", "required", "a key is required"),
        ("SSH_AUTH_SOCK", "/tmp/agent.123", "no /tmp/agent.123"),  # noqa: S108 (nothing is written there)
        ("GOOGLE_APPLICATION_CREDENTIALS", str(Path(__file__)), f"{__file__}: not found"),
        ("SSH_ASKPASS", "/usr/bin/askpass", "cannot run /usr/bin/askpass"),
        ("PWD", "/srv/paper", "in /srv/paper"),
        ("PASSWORD", "deploy", "deployed; redeploys"),
        ("HOME", "/home/ada", "in /home/ada"),
    ],
)
def test_what_is_no_secret_stays_readable(name: str, value: str, text: str) -> None:
    assert redact(text, {name: value}) == text


def test_a_secret_that_is_a_word_is_redacted_where_it_is_one() -> None:
    assert redact("user:deploy@ deploy deployed", {"PASSWORD": "deploy"}) == f"user:{REDACTED}@ {REDACTED} deployed"


def test_y03_a_key_that_begins_like_a_path_is_none() -> None:
    assert redact("bad: /K7MDENG+bPxRfi", {"AWS_SECRET_ACCESS_KEY": "/K7MDENG+bPxRfi"}) == f"bad: {REDACTED}"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("clone https://ada:p@ss@git.example/x", f"clone https://{REDACTED}@git.example/x"),
        ("clone https://x-oauth@git.example/x", f"clone https://{REDACTED}@git.example/x"),
        ("sftp://ada:pw@files.example", f"sftp://{REDACTED}@files.example"),
        ("ssh://git@git.example/x and git@git.example:x", "ssh://git@git.example/x and git@git.example:x"),
        ("https://git.example/@ada?to=a@b.example", "https://git.example/@ada?to=a@b.example"),
        ("> Authorization: Basic YWRhOnB3\nnext", f"> Authorization: {REDACTED}\nnext"),
        ("{'authorization': 'Bearer abc'}", f"{{'authorization': {REDACTED}"),
        ("PRIVATE-TOKEN: abc", f"PRIVATE-TOKEN: {REDACTED}"),
        ("X-Amz-Security-Token: abc", f"X-Amz-Security-Token: {REDACTED}"),
        ("GET /a?x=1&X-Amz-Signature=abc&y=2", f"GET /a?x=1&X-Amz-Signature={REDACTED}&y=2"),
        ("GET /a?access_token=abc#d", f"GET /a?access_token={REDACTED}#d"),
        ("GET /a?design=1&page=2", "GET /a?design=1&page=2"),
        ("remote: ghp_0123456789abcdefABCDEF is bad", f"remote: {REDACTED} is bad"),
        ("authorization failed", "authorization failed"),
        ("the cookie jar", "the cookie jar"),
    ],
)
def test_y03_what_looks_like_a_credential_is_redacted(text: str, redacted: str) -> None:
    assert redact(text, {}) == redacted


@given(texts)
def test_a_text_without_secrets_is_left_alone(text: str) -> None:
    plain = text.replace("=", "").replace(":", "").replace("_", "").replace("-", "")
    assert redact(plain, {"TOKEN": KEY, "NAME": plain}) == plain
