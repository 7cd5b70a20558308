"""The floor of a window: PySide6 with nothing in it. Prints when it was first painted, and its memory."""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

from tests.benchmarks.first_paint import FirstPaint


def main() -> None:
    """Show the window until it was painted."""
    application = QApplication(sys.argv)
    window = QMainWindow()
    window.setObjectName("bare")
    window.resize(1100, 720)
    watch = FirstPaint(lambda painted: painted is window)
    application.installEventFilter(watch)
    window.show()
    application.exec()


if __name__ == "__main__":
    main()
