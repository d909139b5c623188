"""Loading a registry file, with every fault told at its line."""
