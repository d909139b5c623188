"""What every test may ask for."""

from __future__ import annotations

from tests.postgres import empty_postgres, postgres, postgres_server

__all__ = ["empty_postgres", "postgres", "postgres_server"]
