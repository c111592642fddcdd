#![no_main]

libfuzzer_sys::fuzz_target!(|input: &str| vigil_fuzz::decode::check(input));
