"""Losses in the logits: softmax, the targets, and each loss with its gradient."""
