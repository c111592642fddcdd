//! Everything that other commands would install, and nothing else.

use crate::{
    clients, display,
    error::Error,
    node::Node,
    prerequisites::{self, Purpose},
    tools::{INTIFACE_ENGINE, TAURI_DRIVER},
    workspace::Workspace,
};

pub(crate) fn setup(workspace: &Workspace, purpose: Option<Purpose>) -> Result<(), Error> {
    let purpose = purpose.unwrap_or(if display::is_present() {
        Purpose::Run
    } else {
        Purpose::Headless
    });
    prerequisites::ensure(workspace, purpose)?;
    if purpose == Purpose::Peers {
        INTIFACE_ENGINE.ensure(workspace)?;
    } else if !matches!(purpose, Purpose::Headless | Purpose::Faults) {
        let node = Node::ensure(workspace)?;
        if purpose == Purpose::Test {
            clients::ensure(workspace, &node)?;
            TAURI_DRIVER.ensure(workspace)?;
        }
    }
    println!("everything is there");
    Ok(())
}
