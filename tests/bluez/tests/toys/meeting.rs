//! From a toy's advertisement to its first movement.

use std::time::Duration;

use serde_json::Value;
use tokio::time::sleep;
use vigil_bluez::{
    reference::{Met, Reference, Unable, Wish},
    toys::Model,
};

/// Some handlers write from a task of their own.
const BACKGROUND: Duration = Duration::from_secs(2);

const MOVEMENT_MS: u32 = 500;

/// What is wrong with the toy, if anything is.
pub(crate) async fn meet(reference: &Reference, model: &Model) -> Result<(), String> {
    let met = reference.meet(model, &model.spec()).await?;
    let before = met.writes().len();
    let has_outputs = move_it(&met).await?;
    if met.writes().len() == before {
        sleep(BACKGROUND).await;
    }
    if has_outputs && met.writes().len() == before {
        return Err("nothing was written".to_owned());
    }
    Ok(())
}

/// Writes what sets each of its features in motion. Whether there is any.
async fn move_it(met: &Met) -> Result<bool, String> {
    let mut has_outputs = false;
    for (feature, details) in met.features().as_object().unwrap() {
        for (kind, range) in details["Output"].as_object().into_iter().flatten() {
            has_outputs = true;
            let wish = Wish {
                feature: feature.parse().unwrap(),
                kind,
                value: far_end(range),
                duration_ms: range.get("Duration").map(|_| MOVEMENT_MS),
            };
            match met.tell(wish).await {
                Ok(_) => {}
                Err(Unable::NotImplemented) => println!("the reference does not implement {kind} of {}", met.name()),
                Err(Unable::Failed(problem)) => return Err(format!("feature {feature}, {kind}: {problem}")),
            }
        }
    }
    Ok(has_outputs)
}

fn far_end(range: &Value) -> i32 {
    i32::try_from(range["Value"][1].as_i64().unwrap()).unwrap()
}
