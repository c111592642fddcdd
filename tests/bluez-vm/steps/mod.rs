//! What is tried. Each step begins with a toy that is connected, and ends so.

pub(crate) mod everyday;
pub(crate) mod system_faults;
pub(crate) mod toy_faults;
pub(crate) mod vigil_ends;
