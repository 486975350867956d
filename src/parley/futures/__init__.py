"""Which states of the factors fit together: joint states, and how they are weighed."""

from parley.futures.joint import Joint, joint_states

__all__ = ["Joint", "joint_states"]
