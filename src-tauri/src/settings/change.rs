use vigil_server::canonical_origin;

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
}

impl SettingsChange {
    pub(crate) fn between(before: &Settings, now: Settings) -> Self {
        let origins = now.server.allowed_origins.iter();
        let newly_allowed = origins
            .filter(|origin| !before.server.allowed_origins.contains(origin))
            .filter_map(|origin| canonical_origin(origin))
            .collect();
        Self {
            server_moved: (before.server.address, before.server.port) != (now.server.address, now.server.port),
            adapter_changed: before.bluetooth.adapter != now.bluetooth.adapter,
            newly_allowed,
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
        assert!(!allowed.server_moved && !allowed.adapter_changed);
    }
}
