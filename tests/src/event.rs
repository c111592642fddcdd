//! Vigil's event stream, as `src-tauri/src/headless/EVENTS.md` describes it.

use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Listening {
        url: String,
    },
    ToysListening {
        url: String,
        lan: bool,
    },
    Failed {
        sentence: String,
    },
    Held {
        sentence: String,
        from: Option<String>,
        since: Option<String>,
    },
    Released,
    Bluetooth(Bluetooth),
    ToyWaiting {
        address: String,
        name: Option<String>,
        model: Option<String>,
    },
    ToyAdded {
        toy: u32,
        name: String,
    },
    ToyRemoved {
        toy: u32,
        name: String,
    },
    ToyOutput(ToyOutput),
    ToyWriteFailed {
        toy: u32,
        stop: bool,
        error: String,
    },
    ToyStopUnconfirmed {
        toy: u32,
        name: String,
    },
    ToyRefused {
        address: String,
        reason: String,
    },
    ProgramConnected(Connected),
    ProgramRefused {
        address: String,
        origin: String,
        host: Option<String>,
        reason: String,
    },
    ProgramSlowed {
        name: String,
    },
    ProgramEnded(Ended),
    MessagesRefused {
        session: u64,
        name: String,
        count: u64,
        last: String,
    },
    VigilLate {
        session: u64,
        name: String,
        toys: Vec<StoppedToy>,
    },
    Alert(Alert),
    EventsLost {
        count: u64,
    },
    Stopped {
        all_toys_confirmed: bool,
    },
    /// One that these tests do not need.
    #[serde(other)]
    Other,
}

/// How it stands with Bluetooth.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Bluetooth {
    pub state: String,
    pub sentence: Option<String>,
    pub adapter: Option<String>,
    pub scanning: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ToyOutput {
    pub toy: u32,
    pub outputs: Vec<Output>,
    pub stop: bool,
    pub at_ms: f64,
    pub took_ms: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Output {
    pub feature: u32,
    pub output: String,
    pub value: i32,
    pub duration_ms: Option<u32>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Connected {
    pub session: u64,
    pub name: String,
    pub address: String,
    pub origin: Option<String>,
    pub max_ping_time_ms: u32,
    pub watch: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Ended {
    pub session: u64,
    pub name: Option<String>,
    pub address: String,
    pub cause: String,
    pub silent_ms: Option<u32>,
    pub limit_ms: Option<u32>,
    pub late_ms: f64,
    pub pings: u64,
    pub toys: Vec<StoppedToy>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(from = "StoppedToyEvent")]
pub struct StoppedToy {
    pub index: u32,
    pub name: String,
    pub still_after_ms: Option<f64>,
    /// confirmed, unconfirmed or nothing_to_tell.
    pub result: String,
    pub confirmed: bool,
}

/// As it is printed; older versions say no more than whether it was confirmed.
#[derive(Deserialize)]
struct StoppedToyEvent {
    index: u32,
    name: String,
    still_after_ms: Option<f64>,
    result: Option<String>,
    confirmed: Option<bool>,
}

impl From<StoppedToyEvent> for StoppedToy {
    fn from(toy: StoppedToyEvent) -> Self {
        let by_flag = || {
            if toy.confirmed == Some(true) {
                "confirmed"
            } else {
                "unconfirmed"
            }
            .to_owned()
        };
        let result = toy.result.unwrap_or_else(by_flag);
        Self {
            index: toy.index,
            name: toy.name,
            still_after_ms: toy.still_after_ms,
            confirmed: result == "confirmed",
            result,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct Alert {
    pub cause: String,
    pub sentence: String,
    pub hint: Option<String>,
}

impl Event {
    pub fn output(&self) -> Option<&ToyOutput> {
        match self {
            Self::ToyOutput(output) => Some(output),
            _ => None,
        }
    }

    /// What Vigil wrote to stop this toy.
    pub fn stop_of(&self, toy: u32) -> Option<&ToyOutput> {
        self.output().filter(|output| output.toy == toy && output.stop)
    }

    /// What a program had written to this toy.
    pub fn wish_of(&self, toy: u32) -> Option<&ToyOutput> {
        self.output().filter(|output| output.toy == toy && !output.stop)
    }

    pub fn bluetooth(&self) -> Option<&Bluetooth> {
        match self {
            Self::Bluetooth(bluetooth) => Some(bluetooth),
            _ => None,
        }
    }

    pub fn connected(&self, name: &str) -> Option<&Connected> {
        match self {
            Self::ProgramConnected(connected) if connected.name == name => Some(connected),
            _ => None,
        }
    }

    pub fn ended(&self, name: &str) -> Option<&Ended> {
        self.any_ended().filter(|ended| ended.name.as_deref() == Some(name))
    }

    pub fn any_ended(&self) -> Option<&Ended> {
        match self {
            Self::ProgramEnded(ended) => Some(ended),
            _ => None,
        }
    }

    pub fn alert(&self, cause: &str) -> Option<&Alert> {
        match self {
            Self::Alert(alert) if alert.cause == cause => Some(alert),
            _ => None,
        }
    }
}

impl Ended {
    /// How this toy came to rest.
    pub fn toy(&self, index: u32) -> Option<&StoppedToy> {
        self.toys.iter().find(|toy| toy.index == index)
    }
}
