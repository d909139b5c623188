"""Where a copy comes from: which registry, which version of it, and when it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """A registry's file name and version, and when the copy was written, in the registry's own time zone."""

    file: str
    version: str
    written: datetime
    zone: str

    @property
    def moment(self) -> str:
        """The date and the time of day: 21 November 2026 at 06:00."""
        return f"{self.written.day} {_MONTHS[self.written.month - 1]} {self.written.year} at {self.written:%H:%M}"


# Not strftime's: those follow the locale of whoever runs the export.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
