//! The manual page and the shells' completions, as the packages carry them: written by `cargo xtask bindings`, checked by
//! every test run.

use clap::{Arg, Command, CommandFactory as _};
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use crate::{bindings::is_up_to_date, cli::Arguments};

const FOLDER: &str = "src-tauri/packaging/documents";
const PROGRAM: &str = "vigil";

/// The page is the same for every version, so that a new one changes no file here.
#[test]
fn the_manual_page_is_up_to_date() {
    let mut page = Vec::new();
    Man::new(Arguments::command().version(None))
        .manual("User Commands")
        .source("Vigil")
        .render(&mut page)
        .unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("max\\-ping\\-time"), "{page}");
    is_up_to_date(&format!("{FOLDER}/vigil.1"), &page);
}

#[test]
fn completions_are_up_to_date() {
    for (shell, file) in [
        (Shell::Bash, "vigil.bash"),
        (Shell::Zsh, "_vigil"),
        (Shell::Fish, "vigil.fish"),
        (Shell::PowerShell, "_vigil.ps1"),
    ] {
        let mut completions = Vec::new();
        generate(shell, &mut for_people(), PROGRAM, &mut completions);
        let completions = String::from_utf8(completions).unwrap();
        assert!(completions.contains("max-ping-time"), "{completions}");
        is_up_to_date(&format!("{FOLDER}/{file}"), &completions);
    }
}

/// Without the arguments that Vigil gives to itself, some of which only a build with a window has.
fn for_people() -> Command {
    let command = Arguments::command();
    let shown: Vec<Arg> = command
        .get_arguments()
        .filter(|argument| !argument.is_hide_set())
        .cloned()
        .collect();
    let about = command.get_about().cloned().unwrap_or_default();
    Command::new(PROGRAM)
        .about(about)
        .version(env!("CARGO_PKG_VERSION"))
        .args(shown)
}
