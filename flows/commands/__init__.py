"""The commands of `dondoc`, a module per subject."""
