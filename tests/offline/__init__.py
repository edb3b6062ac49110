"""Installing and running where no network is."""
