use std::{collections::BTreeSet, sync::Arc};

use vigil_core::policy::PingPolicy;

/// What holds for connections made from now on.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// The name programs are told.
    pub server_name: Arc<str>,
    pub policy: Arc<PingPolicy>,
    /// A program that was lost stops every toy, not only those it moved.
    pub lost_program_stops_every_toy: bool,
    /// Web pages that may connect, by origin.
    pub allowed_origins: BTreeSet<String>,
    /// Somebody can be asked about other pages: those wait for an answer, instead of being turned away.
    pub asks_about_pages: bool,
}
