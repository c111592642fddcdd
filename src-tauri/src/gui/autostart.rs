//! Whether Vigil starts when the person logs in: a file in the folder that their desktop reads then.
//!
//! The file itself is the setting: desktops have programs of their own that switch such entries off or remove them. Only
//! Linux has such a folder. `tauri-plugin-autostart` is not used: it does not quote the program's path, and knows one
//! folder only, whatever `XDG_CONFIG_HOME` says.

use std::{
    env, fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::{
    cli::Arguments,
    language::{Language, say},
    view::{AutostartView, RequestError, RequestErrorCode},
};

const FILE: &str = "app.vigil.Vigil.desktop";
const HIDDEN: &str = "--hidden";

#[derive(Debug)]
pub(super) enum AutostartError {
    /// Nothing is started at login on this system.
    NotHere,
    NotWritten(PathBuf, io::Error),
    /// The program lies at a place that no desktop can be told.
    Unspeakable(PathBuf),
}

impl AutostartError {
    /// For the person who asked.
    pub(super) fn told(&self, language: Language) -> RequestError {
        let (code, sentence) = match self {
            Self::NotHere => (RequestErrorCode::Refused, say!(language, "autostart-not-here")),
            Self::NotWritten(file, problem) => (
                RequestErrorCode::SaveFailed,
                say!(
                    language,
                    "autostart-not-written",
                    file = file.display().to_string(),
                    problem = problem.to_string()
                ),
            ),
            Self::Unspeakable(program) => (
                RequestErrorCode::SaveFailed,
                say!(
                    language,
                    "autostart-unspeakable",
                    program = program.display().to_string()
                ),
            ),
        };
        RequestError {
            code,
            sentence,
            field: None,
        }
    }
}

/// The entry of this program.
#[derive(Debug, Clone)]
pub(super) struct Autostart {
    /// `None` where there is no such folder.
    file: Option<PathBuf>,
    data_dir: Option<PathBuf>,
}

impl Autostart {
    /// As this Vigil was started: with its data directory, if that is not the usual one.
    pub(super) fn of(arguments: &Arguments) -> Self {
        let folder = dirs::config_dir().filter(|_| cfg!(target_os = "linux"));
        Self::within(folder.as_deref(), arguments.data_dir.as_deref())
    }

    fn within(config: Option<&Path>, data_dir: Option<&Path>) -> Self {
        Self {
            file: config.map(|config| config.join("autostart").join(FILE)),
            data_dir: data_dir.and_then(|data_dir| std::path::absolute(data_dir).ok()),
        }
    }

    /// How it stands now, as the desktop would read it.
    pub(super) fn look(&self) -> AutostartView {
        let text = self.file.as_ref().and_then(|file| fs::read_to_string(file).ok());
        AutostartView {
            possible: self.file.is_some(),
            on: text.as_deref().is_some_and(is_on),
            hidden: text.as_deref().is_some_and(starts_hidden),
        }
    }

    pub(super) fn set(&self, on: bool, hidden: bool) -> Result<AutostartView, AutostartError> {
        let program = env::current_exe();
        let file = self.file.as_ref().ok_or(AutostartError::NotHere)?;
        let not_written = |error| AutostartError::NotWritten(file.clone(), error);
        if on {
            let entry = self.entry(&program.map_err(not_written)?, hidden)?;
            write(file, &entry).map_err(not_written)?;
        } else if let Err(error) = fs::remove_file(file)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(not_written(error));
        }
        Ok(self.look())
    }

    fn entry(&self, program: &Path, hidden: bool) -> Result<String, AutostartError> {
        // The first may hold no `=`, and GLib looks for it with `%%` as it stands there.
        if program.to_str().is_none_or(|program| program.contains(['=', '%'])) {
            return Err(AutostartError::Unspeakable(program.to_owned()));
        }
        let mut command = vec![program];
        if let Some(data_dir) = &self.data_dir {
            command.extend([Path::new("--data-dir"), data_dir]);
        }
        command.extend(hidden.then_some(Path::new(HIDDEN)));
        let command = command.into_iter().map(|argument| {
            let quoted = argument.to_str().and_then(quoted);
            quoted.ok_or_else(|| AutostartError::Unspeakable(argument.to_owned()))
        });
        let command = command.collect::<Result<Vec<_>, _>>()?.join(" ");
        // Where the program is gone, the desktop leaves the entry alone.
        let program = program.display().to_string().replace('\\', r"\\");
        Ok(format!(
            "[Desktop Entry]\nType=Application\nName=Vigil\nComment=Stops every toy when the program that drives it stops \
             answering\nTryExec={program}\nExec={command}\nIcon=vigil\nTerminal=false\nStartupNotify=false\n"
        ))
    }
}

/// As the Desktop Entry Specification has it: quotes around it, a backslash before what means something within them, `%%`
/// for a percent sign; and once more a backslash before each backslash, as in any value.
fn quoted(argument: &str) -> Option<String> {
    if argument.contains(char::is_control) {
        return None;
    }
    let mut quoted = String::from("\"");
    for letter in argument.chars() {
        match letter {
            '\\' => quoted.push_str(r"\\\\"),
            '"' | '`' | '$' => quoted.extend([r"\\", letter.encode_utf8(&mut [0; 4])]),
            '%' => quoted.push_str("%%"),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    Some(quoted)
}

/// Whole, or not at all.
fn write(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().ok_or(io::ErrorKind::NotFound)?;
    fs::create_dir_all(folder)?;
    let mut unfinished = NamedTempFile::with_prefix_in(".vigil-", folder)?;
    unfinished.write_all(text.as_bytes())?;
    unfinished.as_file().sync_all()?;
    unfinished.persist(file)?;
    Ok(())
}

/// Desktops switch an entry off in either of these ways.
fn is_on(entry: &str) -> bool {
    !has(entry, "Hidden", "true") && !has(entry, "X-GNOME-Autostart-enabled", "false")
}

fn starts_hidden(entry: &str) -> bool {
    let exec = entry.lines().find_map(|line| line.strip_prefix("Exec="));
    exec.is_some_and(|exec| exec.split_whitespace().any(|word| word.trim_matches('"') == HIDDEN))
}

fn has(entry: &str, key: &str, value: &str) -> bool {
    entry.lines().any(|line| {
        let pair = line.split_once('=');
        pair.is_some_and(|(k, v)| k.trim() == key && v.trim() == value)
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{os::unix::fs::PermissionsExt, thread, time::Duration};

    use gtk::{
        gio::{AppLaunchContext, DesktopAppInfo, prelude::AppInfoExt},
        glib,
    };
    use vigil_clock::Clock;

    use super::*;

    #[test]
    fn it_is_written_read_and_removed() {
        let config = tempfile::tempdir().unwrap();
        let autostart = Autostart::within(Some(config.path()), None);
        let view = |on, hidden| AutostartView {
            possible: true,
            on,
            hidden,
        };
        assert_eq!(autostart.look(), view(false, false));
        assert_eq!(autostart.set(true, true).unwrap(), view(true, true));
        let file = config.path().join("autostart").join(FILE);
        assert!(
            DesktopAppInfo::from_filename(&file).is_some(),
            "the desktop can read it"
        );
        let program = env::current_exe().unwrap().display().to_string();
        let exec = format!("\nExec=\"{program}\" \"--hidden\"\n");
        assert!(
            fs::read_to_string(&file).unwrap().contains(&exec),
            "the program that runs"
        );
        assert_eq!(autostart.set(true, false).unwrap(), view(true, false));
        let text = fs::read_to_string(&file).unwrap();
        for off in ["Hidden=true", "X-GNOME-Autostart-enabled = false"] {
            fs::write(&file, format!("{text}{off}\n")).unwrap();
            assert_eq!(autostart.look(), view(false, false), "{off}");
        }
        assert_eq!(autostart.set(true, true).unwrap(), view(true, true), "on again");
        assert_eq!(autostart.set(false, true).unwrap(), view(false, false));
        assert!(!file.exists());
        assert_eq!(
            autostart.set(false, false).unwrap(),
            view(false, false),
            "nothing to remove"
        );
    }

    #[test]
    fn where_there_is_no_such_folder_nothing_is_promised() {
        let nowhere = Autostart::within(None, None);
        assert!(!nowhere.look().possible);
        assert!(matches!(nowhere.set(true, false), Err(AutostartError::NotHere)));
        let blocked = tempfile::tempdir().unwrap();
        fs::write(blocked.path().join("autostart"), "a file").unwrap();
        let refused = Autostart::within(Some(blocked.path()), None).set(true, false);
        assert!(matches!(refused, Err(AutostartError::NotWritten(..))), "{refused:?}");
        for program in ["/a\nb/vigil", "/50 %/vigil", "/a=b/vigil"] {
            let refused = nowhere.entry(Path::new(program), false);
            assert!(matches!(refused, Err(AutostartError::Unspeakable(_))), "{refused:?}");
        }
    }

    /// GLib reads the entry and starts it, as desktops do.
    #[test]
    fn a_desktop_starts_this_very_program_whatever_its_path_is() {
        for name in [
            "vigil",
            "two words",
            "a \"quoted\" `tick` $HOME",
            "back\\slash",
            "ü 'é'; *?&|",
        ] {
            let place = tempfile::tempdir().unwrap();
            let folder = place.path().join(name);
            fs::create_dir(&folder).unwrap();
            let (program, said) = (folder.join("vigil"), place.path().join("said"));
            let script = format!(
                "#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\" > '{0}.part'\nmv '{0}.part' '{0}'\n",
                said.display()
            );
            fs::write(&program, script).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
            let data_dir = folder.join("50 % = its data");
            let entry = Autostart::within(None, Some(&data_dir)).entry(&program, true).unwrap();
            let file = place.path().join(FILE);
            fs::write(&file, entry).unwrap();
            let entry = DesktopAppInfo::from_filename(&file).unwrap_or_else(|| panic!("{name} cannot be read"));
            entry
                .launch(&[], None::<&AppLaunchContext>)
                .unwrap_or_else(|error: glib::Error| panic!("{name}: {error}"));
            let begun = Clock::system().now();
            while !said.exists() {
                assert!(Clock::system().now() - begun < Duration::from_secs(20), "{name}");
                thread::yield_now();
            }
            let expected = [
                program.to_str().unwrap(),
                "--data-dir",
                data_dir.to_str().unwrap(),
                HIDDEN,
            ];
            let said = fs::read_to_string(&said).unwrap();
            assert_eq!(said.lines().collect::<Vec<_>>(), expected, "{name}");
        }
    }
}
