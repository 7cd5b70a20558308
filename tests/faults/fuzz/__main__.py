"""The guided fuzzer on one target: ``python -m tests.faults.fuzz TARGET SECONDS``, or ``every`` for all by turns.

An input that breaks something is kept in ``found/`` and tried in every run of the tests from then on.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["oauth_desk", "h11", "tomllib", "email", "http", "urllib"]):
    from tests.faults.fuzz.targets import TARGETS, every

from tests.faults.fuzz.target import FOUND, LONGEST_SECONDS

LARGEST_INPUT = 8192
LARGEST_MEMORY_MB = 1024
SLOWER = 5
"""How much slower a parser may be while it is watched, and the machine busy."""


def main(name: str, seconds: str, folder: str | None = None) -> None:
    """Fuzz until the time is over; libFuzzer ends the process, with another status than 0 if something broke.

    ``folder`` takes the inputs that were found worth keeping for this run.
    """
    target = every() if name == "every" else TARGETS[name]
    corpus = Path(folder or tempfile.mkdtemp(prefix="corpus-")) / "inputs"
    corpus.mkdir()
    for number, seed in enumerate((*target.seeds, *target.found())):
        (corpus / f"seed-{number:04}").write_bytes(seed[:LARGEST_INPUT])
    words = corpus.with_name("words")
    words.write_text("".join(f'"{_quoted(word)}"\n' for word in target.words))
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LARGEST_INPUT}",
        f"-timeout={LONGEST_SECONDS * SLOWER:.0f}",
        f"-rss_limit_mb={LARGEST_MEMORY_MB}",
        f"-artifact_prefix={FOUND}/{name}-",
        f"-dict={words}",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.look)
    atheris.Fuzz()


def _quoted(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main(*sys.argv[1:])
