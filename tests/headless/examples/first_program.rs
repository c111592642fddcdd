//! `docs/first-program.md`: every program on it, run as it stands there.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    time::Duration,
};

use libtest_mimic::Trial;
use tempfile::TempDir;
use tokio::process::Command;
use vigil_tests::{
    environment,
    example::Example,
    ports, trials,
    vigil::{Launch, Mark, Vigil},
};

use super::{story::Story, where_dotnet_is};

const PAGE: &str = include_str!("../../../docs/first-program.md");
/// The address in every program of the page; the test's Vigil has another.
const ADDRESS: &str = "ws://127.0.0.1:12345";
const NAME: &str = "My First Program";
const LINE: &str = "Connected: Simulated Vibrator";
/// Half of twenty.
const HALF: i32 = 10;
/// In two seconds, at half of the limit; one may be late.
const PINGS: u64 = 1;
const OPTIONS: [&str; 4] = ["--max-ping-time", "2000", "--simulate", "vibrator"];
const LANGUAGES: [&str; 6] = ["rust", "python", "js", "ts", "twee", "csharp"];
/// More than any program has.
const LINES: usize = 20;

pub(crate) fn tests() -> Vec<Trial> {
    let mut tests = trials![rust, python, javascript, typescript, twine, every_program_is_short];
    tests.extend(where_dotnet_is(trials![csharp]));
    tests
}

/// Built by `cargo xtask test`, from the page too: `examples/rust/build.rs`.
async fn rust() {
    let vigil = Vigil::start(&OPTIONS).await;
    let mut program = Command::new(environment::rust_example().with_file_name("first-program"));
    program.arg(vigil.url());
    runs(vigil, program).await;
}

async fn python() {
    in_a_terminal("python", "first.py", |folder| {
        runs_in(folder, environment::python(), &["first.py"])
    })
    .await;
}

async fn javascript() {
    in_a_terminal("js", "first.mjs", |folder| {
        runs_in(folder, environment::node(), &["first.mjs"])
    })
    .await;
}

async fn typescript() {
    in_a_terminal("ts", "first.mts", |folder| {
        let compiler = environment::examples().join("node_modules/typescript/bin/tsc");
        let options = "--target es2022 --module nodenext --types node --strict --skipLibCheck first.mts";
        let mut compile = runs_in(folder, environment::node(), &[]);
        is_done(compile.arg(compiler).args(options.split(' ')));
        runs_in(folder, environment::node(), &["first.mjs"])
    })
    .await;
}

async fn csharp() {
    in_a_terminal("csharp", "Program.cs", |folder| {
        let dotnet = environment::dotnet().expect("else it is ignored");
        let project = environment::examples().join("csharp/PingTimeoutExample/PingTimeoutExample.csproj");
        // What `dotnet new console` writes on top.
        let usings = "<ImplicitUsings>enable</ImplicitUsings></PropertyGroup>";
        let project = fs::read_to_string(project).unwrap().replace("</PropertyGroup>", usings);
        fs::write(folder.join("first.csproj"), project).unwrap();
        is_done(&mut runs_in(
            folder,
            dotnet.clone(),
            &["build", "--property:OutputPath=out"],
        ));
        runs_in(folder, dotnet, &["out/first.dll"])
    })
    .await;
}

async fn twine() {
    let port = ports::free_port();
    let folder = written("twee", "first.twee", &format!("ws://127.0.0.1:{port}"));
    let build = environment::examples().join("twine/build.mjs");
    is_done(
        runs_in(folder.path(), environment::node(), &[])
            .arg(build)
            .arg("first.twee"),
    );
    let mut story = Story::serve(&folder.path().join("first.html"), &["Connect"], Duration::ZERO).await;
    let vigil = Launch::new(&[&OPTIONS[..], &["--allow-origin", &story.origin()]].concat())
        .port(port)
        .start()
        .await;
    let _browser = story.open(&vigil);
    assert_eq!(story.line().await, LINE);
    plays(vigil).await;
}

async fn every_program_is_short() {
    for language in LANGUAGES {
        let lines = block(language).lines().filter(|line| !line.is_empty()).count();
        assert!(lines < LINES, "{language}: {lines} lines");
    }
}

/// Writes the program, builds it and runs it; `ready` gives the command.
async fn in_a_terminal(language: &str, file: &str, ready: impl FnOnce(&Path) -> Command) {
    let vigil = Vigil::start(&OPTIONS).await;
    let folder = written(language, file, &vigil.url());
    let command = ready(folder.path());
    runs(vigil, command).await;
}

async fn runs(vigil: Vigil, mut command: Command) {
    let mut program = Example::start(&mut command);
    assert_eq!(program.line().await, LINE);
    let ended = plays(vigil);
    let (status, lines) = program.ended().await;
    assert!(status.success(), "{status}: {lines:#?}");
    assert_eq!(lines, Vec::<String>::new());
    ended.await;
}

/// The toy moves at half, stops, and the program leaves; it has pinged meanwhile.
async fn plays(vigil: Vigil) {
    for motor in [0, 1] {
        vigil.wait_for_wish(0, motor, HALF).await;
    }
    let ended = vigil.wait_for_end_of(NAME).await;
    assert!(
        ["goodbye", "connection_lost"].contains(&ended.cause.as_str()),
        "{ended:?}"
    );
    assert!(ended.pings >= PINGS, "{ended:?}");
    vigil.wait_for_stop(Mark::default(), 0).await;
    vigil.stop().await;
}

/// The program as it stands on the page, but for the address, in a folder that has the packages which the page names.
fn written(language: &str, file: &str, address: &str) -> TempDir {
    let text = block(language);
    assert_eq!(text.matches(ADDRESS).count(), 1, "{language}");
    let folder = TempDir::with_prefix("vigil-first-program-").unwrap();
    fs::write(folder.path().join(file), text.replace(ADDRESS, address)).unwrap();
    symlink(
        environment::examples().join("node_modules"),
        folder.path().join("node_modules"),
    )
    .unwrap();
    folder
}

/// The page's block in this language.
fn block(language: &str) -> &'static str {
    let begin = format!("```{language}\n");
    let mut blocks = PAGE.split(&begin).skip(1);
    let (Some(block), None) = (blocks.next(), blocks.next()) else {
        panic!("the page has one block of {language}");
    };
    block.split("```").next().unwrap_or_default()
}

fn runs_in(folder: &Path, program: PathBuf, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command
}

/// Runs it to its end, which has to be a good one.
fn is_done(command: &mut Command) {
    let output = command.as_std_mut().output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
