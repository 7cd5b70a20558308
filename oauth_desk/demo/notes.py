"""The notes that the demo's API keeps, per person."""

from dataclasses import dataclass, replace
from typing import Final

from oauth_desk.demo.refusal import Refusal

NOTE_LIMIT: Final = 200
LONGEST_NOTE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Note:
    """One note; times in seconds since the epoch."""

    id: int
    owner: str
    text: str
    created_at: float
    changed_at: float


class Notes:
    """Everybody's notes; each person sees their own."""

    def __init__(self) -> None:
        self._notes: dict[int, Note] = {}
        self._last_id = 0

    def restore(self, notes: tuple[Note, ...]) -> None:
        """Put back what was saved."""
        self._notes = {note.id: note for note in notes}
        self._last_id = max(self._notes, default=0)

    def everyone(self) -> tuple[Note, ...]:
        """Return all notes, for saving."""
        return tuple(self._notes.values())

    def of(self, owner: str) -> list[Note]:
        """Return one person's notes, oldest first."""
        return [note for note in self._notes.values() if note.owner == owner]

    def get(self, owner: str, note_id: int) -> Note:
        """Return a note; somebody else's is as good as none."""
        note = self._notes.get(note_id)
        if note is None or note.owner != owner:
            raise Refusal("not_found", "There is no such note.", status=404)
        return note

    def add(self, owner: str, text: str, now: float) -> Note:
        """Write a new note."""
        if len(self.of(owner)) >= NOTE_LIMIT:
            raise Refusal("too_many_notes", "The demo keeps 200 notes per person. Delete one first.", status=409)
        self._last_id += 1
        note = Note(self._last_id, owner, text, now, now)
        self._notes[note.id] = note
        return note

    def change(self, owner: str, note_id: int, text: str, now: float) -> Note:
        """Replace a note's text."""
        note = replace(self.get(owner, note_id), text=text, changed_at=now)
        self._notes[note_id] = note
        return note

    def delete(self, owner: str, note_id: int) -> None:
        """Remove a note."""
        del self._notes[self.get(owner, note_id).id]
