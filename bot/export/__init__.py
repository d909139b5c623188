"""`whoask export`: the registry on paper and as one page, for when Slack is down."""
