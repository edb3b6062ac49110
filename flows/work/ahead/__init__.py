"""What a day or a year will bring, played on a copy by the code of the daily run."""
