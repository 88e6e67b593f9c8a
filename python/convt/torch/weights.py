"""Packed weights that are kept from call to call: those of kernels that come again as they were.

Whether a kernel is as it was say its tensor, which is held weakly, its address, PyTorch's count of changes, and a
sample of its contents, as writes through .data and numpy's views are not counted. Tensors of inference mode have no
count: their whole contents are compared.
"""

import collections
import os
import threading
import weakref

import torch

from .. import _convt


class _Entry:
    """What is known of one kernel for one order of packed weights."""

    def __init__(self, owner, address):
        self.owner = owner
        self.address = address  # of the owner's contents
        self.stamp = None
        self.packed = None
        self.is_too_large = False


def _is_dense(tensor):
    reach = sum((size - 1) * step for size, step in zip(tensor.shape, tensor.stride(), strict=True))
    return tensor.numel() == 1 + reach


class KeptWeights:
    """Bounded in bytes; the kernel that was used longest ago makes place for a new one. For any number of threads."""

    def __init__(self, most_bytes):
        self._entries = collections.OrderedDict()
        self._gone = collections.deque()  # keys of tensors that are no more
        self.lock = threading.Lock()
        self._most_bytes = most_bytes
        self.nbytes = 0

    def set_most_bytes(self, most_bytes):
        with self.lock:
            self._entries.clear()
            self._most_bytes, self.nbytes = most_bytes, 0

    def find(self, plan, kernel, memory, order):
        """Packed weights for the plan, or None where this run should take the kernel as it is: where that has changed,
        and may change again.

        Args:
            plan: a _MemoryPlan for prepared weights.
            kernel: the caller's tensor.
            memory: returns the kernel in the order that the plan packs from.
            order: stands for that order; two orders of one tensor are two kernels.
        """
        if self._most_bytes == 0 or not _is_dense(kernel):
            return None
        owner = kernel if kernel._base is None else kernel._base
        key = (id(owner), kernel.data_ptr(), order, plan.pack_id, kernel.shape, kernel.stride())
        stamp = self._stamp(kernel)
        with self.lock:
            entry = self._entries.get(key)
            if entry is None or entry.owner() is not owner:
                entry = self._add(key, owner)
            self._entries.move_to_end(key)
            if entry.packed is not None and entry.stamp == stamp:
                return entry.packed
            # A layer's own parameter is packed at once; any other tensor, or one that has changed, when it comes again.
            is_stable = entry.stamp == stamp or (entry.stamp is None and isinstance(owner, torch.nn.Parameter))
            self._drop(entry)
            entry.stamp = stamp
            if not is_stable or entry.is_too_large:
                return None
        held = memory()  # a copy must outlive the call
        packed = plan.pack(held.data_ptr())
        with self.lock:
            self._keep(key, entry, stamp, packed)
        return packed

    def _stamp(self, kernel):
        count = None if kernel.is_inference() else kernel._version
        bytes_ = kernel.numel() * kernel.element_size()
        return count, _convt._fingerprint(kernel.data_ptr(), bytes_, count is not None)

    def _add(self, key, owner):
        def forget(reference):
            """Runs when the tensor goes, which may be while this very thread holds the lock."""
            self._gone.append(key)
            if self.lock.acquire(blocking=False):
                try:
                    self._sweep()
                finally:
                    self.lock.release()

        self._sweep()
        # Contents that lie elsewhere since: another tensor may get the memory, and these bytes are for nobody.
        for other in [other for other, entry in self._entries.items()
                      if other[0] == id(owner) and entry.address != owner.data_ptr()]:
            self._discard(other)
        entry = _Entry(weakref.ref(owner, forget), owner.data_ptr())
        self._discard(key)
        self._entries[key] = entry
        return entry

    def _sweep(self):
        """Forgets the kernels whose tensors are gone."""
        while self._gone:
            key = self._gone.popleft()
            entry = self._entries.get(key)
            if entry is not None and entry.owner() is None:
                self._discard(key)

    def _discard(self, key):
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._drop(entry)

    def _drop(self, entry):
        if entry.packed is not None:
            self.nbytes -= entry.packed.nbytes
            entry.packed = None

    def _keep(self, key, entry, stamp, packed):
        if self._entries.get(key) is not entry or entry.stamp != stamp or entry.packed is not None:
            return
        entry.is_too_large = packed.nbytes > self._most_bytes
        if entry.is_too_large:
            return
        entry.packed = packed
        self.nbytes += packed.nbytes
        self._sweep()
        while self.nbytes > self._most_bytes:
            self._discard(next(iter(self._entries)))


kept = KeptWeights(512 * 2**20)


def _after_fork():
    """A thread that the child has not may have held the lock."""
    kept.lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def keep_weights(most_bytes=512 * 2**20):
    """Keeps packed weights up to so many bytes, 512 MiB at first, and forgets those of before; 0 for none.

    A kernel is packed anew after each change that PyTorch counts, and after one through .data or a view of numpy if
    that changes most elements. Who changes a part of a large kernel in such a way calls this after it.
    """
    if most_bytes < 0:
        raise ValueError(f"most_bytes is {most_bytes}; it must not be negative")
    kept.set_most_bytes(most_bytes)
