"""``--trace``: a sign-in told step by step on stderr."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from oauth_desk.cli.output import Output
from oauth_desk.services.desk import Desk
from oauth_desk.services.trace import Trace, TraceStep, written


@contextmanager
def traced(desk: Desk, out: Output, *, wanted: bool) -> Iterator[None]:
    """Print each step of what happens in the block, where ``wanted``."""

    def told(step: TraceStep) -> None:
        for line in written(step):
            out.note(line)

    with desk.tracer.recording(Trace(told)) if wanted else nullcontext():
        yield
