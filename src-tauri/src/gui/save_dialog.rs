//! Asks where to save a file. Nothing waits for the answer: the window, its "Stop everything" and its keys work while the
//! question is open.

use std::path::PathBuf;

use tauri::WebviewWindow;

use crate::view::ExportFormat;

const TITLE: &str = "Save alerts";

/// `None` if the person did not want to.
pub(super) async fn ask(window: &WebviewWindow, format: ExportFormat) -> Option<PathBuf> {
    let name = match format {
        ExportFormat::Csv => "vigil-alerts.csv",
        ExportFormat::Json => "vigil-alerts.json",
    };
    system::ask(window, name).await
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

    use super::TITLE;

    pub(super) async fn ask(window: &WebviewWindow, name: &'static str) -> Option<PathBuf> {
        let (answer, answered) = oneshot::channel();
        window.run_on_main_thread(move || open(name, answer)).ok()?;
        answered.await.ok()?
    }

    fn open(name: &str, answer: oneshot::Sender<Option<PathBuf>>) {
        // Of no window, and so in the way of none.
        let dialog = FileChooserNative::new(Some(TITLE), None::<&gtk::Window>, FileChooserAction::Save, None, None);
        dialog.set_do_overwrite_confirmation(true);
        dialog.set_current_name(name);
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

    use super::TITLE;

    pub(super) async fn ask(_window: &WebviewWindow, name: &'static str) -> Option<PathBuf> {
        let dialog = AsyncFileDialog::new().set_title(TITLE).set_file_name(name);
        let file = dialog.save_file().await?;
        Some(file.path().to_owned())
    }
}
