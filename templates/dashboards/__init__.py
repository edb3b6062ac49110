"""What coordinators see in the Prefect UI, as markdown."""
