"""`_config.yml` becomes the settings."""
