//! One toy of every Bluetooth protocol that the device configuration knows, through the whole of Vigil: found, connected,
//! listed, moved and stopped by a program of v4, with a bluetoothd and toys that are ours.
//!
//! What is right is not taken from Vigil. The reference's own configuration and handlers, on the same toy without a bus
//! ([`vigil_bluez::reference`]), are told the same in the same order. Then a toy is
//!
//! | | when |
//! | --- | --- |
//! | connected | it has a link |
//! | identified | Vigil tells its arrival under the name that the reference gives it |
//! | right in its features | `DeviceFeatures` are, to the letter, what the reference would list: indices, descriptions, outputs with their ranges of values and times, inputs with their ranges and commands |
//! | moved | every output of every feature was sent to its far end (and back, where a carriage can be sent in two ways), and each time the very bytes that the reference's handler gives for that reached the toy, in its order; bytes that the toy at rest was not sent |
//! | stopped | StopCmd was answered Ok; by then the bytes that the reference's handler gives for standing still had reached the toy, for every output it has; and nothing else has since. A place is no strength: it freezes somewhere on the way, and Vigil's own word says where |
//!
//! What is deliberately other than that:
//!
//! - Where a task of the handler's own does the writing (a stroker that is led step by step), when it writes is its own
//!   affair. Then the movement is bytes that the toy at rest was not sent, and the stop is that the last bytes on each
//!   characteristic are those that the reference's own task ends with. Where neither says anything, because the toy is
//!   there already, what it was told before may be repeated, and nothing else be said.
//! - A stop may be repeated, and a few handlers number their packets: those bytes in which a handler differs from itself
//!   when it is told to stand still twice are not compared.
//! - A spray that the reference answers with one more shot, whatever the value, is not to be sprayed by a stop.

mod course;
mod driven;
mod known;
mod row;
mod still;

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, stream};
use libtest_mimic::Trial;
use vigil_bluez::{
    reference::has_handler,
    toys::{Model, bluetooth_protocols, common, features, models},
};
use vigil_tests::{environment, trial, trials};

use self::row::{COLUMNS, Row, summary};

pub(crate) fn tests() -> Vec<Trial> {
    if environment::is_long() {
        trials![every_set_of_features, the_common_toys]
    } else {
        trials![the_common_toys]
    }
}

/// By itself, so that the times in its table say something.
pub(crate) fn alone() -> Vec<Trial> {
    if environment::is_long() {
        trials![every_protocol]
    } else {
        Vec::new()
    }
}

/// Protocols that the configuration names and the reference has no handler for: its map of protocols has no such entry,
/// and its source no such file. So Vigil cannot know what to write to them, and leaves these toys alone.
const WITHOUT_HANDLER: [&str; 6] = ["cueme", "kiiroo-v1", "libo-karen", "muse", "sayberx", "twerkingbutt"];

/// Toys that have an output by the configuration which the reference's handler for them does not implement.
const NOT_IMPLEMENTED: [&str; 3] = ["Galaku Rhino Prostate Massager", "FunTown Jive", "Sexverse Zeus"];

/// Toys of one Vigil. More, and they wait for each other.
const TOYS_AT_A_TIME: usize = 16;
/// Vigils at a time: few, so that the times in the table say something, or many, so that it is over sooner.
const QUIET: usize = 2;
const BUSY: usize = 5;

async fn every_protocol() {
    let last_models = bluetooth_protocols()
        .iter()
        .filter_map(|protocol| models(protocol).pop())
        .collect();
    let rows = put_through(last_models, QUIET).await;
    tell("Every Bluetooth protocol", &rows);
    let failed: BTreeSet<&str> = failed(&rows).map(|row| row.model.protocol.as_str()).collect();
    assert_eq!(failed, BTreeSet::from(WITHOUT_HANDLER), "{:#?}", why(&rows));
    for protocol in WITHOUT_HANDLER {
        assert!(!has_handler(protocol), "{protocol}");
    }
}

/// One toy of each set of features that a protocol has: handlers look at how many motors there are, and of what kind.
async fn every_set_of_features() {
    let mut toys: BTreeMap<(String, String), Model> = BTreeMap::new();
    for protocol in bluetooth_protocols()
        .into_iter()
        .filter(|protocol| has_handler(protocol))
    {
        let mut models = models(&protocol);
        // A toy of no particular model is none that can be bought, where there are others.
        if models.len() > 1 {
            models.retain(|model| model.identifier.is_some());
        }
        for model in models {
            toys.insert((protocol.clone(), features(&model).to_string()), model);
        }
    }
    let rows = put_through(toys.into_values().collect(), BUSY).await;
    tell("Every set of features", &rows);
    assert_eq!(failed(&rows).count(), 0, "{:#?}", why(&rows));
    let not_implemented = rows.iter().filter(|row| !row.not_implemented.is_empty());
    let not_implemented: Vec<_> = not_implemented.map(|row| row.model.product.as_str()).collect();
    assert_eq!(not_implemented, NOT_IMPLEMENTED);
}

async fn the_common_toys() {
    let rows = put_through(common(), BUSY).await;
    tell("The common toys", &rows);
    assert_eq!(failed(&rows).count(), 0, "{:#?}", why(&rows));
}

/// Every toy's way, in the order of the models.
async fn put_through(toys: Vec<Model>, at_a_time: usize) -> Vec<Row> {
    let groups = stream::iter(groups(toys)).map(course::put_through);
    let rows = groups.buffer_unordered(at_a_time).collect::<Vec<_>>().await;
    let mut rows: Vec<Row> = rows.into_iter().flatten().collect();
    rows.sort_by(|a, b| a.model.cmp(&b.model));
    rows
}

/// A Vigil tells its toys' arrival by their names: within a group, each has one of its own.
fn groups(toys: Vec<Model>) -> Vec<Vec<Model>> {
    let mut groups: Vec<BTreeMap<String, Model>> = Vec::new();
    for toy in toys {
        let free = groups
            .iter_mut()
            .find(|group| group.len() < TOYS_AT_A_TIME && !group.contains_key(&toy.product));
        let group = match free {
            Some(group) => group,
            None => groups.push_mut(BTreeMap::new()),
        };
        group.insert(toy.product.clone(), toy);
    }
    groups.into_iter().map(|group| group.into_values().collect()).collect()
}

fn tell(title: &str, rows: &[Row]) {
    let cells: Vec<_> = rows.iter().map(Row::cells).collect();
    trial::table(&format!("{title}\n\n{}", summary(rows)), COLUMNS, &cells);
}

fn failed(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().filter(|row| !row.is_through())
}

fn why(rows: &[Row]) -> Vec<String> {
    failed(rows)
        .map(|row| format!("{} ({}): {}", row.model.protocol, row.model.product, row.why))
        .collect()
}
