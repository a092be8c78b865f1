from hypothesis import settings

# How long an example takes says nothing about the mathematics, and varies with the machine.
settings.register_profile("mathematics", deadline=None)
settings.load_profile("mathematics")
