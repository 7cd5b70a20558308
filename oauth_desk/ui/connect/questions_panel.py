"""What a service has to be asked about before anything else: where it is, which of several it is."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oauth_desk.domain.answered import open_questions
from oauth_desk.domain.question import AnswerKind, Question
from oauth_desk.domain.service import Service
from oauth_desk.ui.controls import Field
from oauth_desk.ui.controls.list_field import ListField
from oauth_desk.ui.controls.refill import empty
from oauth_desk.ui.theme import Theme


class QuestionsPanel(QWidget):
    """A field for each question. ``changed``: something was typed; ``finished``: Return was pressed."""

    changed = Signal()
    finished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("questions_panel")
        self._theme = theme
        self._questions: tuple[Question, ...] = ()
        self.fields: dict[str, Field | ListField] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(16))

    def ask(self, service: Service, typed: Mapping[str, str]) -> None:
        """Ask what is open, with what was typed already or else what holds by default."""
        asked = open_questions(service)
        if asked != self._questions:
            self._questions = asked
            empty(self._column)
            self.fields = {question.name: self._made(question) for question in asked}
            for field in self.fields.values():
                self._column.addWidget(field)
                field.show()  # the layout would do that later, and the keyboard goes there now
        for question in asked:
            answer = typed.get(question.name, question.default or "")
            field = self.fields[question.name]
            if isinstance(field, ListField):
                field.show_options([name for name, _ in question.choices], answer, hint=_hint(question))
            else:
                field.line.setText(answer)
        self.setVisible(bool(asked))

    def typed(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {
            name: field.value if isinstance(field, ListField) else field.line.text()
            for name, field in self.fields.items()
        }

    def focus_first(self) -> bool:
        """Put the keyboard into the first field without an answer; tell whether there is one."""
        waiting = (self.fields[name] for name, text in self.typed().items() if not text and not self._may_wait(name))
        first = next(waiting, None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is not None

    def _may_wait(self, name: str) -> bool:
        return next(each.optional for each in self._questions if each.name == name)

    def _made(self, question: Question) -> Field | ListField:
        label = f"{question.label} (if there is one)" if question.optional else question.label
        name = f"question_{question.name}"
        if question.choices:
            chosen = ListField(label, self._theme, name=name, hint=_hint(question))
            chosen.list.activated.connect(self.changed)
            return chosen
        field = Field(label, self._theme, name=name, hint=_hint(question))
        field.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        field.line.textChanged.connect(self.changed)
        field.line.returnPressed.connect(self.finished)
        return field


def heading(service: Service) -> tuple[str, str]:
    """Return title and words of a page that asks nothing else."""
    asked = open_questions(service)
    if all(question.choices or question.kind is AnswerKind.TEXT for question in asked):
        return f"Which {service.name} do you use?", f"{service.name} is at several places. Yours is asked for once."
    return (
        f"Where is your {service.name}?",
        f"Everybody’s {service.name} has an address of its own. You may paste it whole, as your browser shows it.",
    )


def _hint(question: Question) -> str:
    return f"For example {question.example}" if question.example else ""
