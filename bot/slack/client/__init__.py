"""Calls to Slack's Web API: rate limits, retries, circuit breaker, delivery."""
