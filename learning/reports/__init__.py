"""Reports: answers are rolled up into working rows, months are closed into figures, tables are drawn from figures alone."""
