"""Answers as the router gives them, made by hand."""

from __future__ import annotations

from routing.answers import Evidence, Found, Nobody, Place, Reason, Several, Step

LADDER = (
    Step(1, "Your tech lead", None),
    Step(2, "Tech leads", "#govuk-tech-leads"),
    Step(3, "Senior tech", "@govuk-senior-tech-people"),
)
CAVEAT = "This comes from an earlier edition of “Ask for help”, so check with them."
TLS = Evidence("tls", "Platform Engineering obtains and renews TLS certificates.", ("cert", "expires"), caveat=CAVEAT)
DNS = Evidence("dns", "Second line looks after DNS.", ("dns",))
PLATFORM = Place("#govuk-platform-engineering", "platform", "Platform Engineering", 0.9, (TLS,))
SECOND_LINE = Place("#govuk-2ndline-tech", "second-line", "Second line", 0.5, (DNS,))
SENIOR = Place("@govuk-senior-tech-people", None, "Senior tech", 0.8)

FOUND = Found(PLATFORM, LADDER, notes=("A note.",), guidance=("Step one.", "Step two."))
URGENT = Found(SECOND_LINE, LADDER, urgent=True, guidance=("Say that it is time critical.",))
GROUP = Found(SENIOR, LADDER, guidance=("Write to @govuk-senior-tech-people.", "Be patient: a@b.example."))
SEVERAL = Several((PLATFORM, SECOND_LINE), LADDER)
UNKNOWN = Nobody(Reason.UNKNOWN, 0.8, "#govuk-developers", LADDER, nearest=(SECOND_LINE,))
VAGUE = Nobody(Reason.VAGUE, 0.8, "#govuk-developers", LADDER, question_back="What is it about?")
NOT_OURS = Nobody(Reason.NOT_OURS, 0.8, "#govuk-developers", LADDER)
EXCLUDED = Nobody(Reason.EXCLUDED, 0.8, "#govuk-developers", LADDER, because=(DNS,))
ALL = (FOUND, URGENT, GROUP, SEVERAL, UNKNOWN, VAGUE, NOT_OURS, EXCLUDED)
