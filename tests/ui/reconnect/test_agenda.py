"""The connections to sign in again, in order."""

from oauth_desk.ui.reconnect.agenda import Agenda, Item


def test_first_come_first_served() -> None:
    """Connections are asked about in the order in which they came, each once."""
    agenda = Agenda()
    for name in "aba":
        agenda.add(name)
    assert agenda.items == (Item("a"), Item("b"))
    assert agenda.finish("a")
    assert agenda.current == Item("b")
    assert agenda.items[0].done
    assert agenda.finish("b")
    assert agenda.current is None


def test_what_the_person_asks_for_comes_first() -> None:
    """A connection chosen by hand overtakes; permissions asked for add up."""
    agenda = Agenda()
    agenda.add("a")
    agenda.want("b", ("x",))
    agenda.want("b", ("y", "x"))
    assert agenda.items == (Item("b", ("x", "y"), wanted=True), Item("a"))


def test_a_connection_that_fails_again_is_open_again() -> None:
    """What was done and broke once more is asked about once more."""
    agenda = Agenda()
    agenda.add("a")
    agenda.finish("a")
    agenda.add("a")
    assert agenda.current == Item("a")


def test_dropping() -> None:
    """What is not on the agenda cannot be finished or dropped."""
    agenda = Agenda()
    agenda.add("a")
    assert agenda.drop("a")
    assert not agenda.drop("a")
    assert not agenda.finish("a")
    agenda.add("b")
    agenda.clear()
    assert agenda.items == ()
