"""All targets by name."""

from types import MappingProxyType
from typing import Final

from tests.faults.fuzz import answers, files, other_browsers, sealed, sign_in
from tests.faults.fuzz.target import Target

TARGETS: Final = MappingProxyType(
    {target.name: target for module in (sign_in, answers, files, sealed, other_browsers) for target in module.TARGETS}
)


def any_of(data: bytes) -> None:
    """Let the first byte choose the target: one run of the guided fuzzer for all of them."""
    target = list(TARGETS.values())[data[0] % len(TARGETS)] if data else None
    if target is not None:
        target.look(data[1:])


def every() -> Target:
    """Return the target that is all of them."""
    seeds = [bytes([number]) + seed for number, target in enumerate(TARGETS.values()) for seed in target.seeds]
    words = {word for target in TARGETS.values() for word in target.words}
    return Target("every", any_of, tuple(seeds), words=tuple(sorted(words)))
