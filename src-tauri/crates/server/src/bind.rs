//! The addresses that a server listens on.
//!
//! `localhost` leads to `::1` first in some programs (Node 17 to 19), to `127.0.0.1` in others, and Debian gives the
//! machine's own name 127.0.1.1: a server on one loopback address listens on the others, too.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use thiserror::Error;
use tokio::net::TcpListener;

/// Why a server could not start.
#[derive(Debug, Error)]
pub enum StartError {
    #[error("port {port} is taken by another program")]
    PortTaken { port: u16 },
    #[error("the system does not let Vigil use port {port}")]
    PortForbidden { port: u16 },
    #[error("the system does not let Vigil listen on {address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
}

/// The listeners of a server. Needs a runtime around it to be made.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) listeners: Vec<TcpListener>,
    /// Where the server was told to listen, with the real port.
    pub(crate) address: SocketAddr,
    /// `localhost` may lead programs here, to another program.
    pub(crate) elsewhere: Option<SocketAddr>,
}

impl Bound {
    /// Listens on this address, and where there is room on the other loopback addresses.
    pub(crate) fn to(address: SocketAddr) -> Result<Self, StartError> {
        let first = listen(address).map_err(|source| start_error(address, source))?;
        let address = first.local_addr().map_err(|source| start_error(address, source))?;
        let mut bound = Self {
            listeners: vec![first],
            address,
            elsewhere: None,
        };
        for &other in others(address.ip()) {
            let other = SocketAddr::new(other, address.port());
            match listen(other) {
                Ok(listener) => bound.listeners.push(listener),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                    log::warn!("{other} is taken by another program; localhost may lead there");
                    bound.elsewhere.get_or_insert(other);
                }
                // A machine without IPv6, or a system with 127.0.0.1 alone.
                Err(error) => log::debug!("not on {other}: {error}"),
            }
        }
        Ok(bound)
    }
}

const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
/// Debian's address of the machine's own name.
const OWN_NAME: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 1, 1));

fn others(address: IpAddr) -> &'static [IpAddr] {
    match address {
        V4 => &[V6, OWN_NAME],
        V6 => &[V4, OWN_NAME],
        // Somebody wants just this one.
        _ => &[],
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

fn start_error(address: SocketAddr, source: io::Error) -> StartError {
    let port = address.port();
    match source.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken { port },
        // A reserved range (Windows), or a port for which a program needs a privilege.
        io::ErrorKind::PermissionDenied => StartError::PortForbidden { port },
        _ => StartError::Listen { address, source },
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;

    use super::*;

    const ANY: SocketAddr = SocketAddr::new(V4, 0);

    fn has_ipv6() -> bool {
        std::net::TcpListener::bind(SocketAddr::new(V6, 0)).is_ok()
    }

    #[tokio::test]
    async fn a_server_on_one_loopback_address_listens_on_the_others() {
        for first in [V4, V6] {
            if first == V6 && !has_ipv6() {
                println!("no IPv6 on this machine");
                continue;
            }
            let bound = Bound::to(SocketAddr::new(first, 0)).unwrap();
            let port = bound.address.port();
            assert_eq!((bound.address.ip(), bound.elsewhere), (first, None));
            for listener in &bound.listeners {
                let address = listener.local_addr().unwrap();
                assert_eq!(address.port(), port);
                assert!(address.ip().is_loopback());
                TcpStream::connect(address).await.unwrap();
            }
            assert!(bound.listeners.len() > usize::from(has_ipv6()));
        }
    }

    #[tokio::test]
    async fn another_program_at_the_other_loopback_address_is_told_of() {
        if !has_ipv6() {
            println!("no IPv6 on this machine");
            return;
        }
        let other = std::net::TcpListener::bind(SocketAddr::new(V6, 0)).unwrap();
        let taken = other.local_addr().unwrap();
        let bound = Bound::to(SocketAddr::new(V4, taken.port())).unwrap();
        assert_eq!(bound.elsewhere, Some(taken));
        assert_eq!(bound.address.port(), taken.port());
    }

    #[tokio::test]
    async fn a_taken_port_is_an_error_whatever_the_others_say() {
        let bound = Bound::to(ANY).unwrap();
        let again = Bound::to(bound.address).unwrap_err();
        assert!(matches!(again, StartError::PortTaken { port } if port == bound.address.port()));
    }

    #[tokio::test]
    async fn an_address_of_ones_own_is_the_only_one() {
        let own = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 9, 8, 7)), 0);
        // Linux alone has all of 127.0.0.0/8.
        if let Ok(bound) = Bound::to(own) {
            assert_eq!(bound.listeners.len(), 1);
        }
    }

    #[test]
    fn a_port_that_the_system_keeps_is_told_apart_from_a_taken_one() {
        let error = start_error(SocketAddr::new(V4, 80), io::ErrorKind::PermissionDenied.into());
        assert!(matches!(error, StartError::PortForbidden { port: 80 }));
    }
}
