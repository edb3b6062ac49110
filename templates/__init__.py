"""Facts in, what people read out; knows no database, no Prefect."""
