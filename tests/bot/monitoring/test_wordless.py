from __future__ import annotations

import errno

from bot.monitoring.redaction import without_message_text
from bot.slack.client.errors import SlackCallError

WORDS = "who looks after my salary?"


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause  # noqa: TRY301
    except BaseException as caught:  # noqa: BLE001
        return caught


def test_an_error_is_told_by_its_type_and_where_it_happened() -> None:
    told = without_message_text(raised(ValueError(WORDS)))
    assert "test_wordless.py" in told
    assert told.endswith("ValueError")
    assert WORDS not in told


def test_a_chain_of_errors_is_told_from_the_first_on() -> None:
    told = without_message_text(raised(RuntimeError(WORDS), raised(KeyError(WORDS))))
    assert told.index("KeyError") < told.index("-- then --") < told.rindex("RuntimeError")
    assert WORDS not in told


def test_a_chain_that_is_a_ring_ends() -> None:
    first, second = ValueError(), TypeError()
    first.__context__, second.__context__ = second, first
    assert without_message_text(first).count("TypeError") == 5


def test_the_word_of_slack_or_of_the_operating_system_is_kept_but_no_other() -> None:
    assert without_message_text(SlackCallError("is_archived", retryable=False)) == "SlackCallError (is_archived)"
    assert without_message_text(OSError(errno.ENOSPC, WORDS)) == "OSError (No space left on device)"
    assert without_message_text(OSError(WORDS)) == "OSError"
    strange = ValueError()
    strange.code = WORDS  # type: ignore[attr-defined]
    assert without_message_text(strange) == "ValueError"
