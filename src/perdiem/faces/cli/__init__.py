"""The command line: `perdiem COMMAND`."""
