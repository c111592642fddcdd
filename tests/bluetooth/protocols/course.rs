//! The way of one toy through Vigil.

use std::{any::Any, cell::RefCell, collections::BTreeSet, panic::AssertUnwindSafe, sync::LazyLock, time::Duration};

use futures_util::{FutureExt, future::join_all};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use vigil_bluez::{
    Bluez, Toy,
    reference::{Met, Reference, has_handler},
    toys::Model,
};
use vigil_tests::{
    event::Event,
    raw_client::RawClient,
    vigil::{Launch, Vigil},
};

use super::{
    driven::Driven,
    known::outputs,
    row::{Row, Seen},
};

/// From its advertisement to its arrival. The slowest protocol takes 7 s to make itself known, on a machine that is
/// otherwise idle.
const ARRIVAL: Duration = Duration::from_secs(40);
static REFERENCE: LazyLock<Reference> = LazyLock::new(Reference::new);

/// What is wrong, in words for the table.
pub(super) type Step = Result<(), String>;

/// Puts toys through one Vigil, all at the same time.
pub(super) async fn put_through(models: Vec<Model>) -> Vec<Row> {
    let bluez = Bluez::start().await;
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut scanner = RawClient::join(&vigil, "Looks").await;
    scanner.ok("StartScanning", json!({})).await;
    let ways = models.into_iter().map(|model| way(&bluez, &vigil, model));
    let mut ways = join_all(ways).await;
    for Way { row, toy, .. } in ways.iter_mut().filter(|way| !has_handler(&way.row.model.protocol)) {
        // By now it has been heard for as long as those that were put through.
        row.why = format!(
            "the reference's map of protocols has no {}; Vigil made {} attempts to connect to it",
            row.model.protocol,
            toy.calls().connect
        );
        assert_eq!(toy.calls().connect, 0, "{}", row.why);
    }
    let events = vigil.stop().await;
    for Way { row, index, .. } in &mut ways {
        let failures = events.iter().filter_map(|event| match event {
            Event::ToyWriteFailed { toy, error, .. } if Some(*toy) == *index => Some(error.as_str()),
            _ => None,
        });
        let failures: BTreeSet<_> = failures.collect();
        if !failures.is_empty() && row.why.is_empty() {
            row.why = format!("writes failed: {failures:?}");
        }
    }
    ways.into_iter().map(|way| way.row).collect()
}

struct Way {
    row: Row,
    toy: Toy,
    /// Under which Vigil has it.
    index: Option<u32>,
}

async fn way(bluez: &Bluez, vigil: &Vigil, model: Model) -> Way {
    let toy = bluez.add_toy(model.spec());
    let way = RefCell::new(Way {
        row: Row::new(model),
        toy,
        index: None,
    });
    let model = way.borrow().row.model.clone();
    if has_handler(&model.protocol) {
        // What waits in vain panics.
        let went = AssertUnwindSafe(go(vigil, &model, &way)).catch_unwind().await;
        let went = went.unwrap_or_else(|panic| Err(words(panic.as_ref())));
        if let Err(why) = went {
            way.borrow_mut().row.why = why;
        }
    }
    way.into_inner()
}

async fn go(vigil: &Vigil, model: &Model, way: &RefCell<Way>) -> Step {
    let toy = way.borrow().toy.clone();
    let mark = |change: &dyn Fn(&mut Row)| change(&mut way.borrow_mut().row);
    // The reference takes as long as Vigil to find out which one it is.
    let spec = toy.spec();
    let (met, ()) = tokio::join!(REFERENCE.meet(model, &spec), linked(&toy));
    let met = met?;
    mark(&|row| row.connected = if toy.is_connected() { Seen::Yes } else { Seen::No });
    let index = arrived(vigil, &toy, met.name()).await?;
    way.borrow_mut().index = Some(index);
    mark(&|row| row.identified = Seen::Yes);

    let mut client = RawClient::join(vigil, &format!("Moves {}", met.name())).await;
    let list = client.request("RequestDeviceList", json!({})).await;
    let device = &list.body["Devices"][index.to_string()];
    if let Err(why) = is_as_the_reference_lists_it(device, &met) {
        client.ok("Disconnect", json!({})).await;
        return Err(why);
    }
    mark(&|row| row.features = Seen::Yes);

    let outputs = outputs(&met.features());
    if outputs.is_empty() {
        mark(&|row| (row.moved, row.stopped) = (Seen::Nothing, Seen::Nothing));
        client.ok("StopCmd", json!({ "DeviceIndex": index })).await;
        client.ok("Disconnect", json!({})).await;
        return Ok(());
    }
    let gap = Duration::from_millis(device["DeviceMessageTimingGap"].as_u64().unwrap_or_default());
    let mut toy = Driven::new(vigil, client, toy, index, met, outputs);
    let driven = async {
        toy.rest().await?;
        mark(&|row| row.not_implemented = toy.not_implemented().to_vec());
        // The first output is to be timed, not the toy's pace.
        sleep(gap).await;
        let first_output = toy.move_all().await?;
        mark(&|row| (row.moved, row.first_output) = (Seen::Yes, first_output));
        let stop = toy.stop(model).await?;
        mark(&|row| (row.stopped, row.stop) = (Seen::Yes, Some(stop)));
        Ok(())
    };
    let driven = driven.catch_unwind_safe().await;
    // Whatever came of it: a program that is lost would have every toy stopped.
    toy.leave().await;
    driven.unwrap_or_else(|panic| Err(words(panic.as_ref())))
}

async fn linked(toy: &Toy) {
    // Whether it ever is, is looked at later.
    let _ = timeout(ARRIVAL, AssertUnwindSafe(toy.wait_until_connected()).catch_unwind()).await;
}

/// The index of the toy that arrived under this name.
async fn arrived(vigil: &Vigil, toy: &Toy, name: &str) -> Result<u32, String> {
    let arrival = vigil.wait_long_for(ARRIVAL, name, |event| match event {
        Event::ToyAdded { toy, name: arrived } if arrived == name => Some(*toy),
        _ => None,
    });
    arrival
        .catch_unwind_safe()
        .await
        .map_err(|_| format!("no {name} arrived, of {} attempts to connect", toy.calls().connect))
}

fn is_as_the_reference_lists_it(device: &Value, met: &Met) -> Step {
    if device["DeviceName"] != met.name() {
        return Err(format!("listed as {}", device["DeviceName"]));
    }
    let expected = met.features();
    if device["DeviceFeatures"] != expected {
        return Err(format!("features are {}, not {expected}", device["DeviceFeatures"]));
    }
    Ok(())
}

/// Waits that fail by panicking, as values.
pub(super) trait CatchUnwindSafe: Future + Sized {
    async fn catch_unwind_safe(self) -> Result<Self::Output, Box<dyn Any + Send>> {
        AssertUnwindSafe(self).catch_unwind().await
    }
}

impl<F: Future> CatchUnwindSafe for F {}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic");
    // The rest is the report of all that Vigil said.
    text.lines().next().unwrap_or_default().to_owned()
}
