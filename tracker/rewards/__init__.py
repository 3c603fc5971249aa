"""Rewards: who may be rewarded for a period, and what speaks against it. The machine proposes, a person decides."""
