"""From conditions to tallies: the scan over all packages."""
