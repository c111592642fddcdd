use crate::{
    language::{Language, say},
    view::{AppView, ServerView, ToyLink, ToyView},
};

/// What the icon tells at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// No program can connect.
    Off,
    Watching,
    Moving,
    /// Something happened that the person has not read.
    Alert,
    /// Everything is held.
    Stopped,
}

/// What icon and menu say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub language: Language,
    pub sign: Sign,
    /// The first line of the menu, and what the icon says when it is pointed at.
    pub sentence: String,
    pub programs: Vec<String>,
    pub toys: Vec<String>,
    /// The hold that can be ended here.
    pub hold: Option<u64>,
    /// There is a reason for the hold that has to be looked at in the window.
    pub must_look: bool,
    /// Programs can connect.
    pub is_on: bool,
}

impl Shown {
    /// Before anything is known.
    pub(super) fn nothing(language: Language) -> Self {
        Self {
            language,
            sign: Sign::Off,
            sentence: say!(language, "tray-starting"),
            programs: Vec::new(),
            toys: Vec::new(),
            hold: None,
            must_look: false,
            is_on: false,
        }
    }

    pub(super) fn of(view: &AppView) -> Self {
        let language = view.language;
        let is_on = matches!(view.server, ServerView::Running { .. });
        let moving = view.toys.iter().filter(|toy| moves(toy)).count();
        let sign = if view.held.is_some() {
            Sign::Stopped
        } else if view.history.unread > 0 {
            Sign::Alert
        } else if moving > 0 {
            Sign::Moving
        } else if is_on {
            Sign::Watching
        } else {
            Sign::Off
        };
        let programs = view.programs.len();
        let sentence = match sign {
            Sign::Stopped => say!(language, "tray-stopped"),
            Sign::Alert => say!(language, "tray-unread", count = view.history.unread),
            Sign::Moving => say!(language, "tray-moving", toys = moving, programs = programs),
            Sign::Watching => say!(language, "tray-watching", programs = programs),
            Sign::Off => say!(language, "tray-off"),
        };
        Self {
            language,
            sign,
            sentence,
            programs: view.programs.iter().map(|program| program.name.clone()).collect(),
            toys: view.toys.iter().map(|one| toy(language, one)).collect(),
            hold: view.held,
            must_look: view.held.is_some() && view.held_because.is_some(),
            is_on,
        }
    }
}

fn toy(language: Language, toy: &ToyView) -> String {
    let name = toy.name.as_str();
    match toy.link {
        ToyLink::Connected if toy.stop_unconfirmed => say!(language, "tray-toy-unconfirmed", toy = name),
        ToyLink::Connected if moves(toy) => say!(language, "tray-toy-moving", toy = name),
        ToyLink::Connected => say!(language, "tray-toy-still", toy = name),
        ToyLink::Reconnecting => say!(language, "tray-toy-lost", toy = name),
        ToyLink::Connecting => say!(language, "tray-toy-connecting", toy = name),
        ToyLink::Away => say!(language, "tray-toy-away", toy = name),
    }
}

fn moves(toy: &ToyView) -> bool {
    !toy.moved_by.is_empty() || toy.tried
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{HistoryView, samples};

    #[test]
    fn the_sign_is_the_most_urgent_one() {
        let mut view = samples::view();
        view.server = ServerView::Stopped;
        assert_eq!(Shown::of(&view).sign, Sign::Off);
        view.server = ServerView::Running {
            url: "ws://127.0.0.1:12345".to_owned(),
            note: None,
        };
        let watching = Shown::of(&view);
        assert_eq!(
            (watching.sign, watching.sentence.as_str()),
            (Sign::Watching, "Watching, 0 programs connected")
        );
        view.history = HistoryView {
            unread: 2,
            ..view.history
        };
        assert_eq!(Shown::of(&view).sentence, "2 alerts that you have not read");
        view.language = Language::German;
        assert_eq!(Shown::of(&view).sentence, "2 ungelesene Meldungen");
        view.held = Some(1);
        let stopped = Shown::of(&view);
        assert_eq!(
            (stopped.sign, stopped.hold, stopped.must_look),
            (Sign::Stopped, Some(1), false)
        );
        view.held_because = Some("look".to_owned());
        assert!(Shown::of(&view).must_look);
    }
}
