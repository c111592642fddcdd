//! Takes the Rust program out of `docs/first-program.md`, so that what is built is what stands there.

use std::{env, error::Error, fs, path::Path};

const PAGE: &str = "../../docs/first-program.md";
/// In the program; the one that is built takes it from its command line, so that the tests can name another.
const ADDRESS: &str = "\"ws://127.0.0.1:12345\"";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={PAGE}");
    let page = fs::read_to_string(PAGE)?;
    let program = page
        .split_once("```rust\n")
        .and_then(|(_, rest)| rest.split_once("```"))
        .map(|(program, _)| program.replace(ADDRESS, "&std::env::args().nth(1).unwrap_or_default()"))
        .ok_or("the page has no Rust program")?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("first_program.rs"), program)?;
    Ok(())
}
