//! Starting other programs.

use std::{
    env,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::error::Error;

/// Runs it with our own input and output, and waits.
pub(crate) fn run(command: &mut Command) -> Result<(), Error> {
    let status = command.status().map_err(|source| Error::Start {
        program: program(command),
        source,
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::Failed {
            command: line(command),
            status,
        })
    }
}

/// Runs it, and hands on each line that it prints, on whichever output, as soon as it does.
pub(crate) fn run_and_read(command: &mut Command, mut read: impl FnMut(&str)) -> Result<(), Error> {
    let failed = |source| Error::Start {
        program: program(command),
        source,
    };
    let (output, input) = std::io::pipe().map_err(failed)?;
    let both = input.try_clone().map_err(failed)?;
    command.stdout(input).stderr(both);
    let mut child = command.spawn().map_err(|source| Error::Start {
        program: program(command),
        source,
    })?;
    // Ours would keep the pipe open for ever.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    for line in BufReader::new(output).split(b'\n') {
        let Ok(line) = line else { break };
        read(String::from_utf8_lossy(&line).trim_end_matches('\r'));
    }
    let status = child.wait().map_err(|source| Error::Start {
        program: program(command),
        source,
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::Failed {
            command: line(command),
            status,
        })
    }
}

/// What it prints; it has to succeed.
pub(crate) fn output(command: &mut Command) -> Result<String, Error> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| Error::Start {
            program: program(command),
            source,
        })?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Error::Failed {
            command: line(command),
            status: output.status,
        })
    }
}

/// What it prints, where it starts and succeeds; asked of programs that may be missing.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The program of that name on PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    env::split_paths(&env::var_os("PATH")?)
        .flat_map(|folder| {
            endings
                .iter()
                .map(move |ending| folder.join(format!("{program}{ending}")))
        })
        .find(|path| path.is_file())
}

/// The name it is started by.
pub(crate) fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// As it would be typed by somebody who has the program on PATH.
pub(crate) fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    std::iter::once(program.file_name().unwrap_or(command.get_program()))
        .chain(command.get_args())
        .map(|part| {
            let part = part.to_string_lossy();
            if part.contains(char::is_whitespace) || part.is_empty() {
                format!("'{part}'")
            } else {
                part.into_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_reads_as_it_would_be_typed() {
        let mut command = Command::new("/somewhere/bin/cargo");
        command.args(["test", "two words", ""]);
        assert_eq!(line(&command), "cargo test 'two words' ''");
    }

    #[test]
    fn a_program_that_does_not_exist_has_no_answer() {
        assert_eq!(answer(&mut Command::new("no-such-program-anywhere")), None);
        assert_eq!(find("no-such-program-anywhere"), None);
    }
}
