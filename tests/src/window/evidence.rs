use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::time::timeout;

use super::{environment, page::Page};

/// A window that shows nothing any more has nothing to give; its picture is not waited for.
const PICTURE: Duration = Duration::from_secs(3);

/// Of the app's log, printed with the failure.
const LAST_LINES: usize = 40;

/// Where pictures of the window go.
pub fn screens() -> PathBuf {
    let folder = environment::target().join("test-screens");
    fs::create_dir_all(&folder).expect("the target folder can be written to");
    folder
}

/// What an earlier run left would only mislead.
pub(super) fn forget(name: &str) {
    let from = failed(name);
    for ending in ["png", "stderr.txt"] {
        let _ = fs::remove_file(from.with_extension(ending));
    }
}

/// Keeps what helps to understand a failure. It has failed already, so nothing here fails.
pub(super) async fn save(name: &str, page: Option<&Page>, log: &Path) {
    let to = failed(name);
    if let Some(page) = page
        && let Ok(Some(picture)) = timeout(PICTURE, page.try_screenshot()).await
    {
        let _ = fs::write(to.with_extension("png"), picture);
    }
    let _ = fs::copy(log, to.with_extension("stderr.txt"));
    // Where only the output of a run is kept.
    let said = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = said.lines().collect();
    let last = &lines[lines.len().saturating_sub(LAST_LINES)..];
    eprintln!("the app said last:\n{}", last.join("\n"));
    eprintln!("what {name} left behind: {}.*", to.display());
}

fn failed(name: &str) -> PathBuf {
    screens().join(format!("failed-{name}"))
}
