//! What the person does with the log: saves lines that the window shows, opens the folder of its files.

use std::{io, path::PathBuf};

use tauri::async_runtime::spawn_blocking;
use tokio::time::timeout;

use crate::{
    files::write_chosen,
    language::{Language, say},
    timeouts,
    view::{RequestError, RequestErrorCode},
};

#[derive(Debug)]
pub(super) enum LogFileError {
    NotSaved {
        path: PathBuf,
        source: io::Error,
    },
    /// The system shows no folders.
    NotShown(PathBuf),
}

impl LogFileError {
    /// For the person who asked.
    pub(super) fn told(&self, language: Language) -> RequestError {
        let (code, sentence) = match self {
            Self::NotSaved { path, source } => (
                RequestErrorCode::SaveFailed,
                say!(
                    language,
                    "log-not-saved",
                    path = path.display().to_string(),
                    problem = source.to_string()
                ),
            ),
            Self::NotShown(folder) => (
                RequestErrorCode::Refused,
                say!(language, "log-not-shown", folder = folder.display().to_string()),
            ),
        };
        RequestError {
            code,
            sentence,
            field: None,
        }
    }
}

/// Writes these lines to the file that the person chose.
pub(super) async fn save(path: PathBuf, text: String) -> Result<(), LogFileError> {
    let chosen = path.clone();
    let write = move || {
        write_chosen(&chosen, |out| {
            out.write_all(text.as_bytes())?;
            out.write_all(b"\n")
        })
    };
    let saved = spawn_blocking(write).await;
    saved
        .unwrap_or_else(|error| Err(io::Error::other(error)))
        .map_err(|source| LogFileError::NotSaved { path, source })
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

    #[tokio::test]
    async fn lines_are_written_where_the_person_wants_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.txt");
        fs::write(&path, "what is there, and was agreed to be written over").unwrap();
        save(path.clone(), "one\ntwo".to_owned()).await.unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), "one\ntwo\n");
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none").join("log.txt");
        let error = save(path.clone(), "one".to_owned()).await.unwrap_err();
        for language in Language::ALL {
            let told = error.told(language);
            assert_eq!(told.code, RequestErrorCode::SaveFailed);
            assert!(told.sentence.contains(&path.display().to_string()), "{}", told.sentence);
        }
    }
}
