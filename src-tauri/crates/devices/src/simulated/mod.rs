//! Toys on the screen: for trying programs without hardware, and for tests. Above [`Toy`](crate::toy::Toy) nothing
//! knows that they are not real.

mod kind;
mod simulated_toy;

pub use kind::{SimulatedKind, describe};
pub use simulated_toy::{Faults, SimulatedToy};
