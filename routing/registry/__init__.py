"""What a registry is: its schema, the directory of teams, the ladder, working hours."""
