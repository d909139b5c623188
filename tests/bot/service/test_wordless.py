from __future__ import annotations

import errno

from bot.service.wordless import without_words
from bot.slack.sending import NotTakenError

WORDS = "who looks after my salary?"


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause  # noqa: TRY301
    except BaseException as caught:  # noqa: BLE001
        return caught


def test_an_error_is_told_by_its_type_and_where_it_happened() -> None:
    told = without_words(raised(ValueError(WORDS)))
    assert "test_wordless.py" in told
    assert told.endswith("ValueError")
    assert WORDS not in told


def test_a_chain_of_errors_is_told_from_the_first_on() -> None:
    told = without_words(raised(RuntimeError(WORDS), raised(KeyError(WORDS))))
    assert told.index("KeyError") < told.index("-- then --") < told.rindex("RuntimeError")
    assert WORDS not in told


def test_a_chain_that_is_a_ring_ends() -> None:
    first, second = ValueError(), TypeError()
    first.__context__, second.__context__ = second, first
    assert without_words(first).count("TypeError") == 5


def test_the_word_of_slack_or_of_the_operating_system_is_kept_but_no_other() -> None:
    assert without_words(NotTakenError("is_archived", passing=False)) == "NotTakenError (is_archived)"
    assert without_words(OSError(errno.ENOSPC, WORDS)) == "OSError (No space left on device)"
    assert without_words(OSError(WORDS)) == "OSError"
    strange = ValueError()
    strange.code = WORDS  # type: ignore[attr-defined]
    assert without_words(strange) == "ValueError"
