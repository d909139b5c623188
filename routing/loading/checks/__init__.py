"""What is checked of a registry beyond its YAML: the schema of each part, and the parts against one another."""
