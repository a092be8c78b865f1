"""One example, z and y, that Softmax, Loss surface and Gradient field share."""
