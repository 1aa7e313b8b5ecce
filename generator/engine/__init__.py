"""The build and the deploy: drivers of reading, planning, rendering and writing."""
