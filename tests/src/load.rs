//! Keeps the processor busy.

use std::{
    hint,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

/// Threads that compute until this is dropped.
#[derive(Debug)]
pub struct Busy {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// Keeps so many cores busy.
pub fn busy(cores: usize) -> Busy {
    let stop = Arc::new(AtomicBool::new(false));
    let threads = (0..cores)
        .map(|_| {
            let stop = stop.clone();
            thread::spawn(move || burn(&stop))
        })
        .collect();
    Busy { stop, threads }
}

/// How many there are.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, Into::into)
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn burn(stop: &AtomicBool) {
    let mut state = 1_u64;
    while !stop.load(Ordering::Relaxed) {
        // A generator of random numbers: work that the compiler cannot leave out, and that gives up no time slice.
        for _ in 0..10_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
        }
        hint::black_box(state);
    }
}
