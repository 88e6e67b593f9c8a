"""A plugin of pytest for Keras's own tests: convt is enabled, unless CONVT_IN_KERAS is 0."""

import os

ENABLED = os.environ.get("CONVT_IN_KERAS", "1") != "0"


def pytest_configure(config):
    if ENABLED:
        import convt.keras

        convt.keras.enable()


def pytest_terminal_summary(terminalreporter):
    if ENABLED:
        import convt.keras

        terminalreporter.write_line(f"convt: {convt.keras.stats()}")
