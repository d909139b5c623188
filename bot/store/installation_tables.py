"""The tables of installations by OAuth: slack_sdk's own, with room for sealed tokens.

A token of 255 characters has 472 when it is sealed. slack_sdk's columns hold 200, which Postgres insists on.
"""

from __future__ import annotations

from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import MetaData, Table, Text

# What lets somebody speak in the bot's place, or in the place of whoever installed it.
SEALED = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")
# They grow with the app.
LONG = ("bot_scopes", "user_scopes")


def add_installation_tables(metadata: MetaData) -> tuple[Table, Table, Table]:
    """The tables of installations, of their bots and of the states of installations that have begun."""
    installations = AsyncSQLAlchemyInstallationStore.build_installations_table(metadata, "slack_installations")
    bots = AsyncSQLAlchemyInstallationStore.build_bots_table(metadata, "slack_bots")
    states = AsyncSQLAlchemyOAuthStateStore.build_oauth_states_table(metadata, "slack_oauth_states")
    for table in (installations, bots):
        for name in {*SEALED, *LONG} & set(table.columns.keys()):
            table.columns[name].type = Text()
    return installations, bots, states
