use std::{collections::BTreeSet, sync::Arc};

use vigil_core::policy::PingPolicy;

/// The settings for new connections.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// The name programs are told.
    pub server_name: Arc<str>,
    pub policy: Arc<PingPolicy>,
    /// The loss of a program stops every toy, not only those it moved.
    pub lost_program_stops_every_toy: bool,
    /// Web pages that may connect, by origin.
    pub allowed_origins: BTreeSet<String>,
    /// Web pages that may never connect, by origin. These are refused even if they are allowed, too.
    pub refused_origins: BTreeSet<String>,
    /// Names that this machine may be called by beside its own, in the form of
    /// [`canonical_host`](crate::canonical_host).
    pub allowed_hosts: BTreeSet<String>,
    /// There is a person to ask about other pages, which wait for the answer instead of being refused.
    pub asks_about_pages: bool,
}
