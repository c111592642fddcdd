//! A server, its Bluetooth, a Lovense Edge, and a program that moves it.

pub(crate) mod network;
pub(crate) mod pipe;
pub(crate) mod program;
pub(crate) mod server;
pub(crate) mod small_disk;

use std::{ffi::OsString, net::SocketAddr, sync::Arc, time::Duration};

use serde_json::json;
use tempfile::TempDir;
use tokio::{
    net::TcpStream,
    time::{Instant, sleep, timeout},
};
use vigil_bluez::{Bluez, Logind, Toy, ToySpec, Write};
pub(crate) use vigil_tests::peer::Kind;
use vigil_tests::raw_client::{RawClient, output};

use crate::case::{NotRun, Recovery, Seen, Stop};
use network::Network;
use program::Program;
use server::{Launch, Server, until};

pub(crate) const EDGE: &str = "Lovense Edge";
/// Both motors, of 20.
pub(crate) const LEVEL: u32 = 10;
const LEVEL_OF_THE_NEXT: u32 = 7;

/// Leads a program to the mock bluetoothd.
const BUS: &str = "DBUS_SYSTEM_BUS_ADDRESS";

/// What has not happened by then does not happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);
/// A toy that was told to stand still and then nothing for so long stands still.
const QUIET: Duration = Duration::from_millis(300);
/// For a toy to be found, or found again.
const FOUND_WITHIN: Duration = Duration::from_secs(20);
const TRY_EVERY: Duration = Duration::from_millis(20);
/// An alert comes after the stop.
const TOLD_WITHIN: Duration = Duration::from_millis(1000);

#[derive(Debug)]
pub(crate) struct Rig {
    // Before the bus, which it uses.
    pub(crate) server: Server,
    pub(crate) client: Option<RawClient>,
    pub(crate) toy: Toy,
    pub(crate) index: u32,
    pub(crate) bluez: Bluez,
    pub(crate) logind: Logind,
    /// What to start a new server with.
    launch: Launch,
    alerts_before: usize,
}

/// How a rig is set up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setup {
    /// `None` leaves it to the settings.
    pub(crate) limit_ms: Option<u32>,
    pub(crate) launch: Launch,
    /// Whether somebody says when the computer goes to sleep.
    pub(crate) has_logind: bool,
}

impl Setup {
    /// With this ping limit; 0 is none.
    pub(crate) fn limit(limit_ms: u32) -> Self {
        Self {
            limit_ms: Some(limit_ms),
            ..Self::default()
        }
    }

    pub(crate) fn arguments(mut self, arguments: &[&str]) -> Self {
        self.launch.arguments.extend(arguments.iter().map(ToString::to_string));
        self
    }

    pub(crate) fn logind(mut self) -> Self {
        self.has_logind = true;
        self
    }

    pub(crate) fn variables(mut self, variables: Vec<(&'static str, OsString)>) -> Self {
        self.launch.variables.extend(variables);
        self
    }

    pub(crate) fn data_dir(mut self, data_dir: &Arc<TempDir>) -> Self {
        self.launch.data_dir = Some(data_dir.clone());
        self
    }

    pub(crate) fn network(mut self, network: &Arc<Network>) -> Self {
        self.launch.network = Some(network.clone());
        self
    }
}

impl Rig {
    /// A server that listens, and a toy that nobody has found.
    pub(crate) async fn looking(kind: Kind, setup: Setup, spec: ToySpec) -> Self {
        let bluez = Bluez::start().await;
        let mut logind = Logind::absent(&bluez);
        if setup.has_logind {
            logind.restart().await;
        }
        let toy = bluez.add_toy(spec);
        let mut launch = setup.launch;
        let (variable, value) = bluez.environment();
        launch.variables.push((variable, value.into()));
        if let Some(limit_ms) = setup.limit_ms {
            launch
                .arguments
                .extend(["--max-ping-time".to_owned(), limit_ms.to_string()]);
        }
        let server = Server::start(kind, &launch).await;
        launch.data_dir = Some(server.data_dir.clone());
        Self {
            server,
            client: None,
            toy,
            index: 0,
            bluez,
            logind,
            launch,
            alerts_before: 0,
        }
    }

    /// A program has found the toy.
    pub(crate) async fn found(kind: Kind, setup: Setup, spec: ToySpec) -> Self {
        let mut rig = Self::looking(kind, setup, spec).await;
        let mut client = RawClient::join_at(rig.server.address, "Moves A Toy").await;
        rig.index = find(&mut client).await;
        rig.client = Some(client);
        rig
    }

    /// A program moves both motors of an Edge.
    pub(crate) async fn moving(kind: Kind, setup: Setup) -> Self {
        let mut rig = Self::found(kind, setup, ToySpec::of(EDGE)).await;
        rig.move_on(LEVEL).await;
        rig
    }

    /// The same by a program of its own process; `client` is none.
    pub(crate) async fn moving_by_process(kind: Kind, setup: Setup, pings_every: Option<Duration>) -> (Self, Program) {
        let network = setup.launch.network.clone();
        let mut rig = Self::looking(kind, setup, ToySpec::of(EDGE)).await;
        let program = Program::start(network.as_deref(), rig.server.address, pings_every).await;
        rig.index = program.index;
        moves(&rig.toy, LEVEL).await;
        (rig, program)
    }

    /// The program moves it, up to the toy.
    pub(crate) async fn move_on(&mut self, level: u32) {
        let index = self.index;
        move_both(self.client(), index, level).await;
        moves(&self.toy, level).await;
    }

    pub(crate) fn client(&mut self) -> &mut RawClient {
        self.client.as_mut().expect("it has not vanished")
    }

    /// It is gone without a goodbye.
    pub(crate) async fn lose_client(&mut self) {
        if let Some(client) = self.client.take() {
            client.vanish().await;
        }
    }

    /// From here on, what is said and written counts. Gives back the instant.
    pub(crate) fn begin(&mut self) -> Instant {
        self.toy.clear_log();
        self.alerts_before = self.server.alerts().len();
        Instant::now()
    }

    /// What becomes of the toy, and whether another program can move it afterwards.
    pub(crate) async fn seen(self, since: Instant) -> Seen {
        let (stop, is_link_cut) = self.stopped(since).await;
        self.recovered(stop, is_link_cut).await
    }

    /// What becomes of the toy.
    pub(crate) async fn stopped(&self, since: Instant) -> (Stop, bool) {
        self.stopped_within(since, PATIENCE).await
    }

    pub(crate) async fn stopped_within(&self, since: Instant, patience: Duration) -> (Stop, bool) {
        let mut cut_after = None;
        let is_still = until(patience, || {
            if cut_after.is_none() && !self.toy.is_connected() {
                cut_after = Some(since.elapsed());
            }
            is_quiet(&self.toy.writes()) || cut_after.is_some_and(|cut| since.elapsed() > cut + QUIET)
        })
        .await;
        let stop = match (at_rest_since(&self.toy.writes()), cut_after) {
            (Some(at), _) if is_still => Stop::After(at.saturating_duration_since(since)),
            (None, Some(cut)) => Stop::CutAfter(cut),
            _ => Stop::Never,
        };
        (stop, !self.toy.is_connected())
    }

    /// What is said about it, and what comes afterwards.
    pub(crate) async fn recovered(mut self, stop: Stop, is_link_cut: bool) -> Seen {
        if self.server.kind == Kind::Vigil && !self.server.has_ended() {
            until(TOLD_WITHIN, || self.server.alerts().len() > self.alerts_before).await;
        }
        let (alerts, recovery) = self.another_program().await;
        Seen {
            stop,
            is_link_cut,
            alert: alerts.into_iter().next(),
            recovery,
        }
    }

    /// What was said since the fault; by a new Vigil, if this one has ended.
    pub(crate) async fn said(&mut self) -> Option<String> {
        let is_new = self.server.has_ended();
        if is_new {
            self.start_again().await;
        }
        let before = if is_new { 0 } else { self.alerts_before };
        until(TOLD_WITHIN, || self.server.alerts().len() > before).await;
        let mut alerts = self.server.alerts().into_iter().skip(before);
        alerts.next().map(|alert| alert.sentence)
    }

    /// Without what was wrong with the one before.
    async fn start_again(&mut self) {
        self.launch.variables.retain(|(name, _)| *name == BUS);
        self.server = Server::start(self.server.kind, &self.launch).await;
    }

    /// Moves the toy with another program; by a new server, if this one has ended. Gives back what was said since the
    /// fault.
    async fn another_program(&mut self) -> (Vec<String>, Recovery) {
        self.lose_client().await;
        if self.launch.network.is_none() && TcpStream::connect(self.server.address).await.is_err() {
            // It is about to end.
            until(TOLD_WITHIN, || self.server.has_ended()).await;
        }
        let is_new = self.server.has_ended();
        let mut alerts = self.server.alerts();
        alerts.drain(..self.alerts_before.min(alerts.len()));
        if self.server.kind == Kind::Reference {
            return (Vec::new(), Recovery::NotAsked);
        }
        if is_new {
            self.start_again().await;
        }
        let moved = tokio::spawn(moved(
            self.server.address,
            self.launch.network.clone(),
            self.toy.clone(),
        ));
        let outcome = timeout(FOUND_WITHIN, moved).await;
        if is_new {
            alerts.extend(self.server.alerts());
        }
        let recovery = match outcome {
            Ok(Ok(Ok(()))) if is_new => Recovery::MovedByNewVigil,
            Ok(Ok(Ok(()))) => Recovery::Moved,
            Ok(Ok(Err(NotRun(why)))) => Recovery::Failed(why),
            Ok(Err(error)) => Recovery::Failed(first_line(&error.to_string())),
            Err(_) => Recovery::Failed("the toy is not moved".to_owned()),
        };
        (alerts.into_iter().map(|alert| alert.sentence).collect(), recovery)
    }
}

/// Another program moves the toy, in whichever network.
async fn moved(address: SocketAddr, network: Option<Arc<Network>>, toy: Toy) -> Result<(), NotRun> {
    toy.come_back();
    if let Some(network) = network {
        network.connect()?;
        toy.clear_log();
        let _program = Program::start(Some(&network), address, None).await;
        moves(&toy, LEVEL).await;
    } else {
        let mut client = RawClient::join_at(address, "Comes Next").await;
        let index = find(&mut client).await;
        toy.clear_log();
        move_both(&mut client, index, LEVEL_OF_THE_NEXT).await;
        moves(&toy, LEVEL_OF_THE_NEXT).await;
    }
    Ok(())
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// What an Edge is told so that this motor turns so fast.
pub(crate) fn level(motor: u32, level: u32) -> String {
    format!("Vibrate{}:{level};", motor + 1)
}

/// Scans until there is a toy; gives back its index.
pub(crate) async fn find(client: &mut RawClient) -> u32 {
    find_within(client, FOUND_WITHIN).await.expect("the toy is not found")
}

/// The same; `None` if there is none by then.
pub(crate) async fn find_within(client: &mut RawClient, time: Duration) -> Option<u32> {
    client.ok("StartScanning", json!({})).await;
    let give_up = Instant::now() + time;
    loop {
        // Keeps the limit from running out. Without a limit, the reference answers with an error.
        client.request("Ping", json!({})).await;
        let list = client.request("RequestDeviceList", json!({})).await;
        let first = list.body["Devices"]
            .as_object()
            .and_then(|devices| devices.keys().next().cloned());
        if let Some(index) = first {
            client.ok("StopScanning", json!({})).await;
            return index.parse().ok();
        }
        if Instant::now() >= give_up {
            return None;
        }
        sleep(TRY_EVERY).await;
    }
}

pub(crate) async fn move_both(client: &mut RawClient, index: u32, value: u32) {
    for motor in [0, 1] {
        let body = output(index, motor, "Vibrate", i32::try_from(value).unwrap());
        client.ok("OutputCmd", body).await;
    }
}

/// Until both motors were told so.
pub(crate) async fn moves(toy: &Toy, value: u32) {
    for motor in [0, 1] {
        toy.wait_for_write(|write| write.text() == level(motor, value)).await;
    }
}

/// Since when both motors of an Edge stand still, as far as these writes go; a motor that they do not name moves.
pub(crate) fn at_rest_since(writes: &[Write]) -> Option<Instant> {
    let mut since = None;
    for motor in [0, 1] {
        let prefix = format!("Vibrate{}:", motor + 1);
        let zero = level(motor, 0);
        let mut rest = None;
        for write in writes.iter().filter(|write| write.text().starts_with(&prefix)) {
            rest = if write.text() == zero {
                rest.or(Some(write.at))
            } else {
                None
            };
        }
        since = since.max(Some(rest?));
    }
    since
}

fn is_quiet(writes: &[Write]) -> bool {
    at_rest_since(writes).is_some_and(|at| at.elapsed() >= QUIET)
}

#[cfg(test)]
mod tests {
    use vigil_bluez::Uuid;

    use super::*;

    fn told(texts: &[&str]) -> (Instant, Vec<Write>) {
        let start = Instant::now();
        let writes = texts.iter().zip(1..).map(|(text, place)| Write {
            order: place,
            asked: start,
            at: start + Duration::from_millis(place),
            service: Uuid::nil(),
            characteristic: Uuid::nil(),
            bytes: text.as_bytes().to_vec(),
            with_response: false,
        });
        (start, writes.collect())
    }

    fn rest(texts: &[&str]) -> Option<u128> {
        let (start, writes) = told(texts);
        at_rest_since(&writes).map(|at| (at - start).as_millis())
    }

    #[test]
    fn a_toy_rests_when_its_last_motor_was_told_to() {
        assert_eq!(
            rest(&["Vibrate1:0;", "Battery;", "Vibrate2:0;", "Vibrate1:0;"]),
            Some(3)
        );
    }

    #[test]
    fn a_motor_that_is_moved_after_its_stop_does_not_rest() {
        assert_eq!(rest(&["Vibrate1:0;", "Vibrate2:0;", "Vibrate1:4;"]), None);
        assert_eq!(
            rest(&["Vibrate1:0;", "Vibrate2:0;", "Vibrate1:4;", "Vibrate1:0;"]),
            Some(4)
        );
    }

    #[test]
    fn a_motor_that_was_told_nothing_moves_on() {
        assert_eq!(rest(&["Vibrate1:0;"]), None);
        assert_eq!(rest(&[]), None);
    }
}
