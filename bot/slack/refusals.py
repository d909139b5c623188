"""Slack's words for refusing the bot itself, as sentences that say what to do."""

from __future__ import annotations

from routing.errors import SlackRefusalError

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
    """The refusal that one of Slack's error codes means; null where trying again can help. `token` names which one."""
    sentence = _SENTENCES.get(code)
    return SlackRefusalError(sentence.format(token=token)) if sentence else None
