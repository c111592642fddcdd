use vigil_server::{anonymous_origin, canonical_origin};

use super::Settings;

/// The difference that other settings make, found out once for everything that follows settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SettingsChange {
    /// What holds now.
    pub now: Settings,
    /// The server is to listen at another place.
    pub server_moved: bool,
    pub adapter_changed: bool,
    /// Web pages that may connect now and might not before, by their canonical origins.
    pub newly_allowed: Vec<String>,
    /// Web pages that may never connect and might be asked about before.
    pub newly_refused: Vec<String>,
}

impl SettingsChange {
    pub(crate) fn between(before: &Settings, now: Settings) -> Self {
        let new = |now: &[String], before: &[String]| {
            let new = now.iter().filter(|origin| !before.contains(origin));
            new.filter_map(|origin| canonical_origin(origin).or_else(|| anonymous_origin(origin)))
                .collect()
        };
        let newly_allowed = new(&now.server.allowed_origins, &before.server.allowed_origins);
        let newly_refused = new(&now.server.refused_origins, &before.server.refused_origins);
        Self {
            server_moved: (before.server.address, before.server.port) != (now.server.address, now.server.port),
            adapter_changed: before.bluetooth.adapter != now.bluetooth.adapter,
            newly_allowed,
            newly_refused,
            now,
        }
    }

    /// Nothing is different, and everything follows all the same.
    pub(crate) fn none(now: Settings) -> Self {
        Self::between(&now.clone(), now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_found_and_no_other() {
        let before = Settings::default();
        assert_eq!(
            SettingsChange::none(before.clone()),
            SettingsChange {
                now: before.clone(),
                server_moved: false,
                adapter_changed: false,
                newly_allowed: Vec::new(),
                newly_refused: Vec::new(),
            }
        );
        let with = |change: fn(&mut Settings)| {
            let mut now = before.clone();
            change(&mut now);
            SettingsChange::between(&before, now)
        };
        assert!(with(|settings| settings.server.port += 1).server_moved);
        let adapter = with(|settings| settings.bluetooth.adapter = Some("hci1".to_owned()));
        assert!(adapter.adapter_changed && !adapter.server_moved);
        let allowed = with(|settings| settings.server.allowed_origins = vec!["HTTPS://a.example/".to_owned()]);
        assert_eq!(allowed.newly_allowed, ["https://a.example"]);
        let refused = with(|settings| settings.server.refused_origins = vec!["NULL".to_owned()]);
        assert_eq!(refused.newly_refused, ["null"]);
        assert!(!allowed.server_moved && !allowed.adapter_changed);
    }
}
