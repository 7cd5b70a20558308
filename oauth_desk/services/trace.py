"""Watching a sign-in step by step: what was sent, what came back, what was checked and why it passed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.ports import Clock

LONGEST: Final = 200
"""Steps kept of one sign-in: a device flow asks for minutes, so the newest step takes the place of the one before."""

_KEPT: Final = 20


class StepKind(StrEnum):
    """What a step tells of."""

    EXCHANGE = "exchange"
    PASSED = "passed"
    FAILED = "failed"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step, ready for showing: whoever made it has masked every secret (NORMS C102)."""

    at: Instant
    kind: StepKind
    title: str
    lines: tuple[str, ...] = ()


MARKS: Final = MappingProxyType(
    {StepKind.EXCHANGE: "⇄", StepKind.PASSED: "✓", StepKind.FAILED: "✗", StepKind.NOTED: "·"}
)


def written(step: TraceStep) -> tuple[str, ...]:
    """Return a step in lines: when (UTC), a mark and the title, then what it tells."""
    at = datetime.fromtimestamp(step.at, UTC)
    head = f"{at:%H:%M:%S}.{at.microsecond // 1000:03d} {MARKS[step.kind]} {step.title}"
    return (head, *(f"    {line}" for line in step.lines))


Listener = Callable[[TraceStep], None]


class Trace:
    """The steps of one sign-in, oldest first."""

    def __init__(self, listener: Listener | None = None) -> None:
        self.steps: tuple[TraceStep, ...] = ()
        self._listener = listener

    @property
    def text(self) -> str:
        """All steps, as they are shown and copied."""
        return "\n".join(line for step in self.steps for line in written(step))

    def add(self, step: TraceStep) -> None:
        """Take a step in."""
        self.steps = (*self.steps[: LONGEST - 1], step)
        if self._listener is not None:
            self._listener(step)


class Tracer:
    """Knows which sign-in the running task belongs to, and keeps the last trace of each connection.

    In memory alone: a trace is for the developer who is watching, not for the records.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._current: ContextVar[Trace | None] = ContextVar("trace", default=None)
        self._of: dict[str, Trace] = {}
        self.last: Trace | None = None

    @property
    def current(self) -> Trace | None:
        """Return the trace of the running task."""
        return self._current.get()

    @property
    def on(self) -> bool:
        """Tell whether anything is being recorded in this task."""
        return self.current is not None

    @contextmanager
    def recording(self, trace: Trace | None = None) -> Iterator[Trace]:
        """Record what this task and those it starts do: in ``trace``, else where its caller records, else anew."""
        used = trace or self._current.get() or Trace()
        token = self._current.set(used)
        self.last = used
        try:
            yield used
        except DeskError as error:
            if not _is_told(used, error):
                self.failed(error.title, error.detail)
            raise
        finally:
            self._current.reset(token)

    def passed(self, title: str, *lines: str) -> None:
        """Tell of a check that held, and why."""
        self._add(StepKind.PASSED, title, lines)

    def failed(self, title: str, *lines: str) -> None:
        """Tell of a check that did not hold, or what ended the sign-in."""
        self._add(StepKind.FAILED, title, lines)

    def noted(self, title: str, *lines: str) -> None:
        """Tell of what happened beside the network: an address was opened, a port is listened on."""
        self._add(StepKind.NOTED, title, lines)

    def exchanged(self, title: str, *lines: str) -> None:
        """Tell of a request and its answer."""
        self._add(StepKind.EXCHANGE, title, lines)

    def keep(self, connection_id: str) -> None:
        """Remember the running trace as the connection's last; the oldest of many is dropped."""
        trace = self.current
        if trace is None:
            return
        self._of.pop(connection_id, None)
        self._of[connection_id] = trace
        for old in list(self._of)[:-_KEPT]:
            del self._of[old]

    def of(self, connection_id: str) -> Trace | None:
        """Return how the connection was signed in last, if that was since the program started."""
        return self._of.get(connection_id)

    def forget(self) -> None:
        """Drop every trace: the vault is locked."""
        self._of.clear()
        self.last = None

    def _add(self, kind: StepKind, title: str, lines: tuple[str, ...]) -> None:
        trace = self.current
        if trace is not None:
            trace.add(TraceStep(self._clock.now(), kind, title, tuple(line for line in lines if line)))


def _is_told(trace: Trace, error: DeskError) -> bool:
    """Tell whether the same failure was told one level further in."""
    last = trace.steps[-1] if trace.steps else None
    return last is not None and last.kind is StepKind.FAILED and last.title == error.title
