"""For pytest: Keras's own tests run with convt enabled, and their last line says how many calls it served."""

import convt.keras
import convt.torch.functions


def pytest_configure():
    convt.torch.functions.FEWEST_PRODUCTS = 0
    convt.keras.enable()


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"convt.keras.stats(): {convt.keras.stats()}")
