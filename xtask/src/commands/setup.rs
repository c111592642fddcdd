//! Everything that other commands would install, and nothing else.

use crate::{
    clients, display, driver,
    error::Error,
    node::Node,
    peers,
    prerequisites::{self, Purpose},
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
        peers::intiface_engine(workspace)?;
    } else if !matches!(purpose, Purpose::Headless | Purpose::Faults) {
        let node = Node::ensure(workspace)?;
        if purpose == Purpose::Test {
            clients::ensure(workspace, &node)?;
            driver::ensure(workspace)?;
        }
    }
    println!("everything is there");
    Ok(())
}
