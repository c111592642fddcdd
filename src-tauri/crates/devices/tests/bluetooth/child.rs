//! A process that uses [`vigil_devices`]: libdbus reads the address of its bus once per process.

use std::{
    collections::HashMap,
    env,
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child as Process, ChildStdin, ChildStdout, Command},
    sync::{oneshot, watch},
    time::timeout,
};
use vigil_bluez::{Bluez, Toy, waits};

/// Set for the child.
pub(crate) const ROLE: &str = "VIGIL_DEVICES_CHILD";

/// The address of an Edge that it had in an earlier life.
pub(crate) const KNOWN: &str = "VIGIL_DEVICES_KNOWN";

/// The child. Dropping it kills it.
pub(crate) struct Child {
    process: Process,
    stdin: tokio::sync::Mutex<ChildStdin>,
    heard: Arc<Heard>,
    next: AtomicU64,
}

#[derive(Default)]
struct Heard {
    events: Mutex<Vec<Value>>,
    count: watch::Sender<usize>,
    answers: Mutex<HashMap<u64, oneshot::Sender<Value>>>,
}

impl Child {
    pub(crate) fn start(bluez: &Bluez) -> Self {
        Self::spawn(bluez, &mut Command::new(env::current_exe().unwrap()))
    }

    /// One that had this Edge in an earlier life.
    pub(crate) fn start_knowing(bluez: &Bluez, toy: &Toy) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        Self::spawn(bluez, command.env(KNOWN, toy.address().to_string()))
    }

    fn spawn(bluez: &Bluez, command: &mut Command) -> Self {
        let (name, address) = bluez.environment();
        let mut process = command
            .env(ROLE, "1")
            .env(name, address)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let stdin = process.stdin.take().unwrap();
        let heard = Arc::<Heard>::default();
        tokio::spawn(hear(process.stdout.take().unwrap(), heard.clone()));
        Self {
            process,
            stdin: tokio::sync::Mutex::new(stdin),
            heard,
            next: AtomicU64::new(1),
        }
    }

    /// Without a farewell.
    pub(crate) async fn kill(mut self) {
        self.process.kill().await.unwrap();
    }

    /// What the program answers.
    pub(crate) async fn call(&self, what: &str, mut arguments: Value) -> Value {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        arguments["id"] = json!(id);
        arguments["do"] = json!(what);
        let (sender, answer) = oneshot::channel();
        self.heard.answers.lock().unwrap().insert(id, sender);
        let line = format!("{arguments}\n");
        self.stdin.lock().await.write_all(line.as_bytes()).await.unwrap();
        timeout(waits::EVENT, answer).await.expect("an answer").unwrap()
    }

    pub(crate) async fn vibrate(&self, feature: u32, value: i32) {
        let arguments = json!({ "device": 0, "feature": feature, "value": value });
        assert_eq!(self.call("vibrate", arguments).await, json!({}));
    }

    /// Stops everything; how that ended.
    pub(crate) async fn stop(&self) -> Value {
        self.call("stop", json!({})).await
    }

    /// Everything heard so far, in order.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.heard.events.lock().unwrap().clone()
    }

    /// The first event of this kind.
    pub(crate) async fn wait_for(&self, kind: &str) -> Value {
        self.wait(kind, |event| event["event"] == kind).await
    }

    /// Until there were so many of this kind.
    pub(crate) async fn wait_for_count(&self, kind: &str, count: usize) {
        let seen = std::cell::Cell::new(0);
        let is_last = |event: &Value| {
            seen.set(seen.get() + usize::from(event["event"] == kind));
            seen.get() == count
        };
        self.wait(&format!("{count} times {kind}"), |event| is_last(event))
            .await;
    }

    /// The adapter's state, as soon as it is this.
    pub(crate) async fn wait_for_state(&self, state: &str) -> Value {
        self.wait(state, |event| event["event"] == "bluetooth" && event["state"] == state)
            .await
    }

    pub(crate) async fn wait(&self, what: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
        let mut count = self.heard.count.subscribe();
        let mut looked_at = 0;
        let wait = async {
            loop {
                count.mark_unchanged();
                let events = self.events();
                if let Some(event) = events[looked_at..].iter().find(|event| is_wanted(event)) {
                    return event.clone();
                }
                looked_at = events.len();
                count.changed().await.unwrap();
            }
        };
        let seen = timeout(waits::EVENT, wait).await;
        seen.unwrap_or_else(|_| panic!("no {what} among {:#?}", self.events()))
    }
}

async fn hear(stdout: ChildStdout, heard: Arc<Heard>) {
    let mut lines = BufReader::new(stdout).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let said: Value = serde_json::from_str(&line).unwrap();
        if let Some(id) = said["id"].as_u64() {
            if let Some(sender) = heard.answers.lock().unwrap().remove(&id) {
                let _ = sender.send(said["answer"].clone());
            }
        } else {
            heard.events.lock().unwrap().push(said);
            heard.count.send_modify(|count| *count += 1);
        }
    }
}
