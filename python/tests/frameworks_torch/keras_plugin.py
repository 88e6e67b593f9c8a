"""For pytest: Keras's own tests run with convt enabled, and their last line says how many calls it served."""

import convt.keras


def pytest_configure():
    convt.keras.enable()


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"convt.keras.stats(): {convt.keras.stats()}")
