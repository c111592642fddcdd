//! Sessions that ended, or nearly did.

use vigil_core::{session::EndCause, time::whole_ms};
use vigil_server::{SessionEnd, StoppedToy};

use super::{
    super::Alert,
    measures::{standing_still, stopped_toy},
};
use crate::{
    units::{milliseconds, seconds},
    view::{AlertCause, GapView},
};

/// The last pings that an alert keeps: what led to it, not the whole minute.
const GAPS_KEPT: usize = 24;

/// The alert for the end of a session; `None` where it ended as it should.
pub(crate) fn session_end(end: &SessionEnd) -> Option<Alert> {
    let name = end.name.as_deref()?;
    let still = standing_still(&end.stopped);
    let moved = end.stopped.iter().any(|toy| toy.was_moving);
    let mut alert = match &end.cause {
        EndCause::PingTimeout {
            silent,
            ever_pinged: true,
            ..
        } => Alert::plain(
            AlertCause::PingTimeout,
            format!("{name} stopped answering for {}. {still}", seconds(*silent)),
            Some(if end.origin.is_some() {
                "It was disconnected and may connect again. It runs in a web page: browsers slow a page down while its \
                 tab is hidden, so keep the tab in sight, or raise the limit."
            } else {
                "It was disconnected and may connect again. If it happens while all is well, raise the limit."
            }),
        ),
        EndCause::PingTimeout {
            limit,
            ever_pinged: false,
            ..
        } => Alert {
            offer_exemption: true,
            ..Alert::plain(
                AlertCause::PingTimeout,
                format!(
                    "{name} never sent a ping and was disconnected when the limit of {} ran out. {still}",
                    seconds(*limit)
                ),
                Some(
                    "Its library may not be able to ping. With the limit on, it will be cut off each time. Vigil can \
                     watch only its connection instead.",
                ),
            )
        },
        EndCause::ConnectionSilent { silent, .. } => Alert::plain(
            AlertCause::ConnectionSilent,
            format!("The connection to {name} was dead for {}. {still}", seconds(*silent)),
            Some("The program, its computer or the network between froze. It may connect again."),
        ),
        EndCause::ConnectionLost => Alert {
            // A program that is closed while nothing moves is everyday life.
            quiet: !moved,
            ..Alert::plain(
                AlertCause::ConnectionLost,
                format!("{name} went away without a goodbye. {still}"),
                Some("It crashed, was ended, or lost its connection. It may connect again."),
            )
        },
        EndCause::Violation(what) => Alert::plain(
            AlertCause::ProtocolViolation,
            format!("{name} sent something it must not, and was disconnected. {still}"),
            Some(what),
        ),
        EndCause::NotReading => Alert::plain(
            AlertCause::ProtocolViolation,
            format!("{name} did not read its messages, so Vigil disconnected it. {still}"),
            Some("It may be frozen. It may connect again."),
        ),
        EndCause::VigilLate { late } => Alert::plain(
            AlertCause::VigilLate,
            format!(
                "Vigil was not responding for {}, so it disconnected {name} to be safe. {still}",
                seconds(*late)
            ),
            Some("This computer may be overloaded. The program did nothing wrong."),
        ),
        EndCause::Internal => Alert::plain(
            AlertCause::VigilLate,
            format!("Vigil failed while serving {name} and disconnected it. {still}"),
            Some("The program did nothing wrong. The log says more."),
        ),
        EndCause::Goodbye
        | EndCause::HandshakeTimeout
        | EndCause::UnsupportedVersion { .. }
        | EndCause::TooOften
        | EndCause::ClosedByPerson
        | EndCause::ServerStopped => return None,
    };
    let (silent_ms, limit_ms) = silence(&end.cause);
    alert.program = Some(name.to_owned());
    alert.program_origin.clone_from(&end.origin);
    alert.silent_ms = silent_ms;
    alert.limit_ms = limit_ms;
    alert.late_ms = Some(milliseconds(end.late));
    alert.toys = end.stopped.iter().map(stopped_toy).collect();
    let first = end.gaps.len().saturating_sub(GAPS_KEPT);
    alert.gaps = end.gaps[first..]
        .iter()
        .map(|gap| GapView {
            ago_ms: whole_ms(gap.ago),
            gap_ms: whole_ms(gap.silent),
        })
        .collect();
    Some(alert)
}

/// How long the program was silent, and what it was allowed.
pub(crate) fn silence(cause: &EndCause) -> (Option<u32>, Option<u32>) {
    match cause {
        EndCause::PingTimeout { silent, limit, .. } | EndCause::ConnectionSilent { silent, limit } => {
            (Some(whole_ms(*silent)), Some(whole_ms(*limit)))
        }
        _ => (None, None),
    }
}

/// Toys were stopped because Vigil could not read; the session goes on.
pub(crate) fn vigil_late(name: &str, stopped: &[StoppedToy]) -> Alert {
    Alert {
        program: Some(name.to_owned()),
        toys: stopped.iter().map(stopped_toy).collect(),
        ..Alert::plain(
            AlertCause::VigilLate,
            format!(
                "Vigil could not read from {name} in time and stopped the toys to be safe. {}",
                standing_still(stopped)
            ),
            Some("This computer may be overloaded. The program did nothing wrong and stays connected."),
        )
    }
}

/// A program is let in ever more slowly from now on.
pub(crate) fn slowed(name: &str, origin: Option<&str>) -> Alert {
    Alert {
        program: Some(name.to_owned()),
        program_origin: origin.map(ToOwned::to_owned),
        ..Alert::plain(
            AlertCause::ProgramSlowed,
            format!(
                "{name} connects again and again, or is cut off again and again. Vigil now lets it in ever more slowly, \
                 up to one connection in 10 s."
            ),
            Some(
                "No other program has to wait for it. Close it if it does not settle; once it has behaved for a few \
                 minutes, it comes in at once again. What happens to it meanwhile is counted, and not told each time.",
            ),
        )
    }
}
