//! Records over the network: what is taken, what is refused, what is said.
