"""What stands in the place of rows that are not there."""

from typing import Final

from oauth_desk.ui.activity.rows import Choice
from oauth_desk.ui.controls.teaching import Teaching
from oauth_desk.ui.theme import Theme

_WORDS: Final = {
    Choice.ALL: (
        "Nothing has happened yet",
        "Renewals, sign-ins and requests will be listed here.",
    ),
    Choice.RENEWALS: ("Not renewed yet", "The program renews this connection by itself, and lists each time here."),
    Choice.SIGN_INS: ("No sign-ins", "Sign-ins on this connection are listed here."),
    Choice.PROBLEMS: ("No problems", "Nothing went wrong, as far back as this list goes."),
    Choice.REQUESTS: ("No requests", "Requests made under “Try it”, or by other tools, are listed here."),
}


class Nothing(Teaching):
    """A heading and a sentence for each filter."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "list", name="activity_nothing")
        self.show_choice(Choice.ALL)

    def show_choice(self, choice: Choice) -> None:
        """Show the words for a filter."""
        self.teach(*_WORDS[choice])
