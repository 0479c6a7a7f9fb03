"""What the cases in CI are drawn from; `nmt bench doors --seed N` draws others, and more."""

SEED = 1
