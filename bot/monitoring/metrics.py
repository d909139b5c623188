"""What is counted and timed, for Prometheus. docs/monitoring.md lists it for operators.

Names and labels are a contract with dashboards and alert rules (deploy/monitoring/). Every label takes few values,
and none that a person typed, because Prometheus keeps a series for each: Slack's errors are counted by name, and there
is a limit for what a registry names.
"""

from __future__ import annotations

from collections import Counter as Counts
from datetime import UTC, date, datetime, time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

from bot.inquiry import Surface

# Slack waits three seconds for an acknowledgement: 3.0 is a bound of its own, so that what came late can be counted.
ACKNOWLEDGE_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0)
# From a warm cache to a question that waited for another replica to take it over.
ANSWER_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 300.0)
# A registry has a few dozen places; this bounds what many of them, or many reloads, can pile up.
DESTINATIONS = 500
NO_SURFACE = "none"


class Metrics:
    """The counters of one bot. Each has a registry of its own, so that two in one process do not mix.

    The label `door` is the surface of a question (bot/inquiry.py), or NO_SURFACE for none. Seconds are fractions.
    """

    def __init__(self) -> None:
        # A second series for each one, which nothing reads. The switch has no type.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._places = FewLabels(DESTINATIONS)
        self._questions = Counter(
            "whoask_questions", "Questions that were answered.", ["door", "outcome"], registry=self.registry
        )
        self._destinations = Counter(
            "whoask_destinations", "Answers that named a place first.", ["destination"], registry=self.registry
        )
        self._acknowledge = Histogram(
            "whoask_acknowledge_seconds",
            "From the arrival of a delivery to its acknowledgement. Slack allows 3 seconds.",
            ["door"],
            buckets=ACKNOWLEDGE_BUCKETS,
            registry=self.registry,
        )
        self._answer = Histogram(
            "whoask_answer_seconds",
            "From the arrival of a question to Slack taking its answer.",
            ["door"],
            buckets=ANSWER_BUCKETS,
            registry=self.registry,
        )
        self._retries = Counter("whoask_retries", "Calls to Slack made again.", ["kind"], registry=self.registry)
        self._duplicates = Counter(
            "whoask_duplicates", "Deliveries of a question that had come before.", ["door"], registry=self.registry
        )
        self._slack_errors = Counter(
            "whoask_slack_errors", "Calls that Slack did not take.", ["error"], registry=self.registry
        )
        self._store_misses = Counter(
            "whoask_store_misses", "Questions that the store did not take in time.", registry=self.registry
        )
        self._taken_over = Counter("whoask_taken_over", "Questions that were taken on again.", registry=self.registry)
        self._unanswered = Gauge(
            "whoask_unanswered", "Questions without an answer five minutes after they came.", registry=self.registry
        )
        self._holidays = Gauge(
            "whoask_bank_holidays_known_until_timestamp_seconds",
            "The day until which bank holidays are known; 0 where none are kept.",
            registry=self.registry,
        )
        self._circuits = Gauge(
            "whoask_circuit_open", "How many circuits hold calls to Slack back.", ["circuit"], registry=self.registry
        )
        self._open: Counts[str] = Counts()
        self._begin_at_nothing()

    def _begin_at_nothing(self) -> None:
        """Have what an alert counts there from the start: Prometheus sees no increase in what begins at 1.

        https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics
        """
        for error in KNOWN_ERRORS:
            self._slack_errors.labels(error)
        for kind in ("limited", "failed"):
            self._retries.labels(kind)
        for surface in Surface:
            self._duplicates.labels(surface)
            for outcome in ("found", "several", "nobody", "failed"):
                self._questions.labels(surface, outcome)
        for name in ("slack", "workspace"):
            self._circuits.labels(name)

    def acknowledged(self, surface: str, seconds: float) -> None:
        """A delivery was acknowledged."""
        self._acknowledge.labels(surface).observe(max(seconds, 0.0))

    def answered(self, surface: str, seconds: float, *, outcome: str, destination: str | None = None) -> None:
        """Slack took the answer to a question. `destination` is the registry's own, None where none was named."""
        self._answer.labels(surface).observe(max(seconds, 0.0))
        self.ended(surface, outcome)
        if destination is not None:
            self._destinations.labels(self._places.admit(destination)).inc()

    def ended(self, surface: str, outcome: str) -> None:
        """A question ended without an answer: an asker is told only once that they asked too much."""
        self._questions.labels(surface, outcome).inc()

    def duplicate(self, surface: str) -> None:
        """A question came again, and was dropped."""
        self._duplicates.labels(surface).inc()

    def retried(self, kind: str) -> None:
        """A call is made again: `limited` where Slack wanted us to wait, else `failed` (telemetry.py)."""
        self._retries.labels(kind).inc()

    def slack_error(self, code: str) -> None:
        """Slack did not take a call, or could not be reached. `code` is Slack's word, `http_503` or an exception."""
        self._slack_errors.labels(error_label(code)).inc()

    def store_missed(self) -> None:
        """The store did not take a claim in time."""
        self._store_misses.inc()

    def taken_over(self, questions: int) -> None:
        """Stalled questions were taken on: left behind by a replica, or postponed because Slack refused the answer."""
        self._taken_over.inc(questions)

    def unanswered(self, questions: int) -> None:
        """How many questions have had no answer for too long, as the store says (bot/jobs.py)."""
        self._unanswered.set(questions)

    def holidays_known_until(self, day: date | None) -> None:
        """Until when the bank holidays of the default registry are known (bot/jobs.py)."""
        self._holidays.set(datetime.combine(day, time(), UTC).timestamp() if day else 0)

    def circuit(self, name: str, *, is_open: bool) -> None:
        """A circuit opens or closes: `slack` holds all calls back, `workspace` those of one that refuses its token."""
        self._open[name] = max(self._open[name] + (1 if is_open else -1), 0)
        self._circuits.labels(name).set(self._open[name])


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


class FewLabels:
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
