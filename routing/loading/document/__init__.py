"""A YAML document as plain nodes that know where they stand, with YAML's own traps closed."""
