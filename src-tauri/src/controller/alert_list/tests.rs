//! What is found, in pages, and as files.

use std::fs;

use jiff::tz::{Offset, TimeZone};
use serde_json::Value;
use tokio::time::Instant;

use super::*;
use crate::{
    alerts::{
        Alert, History,
        alert::{Confirmation, Program, SessionEnded, SessionFault, Stop},
    },
    limits::MAX_ALERTS,
    view::ExportFormat,
};

const MINUTE: u64 = 60_000;
/// 14 July 2026, 12:00:00 in UTC.
const BEGIN: u64 = 1_784_030_400_000;

fn ended(program: &str, origin: Option<&str>, fault: SessionFault) -> Alert {
    Alert::SessionEnded(SessionEnded {
        program: Program {
            name: program.to_owned(),
            origin: origin.map(ToOwned::to_owned),
        },
        fault,
        late_ms: 0.25,
        toys: vec![Stop {
            index: 0,
            name: "Solace".to_owned(),
            moved: true,
            result: Confirmation::Confirmed,
            after_ms: Some(3.5),
        }],
        others: Vec::new(),
        gaps: vec![(1200, 500), (700, 510)],
    })
}

fn list(alerts: impl IntoIterator<Item = Alert>) -> AlertList {
    let (mut history, _) = History::new(Vec::new(), Vec::new());
    for (alert, n) in alerts.into_iter().zip(0..) {
        // Far enough apart to be rows of their own.
        history.add(alert, BEGIN + n * 61 * MINUTE, false);
    }
    of(&history)
}

fn of(history: &History) -> AlertList {
    AlertList::new(
        history.alerts().cloned().collect(),
        history.revision(),
        Language::English,
    )
}

fn text(text: &str) -> AlertQuery {
    AlertQuery {
        text: text.to_owned(),
        ..AlertQuery::default()
    }
}

fn few() -> AlertList {
    list([
        ended("My Game", None, SessionFault::NotReading),
        ended("My Game", Some("https://a.example"), SessionFault::NotReading),
        ended("Other", None, SessionFault::ConnectionLost),
        Alert::ToyLost {
            toy: "Solace".to_owned(),
            back_after_ms: None,
        },
        Alert::WindowSilent { silent_ms: 2000 },
    ])
}

#[test]
fn a_query_finds_by_cause_by_program_and_by_words() {
    let program = |name: &str, origin: Option<&str>| AlertQuery {
        program: Some(AlertProgramView {
            name: name.to_owned(),
            origin: origin.map(ToOwned::to_owned),
        }),
        ..AlertQuery::default()
    };
    let cause = |cause| AlertQuery {
        cause: Some(cause),
        ..AlertQuery::default()
    };
    let list = few();
    for (query, found) in [
        (AlertQuery::default(), 5),
        (cause(AlertCause::ProtocolViolation), 2),
        (cause(AlertCause::ScreenLocked), 0),
        (program("My Game", None), 1),
        (program("My Game", Some("https://a.example")), 1),
        (text("my game"), 2),
        (text("  GAME   a.example "), 1),
        // In the sentence of one, among the toys of others.
        (text("solace"), 4),
        (text("lost solace"), 2),
        (text("4 ms"), 3),
        (text("nothing like it"), 0),
        (
            AlertQuery {
                cause: Some(AlertCause::ConnectionLost),
                ..text("game")
            },
            0,
        ),
    ] {
        let page = list.page(&query, None);
        assert_eq!((page.found, page.all), (found, 5), "{query:?}");
        assert_eq!(page.alerts.len() as u64, found);
    }
    let page = list.page(&text("nothing like it"), None);
    let counts: Vec<_> = page.causes.iter().map(|one| (one.cause, one.count)).collect();
    assert_eq!(
        counts,
        [
            (AlertCause::ConnectionLost, 1),
            (AlertCause::ProtocolViolation, 2),
            (AlertCause::WindowSilent, 1),
            (AlertCause::ToyLost, 1)
        ],
        "what can be asked for does not depend on what was"
    );
    assert_eq!(page.programs.len(), 3);
}

/// All pages together are all rows, once each, whatever comes meanwhile.
#[test]
fn pages_follow_each_other() {
    let (mut history, _) = History::new(Vec::new(), Vec::new());
    let rows = ALERTS_PAGE * 2 + 7;
    for n in 0..rows as u64 {
        history.add(
            ended(&format!("Program {n}"), None, SessionFault::NotReading),
            BEGIN + n,
            false,
        );
    }
    let mut seen = Vec::new();
    let mut after = None;
    for page in 0.. {
        let list = of(&history);
        let page_view = list.page(&AlertQuery::default(), after);
        assert!(page_view.alerts.len() <= ALERTS_PAGE);
        assert_eq!(page_view.found, history.alerts().count() as u64);
        seen.extend(page_view.alerts.iter().map(|alert| alert.id));
        after = page_view.next;
        if after.is_none() {
            assert_eq!(page, 2);
            break;
        }
        history.add(
            ended("Meanwhile", None, SessionFault::NotReading),
            BEGIN + MINUTE,
            false,
        );
    }
    let newest_first: Vec<_> = (1..=rows as u64).rev().collect();
    assert_eq!(seen, newest_first);
}

#[test]
fn a_row_unfolds_to_its_alerts_in_pages() {
    let (mut history, _) = History::new(Vec::new(), Vec::new());
    let times = ALERTS_PAGE as u64 + 10;
    for n in 0..times {
        history.add(ended("My Game", None, SessionFault::NotReading), BEGIN + n, false);
        history.add(ended("Other", None, SessionFault::NotReading), BEGIN + n, false);
    }
    let list = of(&history);
    let page = list.page(&AlertQuery::default(), None);
    let row = page.alerts.iter().find(|row| row.id == 1).unwrap();
    assert_eq!((row.times.count, row.times.first_at_ms), (60, BEGIN));

    let first = list.repeats(&AlertQuery::default(), row.id, None);
    let rest = list.repeats(&AlertQuery::default(), row.id, first.next);
    assert_eq!(
        (first.alerts.len(), rest.alerts.len(), rest.next),
        (ALERTS_PAGE, 10, None)
    );
    let times: Vec<_> = first.alerts.iter().chain(&rest.alerts).collect();
    assert!(
        times
            .iter()
            .all(|alert| alert.program.as_ref().unwrap().name == "My Game")
    );
    assert!(times.is_sorted_by(|newer, older| newer.times.last_at_ms > older.times.last_at_ms));
    assert_eq!(list.repeats(&AlertQuery::default(), 99_999, None).alerts, Vec::new());
}

/// 5 hours and a half ahead of UTC.
fn here() -> TimeZone {
    TimeZone::fixed(Offset::from_seconds(5 * 3600 + 1800).unwrap())
}

/// A CSV file, as a spreadsheet reads it.
fn cells(mut file: &[u8]) -> Vec<Vec<String>> {
    let (mut reader, mut cell, mut line, mut lines) = (csv_core::Reader::new(), Vec::new(), Vec::new(), Vec::new());
    loop {
        let mut room = [0; 64];
        let (result, read, written) = reader.read_field(file, &mut room);
        file = &file[read..];
        cell.extend_from_slice(&room[..written]);
        match result {
            csv_core::ReadFieldResult::Field { record_end } => {
                line.push(String::from_utf8(std::mem::take(&mut cell)).unwrap());
                if record_end {
                    lines.push(std::mem::take(&mut line));
                }
            }
            csv_core::ReadFieldResult::End => return lines,
            _ => {}
        }
    }
}

#[test]
fn a_csv_file_has_a_line_for_each_alert_and_no_formula() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("alerts.csv");
    let evil = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "a,\"b\"\nc", "Ü🎮"];
    let list = list(evil.map(|name| ended(name, None, SessionFault::NotReading)));
    let exported = list
        .export(&AlertQuery::default(), ExportFormat::Csv, &path, &here())
        .unwrap();
    assert_eq!(exported.alerts, evil.len());

    let mut lines = cells(&fs::read(&path).unwrap());
    let columns = lines.remove(0);
    assert_eq!(&columns[..5], ["time", "first_time", "times", "cause", "program"]);
    assert_eq!(lines.len(), evil.len());
    for (line, name) in lines.iter().zip(evil.iter().rev()) {
        assert!(
            line.iter()
                .all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r']))
        );
        assert_eq!(line[4].trim_start_matches('\''), *name);
    }
    let first = lines.last().unwrap();
    assert_eq!(
        (first[0].as_str(), first[2].as_str(), first[3].as_str()),
        ("2026-07-14T17:30:00.000+05:30", "1", "protocol_violation")
    );
    assert!(first[6].starts_with("'=1+1 did not read its messages"), "{}", &first[6]);
    assert_eq!(&first[11], "Solace: still after 3.5 ms");
}

#[test]
fn a_json_file_has_the_facts_and_the_sentence_of_what_was_found() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("alerts.json");
    fs::write(&path, "what was there before").unwrap();
    let exported = few()
        .export(&text("lost solace"), ExportFormat::Json, &path, &here())
        .unwrap();
    assert_eq!(exported.alerts, 2);
    let alerts: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(alerts.as_array().unwrap().len(), 2);
    assert_eq!(alerts[0]["facts"]["toy_lost"]["toy"], "Solace");
    assert_eq!(alerts[0]["time"], "2026-07-14T20:33:00.000+05:30");
    let ended = &alerts[1]["facts"]["session_ended"];
    assert_eq!(
        (&ended["program"]["name"], &ended["gaps"][0][1]),
        (&"Other".into(), &500.into())
    );
    assert!(alerts[1]["sentence"].as_str().unwrap().starts_with("Other went away"));

    let nowhere = dir.path().join("not there").join("alerts.json");
    let refused = few().export(&AlertQuery::default(), ExportFormat::Json, &nowhere, &here());
    assert!(refused.unwrap_err().to_string().contains("not there"));
}

#[test]
fn a_full_history_is_searched_in_a_moment() {
    let (mut history, _) = History::new(Vec::new(), Vec::new());
    for n in 0..MAX_ALERTS as u64 {
        let program = format!("Program {}", n % 300);
        history.add(
            ended(&program, None, SessionFault::NotReading),
            BEGIN + n * MINUTE,
            false,
        );
    }
    let list = of(&history);
    for (what, query) in [("all", text("")), ("a word", text("solace")), ("nothing", text("zzz"))] {
        let begun = Instant::now();
        let page = list.page(&query, None);
        println!("{what}: {} of {} in {:?}", page.found, page.all, begun.elapsed());
        let told = serde_json::to_string(&page).unwrap().len();
        println!("{what}: {told} bytes");
        assert!(told < 256 * 1024, "{told}");
    }
    let begun = Instant::now();
    let rows = history.rows().len();
    println!("{rows} rows in {:?}", begun.elapsed());
}
