"""The circuit as a state machine, under any sequence of what can happen to it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.client.circuit_breaker import Circuit, State

# What happens, and how many seconds later.
EVENTS = st.lists(
    st.tuples(st.sampled_from(["ask", "answer", "failure", "old failure", "call off"]), st.floats(0.0, 40.0)),
    max_size=60,
)
JITTER = st.floats(0.5, 1.5)


class Caller:
    """Uses a circuit as the breaker does, and checks it after each step."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.now = 0.0
        self.probing = False

    def do(self, event: str, later: float, jitter: float) -> None:
        self.now += later
        before = self.circuit
        match event:
            case "ask" if before.state(self.now) is State.DUE:
                assert not self.probing, "one probe at a time"
                self.circuit, self.probing = before.probed(), True
            case "answer":
                self.circuit, self.probing = before.answered(), False
                assert self.circuit.state(self.now) is State.CLOSED
            case "failure" if self.probing:
                self.circuit, self.probing = before.failed(self.now, probe=True, jitter=jitter), False
                assert self.circuit.state(self.now) is State.OPEN
            case "failure" | "old failure":
                self.circuit = before.failed(self.now, probe=False, jitter=jitter)
            case "call off" if self.probing:
                self.circuit, self.probing = before.abandoned(), False
                assert self.circuit.state(self.now) is State.DUE
        self.check()

    def check(self) -> None:
        circuit = self.circuit
        assert (circuit.state(self.now) is State.PROBING) == self.probing
        if circuit.open_until is None:
            assert circuit.failures < circuit.threshold
        else:
            assert circuit.open_until - self.now <= circuit.longest * 1.5


@given(events=EVENTS, jitter=JITTER, threshold=st.integers(1, 6))
def test_whatever_happens_one_probe_is_out_and_no_pause_is_too_long(
    events: list[tuple[str, float]], jitter: float, threshold: int
) -> None:
    caller = Caller(Circuit(threshold=threshold))
    for event, later in events:
        caller.do(event, later, jitter)


@given(events=EVENTS, jitter=JITTER)
def test_from_anywhere_time_and_one_answer_close_it(events: list[tuple[str, float]], jitter: float) -> None:
    caller = Caller(Circuit())
    for event, later in events:
        caller.do(event, later, jitter)
    if caller.probing:
        caller.do("call off", 0.0, jitter)
    caller.do("ask", caller.circuit.longest * 1.5, jitter)
    caller.do("answer", 0.0, jitter)

    assert caller.circuit == Circuit()


@given(st.integers(0, 4), st.integers(1, 10))
def test_failures_that_are_not_in_a_row_never_open_it(few: int, rounds: int) -> None:
    circuit = Circuit(threshold=5)
    for _ in range(rounds):
        for _ in range(few):
            circuit = circuit.failed(0.0, probe=False)
        circuit = circuit.answered()

    assert circuit == Circuit(threshold=5)


@given(st.integers(0, 2_000))
def test_the_pauses_grow_up_to_the_longest(openings: int) -> None:
    circuit = Circuit(threshold=1, first=1.0, longest=30.0, openings=openings)
    after = circuit.failed(100.0, probe=False)

    assert after.open_until == 100.0 + min(2.0 ** min(openings, 10), 30.0)


def test_what_was_sent_before_it_opened_makes_no_pause_longer() -> None:
    opened = Circuit(threshold=1).failed(10.0, probe=False)

    assert opened.failed(10.5, probe=False) == opened
    assert opened.probed().failed(12.0, probe=False) == opened.probed()
