//! Who holds a port, and which one is free instead.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    thread,
};

use tokio::{sync::oneshot, time::timeout};

use crate::timeouts;

/// How many ports above the wished one are tried.
const TRIED: u16 = 50;

/// The name of the program that listens on a port, where the system tells.
pub(super) async fn owner(port: u16) -> Option<String> {
    let (answer, answered) = oneshot::channel();
    // Not the runtime's own threads for what blocks: without threads they panic.
    let asking = thread::Builder::new()
        .name("vigil-port-owner".to_owned())
        .spawn(move || {
            let owner = listeners::get_process_by_port(port, listeners::Protocol::TCP)
                .inspect_err(|error| log::debug!("the program that holds port {port} is not known: {error}"))
                .map(|process| full_name(&process.name, &process.path))
                .ok();
            // Whoever asked may have given up.
            let _ = answer.send(owner);
        });
    asking.ok()?;
    timeout(timeouts::PORT_OWNER, answered).await.ok()?.ok()?
}

/// Linux cuts the name of a process to 15 characters; its file has the rest, unless it is an interpreter's.
fn full_name(name: &str, path: &str) -> String {
    let file = Path::new(path).file_name().map(|file| file.to_string_lossy());
    match file {
        Some(file) if file.starts_with(name) => file.into_owned(),
        _ => name.to_owned(),
    }
}

/// Whether Vigil could listen there right now.
pub(super) fn is_free(address: SocketAddr) -> bool {
    TcpListener::bind(address).is_ok()
}

/// A port above this one that is free right now.
pub(super) fn free_after(address: SocketAddr) -> Option<u16> {
    let next = address.port().checked_add(1)?;
    free_from(SocketAddr::new(address.ip(), next))
}

/// This port or one above it that is free right now.
pub(super) fn free_from(address: SocketAddr) -> Option<u16> {
    (0..TRIED)
        .filter_map(|step| address.port().checked_add(step))
        .find(|&port| is_free(SocketAddr::new(address.ip(), port)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_the_system_cut_is_made_whole() {
        assert_eq!(
            full_name("intiface_centra", "/opt/intiface_central"),
            "intiface_central"
        );
        assert_eq!(full_name("server.py", "/usr/bin/python3"), "server.py");
        assert_eq!(full_name("game", ""), "game");
    }
}
