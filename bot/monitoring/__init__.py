"""Seeing inside the running bot: metrics, traces, and the site that a monitor asks."""
