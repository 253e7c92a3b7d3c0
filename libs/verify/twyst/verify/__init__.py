"""What must hold of a running platform, whatever happened to it: services contribute it, `twyst-verify` looks."""
