"""The global shortcut: a form to ask with."""
