"""Who is told how it goes with Slack: metrics, where an operator wants them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Observer:
    """Called as it happens, on the event loop: must be quick and must not raise.

    `failed(method, code)`: a call that Slack did not take, with its word for why, the name of the network's error, or
    `circuit_open`; what is left alone for lack of a scope (bot/slack/scopes.py) is no call. The method is Slack's name,
    or `response_url`. `retried(method, kind)`: a call is made again; `kind` is `limited` after a 429, else `failed`.
    `circuit(whose, is_open)`: a circuit opens or closes; `whose` is `slack` for all of it, or `workspace` for one whose
    token is refused.
    """

    failed: Callable[[str, str], object] = lambda _method, _code: None
    retried: Callable[[str, str], object] = lambda _method, _kind: None
    circuit: Callable[[str, bool], object] = lambda _whose, _is_open: None


NOBODY = Observer()
