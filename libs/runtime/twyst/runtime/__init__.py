"""What every Twyst process needs and no service owns: settings, logs, problems, health, metrics, feeds, stopping."""
