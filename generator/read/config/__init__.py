"""Read `_config.yml` into the settings."""
