from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.proposals.additions import Addition
from bot.proposals.proposal import propose
from bot.proposals.report import report
from tests.bot.proposals.registries import REGISTRY, example, keyword, synonym

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
QUESTIONS = """\
- {id: a1, question: who mends the blinkenlights, expect: ["#platform"]}
- {id: a2, question: blinkenlights in the hall, expect: []}
- {id: a3, question: "blinkenlights, please", expect: ["#platform"], part: scored}
"""


def told(tmp_path: Path, *additions: Addition, source: str = REGISTRY, questions: str | None = QUESTIONS) -> str:
    registry, asked = tmp_path / "teams.yaml", tmp_path / "questions.yaml"
    registry.write_bytes(source.encode())
    asked.write_text(questions or "", encoding="utf-8")
    proposal = propose(registry, additions, asked if questions else None, NOW)
    return report(proposal).replace(f"{tmp_path}/", "")


def test_a_report_says_what_is_added_why_and_what_it_does(tmp_path: Path) -> None:
    text = told(tmp_path, keyword("blinkenlights"), synonym("tls", "ssl"))
    assert text.startswith("""\
To add to teams.yaml
  keyword 'blinkenlights' for team 'platform', responsibility 'tls', 3 times
      Three people said so.

Left out
  'ssl' as another word for 'tls', once
      The registry has it already.

The edit
--- teams.yaml (now)
+++ teams.yaml (then)
@@ -13,3 +13,3 @@
         what: Platform renews TLS certificates.  # a fact
-        keywords: [tls, padlock]  # strong
+        keywords: [tls, padlock, blinkenlights]  # strong
         asked:

The questions of questions.yaml: 1 → 2 of 3 right
  won: 2
    a1  who mends the blinkenlights
      said nobody, would say #platform, right is #platform
    1 of them in the scored part, which is not listed.
  lost: 1
    a2  blinkenlights in the hall
      said nobody, would say #platform, right is nobody

The registry's own examples, with those to add: """)
    assert text.endswith("  won: none\n  lost: none")


def test_the_scored_part_is_only_counted(tmp_path: Path) -> None:
    assert "please" not in told(tmp_path, keyword("blinkenlights"))


def test_without_a_question_file_there_is_nothing_of_it(tmp_path: Path) -> None:
    assert "The questions of" not in told(tmp_path, keyword("blinkenlights"), questions=None)


def test_where_nothing_is_added_there_is_no_edit_to_show(tmp_path: Path) -> None:
    text = told(tmp_path, synonym("tls", "ssl"))
    assert text.startswith("There is nothing to add to teams.yaml.\n\nLeft out\n")
    assert "The edit" not in text


def test_no_character_of_a_question_moves_the_cursor(tmp_path: Path) -> None:
    text = told(tmp_path, example("is it \x1b[31m you"), keyword("new"), source=REGISTRY.replace("\n", "\r\n"))
    assert not {letter for letter in text if not letter.isprintable()} - {"\n"}
