"""What the tables say, and whether they may say it: schema, rows, rules, the originals, and answers for chapters."""
