"""The ways in which the demo can be told to misbehave: plain state, time is an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from oauth_desk.demo.refusal import Refusal

DOWN_SECONDS: Final = 60.0
LONGEST_DOWN: Final = 3600.0
RETRY_AFTER: Final = 5
MOST_TOO_MANY: Final = 1000
WAYS_DOWN: Final = ("503", "drop")


@dataclass(slots=True)
class Switches:
    """What is switched on. ``grace`` is how long a spent refresh token is forgiven, in seconds."""

    reject_next_renewal: bool = False
    lose_next_answer: bool = False
    down_until: float = 0.0
    down_how: str = "503"
    too_many_left: int = 0
    retry_after: int = RETRY_AFTER
    grace: float = 0.0

    def flip(self, order: Mapping[str, object], now: float) -> None:
        """Obey ``{"switch": name, "on": true, …}``; "revoke_everything" is not a state and not known here."""
        on = order.get("on", True)
        if not isinstance(on, bool):
            raise Refusal("invalid_request", "on must be true or false.")
        name = order.get("switch")
        if name == "reject_next_renewal":
            self.reject_next_renewal = on
        elif name == "lose_next_answer":
            self.lose_next_answer = on
        elif name == "down_for":
            self._go_down(order, now=now, on=on)
        elif name == "too_many_requests":
            self.too_many_left = int(_number(order, "next", 1, MOST_TOO_MANY)) if on else 0
            self.retry_after = int(_number(order, "retry_after", RETRY_AFTER, LONGEST_DOWN))
        elif name == "grace":
            self.grace = _number(order, "seconds", DOWN_SECONDS, LONGEST_DOWN) if on else 0.0
        elif name == "reset":
            self.reset()
        else:
            raise Refusal("invalid_request", "There is no such switch.")

    def _go_down(self, order: Mapping[str, object], *, now: float, on: bool) -> None:
        how = order.get("how", WAYS_DOWN[0])
        if how not in WAYS_DOWN:
            raise Refusal("invalid_request", "how must be 503 or drop.")
        self.down_how = str(how)
        self.down_until = now + _number(order, "seconds", DOWN_SECONDS, LONGEST_DOWN) if on else 0.0

    def reset(self) -> None:
        """Behave again."""
        self.reject_next_renewal = self.lose_next_answer = False
        self.down_until = self.grace = 0.0
        self.too_many_left = 0

    def down(self, now: float) -> bool:
        """Tell whether the service plays dead."""
        return now < self.down_until

    def take_too_many(self) -> bool:
        """Use up one answer "too many requests"."""
        if self.too_many_left <= 0:
            return False
        self.too_many_left -= 1
        return True

    def take_rejection(self) -> bool:
        """Use up the rejection of the next renewal."""
        taken, self.reject_next_renewal = self.reject_next_renewal, False
        return taken

    def take_loss(self) -> bool:
        """Use up the loss of the next renewal's answer."""
        taken, self.lose_next_answer = self.lose_next_answer, False
        return taken

    def states(self, now: float) -> dict[str, dict[str, object]]:
        """Return every switch with its state, for the page and for programs."""
        left = max(0.0, self.down_until - now)
        return {
            "reject_next_renewal": {"on": self.reject_next_renewal},
            "lose_next_answer": {"on": self.lose_next_answer},
            "down_for": {"on": left > 0, "seconds_left": round(left, 1), "how": self.down_how},
            "too_many_requests": {
                "on": self.too_many_left > 0,
                "left": self.too_many_left,
                "retry_after": self.retry_after,
            },
            "grace": {"on": self.grace > 0, "seconds": self.grace},
        }


def _number(order: Mapping[str, object], key: str, default: float, most: float) -> float:
    """Read a number from JSON or from a form field."""
    value = order.get(key, default)
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        number = None
    if number is None or not 0 <= number <= most:
        raise Refusal("invalid_request", f"{key} must be a number between 0 and {most:g}.")
    return number
