//! Asks where to save a file. Nothing waits for the answer: the window, its "Stop everything" and its keys work while the
//! question is open.

use std::path::PathBuf;

use tauri::WebviewWindow;

use crate::{
    language::{Language, say},
    view::ExportFormat,
};

/// What is to be saved.
#[derive(Debug, Clone, Copy)]
pub(super) enum What {
    Alerts(ExportFormat),
    Log,
}

impl What {
    fn title(self, language: Language) -> String {
        match self {
            Self::Alerts(_) => say!(language, "dialog-save-alerts"),
            Self::Log => say!(language, "dialog-save-log"),
        }
    }

    fn file_name(self) -> String {
        match self {
            Self::Alerts(ExportFormat::Csv) => "vigil-alerts.csv".to_owned(),
            Self::Alerts(ExportFormat::Json) => "vigil-alerts.json".to_owned(),
            Self::Log => format!("vigil-log-{}.txt", jiff::Zoned::now().strftime("%Y-%m-%d")),
        }
    }
}

/// `None` if the person did not want to.
pub(super) async fn ask(window: &WebviewWindow, what: What, language: Language) -> Option<PathBuf> {
    system::ask(window, what, language).await
}

/// On the window's own thread: rfd would have a second one use GTK.
#[cfg(target_os = "linux")]
mod system {
    use std::{cell::RefCell, path::PathBuf};

    use gtk::{
        FileChooserAction, FileChooserNative, ResponseType,
        prelude::{FileChooserExt, NativeDialogExt},
    };
    use tauri::WebviewWindow;
    use tokio::sync::oneshot;

    use super::What;
    use crate::language::Language;

    pub(super) async fn ask(window: &WebviewWindow, what: What, language: Language) -> Option<PathBuf> {
        let (answer, answered) = oneshot::channel();
        window.run_on_main_thread(move || open(what, language, answer)).ok()?;
        answered.await.ok()?
    }

    fn open(what: What, language: Language, answer: oneshot::Sender<Option<PathBuf>>) {
        // Of no window, and so in the way of none.
        let dialog = FileChooserNative::new(
            Some(what.title(language).as_str()),
            None::<&gtk::Window>,
            FileChooserAction::Save,
            None,
            None,
        );
        dialog.set_do_overwrite_confirmation(true);
        dialog.set_current_name(&what.file_name());
        // GTK calls it once; it also holds the dialog, which would go otherwise.
        let open = RefCell::new(Some((answer, dialog.clone())));
        dialog.connect_response(move |_, response| {
            let Some((answer, dialog)) = open.take() else { return };
            let path = (response == ResponseType::Accept).then(|| dialog.filename()).flatten();
            // Whoever asked may have gone.
            let _ = answer.send(path);
            dialog.destroy();
        });
        dialog.show();
    }
}

/// Untried.
#[cfg(not(target_os = "linux"))]
mod system {
    use std::path::PathBuf;

    use rfd::AsyncFileDialog;
    use tauri::WebviewWindow;

    use super::What;
    use crate::language::Language;

    pub(super) async fn ask(_window: &WebviewWindow, what: What, language: Language) -> Option<PathBuf> {
        let dialog = AsyncFileDialog::new()
            .set_title(what.title(language))
            .set_file_name(what.file_name());
        let file = dialog.save_file().await?;
        Some(file.path().to_owned())
    }
}
