"""``--trace``: a sign-in told step by step on stderr."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Final

from oauth_desk.cli.output import Output
from oauth_desk.services.desk import Desk
from oauth_desk.services.trace import StepKind, Trace, TraceStep

_MARKS: Final = {StepKind.EXCHANGE: "⇄", StepKind.PASSED: "✓", StepKind.FAILED: "✗", StepKind.NOTED: "·"}


@contextmanager
def traced(desk: Desk, out: Output, *, wanted: bool) -> Iterator[None]:
    """Print each step of what happens in the block, where ``wanted``."""

    def told(step: TraceStep) -> None:
        at = datetime.fromtimestamp(step.at, UTC)
        out.note(f"{at:%H:%M:%S}.{at.microsecond // 1000:03d} {_MARKS[step.kind]} {step.title}")
        for line in step.lines:
            out.note(f"               {line}")

    with desk.tracer.recording(Trace(told)) if wanted else nullcontext():
        yield
