//! A program that uses btleplug, and what many tests begin with.

use std::{env, error::Error, fmt, time::Duration};

use btleplug::{
    api::{Central as _, CentralEvent, Characteristic, Manager as _, Peripheral as _, ScanFilter, WriteType},
    platform::{Adapter, Manager, Peripheral},
};
use futures_util::StreamExt as _;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, timeout},
};
use uuid::{Uuid, uuid};
use vigil_bluez::{Bluez, CharacteristicSpec, Flags, Toy, ToySpec, waits};

pub(crate) const SERVICE: Uuid = uuid!("50300001-0023-4bd4-bbd5-a6920e4c5653");
pub(crate) const TX: Uuid = uuid!("50300002-0023-4bd4-bbd5-a6920e4c5653");
pub(crate) const RX: Uuid = uuid!("50300003-0023-4bd4-bbd5-a6920e4c5653");

/// What every call of bluez-async may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// Long enough to see that something does not happen.
pub(crate) const MEANWHILE: Duration = Duration::from_millis(300);

/// Two characteristics: one to write to, with and without response, one that notifies and can be read.
pub(crate) fn edge() -> ToySpec {
    ToySpec::new("LVS-Edge36").service(
        SERVICE,
        vec![
            CharacteristicSpec::new(TX, Flags::WRITE | Flags::WRITE_WITHOUT_RESPONSE),
            CharacteristicSpec::new(RX, Flags::NOTIFY | Flags::READ).value([7]),
        ],
    )
}

/// Whether the tests that take minutes are wanted.
pub(crate) fn is_long() -> bool {
    env::var_os("VIGIL_LONG").is_some_and(|value| !value.is_empty() && value != "0")
}

/// The first adapter, and everything that btleplug told since.
pub(crate) struct Central {
    pub(crate) adapter: Adapter,
    told: watch::Sender<Vec<Told>>,
}

#[derive(Debug, Clone)]
pub(crate) enum Told {
    Event(CentralEvent),
    Notification(Vec<u8>),
    EventsEnded,
}

/// A toy, as btleplug has it.
#[derive(Clone)]
pub(crate) struct Remote(pub(crate) Peripheral);

/// A call that has been made.
pub(crate) struct Pending<T> {
    call: JoinHandle<btleplug::Result<T>>,
    since: Instant,
}

pub(crate) async fn adapters() -> btleplug::Result<Vec<Adapter>> {
    Manager::new().await?.adapters().await
}

impl Central {
    pub(crate) async fn start() -> Self {
        let adapter = adapters().await.unwrap().remove(0);
        let mut events = adapter.events().await.unwrap();
        let told = watch::Sender::default();
        let teller = told.clone();
        tokio::spawn(async move {
            while let Some(event) = events.next().await {
                teller.send_modify(|told: &mut Vec<Told>| told.push(Told::Event(event)));
            }
            teller.send_modify(|told| told.push(Told::EventsEnded));
        });
        Self { adapter, told }
    }

    pub(crate) async fn scan(&self) {
        self.adapter.start_scan(ScanFilter::default()).await.unwrap();
    }

    /// This toy, as soon as it was discovered.
    pub(crate) async fn find(&self, toy: &Toy) -> Remote {
        self.wait_for("DeviceDiscovered", toy).await;
        self.known(toy).await.expect("what was discovered is known")
    }

    /// This toy, if it is known.
    pub(crate) async fn known(&self, toy: &Toy) -> Option<Remote> {
        let mut known = self.adapter.peripherals().await.unwrap().into_iter();
        known
            .find(|known| known.address().to_string() == toy.address().to_string())
            .map(Remote)
    }

    /// How many events there were of this kind, by its name.
    pub(crate) fn count(&self, kind: &str) -> usize {
        self.told.borrow().iter().filter(|told| told.is(kind)).count()
    }

    pub(crate) async fn wait_for(&self, kind: &str, toy: &Toy) {
        let path = format!("dev_{}", toy.address().to_string().replace(':', "_"));
        self.wait(kind, 1, |told| told.is(kind) && told.text().contains(&path))
            .await;
    }

    /// Until there are more of that kind than so many.
    pub(crate) async fn wait_for_more(&self, kind: &str, than: usize) {
        self.wait(kind, than + 1, |told| told.is(kind)).await;
    }

    pub(crate) async fn wait_for_text(&self, text: &str) {
        self.wait(text, 1, |told| told.text().contains(text)).await;
    }

    pub(crate) async fn wait_for_notification(&self, bytes: &[u8]) {
        self.wait(
            "a notification",
            1,
            |told| matches!(told, Told::Notification(told) if told == bytes),
        )
        .await;
    }

    /// What was told, in order.
    pub(crate) fn told(&self) -> Vec<Told> {
        self.told.borrow().clone()
    }

    async fn wait(&self, what: &str, count: usize, is_wanted: impl Fn(&Told) -> bool) {
        let mut told = self.told.subscribe();
        let seen = timeout(
            waits::EVENT,
            told.wait_for(|told| told.iter().filter(|told| is_wanted(told)).count() >= count),
        );
        assert!(seen.await.is_ok(), "no {what} among {:#?}", self.told());
    }

    /// Connects it, discovers its services and listens to it.
    pub(crate) async fn take(&self, toy: &Remote) {
        toy.connect().await.unwrap();
        toy.0.discover_services().await.unwrap();
        let mut notifications = toy.0.notifications().await.unwrap();
        let teller = self.told.clone();
        tokio::spawn(async move {
            while let Some(told) = notifications.next().await {
                teller.send_modify(|all| all.push(Told::Notification(told.value)));
            }
        });
    }
}

impl Told {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Event(event) => format!("{event:?}"),
            other => format!("{other:?}"),
        }
    }

    pub(crate) fn is(&self, kind: &str) -> bool {
        self.text().starts_with(kind)
    }
}

impl Remote {
    pub(crate) async fn connect(&self) -> btleplug::Result<()> {
        self.0.connect().await
    }

    pub(crate) async fn disconnect(&self) -> btleplug::Result<()> {
        self.0.disconnect().await
    }

    pub(crate) async fn is_connected(&self) -> bool {
        self.0.is_connected().await.unwrap()
    }

    pub(crate) fn find(&self, uuid: Uuid) -> Option<Characteristic> {
        self.0.characteristics().into_iter().find(|found| found.uuid == uuid)
    }

    pub(crate) async fn name(&self) -> Option<String> {
        self.0.properties().await.unwrap().unwrap().local_name
    }

    pub(crate) async fn read(&self) -> btleplug::Result<Vec<u8>> {
        self.0.read(&self.find(RX).unwrap()).await
    }

    pub(crate) async fn subscribe(&self, uuid: Uuid) -> btleplug::Result<()> {
        self.0.subscribe(&self.find(uuid).unwrap()).await
    }

    /// With response.
    pub(crate) async fn write(&self, bytes: &[u8]) -> btleplug::Result<()> {
        self.write_to(TX, bytes, WriteType::WithResponse).await
    }

    pub(crate) async fn write_to(&self, uuid: Uuid, bytes: &[u8], kind: WriteType) -> btleplug::Result<()> {
        self.0.write(&self.find(uuid).unwrap(), bytes, kind).await
    }

    pub(crate) fn begin_write(&self, bytes: &'static [u8]) -> Pending<()> {
        let toy = self.clone();
        Pending::begin(async move { toy.write(bytes).await })
    }

    pub(crate) fn begin_connect(&self) -> Pending<()> {
        let toy = self.clone();
        Pending::begin(async move { toy.connect().await })
    }
}

impl<T: fmt::Debug + Send + 'static> Pending<T> {
    /// Makes the call and does not wait.
    pub(crate) fn begin(call: impl Future<Output = btleplug::Result<T>> + Send + 'static) -> Self {
        Self {
            since: Instant::now(),
            call: tokio::spawn(call),
        }
    }

    pub(crate) async fn answer(self) -> btleplug::Result<T> {
        self.timed().await.0
    }

    /// With the time it took.
    pub(crate) async fn timed(self) -> (btleplug::Result<T>, Duration) {
        let answer = self.call.await.expect("the call does not panic");
        (answer, self.since.elapsed())
    }

    /// Whether it has been answered by now.
    pub(crate) fn is_answered(&self) -> bool {
        self.call.is_finished()
    }

    /// btleplug's own limit ended it, with these words.
    pub(crate) async fn times_out(self, words: &str) {
        let (answer, took) = self.timed().await;
        refused(answer, words);
        assert!(took >= LIMIT && took < LIMIT + Duration::from_secs(10), "{took:?}");
    }
}

/// It failed, and these words are in the error or in what caused it.
pub(crate) fn refused<T: fmt::Debug>(answer: btleplug::Result<T>, words: &str) {
    let error = answer.unwrap_err();
    let mut text = format!("{error:?} / {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text} / {cause:?} / {cause}");
        source = cause.source();
    }
    assert!(text.contains(words), "{words} is not in {text}");
}

/// A bus, a toy, a program that has found it and goes on scanning.
pub(crate) async fn discovered() -> (Bluez, Toy, Central, Remote) {
    discovered_as(edge()).await
}

pub(crate) async fn discovered_as(spec: ToySpec) -> (Bluez, Toy, Central, Remote) {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(spec);
    let central = Central::start().await;
    central.scan().await;
    let remote = central.find(&toy).await;
    (bluez, toy, central, remote)
}

/// The same, connected.
pub(crate) async fn connected() -> (Bluez, Toy, Central, Remote) {
    connected_as(edge()).await
}

pub(crate) async fn connected_as(spec: ToySpec) -> (Bluez, Toy, Central, Remote) {
    let (bluez, toy, central, remote) = discovered_as(spec).await;
    central.take(&remote).await;
    (bluez, toy, central, remote)
}
