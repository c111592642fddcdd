//! Who must ping, and how often.

use std::{collections::BTreeSet, fmt, time::Duration};

use crate::limits;

/// What the person asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PingPolicy {
    /// MaxPingTime, in milliseconds; 0 is off.
    pub limit_ms: u32,
    /// Silence of the connection itself after which it counts as dead, in milliseconds; the same whatever `limit_ms` is.
    pub connection_limit_ms: u32,
    pub requirement: PingRequirement,
    /// Programs that are told MaxPingTime 0.
    pub exempt: BTreeSet<Exemption>,
}

/// One program that need not ping. A web page names itself as it likes, but cannot choose its origin: an exemption without
/// an origin is for native programs only, one with an origin is for that page only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exemption {
    /// Compared without regard to case and outer blanks.
    pub name: String,
    /// In its canonical form.
    pub origin: Option<String>,
}

/// How the limit applies to a program that has never sent a ping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PingRequirement {
    /// Its session ends when the limit runs out, as the spec says.
    #[default]
    Required,
    /// The limit applies once it has shown that it keeps it: after [`limits::PINGS_THAT_BIND`] pings in a row, each well
    /// within the limit.
    WhereSupported,
}

/// The policy, applied to one program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch {
    pub mode: WatchMode,
    /// Silence of the connection itself after which it counts as dead.
    pub connection_limit: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchMode {
    /// No limit is set.
    Off,
    /// The person exempted the program, by name and origin.
    Exempt,
    /// A ping is due within the limit, from the handshake on.
    Required { limit: Duration },
    /// A ping is due within the limit, once it has shown that it keeps it.
    WhereSupported { limit: Duration },
}

/// As a log says it.
impl fmt::Display for WatchMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("only its connection is watched, since no limit is set"),
            Self::Exempt => f.write_str("only its connection is watched, since the person exempted it"),
            Self::Required { limit } => write!(f, "it has to ping within {} ms", limit.as_millis()),
            Self::WhereSupported { limit } => {
                write!(
                    f,
                    "it has to ping within {} ms once it has shown that it does",
                    limit.as_millis()
                )
            }
        }
    }
}

impl Default for PingPolicy {
    /// No ping is expected.
    fn default() -> Self {
        Self {
            limit_ms: 0,
            connection_limit_ms: limits::DEFAULT_CONNECTION_LIMIT_MS,
            requirement: PingRequirement::default(),
            exempt: BTreeSet::new(),
        }
    }
}

impl PingPolicy {
    /// How a program with this name is watched. `origin`: of a web page, in canonical form; `None` for a native
    /// program.
    pub fn watch(&self, program: &str, origin: Option<&str>) -> Watch {
        let limit = Duration::from_millis(u64::from(self.limit_ms));
        let mode = if self.limit_ms == 0 {
            WatchMode::Off
        } else if self.is_exempt(program, origin) {
            WatchMode::Exempt
        } else {
            match self.requirement {
                PingRequirement::Required => WatchMode::Required { limit },
                PingRequirement::WhereSupported => WatchMode::WhereSupported { limit },
            }
        };
        // With a limit of zero every connection would count as dead.
        let connection_limit_ms = self.connection_limit_ms.max(*limits::CONNECTION_LIMIT_MS.start());
        Watch {
            mode,
            connection_limit: Duration::from_millis(u64::from(connection_limit_ms)),
        }
    }

    fn is_exempt(&self, program: &str, origin: Option<&str>) -> bool {
        let wanted = normal(program);
        self.exempt
            .iter()
            .any(|exempt| exempt.origin.as_deref() == origin && normal(&exempt.name) == wanted)
    }
}

impl Exemption {
    /// For a native program.
    pub fn native(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            origin: None,
        }
    }
}

impl Watch {
    /// What the program is told, in milliseconds.
    pub fn max_ping_time_ms(&self) -> u32 {
        self.ping_limit().map_or(0, crate::time::whole_ms)
    }

    /// The limit the program was told, whether or not it is enforced yet.
    pub fn ping_limit(&self) -> Option<Duration> {
        match self.mode {
            WatchMode::Off | WatchMode::Exempt => None,
            WatchMode::Required { limit } | WatchMode::WhereSupported { limit } => Some(limit),
        }
    }
}

fn normal(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(limit_ms: u32, requirement: PingRequirement) -> PingPolicy {
        PingPolicy {
            limit_ms,
            requirement,
            exempt: BTreeSet::from([
                Exemption::native("Old Player"),
                Exemption {
                    name: "Web Player".to_owned(),
                    origin: Some("https://player.example".to_owned()),
                },
            ]),
            ..PingPolicy::default()
        }
    }

    #[test]
    fn a_log_says_how_a_program_is_watched_in_words() {
        let limit = Duration::from_millis(1500);
        let words = WatchMode::Required { limit }.to_string();
        assert_eq!(words, "it has to ping within 1500 ms");
        assert!(WatchMode::Off.to_string().contains("no limit is set"));
    }

    #[test]
    fn off_tells_zero() {
        let watch = policy(0, PingRequirement::Required).watch("Game", None);
        assert_eq!(watch.max_ping_time_ms(), 0);
    }

    #[test]
    fn an_exempt_program_is_told_zero_whatever_its_case() {
        let watch = policy(1000, PingRequirement::Required).watch(" old PLAYER ", None);
        assert_eq!(watch.mode, WatchMode::Exempt);
        assert_eq!(watch.max_ping_time_ms(), 0);
    }

    #[test]
    fn s7_an_exemption_is_for_one_program_of_one_origin() {
        let policy = policy(1000, PingRequirement::Required);
        for (name, origin, exempt) in [
            ("Old Player", None, true),
            ("Old Player", Some("https://player.example"), false),
            ("Web Player", Some("https://player.example"), true),
            ("Web Player", Some("https://evil.example"), false),
            ("Web Player", None, false),
        ] {
            let is_exempt = policy.watch(name, origin).mode == WatchMode::Exempt;
            assert_eq!(is_exempt, exempt, "{name} {origin:?}");
        }
    }

    #[test]
    fn s5_the_connections_limit_does_not_follow_the_ping_limit() {
        for limit_ms in [0, 50, 1000, 60_000, 600_000] {
            for name in ["Game", "Old Player"] {
                let mut policy = policy(limit_ms, PingRequirement::Required);
                assert_eq!(policy.watch(name, None).connection_limit, Duration::from_secs(10));
                policy.connection_limit_ms = 3000;
                assert_eq!(policy.watch(name, None).connection_limit, Duration::from_secs(3));
                policy.connection_limit_ms = 0;
                assert_eq!(policy.watch(name, None).connection_limit, Duration::from_secs(1));
            }
        }
    }

    #[test]
    fn where_supported_tells_the_limit_all_the_same() {
        let watch = policy(2000, PingRequirement::WhereSupported).watch("Game", None);
        assert_eq!(watch.max_ping_time_ms(), 2000);
    }
}
