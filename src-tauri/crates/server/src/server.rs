use std::{io, net::SocketAddr, sync::Arc};

use thiserror::Error;
use tokio::{
    net::TcpListener,
    runtime::Handle,
    sync::{mpsc, watch},
    task::JoinHandle,
};
use vigil_clock::Clock;
use vigil_core::{lease::SessionId, session::EndCause};
use vigil_devices::Devices;

use crate::{
    config::ServerConfig,
    connection::Surroundings,
    event::ServerEvent,
    listener,
    programs::{ProgramState, Programs},
    report::Reports,
    watchdog::{Late, Watchdog},
};

/// Words of our own lateness that wait to be told; there is at most one for each session and deadline.
const LATE_QUEUE: usize = 256;

/// A running server. Drop it only after [`stop`](Self::stop).
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    clock: Clock,
    programs: Arc<Programs>,
    reports: Arc<Reports>,
    surroundings: watch::Sender<Surroundings>,
    stopping: watch::Sender<bool>,
    listener: JoinHandle<()>,
    lateness: JoinHandle<()>,
}

/// Why a server could not start.
#[derive(Debug, Error)]
pub enum StartError {
    #[error("port {port} is taken by another program")]
    PortTaken { port: u16 },
    #[error("the system does not let Vigil listen on {address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("the watchdog thread could not be started: {0}")]
    Watchdog(io::Error),
}

impl Server {
    /// Listens on this address and serves on this runtime.
    pub fn start(
        address: SocketAddr,
        config: ServerConfig,
        devices: Devices,
        clock: Clock,
        runtime: &Handle,
        events: mpsc::Sender<ServerEvent>,
    ) -> Result<Self, StartError> {
        let listener = {
            // The listener belongs to the sessions' runtime, whoever starts it.
            let _entered = runtime.enter();
            bind(address)?
        };
        let address = listener
            .local_addr()
            .map_err(|source| StartError::Listen { address, source })?;
        let (late_sender, late) = mpsc::channel(LATE_QUEUE);
        let watchdog = Watchdog::start(clock, late_sender).map_err(StartError::Watchdog)?;
        let programs = Arc::new(Programs::default());
        let reports = Arc::new(Reports::new(events));
        let surroundings = watch::Sender::new(Surroundings {
            clock,
            config: Arc::new(config),
            devices,
            watchdog: Arc::new(watchdog),
            programs: programs.clone(),
            reports: reports.clone(),
        });
        let stopping = watch::Sender::new(false);
        Ok(Self {
            address,
            clock,
            lateness: runtime.spawn(tell_lateness(late, programs.clone(), reports.clone(), clock)),
            listener: runtime.spawn(listener::run(listener, surroundings.subscribe(), stopping.subscribe())),
            programs,
            reports,
            surroundings,
            stopping,
        })
    }

    /// Where it listens; the port is the real one where any was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes what holds for connections made from now on.
    pub fn configure(&self, config: ServerConfig) {
        self.surroundings
            .send_modify(|surroundings| surroundings.config = Arc::new(config));
    }

    /// The programs that completed their handshake.
    pub fn programs(&self) -> Vec<ProgramState> {
        self.programs.states(self.clock.now())
    }

    /// Counts up whenever something about a program is new.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.programs.changes()
    }

    /// Closes one session for the person. False where there is none.
    pub fn disconnect(&self, session: SessionId) -> bool {
        self.programs.end(session, EndCause::ClosedByPerson)
    }

    /// Ends every session, which stops its toys, and waits until all is told. Takes no longer than
    /// [`STOP`](crate::timeouts::STOP) and the ladder of a stop.
    ///
    /// Order: no new connections → sessions end, toys stop → Close frames → the watchdog's thread → reports.
    pub async fn stop(self) {
        self.stopping.send_replace(true);
        if self.listener.await.is_err() {
            log::error!("the listener's task had panicked");
        }
        // The last handle to the watchdog; its thread ends, and with it the queue of lateness.
        drop(self.surroundings);
        if self.lateness.await.is_err() {
            log::error!("the task that tells of lateness had panicked");
        }
        self.reports.drain().await;
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    let listen = || {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        TcpListener::from_std(listener)
    };
    listen().map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken { port: address.port() },
        _ => StartError::Listen { address, source },
    })
}

async fn tell_lateness(mut late: mpsc::Receiver<Late>, programs: Arc<Programs>, reports: Arc<Reports>, clock: Clock) {
    while let Some(Late { session, due, tickets }) = late.recv().await {
        let name = programs
            .states(clock.now())
            .into_iter()
            .find(|program| program.session == session);
        let name = name.map_or_else(|| "A program".to_owned(), |program| program.name);
        reports.tell_after(Arc::new(tickets), due, move |stopped| ServerEvent::Late {
            session,
            name,
            stopped,
        });
    }
}
