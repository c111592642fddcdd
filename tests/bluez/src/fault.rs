//! What goes wrong, and for how long.

use std::time::Duration;

use tokio::time::Instant;

/// What is wrong with one toy. `Faults::default()` is a toy that works.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    pub connect: Option<Fault>,
    pub disconnect: Option<Fault>,
    pub write: Option<Fault>,
    pub read: Option<Fault>,
    pub start_notify: Option<Fault>,
    pub stop_notify: Option<Fault>,
    pub link: LinkFault,
    /// The link comes up, but no signal says so.
    pub is_connected_unsignalled: bool,
    /// While a write with response waits, the next write to the same characteristic is refused with `InProgress`, as
    /// by BlueZ 5.66 (`characteristic_write_value`, since 5.50).
    pub is_busy_while_writing: bool,
}

/// What becomes of a link once Connect was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinkFault {
    #[default]
    None,
    /// `ServicesResolved` never comes.
    NeverResolved,
    /// It is lost before `ServicesResolved`.
    Drops,
}

/// What is wrong with an adapter.
#[derive(Debug, Clone, Default)]
pub struct AdapterFaults {
    pub set_powered: Option<Fault>,
    pub start_discovery: Option<Fault>,
    pub stop_discovery: Option<Fault>,
    /// Switched off, it says so before its links say that they are over. bluetoothd has it the other way round, but a
    /// program that asks for the power may hear of it first.
    pub power_is_told_first: bool,
}

/// How a call is treated instead of being served at once, and for how many calls or how long.
#[derive(Debug, Clone)]
pub struct Fault {
    treatment: Treatment,
    span: Span,
}

/// An error as bluetoothd answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub name: String,
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Treatment {
    Refuse(Refusal),
    /// No answer until it is released or the link ends.
    Hang,
    /// Served, with its effect, so much later.
    Delay(Duration),
    /// Answered Ok, but the toy gets nothing: a write without response that the radio loses.
    Lose,
}

#[derive(Debug, Clone, Copy)]
enum Span {
    Always,
    Next(u32),
    Window { length: Duration, end: Option<Instant> },
}

impl Fault {
    pub fn refuse(refusal: Refusal) -> Self {
        Self::from(Treatment::Refuse(refusal))
    }

    /// `org.bluez.Error.Failed`, the one BlueZ uses most.
    pub fn failed() -> Self {
        Self::refuse(Refusal::failed("Operation failed with ATT error: 0x0e"))
    }

    /// Never answered, until [`Toy::release`](crate::Toy::release) or the end of the link.
    pub fn hang() -> Self {
        Self::from(Treatment::Hang)
    }

    /// Answered so much later, and then takes effect.
    pub fn delay(delay: Duration) -> Self {
        Self::from(Treatment::Delay(delay))
    }

    /// Answered Ok, but without effect.
    pub fn lose() -> Self {
        Self::from(Treatment::Lose)
    }

    #[must_use]
    pub fn once(self) -> Self {
        self.times(1)
    }

    /// The next so many calls; those after them are served.
    #[must_use]
    pub fn times(mut self, calls: u32) -> Self {
        self.span = Span::Next(calls);
        self
    }

    /// Calls that arrive within this time, counted from the first of them.
    #[must_use]
    pub fn lasting(mut self, length: Duration) -> Self {
        self.span = Span::Window { length, end: None };
        self
    }

    fn apply(&mut self, now: Instant) -> Option<Treatment> {
        let applies = match &mut self.span {
            Span::Always => true,
            Span::Next(calls) => {
                let is_left = *calls > 0;
                *calls = calls.saturating_sub(1);
                is_left
            }
            Span::Window { length, end } => now < *end.get_or_insert(now + *length),
        };
        applies.then(|| self.treatment.clone())
    }
}

impl From<Treatment> for Fault {
    fn from(treatment: Treatment) -> Self {
        Self {
            treatment,
            span: Span::Always,
        }
    }
}

impl Refusal {
    pub fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            message: message.into(),
        }
    }

    pub fn failed(message: &str) -> Self {
        Self::new("org.bluez.Error.Failed", message)
    }

    /// Of a call that needs a link.
    pub fn no_link() -> Self {
        Self::failed("Not connected")
    }

    /// Of Disconnect without a link.
    pub fn not_connected() -> Self {
        Self::new("org.bluez.Error.NotConnected", "Not Connected")
    }

    pub fn in_progress() -> Self {
        Self::new("org.bluez.Error.InProgress", "Operation already in progress")
    }

    pub fn not_permitted() -> Self {
        Self::new("org.bluez.Error.NotPermitted", "Write not permitted")
    }

    pub fn not_supported() -> Self {
        Self::new("org.bluez.Error.NotSupported", "Operation is not supported")
    }

    /// The adapter is off.
    pub fn not_ready() -> Self {
        Self::new("org.bluez.Error.NotReady", "Resource Not Ready")
    }

    /// A Connect that was cut short.
    pub fn connect_aborted() -> Self {
        Self::failed("le-connection-abort-by-local")
    }

    pub fn access_denied() -> Self {
        Self::new(
            "org.freedesktop.DBus.Error.AccessDenied",
            "Rejected send message, 2 matched rules; type=\"method_call\"",
        )
    }

    /// rfkill, the switch that turns radios off.
    pub fn blocked() -> Self {
        Self::new("org.bluez.Error.Blocked", "Blocked through rfkill")
    }

    pub(crate) fn unknown_object(path: &str) -> Self {
        Self::new(
            "org.freedesktop.DBus.Error.UnknownObject",
            format!("No object at {path}"),
        )
    }

    pub(crate) fn unknown_method(method: &str) -> Self {
        Self::new(
            "org.freedesktop.DBus.Error.UnknownMethod",
            format!("No method {method} here"),
        )
    }

    pub(crate) fn invalid_arguments() -> Self {
        Self::new("org.bluez.Error.InvalidArguments", "Invalid arguments in method call")
    }
}

/// How a call is treated now; `None`: served.
pub(crate) fn treatment(fault: &mut Option<Fault>, now: Instant) -> Option<Treatment> {
    fault.as_mut().and_then(|fault| fault.apply(now))
}
