"""What every part of the server uses: limits, logs, and the pages it writes itself."""
