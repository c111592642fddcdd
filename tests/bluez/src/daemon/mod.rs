//! `org.bluez` on the bus: takes calls to the world and what it says back to the bus, in order.

mod read;
mod write;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use futures_util::StreamExt as _;
use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
    time::{Instant, sleep_until},
};
use zbus::{Connection, Message, MessageStream, message::Type};

use crate::world::{CallId, World};

const NAME: &str = "org.bluez";
/// Tells when a program has left the bus.
const CLIENT_GONE: &str = "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg2=''";

/// The world, between the daemon and those who look at it.
#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    /// The daemon has something to do.
    wake: Notify,
    /// Something has happened.
    changed: watch::Sender<()>,
}

/// A running bluetoothd. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Daemon {
    connection: Connection,
    task: JoinHandle<()>,
}

impl Shared {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            world: Mutex::default(),
            wake: Notify::new(),
            changed: watch::Sender::new(()),
        })
    }

    pub(crate) fn look(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("nobody panicked while holding the world")
    }

    /// Changes the world, and lets all know.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let result = change(&mut self.look());
        self.wake.notify_one();
        self.changed.send_replace(());
        result
    }

    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}

impl Daemon {
    /// Serves once this returns.
    pub(crate) async fn start(shared: Arc<Shared>, address: &str) -> Self {
        let connection = connect(address).await.expect("our own bus lets us in");
        let stream = MessageStream::from(&connection);
        for (method, body) in [("AddMatch", CLIENT_GONE)] {
            call_bus(&connection, method, &(body,)).await;
        }
        // Not zbus' own request_name, which wants an object server.
        call_bus(&connection, "RequestName", &(NAME, 0_u32)).await;
        let task = tokio::spawn(serve(shared, connection.clone(), stream));
        Self { connection, task }
    }

    /// Leaves the bus without a farewell; who waits for an answer hears so from the bus.
    pub(crate) async fn kill(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
        let _ = self.connection.clone().close().await;
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connect(address: &str) -> zbus::Result<Connection> {
    zbus::connection::Builder::address(address)?.build().await
}

async fn call_bus<B>(connection: &Connection, method: &str, body: &B)
where
    B: serde::Serialize + zbus::zvariant::DynamicType,
{
    let bus = "org.freedesktop.DBus";
    connection
        .call_method(Some(bus), "/org/freedesktop/DBus", Some(bus), method, body)
        .await
        .expect("the bus answers");
}

/// Ends when the bus does.
async fn serve(shared: Arc<Shared>, connection: Connection, mut stream: MessageStream) {
    let mut calls = Calls::default();
    loop {
        let out = shared.look().take_out();
        for said in out {
            let message = match calls.message(said) {
                Ok(Some(message)) => message,
                Ok(None) => continue,
                Err(error) => panic!("a message of ours is malformed: {error}"),
            };
            if connection.send(&message).await.is_err() {
                return;
            }
        }
        let (due, is_frozen) = {
            let world = shared.look();
            (world.next_due(), world.is_frozen)
        };
        tokio::select! {
            message = stream.next(), if !is_frozen => match message {
                Some(Ok(message)) => receive(&shared, &mut calls, &message),
                Some(Err(_)) | None => return,
            },
            () = until(due) => shared.change(|world| world.turn(Instant::now())),
            () = shared.wake.notified() => {}
        }
    }
}

fn receive(shared: &Shared, calls: &mut Calls, message: &Message) {
    match message.message_type() {
        Type::MethodCall => {
            let id = calls.note(message);
            let call = read::call(message, id);
            shared.change(|world| world.call(call, Instant::now()));
        }
        Type::Signal => {
            if let Some(client) = read::gone(message) {
                shared.change(|world| world.client_gone(&client));
            }
        }
        _ => {}
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// The calls that wait for an answer.
#[derive(Debug, Default)]
struct Calls {
    open: HashMap<CallId, Message>,
    count: u64,
}

impl Calls {
    fn note(&mut self, message: &Message) -> CallId {
        self.count += 1;
        let id = CallId(self.count);
        self.open.insert(id, message.clone());
        id
    }
}
