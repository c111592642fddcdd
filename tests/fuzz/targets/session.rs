#![no_main]

mod mutate;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use vigil_fuzz::session;

fuzz_target!(|input: &str| session::check(input));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // Every other time whole lines and numbers, else bytes.
    let changed = str::from_utf8(&data[..size])
        .ok()
        .filter(|_| seed.is_multiple_of(2))
        .and_then(|script| mutate::mutate(script, seed / 2))
        .filter(|script| script.len() <= max_size);
    let Some(script) = changed else {
        return fuzzer_mutate(data, size, max_size);
    };
    data[..script.len()].copy_from_slice(script.as_bytes());
    script.len()
});
