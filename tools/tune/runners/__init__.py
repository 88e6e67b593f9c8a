"""Where candidates are measured: on this machine, or on others through Dask."""
