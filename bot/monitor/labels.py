"""Keeps label values few: Slack's errors by name, and a limit for what a registry names."""

from __future__ import annotations

OTHER = "other"

# The errors of Slack's that its pages name for the methods in use, https://docs.slack.dev/reference/methods, and ours.
KNOWN_ERRORS = frozenset(
    {
        # Slow down, or come back later.
        *("ratelimited", "rate_limited", "http_429", "http_500", "http_502", "http_503", "http_504"),
        *("internal_error", "fatal_error", "service_unavailable", "request_timeout"),
        *("network", "timeout", "circuit_open", "too_many_websockets"),
        # The bot itself is refused.
        *("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope"),
        *("not_allowed_token_type", "no_permission", "org_login_required", "team_access_not_granted", "link_disabled"),
        # The message is.
        *("invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text"),
        # The place is.
        *("channel_not_found", "not_in_channel", "is_archived", "restricted_action", "user_not_in_channel"),
        *("cannot_dm_bot", "user_disabled", "user_not_found", "messages_tab_disabled", "thread_not_found"),
        # Too late.
        *("expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged", "hash_conflict"),
        *("used_url", "expired_url", "not_found", "http_404", "http_410", "view_not_found"),
    }
)


def error_label(code: str) -> str:
    """An error as a label. `code` is Slack's word, `http_503` and the like, or the name of an exception.

    >>> error_label("is_archived"), error_label("ClientConnectorError"), error_label("ServerTimeoutError")
    ('is_archived', 'network', 'timeout')
    >>> error_label("a_word_that_slack_has_never_used")
    'other'
    """
    if code.endswith("TimeoutError"):
        return "timeout"
    if code[:1].isupper():  # the name of an exception: the network's, since Slack's words are in small letters
        return "network"
    return code if code in KNOWN_ERRORS else OTHER


class Few:
    """Lets through the first `limit` different values; the others are OTHER."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._known: set[str] = set()

    def admit(self, value: str) -> str:
        """The value, or OTHER where there are too many."""
        if value not in self._known:
            if len(self._known) >= self._limit:
                return OTHER
            self._known.add(value)
        return value
