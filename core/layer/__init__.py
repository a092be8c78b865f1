"""The output layer z = aW + b: where its activations come from, and the gradients of W, b and a."""
