"""Failed calls to Slack, in one shape for the Web API, response_url and the network; and refusals of the bot itself.

Errors: https://docs.slack.dev/apis/web-api/rate-limits and https://docs.slack.dev/reference/methods/chat.postMessage
"""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError

from routing.errors import SlackRefusalError

RETRYABLE = {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
SERVER_FAULT, RATE_LIMITED = 500, 429
LIMITED = {"ratelimited", "rate_limited", f"http_{RATE_LIMITED}"}
# Slack asks for seconds, at most a minute or so. More is no order to wait for a day, or until a number overflows.
LONGEST_RETRY_AFTER = 900.0
# Of whoask: the circuit breaker sends nothing while Slack is down (circuit_breaker.py).
CIRCUIT_OPEN = "circuit_open"
# There was no connection, so nothing was delivered. Names of aiohttp's errors.
NO_CONNECTION = {
    "ClientConnectorError",
    "ClientConnectorDNSError",
    "ClientConnectorSSLError",
    "ClientConnectorCertificateError",
    "ClientProxyConnectionError",
    "ClientHttpProxyError",
    "ConnectionTimeoutError",
}
NEVER_SENT = {*LIMITED, *NO_CONNECTION, CIRCUIT_OPEN}
# What a call to Slack raises.
FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError)


class SlackCallError(Exception):
    """A call to Slack failed.

    `code` is Slack's error code, or the name of the network's error. `retryable` says whether another attempt can
    succeed, and `retry_after` when, in seconds, where that is known. `is_down` means that Slack itself is down: it
    answered with a 5xx, or not at all. `needed` is the scope that a `missing_scope` is about. `has_waited` says that
    the call has waited already, for as long as it may (call_policy.py).
    """

    def __init__(  # noqa: PLR0913 - all but the first two are rarely known
        self,
        code: str,
        *,
        retryable: bool,
        retry_after: float | None = None,
        is_down: bool = False,
        needed: str | None = None,
        has_waited: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.retryable = retryable
        self.retry_after = retry_after
        self.is_down = is_down
        self.needed = needed
        self.has_waited = has_waited

    @property
    def limited(self) -> bool:
        """Whether Slack has limited the rate."""
        return self.code in LIMITED

    @property
    def maybe_delivered(self) -> bool:
        """Whether Slack may have carried it out all the same: it broke off, or never answered."""
        return self.retryable and self.code not in NEVER_SENT

    @property
    def broke_off(self) -> bool:
        """Whether Slack may have carried it out and never answered. A 5xx at least says that it has not."""
        return self.maybe_delivered and self.code not in RETRYABLE and not self.code.startswith("http_")


def call_error_of(error: Exception) -> SlackCallError:
    """Any failure of a call as a SlackCallError. No words of a message are kept."""
    match error:
        case SlackCallError():
            return error
        case SlackApiError(response=response):
            data = response.data if isinstance(response.data, dict) else {}
            after = response.headers.get("Retry-After")
            return call_error(str(data.get("error") or ""), response.status_code, after, needed=data.get("needed"))
        case _:
            return SlackCallError(type(error).__name__, retryable=True, is_down=True)


def call_error(code: str, status: int, retry_after: str | None, *, needed: str | None = None) -> SlackCallError:
    """The SlackCallError that an HTTP response means. `retry_after` is the header as it came."""
    limited = status == RATE_LIMITED or code in LIMITED
    retryable = limited or status >= SERVER_FAULT or code in RETRYABLE
    # The header is in seconds; \d would take digits that float() takes and Slack never sends.
    is_number = limited and retry_after and retry_after.isascii() and retry_after.isdigit()
    return SlackCallError(
        code or f"http_{status}",
        retryable=retryable,
        retry_after=min(float(retry_after or 0), LONGEST_RETRY_AFTER) if is_number else None,
        is_down=status >= SERVER_FAULT,
        needed=needed,
    )


# The errors on https://docs.slack.dev/reference/methods/auth.test and .../methods/apps.connections.open that trying
# again cannot cure. `link_disabled` also comes as the reason of a disconnect frame.
_SENTENCES = {
    "invalid_auth": "Slack does not know the {token}. Copy it again from the app's page at https://api.slack.com/apps",
    "not_authed": "Slack got no {token}. Copy it from the app's page at https://api.slack.com/apps",
    "account_inactive": "The {token} belongs to an app that was removed from its workspace. Install the app again.",
    "token_revoked": "The {token} was revoked. Install the app again and copy the new one.",
    "token_expired": "The {token} has expired. Switch token rotation off for the app and copy the new one.",
    "not_allowed_token_type": "Slack wants another kind of token in place of the {token}.",
    "missing_scope": "The {token} lacks a scope. An app-level token needs connections:write.",
    "link_disabled": "Socket Mode is switched off for the app. Switch it on at https://api.slack.com/apps",
    "team_access_not_granted": "The app may not be used in this workspace. Ask an administrator to approve it.",
    "org_login_required": "The workspace is being moved to an Enterprise organisation. Try again when that is done.",
}


def refusal(code: str, token: str) -> SlackRefusalError | None:
    """The refusal that an error code means, None where a retry can succeed. `token` names the token in it."""
    sentence = _SENTENCES.get(code)
    return SlackRefusalError(sentence.format(token=token)) if sentence else None
