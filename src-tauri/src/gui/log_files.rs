//! What the person does with the log: saves lines that the window shows, opens the folder of its files.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
};

use tauri::async_runtime::spawn_blocking;
use thiserror::Error;
use tokio::time::timeout;

use crate::{
    timeouts,
    view::{RequestError, RequestErrorCode},
};

/// Copies beside each other before one is refused: nobody wants so many.
const MOST_COPIES: u32 = 1000;

#[derive(Debug, Error)]
pub(super) enum LogFileError {
    #[error("This system names no folder for files that you save.")]
    NoPlace,
    #[error("The log could not be saved in {folder}: {source}.")]
    NotSaved { folder: PathBuf, source: io::Error },
    #[error("The system shows no folders here. The files are in {0}.")]
    NotShown(PathBuf),
}

impl From<LogFileError> for RequestError {
    fn from(error: LogFileError) -> Self {
        Self {
            code: match error {
                LogFileError::NoPlace | LogFileError::NotSaved { .. } => RequestErrorCode::SaveFailed,
                LogFileError::NotShown(_) => RequestErrorCode::Refused,
            },
            sentence: error.to_string(),
            field: None,
        }
    }
}

/// Where downloads go; nothing asks where to, and nothing is written over.
pub(super) async fn save(text: String) -> Result<PathBuf, LogFileError> {
    let folder = dirs::download_dir()
        .filter(|folder| folder.is_dir())
        .or_else(dirs::home_dir);
    let folder = folder.ok_or(LogFileError::NoPlace)?;
    let place = folder.clone();
    let saved = spawn_blocking(move || save_in(&place, &text)).await;
    saved
        .unwrap_or_else(|error| Err(io::Error::other(error)))
        .map_err(|source| LogFileError::NotSaved { folder, source })
}

fn save_in(folder: &Path, text: &str) -> io::Result<PathBuf> {
    let day = jiff::Zoned::now().strftime("%Y-%m-%d").to_string();
    let mut copy = 1;
    loop {
        let name = match copy {
            1 => format!("vigil-log-{day}.txt"),
            _ => format!("vigil-log-{day}-{copy}.txt"),
        };
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                file.write_all(b"\n")?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && copy < MOST_COPIES => copy += 1,
            Err(error) => return Err(error),
        }
    }
}

/// In the system's own program for files, which is no child of this one.
pub(super) async fn open(folder: PathBuf) -> Result<(), LogFileError> {
    let shown = folder.clone();
    let opening = spawn_blocking(move || tauri_plugin_opener::reveal_item_in_dir(&shown));
    match timeout(timeouts::SHOW_FOLDER, opening).await {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Ok(Err(error))) => {
            log::warn!("the folder of the log cannot be shown: {error}");
            Err(LogFileError::NotShown(folder))
        }
        Ok(Err(_)) | Err(_) => Err(LogFileError::NotShown(folder)),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let first = save_in(folder.path(), "one").unwrap();
        let second = save_in(folder.path(), "two").unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::read_to_string(first).unwrap(), "one\n");
        assert_eq!(fs::read_to_string(second).unwrap(), "two\n");
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(save_in(&folder.path().join("none"), "one").is_err());
    }
}
