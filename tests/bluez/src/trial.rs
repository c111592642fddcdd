//! Tests that use libdbus themselves. It reads the address of its bus once per process, so each of them runs in a
//! process of its own: this test program again, as `--exact NAME`, with the address of a bus in its environment. The
//! first [`Bluez`](crate::Bluez) of such a process is on that bus.

use std::{
    env, fmt,
    path::PathBuf,
    pin::Pin,
    process::{Command, ExitCode},
    time::Duration,
};

use libtest_mimic::{Arguments, Failed, Trial};
use tokio::{runtime, time::timeout};

use crate::{
    bus::{self, BUS_ADDRESS},
    waits,
};

/// Set for the process of one test: the folder of its bus.
const FOLDER: &str = "VIGIL_BLUEZ_FOLDER";

/// Tests at a time, whatever the number of cores: they wait more than they compute.
const AT_A_TIME: usize = 16;

/// For the tasks of the mock and of the program under test. The test itself has the main thread.
const WORKERS: usize = 2;

/// For what the program under test leaves behind at the end of its test.
const SHUTDOWN: Duration = Duration::from_secs(1);

type Body = Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = ()>>> + Send>;

/// An async function with a name.
pub struct Test {
    name: String,
    body: Body,
}

/// Names async functions as tests; one that is written but not named here is reported by the compiler as unused.
#[macro_export]
macro_rules! tests {
    ($($test:ident),+ $(,)?) => {
        vec![$($crate::trial::Test::new(concat!(module_path!(), "::", stringify!($test)), $test)),+]
    };
}

impl fmt::Debug for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

impl Test {
    pub fn new<F, Fut>(path: &str, test: F) -> Self
    where
        F: FnOnce() -> Fut + Send + 'static,
        Fut: Future<Output = ()> + 'static,
    {
        Self {
            // As the usual harness names them: without the program's own name.
            name: path.split_once("::").map_or(path, |(_, name)| name).to_owned(),
            body: Box::new(move || Box::pin(test())),
        }
    }
}

/// The main function of a test program: runs the tests that the command line asks for, or, in the process of one test,
/// that test.
pub fn run(tests: Vec<Test>) -> ExitCode {
    if !cfg!(target_os = "linux") {
        // Elsewhere there is no BlueZ.
        return ExitCode::SUCCESS;
    }
    let mut arguments = Arguments::from_args();
    if folder_of_this_process().is_some() {
        let is_wanted = |test: &Test| Some(&test.name) == arguments.filter.as_ref();
        let test = tests.into_iter().find(is_wanted).expect("a test of that name");
        run_here(test);
        return ExitCode::SUCCESS;
    }
    arguments.test_threads.get_or_insert(AT_A_TIME);
    let trials = tests
        .into_iter()
        .map(|Test { name, .. }| Trial::test(name.clone(), move || run_in_a_process(&name)));
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// In the process of one test: the folder for its bus.
pub(crate) fn folder_of_this_process() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

fn run_here(test: Test) {
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .expect("a runtime starts");
    runtime
        .block_on(async { timeout(waits::TEST, (test.body)()).await })
        .expect("the test ends in time");
    runtime.shutdown_timeout(SHUTDOWN);
}

fn run_in_a_process(name: &str) -> Result<(), Failed> {
    let folder = bus::temporary_folder();
    // It ends with us, as the bus does.
    let output = Command::new("setpriv")
        .args(["--pdeathsig", "KILL"])
        .arg(env::current_exe()?)
        .args(["--exact", name])
        .env(FOLDER, folder.path())
        .env(BUS_ADDRESS, bus::address(folder.path()))
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("{}\n{}", output.status, String::from_utf8_lossy(&said)).into())
}
