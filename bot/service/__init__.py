"""The running bot: settings, log, registry in use, background jobs, heartbeat and the way to stop."""
