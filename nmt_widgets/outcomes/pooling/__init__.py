"""Sites together without any client leaving one: aggregate files, their sums, and what sites differ in."""
