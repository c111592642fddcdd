use std::{collections::BTreeSet, sync::Arc};

use futures_util::{FutureExt, future::BoxFuture};
use tokio::{sync::Mutex as AsyncMutex, time::timeout};
use vigil_core::message::{CommandError, InputAction, InputKind, Reading};

use crate::{
    timeouts,
    toy::{HardwareError, Toy},
    worker::ToyState,
};

/// A toy, and what drives it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) state: Arc<ToyState>,
    pub(super) toy: Arc<dyn Toy>,
    pub(super) sensors: Arc<Sensors>,
}

/// The sensors of one toy that were switched on since it came. Held while one is switched, so that on and off cannot
/// cross.
#[derive(Debug, Default)]
pub(super) struct Sensors(pub(super) AsyncMutex<BTreeSet<(u32, InputKind)>>);

impl Entry {
    /// Asks a sensor. Resolves within [`timeouts::READ`].
    pub(super) fn read(
        self,
        feature: u32,
        kind: InputKind,
    ) -> Result<BoxFuture<'static, Result<Reading, CommandError>>, CommandError> {
        self.check_input(feature, kind, InputAction::Read)?;
        Ok(async move {
            match timeout(timeouts::READ, self.toy.read(feature, kind)).await {
                Ok(Ok(value)) => Ok(Reading { kind, value }),
                Ok(Err(HardwareError::Disconnected)) => Err(CommandError::Disconnected),
                Ok(Err(error)) => Err(CommandError::Failed(error.to_string())),
                Err(_) => Err(CommandError::NoAnswer),
            }
        }
        .boxed())
    }

    /// Whether a sensor can be asked so.
    pub(super) fn check_input(&self, feature: u32, kind: InputKind, action: InputAction) -> Result<(), CommandError> {
        // Descriptions list only Subscribe; Unsubscribe is implied.
        let action = match action {
            InputAction::Unsubscribe => InputAction::Subscribe,
            action => action,
        };
        let state = &self.state;
        state.description.check_input(state.index, feature, kind, action)
    }
}
