use std::{collections::BTreeMap, future::pending, path::Path, sync::Arc};

use tokio::{
    sync::{oneshot, watch},
    time::{Instant, sleep_until},
};
use vigil_devices::{
    AdapterState, Bluetooth, BluetoothStatus, Devices, NearbyState, SearchId, SearchTable, Searcher, ToyKind,
};

use super::{
    effect::Effect,
    found::found,
    newcomers::Newcomers,
    radio_turn::{RadioTurn, turn},
    refused::Refused,
};
use crate::{
    alerts::words,
    events::Event,
    files::Disk,
    language::Language,
    timeouts,
    toys::ToyBook,
    view::{AdapterView, BluetoothState, BluetoothView, NearbyView, ToyKindView},
};

/// Bluetooth, and looking for toys.
#[derive(Debug)]
pub(super) struct Radio {
    /// While it is switched on.
    on: Option<SwitchedOn>,
    /// What was last said of it.
    told: Option<Event>,
    searches: watch::Receiver<SearchTable>,
    own_search: OwnSearch,
    /// What is tried like another toy, by address, and what it calls itself.
    tried: BTreeMap<String, String>,
    newcomers: Newcomers,
}

#[derive(Debug)]
struct SwitchedOn {
    bluetooth: Bluetooth,
    status: watch::Receiver<BluetoothStatus>,
    /// Held as long as Bluetooth is in use.
    turn_held: RadioTurn,
    /// Until our turn has come.
    turn_done: Option<oneshot::Receiver<()>>,
}

/// The person's search. Scanning drains power and slows active toys, so this one ends after a while. Programs know
/// themselves for how long they need new toys: a game looks for them once, and they are switched on later.
#[derive(Debug, Default)]
struct OwnSearch(Option<(SearchId, Instant)>);

impl OwnSearch {
    fn follow(&mut self, searches: &SearchTable, now: Instant) {
        let own = searches.of(Searcher::Person);
        if own != self.0.map(|(search, _)| search) {
            self.0 = own.map(|search| (search, now + timeouts::SCAN));
        }
    }

    fn ends(&self) -> Option<Instant> {
        self.0.map(|(_, ends)| ends)
    }
}

/// What is new about Bluetooth.
pub(super) enum News {
    Status,
    /// The guardian of the last Vigil is done with Bluetooth.
    OurTurn,
    /// A search has begun or ended.
    Searches,
    /// The person's search has lasted long enough.
    ScanDue,
}

impl Radio {
    pub(super) fn new(devices: &Devices) -> Self {
        Self {
            on: None,
            told: None,
            searches: devices.searches(),
            own_search: OwnSearch::default(),
            tried: BTreeMap::new(),
            newcomers: Newcomers::default(),
        }
    }

    pub(super) const fn is_on(&self) -> bool {
        self.on.is_some()
    }

    /// Switches it on; it is used once the guardian of the last Vigil is done with it.
    pub(super) fn switch_on(&mut self, devices: &Devices, disk: Disk, data_dir: &Path, adapter: Option<String>) {
        let held = RadioTurn::default();
        let (done, turn_done) = oneshot::channel();
        let our_turn = turn(disk, Arc::from(data_dir), held.clone(), done);
        let bluetooth = Bluetooth::start_after(devices, adapter, our_turn);
        self.on = Some(SwitchedOn {
            status: bluetooth.status(),
            bluetooth,
            turn_held: held,
            turn_done: Some(turn_done),
        });
    }

    /// It counts as switched off from now on. The future ends its links; nobody else uses Bluetooth before its output is
    /// dropped.
    pub(super) fn switch_off(&mut self) -> Option<impl Future<Output = RadioTurn> + Send + use<>> {
        let SwitchedOn {
            bluetooth, turn_held, ..
        } = self.on.take()?;
        Some(async move {
            bluetooth.shut_down().await;
            turn_held
        })
    }

    pub(super) async fn choose_adapter(&self, adapter: Option<String>) {
        if let Some(on) = &self.on {
            on.bluetooth.choose_adapter(adapter).await;
        }
    }

    /// Connects to a toy that was found.
    pub(super) async fn connect(&self, address: String, devices: &Devices, book: &ToyBook) -> Result<(), Refused> {
        let on = self.on.as_ref().ok_or(Refused::ToyNotNear)?;
        let is_found = found((devices, book), &on.status.borrow(), &self.newcomers, Language::English)
            .iter()
            .any(|found| found.address == address);
        if !is_found {
            return Err(Refused::ToyNotNear);
        }
        on.bluetooth.connect(address).await;
        Ok(())
    }

    /// Drives something unknown like a kind of toy that it may be one of.
    pub(super) async fn try_like(&mut self, address: String, advertised: String) -> Result<(), Refused> {
        let on = self.on.as_ref().ok_or(Refused::ToyNotNear)?;
        let own_name = {
            let status = on.status.borrow();
            let mut nearby = status.nearby.iter();
            let unknown = nearby.find(|one| one.address == address && one.state == NearbyState::Unknown);
            let unknown = unknown.filter(|one| one.kinds.iter().any(|kind| kind.advertised == advertised));
            unknown.ok_or(Refused::ToyNotNear)?.name.trim().to_owned()
        };
        on.bluetooth.try_like(address.clone(), advertised).await;
        self.tried.insert(address, own_name);
        Ok(())
    }

    /// A toy arrived: if it was tried like another one, what it calls itself.
    pub(super) fn take_tried(&mut self, address: &str) -> Option<String> {
        self.tried.remove(address).filter(|name| !name.is_empty())
    }

    /// As it stands, while it is switched on.
    pub(super) fn status(&self) -> Option<watch::Receiver<BluetoothStatus>> {
        self.on.as_ref().map(|on| on.status.clone())
    }

    /// Whether Vigil is about to connect to the toy at this address.
    pub(super) fn is_connecting(&self, address: &str) -> bool {
        self.on.as_ref().is_some_and(|on| {
            let status = on.status.borrow();
            let mut nearby = status.nearby.iter();
            nearby.any(|nearby| nearby.address == address && nearby.state == NearbyState::Connecting)
        })
    }

    pub(super) async fn next(&mut self) -> News {
        let scan_ends = self.own_search.ends();
        tokio::select! {
            biased;
            Ok(()) = self.searches.changed() => News::Searches,
            () = due(scan_ends) => News::ScanDue,
            news = changed(self.on.as_mut()) => news,
        }
    }

    /// What is new about toys that wait until the person connects them.
    pub(super) fn tell_of_newcomers(
        &mut self,
        devices: &Devices,
        book: &ToyBook,
        searching: &[&str],
        language: Language,
    ) -> Vec<Effect> {
        let Some(on) = &self.on else {
            return Vec::new();
        };
        let found = |newcomers: &_, language| found((devices, book), &on.status.borrow(), newcomers, language);
        let mut effects = self.newcomers.events(&found(&self.newcomers, Language::English));
        effects.extend(
            self.newcomers
                .question(&found(&self.newcomers, language), searching, language),
        );
        effects
    }

    /// The person lets this one wait.
    pub(super) fn put_off(&mut self, address: &str) {
        self.newcomers.put_off(address);
    }

    /// Says how Bluetooth is doing, if that has changed.
    pub(super) fn tell(&mut self, devices: &Devices, book: &ToyBook) -> Option<Effect> {
        // What is said here is seen here. A search is not ended if there is no radio: it waits for one, as long as any
        // other search lasts. Programs take a search that is over at once for one that they did not begin.
        if let Some(on) = &mut self.on {
            drop(on.status.borrow_and_update());
        }
        // Programs are told in English.
        let view = self.view(devices, book, Language::English);
        let (adapter, scanning) = self.on.as_ref().map_or((None, false), |on| {
            let status = on.status.borrow();
            let mut adapters = status.adapters.iter();
            let in_use = adapters.find(|one| Some(&one.id) == status.chosen.as_ref());
            (in_use.map(|one| one.info.clone()), status.scanning)
        });
        let failure = view.found.iter().find_map(|found| found.sentence.clone());
        let event = Event::Bluetooth {
            state: view.state,
            sentence: view.sentence.or(failure),
            adapter,
            scanning,
        };
        if self.told.as_ref() == Some(&event) {
            return None;
        }
        self.told = Some(event.clone());
        Some(Effect::Say(event))
    }

    pub(super) fn searches_changed(&mut self) {
        self.own_search
            .follow(&self.searches.borrow_and_update(), Instant::now());
    }

    pub(super) fn start_scanning(&self, devices: &Devices, book: &ToyBook, language: Language) -> Result<(), Refused> {
        let view = self.view(devices, book, language);
        if view.state != BluetoothState::Ready {
            let sentence = view.sentence.unwrap_or_else(|| words::bluetooth_not_ready(language));
            return Err(Refused::BluetoothNotReady(sentence));
        }
        devices.start_search(Searcher::Person);
        Ok(())
    }

    /// Without the programs that look for toys, whose names are not known here.
    pub(super) fn view(&self, devices: &Devices, book: &ToyBook, language: Language) -> BluetoothView {
        let searches = devices.searches().borrow().clone();
        let Some(on) = &self.on else {
            return BluetoothView {
                state: BluetoothState::SwitchedOff,
                sentence: Some(words::bluetooth(language, BluetoothState::SwitchedOff, None)),
                scanning: false,
                own_search: false,
                searching_programs: Vec::new(),
                spares_toys: false,
                adapters: Vec::new(),
                found: Vec::new(),
                nearby: Vec::new(),
            };
        };
        let status = on.status.borrow();
        let state = adapter_state(status.state);
        BluetoothView {
            state,
            sentence: if state == BluetoothState::Ready {
                let refused = status.scan_refused.as_deref();
                refused.map(|reason| words::scan_refused(language, reason))
            } else {
                Some(words::bluetooth(language, state, status.detail.as_deref()))
            },
            // One that is wanted goes on when Bluetooth is back.
            scanning: !searches.is_empty() && matches!(state, BluetoothState::Ready | BluetoothState::Starting),
            own_search: searches.of(Searcher::Person).is_some(),
            searching_programs: Vec::new(),
            spares_toys: status.spares_toys,
            adapters: status
                .adapters
                .iter()
                .map(|adapter| AdapterView {
                    id: adapter.id.clone(),
                    name: adapter.info.clone(),
                    in_use: status.chosen.as_ref() == Some(&adapter.id),
                })
                .collect(),
            found: found((devices, book), &status, &self.newcomers, language),
            nearby: status
                .nearby
                .iter()
                .filter(|nearby| nearby.state == NearbyState::Unknown)
                .map(|nearby| NearbyView {
                    address: nearby.address.clone(),
                    name: Some(nearby.name.clone()).filter(|name| !name.trim().is_empty()),
                    signal_dbm: nearby.rssi_dbm,
                    sentence: nearby
                        .failure
                        .as_deref()
                        .map(|reason| words::toy_not_alike(language, reason)),
                    kinds: nearby.kinds.iter().map(kind).collect(),
                })
                .collect(),
        }
    }
}

fn kind(kind: &ToyKind) -> ToyKindView {
    ToyKindView {
        model: kind.model.clone(),
        outputs: kind.outputs.clone(),
        advertised: kind.advertised.clone(),
    }
}

fn adapter_state(state: AdapterState) -> BluetoothState {
    match state {
        AdapterState::Starting => BluetoothState::Starting,
        AdapterState::Ready => BluetoothState::Ready,
        AdapterState::Absent => BluetoothState::Absent,
        AdapterState::Off => BluetoothState::Off,
        AdapterState::NoPermission => BluetoothState::NoPermission,
        AdapterState::ServiceMissing => BluetoothState::ServiceMissing,
        AdapterState::BusMissing => BluetoothState::BusMissing,
        AdapterState::Failed => BluetoothState::Failed,
    }
}

/// Never resolves while Bluetooth is switched off.
async fn changed(on: Option<&mut SwitchedOn>) -> News {
    let Some(SwitchedOn { status, turn_done, .. }) = on else {
        return pending().await;
    };
    let done = async {
        match turn_done {
            Some(done) => drop(done.await),
            None => pending().await,
        }
    };
    tokio::select! {
        Ok(()) = status.changed() => News::Status,
        () = done => {
            *turn_done = None;
            News::OurTurn
        }
        else => pending().await,
    }
}

async fn due(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

#[cfg(test)]
mod tests {
    use tokio::runtime::Handle;
    use vigil_clock::Clock;
    use vigil_core::lease::SessionId;

    use super::*;

    #[tokio::test]
    async fn only_the_persons_search_ends_after_a_while() {
        let devices = Devices::new(Clock::system(), Handle::current());
        let searches = devices.searches();
        let mut own = OwnSearch::default();
        let begun = Instant::now();
        devices.start_search(Searcher::Program(SessionId(1)));
        own.follow(&searches.borrow(), begun);
        assert_eq!(own.ends(), None);

        devices.start_search(Searcher::Person);
        own.follow(&searches.borrow(), begun);
        assert_eq!(own.ends(), Some(begun + timeouts::SCAN));
        // Neither of these makes it a new one.
        let later = begun + timeouts::SCAN / 2;
        devices.start_search(Searcher::Person);
        devices.start_search(Searcher::Program(SessionId(2)));
        own.follow(&searches.borrow(), later);
        assert_eq!(own.ends(), Some(begun + timeouts::SCAN));

        // The person ends it and begins another, which nobody saw happen in between.
        devices.stop_all_searches();
        devices.start_search(Searcher::Person);
        own.follow(&searches.borrow(), later);
        assert_eq!(own.ends(), Some(later + timeouts::SCAN));
        devices.stop_search(Searcher::Person);
        own.follow(&searches.borrow(), later);
        assert_eq!(own.ends(), None);
    }
}
