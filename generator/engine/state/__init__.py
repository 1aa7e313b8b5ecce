"""The state of a site on disk: `.newsprint/state.db`, safe to lose."""
