//! The toys there are.
