"""What is said of a browser that does not come back by itself."""

from oauth_desk.services.sign_in_words import paste_words
from tests.services.test_wording import FORBIDDEN


def test_pasting_is_a_way_out_here_and_the_way_elsewhere() -> None:
    """Where this computer is waited at, pasting is for another one; a page of the web ends there for everybody."""
    assert paste_words("http://localhost:27182/callback").startswith("If the browser runs on another computer")
    said = paste_words("https://acme.example/landed")
    assert said.startswith("The browser ends at https://acme.example/landed, perhaps on a page that does not load.")
    assert not FORBIDDEN.search(said)
