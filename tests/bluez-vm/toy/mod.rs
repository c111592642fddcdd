//! A toy with a radio of its own: it does not know that there is a bluetoothd.

mod controller;
mod gatt;

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use controller::{Commands, Told};
use gatt::{Gatt, on_air};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, error::Elapsed, interval, sleep, timeout},
};
use vigil_bluez::{ToySpec, Write};
use vigil_tests::waits;

/// L2CAP's fixed channel for the attribute protocol.
const ATTRIBUTES: u16 = 4;
/// Toys advertise a few times a second.
const ADVERTISE_EVERY: Duration = Duration::from_millis(300);
/// More than any step gives at once.
const ORDERS: usize = 16;
/// After its controller has gone.
const OPEN_AGAIN_AFTER: Duration = Duration::from_millis(200);

/// A toy that is switched on. Dropping it switches it off.
#[derive(Debug)]
pub(crate) struct Toy {
    orders: mpsc::Sender<Order>,
    state: watch::Receiver<State>,
    writes: Arc<Mutex<Vec<Write>>>,
    task: JoinHandle<()>,
}

#[derive(Debug, Clone, Copy, Default)]
struct State {
    connected: bool,
    /// How many links there were.
    links: usize,
    /// How many writes there were.
    writes: usize,
    /// Of the last link, as HCI numbers it.
    reason: Option<u8>,
}

#[derive(Debug, Clone, Copy)]
enum Order {
    DropLink,
    /// Whether it can be found.
    Advertise(bool),
    /// Whether it answers write requests.
    AnswerWrites(bool),
}

/// What the toy's own task works on.
struct Life {
    spec: ToySpec,
    socket: PathBuf,
    orders: mpsc::Receiver<Order>,
    state: watch::Sender<State>,
    writes: Arc<Mutex<Vec<Write>>>,
    gatt: Gatt,
    advertises: bool,
    answers_writes: bool,
}

impl Toy {
    /// `socket`: where btvirt hands out controllers.
    pub(crate) fn switch_on(spec: ToySpec, socket: PathBuf) -> Self {
        let (orders, inbox) = mpsc::channel(ORDERS);
        let (publish, state) = watch::channel(State::default());
        let writes = Arc::default();
        let life = Life {
            gatt: Gatt::new(&spec),
            spec,
            socket,
            orders: inbox,
            state: publish,
            writes: Arc::clone(&writes),
            advertises: true,
            answers_writes: true,
        };
        Self {
            orders,
            state,
            writes,
            task: tokio::spawn(life.run()),
        }
    }

    /// What reached it since its switching on.
    pub(crate) fn writes(&self) -> Vec<Write> {
        self.writes.lock().unwrap().clone()
    }

    /// So many writes have reached it.
    pub(crate) fn mark(&self) -> usize {
        self.writes.lock().unwrap().len()
    }

    /// The first write after a mark that is looked for.
    pub(crate) async fn wait_for_write(&self, mark: usize, what: &str, pick: impl Fn(&Write) -> bool) -> Write {
        let mut state = self.state.clone();
        let found = async {
            loop {
                state.mark_unchanged();
                let writes = self.writes();
                if let Some(found) = writes.get(mark..).into_iter().flatten().find(|write| pick(write)) {
                    return found.clone();
                }
                state.changed().await.expect("the toy's task has ended");
            }
        };
        match timeout(waits::EVENT, found).await {
            Ok(found) => found,
            Err(Elapsed { .. }) => panic!("waited in vain for {what}; the toy was told {:?}", self.told(mark)),
        }
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.state.borrow().connected
    }

    /// How many links there were.
    pub(crate) fn links(&self) -> usize {
        self.state.borrow().links
    }

    /// Until the link is there, or is not.
    pub(crate) async fn wait_until_connected(&self, connected: bool, patience: Duration) {
        let mut state = self.state.clone();
        let done = timeout(patience, state.wait_for(|state| state.connected == connected)).await;
        assert!(
            done.is_ok(),
            "the toy is {}connected",
            if connected { "not " } else { "" }
        );
    }

    /// Why the last link ended, as HCI numbers it.
    pub(crate) fn reason(&self) -> String {
        let reason = self.state.borrow().reason;
        reason.map_or_else(|| "unknown".to_owned(), |reason| format!("{reason:#04x}"))
    }

    pub(crate) fn drop_link(&self) {
        self.order(Order::DropLink);
    }

    pub(crate) fn set_advertises(&self, advertises: bool) {
        self.order(Order::Advertise(advertises));
    }

    /// Where it does not, writes still take effect.
    pub(crate) fn set_answers_writes(&self, answers: bool) {
        self.order(Order::AnswerWrites(answers));
    }

    /// The texts of the writes since a mark.
    pub(crate) fn told(&self, mark: usize) -> Vec<String> {
        self.writes()
            .get(mark..)
            .into_iter()
            .flatten()
            .map(Write::text)
            .collect()
    }

    fn order(&self, order: Order) {
        self.orders.try_send(order).expect("the toy's task has ended");
    }
}

impl Drop for Toy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Life {
    async fn run(mut self) {
        loop {
            let ended = self.with_a_controller().await;
            eprintln!("toy: its controller is gone: {ended:?}");
            self.link_is_over(None);
            sleep(OPEN_AGAIN_AFTER).await;
        }
    }

    async fn with_a_controller(&mut self) -> io::Result<()> {
        let (mut commands, mut events) = controller::open(&self.socket, self.spec.address).await?;
        let (data, scan_response) = self.advertisement();
        commands.set_advertising_data(&data, &scan_response).await?;
        let mut tick = interval(ADVERTISE_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut link = None;
        loop {
            tokio::select! {
                told = events.next() => match told? {
                    Told::Connected { handle } => {
                        link = Some(handle);
                        self.state.send_modify(|state| {
                            state.connected = true;
                            state.links += 1;
                        });
                    }
                    Told::Disconnected(reason) => {
                        link = None;
                        self.link_is_over(Some(reason));
                    }
                    Told::Frame { channel: ATTRIBUTES, payload } => if let Some(handle) = link {
                        self.hear(&mut commands, handle, &payload).await?;
                    },
                    Told::Frame { .. } => {}
                },
                Some(order) = self.orders.recv() => match order {
                    Order::DropLink => if let Some(handle) = link {
                        commands.disconnect(handle).await?;
                    },
                    Order::Advertise(on) => {
                        self.advertises = on;
                        if !on {
                            commands.stop_advertising().await?;
                        }
                    }
                    Order::AnswerWrites(on) => self.answers_writes = on,
                },
                _ = tick.tick(), if link.is_none() && self.advertises => commands.advertise_once_more().await?,
            }
        }
    }

    async fn hear(&mut self, commands: &mut Commands, handle: u16, packet: &[u8]) -> io::Result<()> {
        let reaction = self.gatt.react(packet);
        let is_withheld = reaction.written.is_some() && !self.answers_writes;
        if let Some(answer) = reaction.answer.filter(|_| !is_withheld) {
            commands.send_frame(handle, ATTRIBUTES, &answer).await?;
        }
        let Some(written) = reaction.written else {
            return Ok(());
        };
        let write = Write {
            order: 0,
            asked: Instant::now(),
            at: Instant::now(),
            service: written.service,
            characteristic: written.characteristic,
            bytes: written.bytes,
            with_response: written.with_response,
        };
        let replies = self.spec.script.run(&write);
        self.writes.lock().unwrap().push(write);
        self.state.send_modify(|state| state.writes += 1);
        for reply in replies.into_iter().filter(|_| !is_withheld) {
            if let Some(packet) = self.gatt.notification(reply.characteristic, &reply.bytes) {
                commands.send_frame(handle, ATTRIBUTES, &packet).await?;
            }
        }
        Ok(())
    }

    fn link_is_over(&mut self, reason: Option<u8>) {
        self.gatt.forget_link();
        self.state.send_modify(|state| {
            state.connected = false;
            state.reason = reason;
        });
    }

    /// The name goes into the scan response: there is no room for it beside a service's UUID.
    fn advertisement(&self) -> (Vec<u8>, Vec<u8>) {
        const FLAGS: u8 = 0x01;
        const UUIDS_16: u8 = 0x03;
        const UUIDS_128: u8 = 0x07;
        const NAME: u8 = 0x09;
        // General discoverable, no BR/EDR.
        let mut data = field(FLAGS, &[0x06]);
        for service in &self.spec.advertised_services {
            let uuid = on_air(*service);
            data.extend(field(if uuid.len() == 2 { UUIDS_16 } else { UUIDS_128 }, &uuid));
        }
        (data, field(NAME, self.spec.name.as_bytes()))
    }
}

fn field(kind: u8, content: &[u8]) -> Vec<u8> {
    let mut field = vec![u8::try_from(content.len() + 1).unwrap(), kind];
    field.extend(content);
    field
}
