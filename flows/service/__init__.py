"""The process tree of `dondoc up`."""
