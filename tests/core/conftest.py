from hypothesis import settings

# How long an example takes says nothing about the mathematics, and varies with the machine. Fifty
# draws of arrays as small as these find what a hundred find, in half the time.
settings.register_profile("mathematics", deadline=None, max_examples=50)
settings.load_profile("mathematics")
