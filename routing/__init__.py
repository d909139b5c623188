"""The pure domain: registry, router, ladder, answers. Knows no Slack, no database and no clock."""
