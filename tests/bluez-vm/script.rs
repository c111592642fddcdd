//! One step after the other. One that fails ends the run.

use tokio::time::Instant;

use crate::{
    rig::Rig,
    steps::{everyday, system_faults, toy_faults, vigil_ends},
    table::{begin, seen},
};

/// Runs the steps that the environment (`ONLY`, with commas) asks for; without one, all of them.
macro_rules! steps {
    ($rig:expr, $($module:ident::$step:ident),+ $(,)?) => {
        let known = [$(stringify!($step)),+];
        let only = std::env::var("ONLY").unwrap_or_default();
        let wanted: Vec<&str> = only.split(',').filter(|step| !step.is_empty()).collect();
        for step in &wanted {
            assert!(known.contains(step), "there is no step {step}; there is {known:?}");
        }
        $(if wanted.is_empty() || wanted.contains(&stringify!($step)) {
            $module::$step($rig).await;
        })+
    };
}

pub(crate) async fn run() {
    let begun = Instant::now();
    let mut rig = Rig::start().await;
    begin();
    seen("start", "bus, radio, bluetoothd and Vigil are there", begun.elapsed());
    everyday::found(&mut rig).await;
    steps![
        &mut rig,
        everyday::moved,
        everyday::program_killed,
        everyday::pings_stop,
        toy_faults::link_lost,
        toy_faults::toy_hangs,
        toy_faults::another_toy,
        toy_faults::toy_away_for_long,
        system_faults::adapter_switched_off,
        system_faults::airplane_mode,
        system_faults::adapter_pulled,
        system_faults::bluetoothd_killed,
        system_faults::bluetoothd_restarted,
        vigil_ends::vigil_killed,
        vigil_ends::vigil_and_guardian_killed,
        vigil_ends::toy_left_under_another_name,
    ];
    vigil_ends::vigil_told_to_end(rig).await;
}
