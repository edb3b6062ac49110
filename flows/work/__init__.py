"""What flows, command line and simulation share: plain functions, no Prefect."""
