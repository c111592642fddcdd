use std::{net::SocketAddr, sync::Arc};

use tokio::{
    runtime::Handle,
    sync::{mpsc, watch},
    task::JoinHandle,
};
use tokio_util::sync::{CancellationToken, DropGuard};
use vigil_clock::Clock;
use vigil_core::{lease::SessionId, session::EndCause};
use vigil_devices::Devices;

use crate::{
    access::{AskingPage, OriginGate, TurnedAway},
    bind::{Bound, StartError},
    config::ServerConfig,
    connection::{Access, ConnectionContext, SessionWatch},
    event::ServerEvent,
    listener,
    programs::{ProgramState, Programs},
    report::Reports,
    traffic::{Inspector, ProgramFigures},
    watchdog::{Late, Watchdog},
};

/// Reports of Vigil's own lateness that wait to be sent; there is at most one for each session and deadline.
const LATE_QUEUE: usize = 256;

/// A running server. Drop it only after [`stop`](Self::stop).
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    elsewhere: Option<SocketAddr>,
    clock: Clock,
    gate: Arc<OriginGate>,
    programs: Arc<Programs>,
    reports: Arc<Reports>,
    context: watch::Sender<ConnectionContext>,
    /// Dropping it ends the listener and every connection.
    stopping: DropGuard,
    listener: JoinHandle<()>,
    lateness: JoinHandle<()>,
}

/// What a server works with, whatever its configuration.
#[derive(Debug)]
pub struct ServerSetup {
    pub devices: Devices,
    pub clock: Clock,
    /// Watches the sessions and the runtime.
    pub watchdog: Arc<Watchdog>,
    /// Where sessions are served.
    pub runtime: Handle,
    /// Receives the server's events.
    pub events: mpsc::Sender<ServerEvent>,
}

impl Server {
    /// Listens on this address. Connections made from now on are served under this configuration.
    pub fn start(address: SocketAddr, config: ServerConfig, setup: ServerSetup) -> Result<Self, StartError> {
        let ServerSetup {
            devices,
            clock,
            watchdog,
            runtime,
            events,
        } = setup;
        let Bound {
            listeners,
            address,
            elsewhere,
        } = {
            // The listeners belong to the sessions' runtime, whoever starts them.
            let _entered = runtime.enter();
            Bound::to(address)?
        };
        let (late_sender, late) = mpsc::channel(LATE_QUEUE);
        let gate = Arc::new(OriginGate::default());
        gate.configure(
            &config.allowed_origins,
            &config.refused_origins,
            config.asks_about_pages,
        );
        let programs = Arc::new(Programs::default());
        let reports = Arc::new(Reports::new(events));
        let context = watch::Sender::new(ConnectionContext {
            clock,
            config: Arc::new(config),
            access: Access {
                gate: gate.clone(),
                backoff: Arc::default(),
            },
            devices,
            watch: SessionWatch {
                watchdog,
                late: late_sender,
            },
            programs: programs.clone(),
            reports: reports.clone(),
            throttle: Arc::default(),
            farewells: Arc::default(),
        });
        let stopping = CancellationToken::new();
        Ok(Self {
            address,
            elsewhere,
            clock,
            lateness: runtime.spawn(tell_lateness(late, programs.clone(), reports.clone(), clock)),
            listener: runtime.spawn(listener::run(listeners, context.subscribe(), stopping.clone())),
            gate,
            programs,
            reports,
            context,
            stopping: stopping.drop_guard(),
        })
    }

    /// The address it listens on; if any port was asked for, with the real one.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Another program has this server's port at the other loopback address: `localhost` may lead programs there.
    pub fn localhost_leads_elsewhere(&self) -> Option<SocketAddr> {
        self.elsewhere
    }

    /// Sets the configuration for new connections, and admits waiting pages that it allows.
    pub fn configure(&self, config: ServerConfig) {
        let allowed_origins = config.allowed_origins.clone();
        let refused_origins = config.refused_origins.clone();
        let asks_about_pages = config.asks_about_pages;
        self.context.send_modify(|context| context.config = Arc::new(config));
        // Last, so that pages admitted by it are served under the new configuration.
        self.gate
            .configure(&allowed_origins, &refused_origins, asks_about_pages);
    }

    /// The web pages that wait for the person to allow them; oldest first.
    pub fn asking_pages(&self) -> Vec<AskingPage> {
        self.gate.asking(self.clock.now())
    }

    /// Counts up whenever a page comes to wait, or waits no longer.
    pub fn asking_changes(&self) -> watch::Receiver<u64> {
        self.gate.changes()
    }

    /// Admits this page's waiting connections, this once. If none waits any more, its next connection within
    /// [`ALLOWED_ONCE`](crate::timeouts::ALLOWED_ONCE) is admitted. Returns how many waited.
    ///
    /// Of an origin that names nobody, only the one connection that has waited longest is admitted, and none later.
    pub fn admit(&self, origin: &str) -> usize {
        self.gate.admit(origin, self.clock.now())
    }

    /// Turns away this page's waiting connections, and new ones for [`TURNED_AWAY`](crate::timeouts::TURNED_AWAY),
    /// without asking the person. Allowing the page ends that.
    pub fn turn_away(&self, origin: &str) {
        self.gate.turn_away(origin, self.clock.now());
    }

    /// The pages that the person is not asked about for a while.
    pub fn turned_away(&self) -> Vec<TurnedAway> {
        self.gate.turned_away(self.clock.now())
    }

    /// The person may be asked about this page or web site again.
    pub fn ask_again(&self, origin: &str) {
        self.gate.ask_again(origin);
    }

    /// Turns away every waiting page, and for [`TURNED_AWAY`](crate::timeouts::TURNED_AWAY) all pages of their web
    /// sites. Returns the pages.
    pub fn turn_all_away(&self) -> Vec<String> {
        self.gate.turn_all_away(self.clock.now())
    }

    /// The programs that completed their handshake.
    pub fn programs(&self) -> Vec<ProgramState> {
        self.programs.states(self.clock.now())
    }

    /// What this program and Vigil have said to each other so far; `None` if it is gone.
    pub fn figures(&self, session: SessionId) -> Option<ProgramFigures> {
        self.programs.figures(session, self.clock.now())
    }

    /// Keeps the messages between this program and Vigil from now on, for whoever looks at them; `None` if it is gone. One
    /// can look at a time: the second takes the messages from the first.
    pub fn inspect(&self, session: SessionId) -> Option<Inspector> {
        self.programs.inspect(session, self.clock)
    }

    /// Counts up whenever something about a program changes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.programs.changes()
    }

    /// Closes one session for the person. Returns false if there is none.
    pub fn disconnect(&self, session: SessionId) -> bool {
        self.programs.end(session, EndCause::ClosedByPerson)
    }

    /// Ends every session, which stops its toys, and waits until everything is reported. Takes no longer than
    /// [`STOP`](crate::timeouts::STOP) and the stop ladder together.
    ///
    /// Order: no new connections → sessions end, toys stop → Close frames → reports.
    pub async fn stop(self) {
        drop(self.stopping);
        if self.listener.await.is_err() {
            log::error!("the listener's task had panicked");
        }
        // The last sender of lateness: every session has ended.
        drop(self.context);
        if self.lateness.await.is_err() {
            log::error!("the task that reports lateness had panicked");
        }
        self.reports.drain().await;
    }
}

async fn tell_lateness(mut late: mpsc::Receiver<Late>, programs: Arc<Programs>, reports: Arc<Reports>, clock: Clock) {
    while let Some(Late { session, due, tickets }) = late.recv().await {
        let name = programs
            .states(clock.now())
            .into_iter()
            .find(|program| program.session == session);
        let name = name.map_or_else(|| "A program".to_owned(), |program| program.name);
        let others = programs.others(&tickets, session);
        reports.tell_after(Arc::new(tickets), due, move |stopped| ServerEvent::Late {
            session,
            name,
            stopped,
            others,
        });
    }
}
