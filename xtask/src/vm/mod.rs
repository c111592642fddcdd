//! A virtual machine for Vigil and the real bluetoothd: nothing in it is this machine's, except the files.

mod initramfs;
mod kernel;

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::{error::Error, workspace::Workspace};

/// What the test's init says last, where all is well.
const PASSED: &str = "exit code 0";
/// After so many seconds of real time it hangs.
const LIMIT_SECONDS: &str = "900";
/// What `timeout` ends with then.
const TIMED_OUT: i32 = 124;
const MEMORY_MB: &str = "768";

/// The programs that it is about.
#[derive(Debug)]
pub(crate) struct Tested {
    pub(crate) vigil: PathBuf,
    pub(crate) test: PathBuf,
}

/// Starts it, prints what it says, and waits until it has switched itself off. `steps`: only these.
pub(crate) fn run(workspace: &Workspace, tested: &Tested, steps: &[String]) -> Result<(), Error> {
    let folder = workspace.target.join("vm");
    let kernel = kernel::ensure(&folder)?;
    let initramfs = initramfs::build(workspace, &folder, &kernel, tested)?;
    let mut arguments = "console=ttyS0 quiet panic=-1".to_owned();
    if !steps.is_empty() {
        arguments = format!("{arguments} ONLY={}", steps.join(","));
    }
    let mut command = Command::new("timeout");
    command
        .args([LIMIT_SECONDS, "nice", "qemu-system-x86_64"])
        // Time passes with the instructions that are carried out, not with the clock of this machine: however busy
        // it is, nothing comes too late, and nobody waits for a pause to end.
        .args(["-accel", "tcg,thread=single", "-icount", "shift=1,sleep=off"])
        .args(["-rtc", "clock=vm", "-cpu", "max", "-smp", "1", "-m", MEMORY_MB])
        .args(["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"])
        .args(["-serial", "stdio", "-append", &arguments])
        .arg("-kernel")
        .arg(kernel.image())
        .arg("-initrd")
        .arg(initramfs)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    let failed = |source| Error::Start {
        program: "qemu-system-x86_64".to_owned(),
        source,
    };
    let mut machine = command.spawn().map_err(failed)?;
    let mut passed = false;
    for line in machine
        .stdout
        .take()
        .into_iter()
        .flat_map(|out| BufReader::new(out).lines())
    {
        let Ok(line) = line else { break };
        println!("{line}");
        passed |= line.trim() == PASSED;
    }
    let status = machine.wait().map_err(failed)?;
    if passed && status.success() {
        Ok(())
    } else if status.code() == Some(TIMED_OUT) {
        Err(Error::Vm("did not come to an end"))
    } else {
        Err(Error::Vm("has not passed its test; what it says is above"))
    }
}
