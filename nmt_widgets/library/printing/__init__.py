"""A headless Chromium, and PDF made with it."""
