"""The plan's world: its words, rules and rows; knows no Prefect, no mail, no clock."""
