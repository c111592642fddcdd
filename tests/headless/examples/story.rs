//! A Twine story in a browser: its buttons are clicked, and the lines that it shows are read.

use std::{fs, path::Path, time::Duration};

use vigil_tests::{
    browser::{Browser, Site, Word},
    vigil::Vigil,
};

/// Stands in for the person. The story knows nothing of it.
const PERSON: &str = include_str!("person.js");

pub(super) struct Story(Site);

impl Story {
    /// Serves a story. These buttons are clicked one after the other, `pause` apart.
    pub(super) async fn serve(file: &Path, buttons: &[&str], pause: Duration) -> Self {
        let story = fs::read_to_string(file)
            .unwrap_or_else(|error| panic!("{}: {error}. `cargo xtask test` builds it.", file.display()));
        Self(Site::serving([("/", ("text/html", with_person(&story, buttons, pause)))]).await)
    }

    pub(super) fn origin(&self) -> String {
        self.0.origin("localhost")
    }

    pub(super) fn open(&self, vigil: &Vigil) -> Browser {
        Browser::open(&format!("{}/?server={}", self.origin(), vigil.url()))
    }

    /// The next line that it shows.
    pub(super) async fn line(&mut self) -> String {
        match self.0.word().await {
            Word::Line { text } => text,
            other => panic!("a story only shows lines: {other:?}"),
        }
    }
}

fn with_person(story: &str, buttons: &[&str], pause: Duration) -> Vec<u8> {
    let buttons = serde_json::to_string(buttons).unwrap();
    let person = format!(
        "<script>const BUTTONS = {buttons}, PAUSE_MS = {};\n{PERSON}</script>",
        pause.as_millis()
    );
    let (before, after) = story.rsplit_once("</body>").expect("a story is a page");
    format!("{before}{person}</body>{after}").into_bytes()
}
