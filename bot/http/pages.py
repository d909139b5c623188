"""The pages that somebody sees who installs the app: done, or why not and what to do."""

from __future__ import annotations

from html import escape

INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"

# Slack's words for `error`, and Bolt's own: https://docs.slack.dev/authentication/installing-with-oauth
_REASONS = {
    "access_denied": "You did not allow it. Nothing was installed.",
    "invalid_browser": "This was started in another browser, or more than ten minutes ago.",
    "invalid_state": "This was started more than ten minutes ago, or is done already.",
    "missing_code": "Slack sent no code along.",
    "invalid_code": "Slack did not accept the code, which is good for ten minutes and only once.",
    "not_admitted": "Whoever runs whoask has not admitted this workspace. Remove the app from it again.",
    "storage_error": "whoask could not save the installation.",
}

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ font: 1.1rem/1.5 system-ui, sans-serif; margin: 4rem auto; max-width: 34rem; padding: 0 1rem }}</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def done_page(workspace: str, team_id: str) -> str:
    """The app is installed. `workspace` is the name that its people gave it."""
    where = escape(workspace or team_id)
    link = f"https://app.slack.com/client/{escape(team_id)}"
    return _page(
        "whoask is installed",
        f"<p>It is in the workspace {where} now. In any channel, type <code>/whoask</code> and your question.</p>"
        f'<p><a href="{link}">Open Slack</a></p>',
    )


def failed_page(reason: str) -> str:
    """The app is not installed."""
    words = _REASONS.get(reason, "Slack broke off the installation.")
    return _page(
        "whoask was not installed",
        f'<p>{words}</p><p><a href="{INSTALL_PATH}">Try again</a></p>'
        "<p>If that does not help, tell whoever runs whoask for you.</p>",
    )


def _page(title: str, body: str) -> str:
    return _PAGE.format(title=title, body=body)
