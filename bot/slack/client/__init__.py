"""Calls of Slack's Web API: limits, retries, the circuit breaker, delivery."""
