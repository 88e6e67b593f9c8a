"""Kernels of other register tiles than the library's, compiled for a search."""
