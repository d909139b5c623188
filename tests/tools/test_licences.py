"""What whoask runs on may be run and passed on, and docs/licences.md says so truly."""

from __future__ import annotations

import pytest

from tools.licences import PAGE, licences, page, refused, spdx


def test_the_page_is_what_make_licences_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(licences()), "to write it again: make licences"


def test_no_package_has_a_licence_that_we_do_not_take() -> None:
    found = licences()
    assert len(found) > 40
    assert {name: refused(licence) for name, licence in found.items() if refused(licence)} == {}


@pytest.mark.parametrize(
    ("told", "not_taken"),
    [
        ("MIT", set()),
        ("Apache-2.0 AND MIT", set()),
        ("GPL-3.0-only OR MIT", set()),
        ("GPL-3.0-only", {"GPL-3.0-only"}),
        ("MIT AND AGPL-3.0-only", {"AGPL-3.0-only"}),
        ("AGPL-3.0-only OR GPL-3.0-only", {"AGPL-3.0-only", "GPL-3.0-only"}),
        ("BSD License; MIT License", set()),
        ("UNKNOWN", {"UNKNOWN"}),
    ],
)
def test_a_licence_is_taken_only_where_every_part_of_a_choice_is(told: str, not_taken: set[str]) -> None:
    assert refused(spdx(told)) == not_taken
