"""Files that a user names: what they are is tested before they are opened, and errors name them."""

import os
import stat


class FileError(Exception):
    """A file that cannot be used; the text says which and why."""


def text_of(error):
    """An OSError in one line that begins with the file's name."""
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


def _require_regular(path, mode):
    if not stat.S_ISREG(mode):
        raise FileError(f"{path} exists and is no regular file; it cannot be used")


def resolve_output(path):
    """The file that `path` means, which need not be there yet: what symbolic links lead to, so that writing replaces
    no link and two names of one file have one lock."""
    resolved = os.path.realpath(path)
    try:
        _require_regular(path, os.stat(resolved).st_mode)
    except FileNotFoundError:
        if not os.path.isdir(os.path.dirname(resolved)):
            raise FileError(f"{path} cannot be written: {os.path.dirname(resolved)} is no folder") from None
    if not os.access(os.path.dirname(resolved), os.W_OK | os.X_OK):
        raise FileError(f"{path} cannot be written: no permission to write to {os.path.dirname(resolved)}")
    return resolved


def open_regular(path, flags, mode=0o666):
    """A descriptor of a regular file. Opening waits for nobody: pipes and devices are an error."""
    try:
        _require_regular(path, os.stat(path).st_mode)
    except FileNotFoundError:
        if not flags & os.O_CREAT:
            raise
    descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY, mode)
    try:
        _require_regular(path, os.fstat(descriptor).st_mode)
    except FileError:
        os.close(descriptor)
        raise
    return descriptor
