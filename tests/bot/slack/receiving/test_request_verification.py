from __future__ import annotations

import hashlib
import hmac

import pytest

from bot.settings.secret import Secret
from bot.slack.receiving.request_verification import REMEMBERED_SECONDS, RequestVerifier, VerificationResult

SECRET = "5a" * 16
NOON = 1_795_000_000.0
BODY = b"payload=%7B%7D"


class Clock:
    now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def verifier(clock: Clock) -> RequestVerifier:
    return RequestVerifier(Secret(SECRET), clock)


def signed(body: bytes = BODY, at: float = NOON, secret: str = SECRET) -> dict[str, str]:
    """As on https://docs.slack.dev/authentication/verifying-requests-from-slack."""
    base = f"v0:{at:.0f}:".encode() + body
    signature = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": f"{at:.0f}", "X-Slack-Signature": f"v0={signature}"}


def test_what_slack_signed_is_taken(verifier: RequestVerifier) -> None:
    assert verifier.verify(signed(), BODY) is VerificationResult.GENUINE


def test_slacks_own_example_is_taken() -> None:
    """The one of the page named above."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
        b"channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
        b"response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
        b"trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }
    verifier = RequestVerifier(Secret("8f742231b10e8888abcd99yyyzzz85a5"), lambda: 1531420618.0)
    assert verifier.verify(headers, body) is VerificationResult.GENUINE


@pytest.mark.parametrize("seconds", [-300, 300])
def test_it_is_good_for_five_minutes(verifier: RequestVerifier, seconds: int) -> None:
    assert verifier.verify(signed(at=NOON + seconds), BODY) is VerificationResult.GENUINE


@pytest.mark.parametrize("seconds", [-301, 301])
def test_and_not_for_longer(verifier: RequestVerifier, seconds: int) -> None:
    assert verifier.verify(signed(at=NOON + seconds), BODY) is VerificationResult.FORGED


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**signed(), "X-Slack-Signature": ""},
        {**signed(), "X-Slack-Signature": "v0=" + "0" * 64},
        {**signed(), "X-Slack-Signature": "v0=é"},
        {**signed(), "X-Slack-Request-Timestamp": "soon"},
        {**signed(), "X-Slack-Request-Timestamp": "٣"},
        {**signed(), "X-Slack-Request-Timestamp": "9" * 5_000},
        signed(secret="0" * 32),
        signed(body=b"another"),
    ],
)
def test_anything_else_is_forged(verifier: RequestVerifier, headers: dict[str, str]) -> None:
    assert verifier.verify(headers, BODY) is VerificationResult.FORGED


def test_a_body_that_is_no_utf_8_is_forged_even_when_it_is_signed(verifier: RequestVerifier) -> None:
    assert verifier.verify(signed(body=b"\xff"), b"\xff") is VerificationResult.FORGED


def test_the_same_request_again_is_a_replay(verifier: RequestVerifier) -> None:
    assert verifier.verify(signed(), BODY) is VerificationResult.GENUINE
    assert verifier.verify(signed(), BODY) is VerificationResult.REPLAYED


def test_the_same_body_signed_anew_is_none(verifier: RequestVerifier) -> None:
    assert verifier.verify(signed(), BODY) is VerificationResult.GENUINE
    assert verifier.verify(signed(at=NOON + 1), BODY) is VerificationResult.GENUINE


def test_a_replay_is_known_for_as_long_as_its_signature_is_good(verifier: RequestVerifier, clock: Clock) -> None:
    headers = signed(at=NOON + 300)  # signed ahead of our clock
    assert verifier.verify(headers, BODY) is VerificationResult.GENUINE
    clock.now = NOON + 599
    assert verifier.verify(headers, BODY) is VerificationResult.REPLAYED
    clock.now = NOON + 601
    assert verifier.verify(headers, BODY) is VerificationResult.FORGED


def test_a_request_that_failed_may_come_again(verifier: RequestVerifier) -> None:
    verifier.verify(signed(), BODY)
    verifier.forget(signed())
    assert verifier.verify(signed(), BODY) is VerificationResult.GENUINE


def test_it_remembers_only_what_is_still_good_and_nothing_that_is_forged(
    verifier: RequestVerifier, clock: Clock
) -> None:
    for number in range(10):
        verifier.verify(signed(at=NOON + number), BODY)
        verifier.verify(signed(body=b"another"), BODY)
    assert len(verifier._seen) == 10
    clock.now = NOON + REMEMBERED_SECONDS
    verifier.verify(signed(at=clock.now), BODY)
    assert len(verifier._seen) == 1
