"""An installation package for machines that reach no registry."""
