//! A program that uses btleplug, as a child: libdbus reads the address of its bus once per process.

pub(crate) mod program;

use std::{
    collections::HashMap,
    env,
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::{oneshot, watch},
    time::{Instant, timeout},
};
use vigil_bluez::{Bluez, Toy, waits};

/// Set for the child.
pub(crate) const ROLE: &str = "VIGIL_BLUEZ_CLIENT";

/// btleplug's own limit, with room.
const ANSWER: Duration = Duration::from_secs(60);

/// The child. Dropping it kills it.
pub(crate) struct Client {
    process: Mutex<Child>,
    stdin: tokio::sync::Mutex<ChildStdin>,
    heard: Arc<Heard>,
    next: AtomicU64,
}

struct Heard {
    events: Mutex<Vec<Value>>,
    count: watch::Sender<usize>,
    answers: Mutex<HashMap<u64, oneshot::Sender<Result<Value, String>>>>,
}

/// A call that has been made.
pub(crate) struct Pending {
    answer: oneshot::Receiver<Result<Value, String>>,
    since: Instant,
}

impl Client {
    pub(crate) fn start(bluez: &Bluez) -> Self {
        let (name, address) = bluez.environment();
        let mut process = Command::new(env::current_exe().unwrap())
            .env(ROLE, "1")
            .env(name, address)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let stdin = process.stdin.take().unwrap();
        let heard = Arc::new(Heard {
            events: Mutex::default(),
            count: watch::Sender::new(0),
            answers: Mutex::default(),
        });
        tokio::spawn(hear(process.stdout.take().unwrap(), heard.clone()));
        Self {
            process: Mutex::new(process),
            stdin: tokio::sync::Mutex::new(stdin),
            heard,
            next: AtomicU64::new(1),
        }
    }

    /// Without a farewell.
    pub(crate) async fn kill(self) {
        let mut process = self.process.into_inner().unwrap();
        process.kill().await.unwrap();
    }

    pub(crate) async fn call(&self, what: &str, arguments: Value) -> Result<Value, String> {
        self.begin(what, arguments).await.answer().await
    }

    /// Makes the call and does not wait.
    pub(crate) async fn begin(&self, what: &str, mut arguments: Value) -> Pending {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        arguments["id"] = json!(id);
        arguments["do"] = json!(what);
        let (sender, answer) = oneshot::channel();
        self.heard.answers.lock().unwrap().insert(id, sender);
        let since = Instant::now();
        self.stdin
            .lock()
            .await
            .write_all(format!("{arguments}\n").as_bytes())
            .await
            .unwrap();
        Pending { answer, since }
    }

    pub(crate) async fn write(
        &self,
        toy: &Toy,
        characteristic: uuid::Uuid,
        bytes: &[u8],
        response: bool,
    ) -> Result<(), String> {
        self.begin_write(toy, characteristic, bytes, response)
            .await
            .answer()
            .await
            .map(drop)
    }

    pub(crate) async fn begin_write(
        &self,
        toy: &Toy,
        characteristic: uuid::Uuid,
        bytes: &[u8],
        response: bool,
    ) -> Pending {
        let arguments = json!({
            "address": toy.address().to_string(),
            "characteristic": characteristic.to_string(),
            "bytes": bytes,
            "response": response,
        });
        self.begin("write", arguments).await
    }

    /// Calls something of a toy that needs no more than its address.
    pub(crate) async fn of(&self, toy: &Toy, what: &str) -> Result<Value, String> {
        self.call(what, json!({ "address": toy.address().to_string() })).await
    }

    pub(crate) async fn begin_of(&self, toy: &Toy, what: &str) -> Pending {
        self.begin(what, json!({ "address": toy.address().to_string() })).await
    }

    /// Everything heard so far, in order.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.heard.events.lock().unwrap().clone()
    }

    pub(crate) fn count(&self, kind: &str) -> usize {
        self.events().iter().filter(|event| event["event"] == kind).count()
    }

    pub(crate) async fn wait_for_event(&self, kind: &str, toy: &Toy) -> Value {
        let address = toy.address().to_string();
        self.wait(kind, |event| {
            event["event"] == kind && event["address"] == address.as_str()
        })
        .await
    }

    /// Until there are more of that kind than so many.
    pub(crate) async fn wait_for_more(&self, kind: &str, than: usize) {
        let seen = std::cell::Cell::new(0);
        self.wait(kind, |event| {
            if event["event"] == kind {
                seen.set(seen.get() + 1);
            }
            seen.get() > than
        })
        .await;
    }

    /// Until an event looks so.
    pub(crate) async fn wait_for_text(&self, text: &str) -> Value {
        self.wait(text, |event| event["text"] == text).await
    }

    pub(crate) async fn wait(&self, what: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
        let mut count = self.heard.count.subscribe();
        let wait = async {
            loop {
                count.mark_unchanged();
                if let Some(event) = self.events().into_iter().find(&is_wanted) {
                    return event;
                }
                count.changed().await.unwrap();
            }
        };
        timeout(waits::EVENT, wait)
            .await
            .unwrap_or_else(|_| panic!("no {what} among {:#?}", self.events()))
    }
}

impl Pending {
    pub(crate) async fn answer(self) -> Result<Value, String> {
        self.timed().await.0
    }

    /// With the time it took.
    pub(crate) async fn timed(self) -> (Result<Value, String>, Duration) {
        let answer = timeout(ANSWER, self.answer)
            .await
            .expect("the client answers")
            .expect("the client lives");
        (answer, self.since.elapsed())
    }

    /// Whether it has been answered by now.
    pub(crate) fn is_answered(&self) -> bool {
        !self.answer.is_empty()
    }
}

async fn hear(stdout: ChildStdout, heard: Arc<Heard>) {
    let mut lines = BufReader::new(stdout).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let said: Value = serde_json::from_str(&line).unwrap();
        if let Some(id) = said["id"].as_u64() {
            let answer = match said.get("error") {
                Some(error) => Err(error.as_str().unwrap_or_default().to_owned()),
                None => Ok(said["ok"].clone()),
            };
            if let Some(sender) = heard.answers.lock().unwrap().remove(&id) {
                let _ = sender.send(answer);
            }
        } else {
            heard.events.lock().unwrap().push(said);
            heard.count.send_modify(|count| *count += 1);
        }
    }
}
