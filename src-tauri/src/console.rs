//! The console on Windows. Vigil is a program with a window there, for which Windows opens no console; it has none either
//! where it is started from one.

/// For a process that neither the end of the console nor its Ctrl-C is to reach.
pub(crate) const DETACHED: u32 = DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP;

const DETACHED_PROCESS: u32 = 0x0000_0008;
const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;

/// From now on what is printed goes to the console that Vigil was started from, and its Ctrl-C and its end reach Vigil.
/// What was led elsewhere, to a file or to another program, stays so.
pub(crate) fn join() {
    // An error: there is none, or this is a build for developers, which has one already.
    let _ = winsafe::AttachConsole(winsafe::PidParent::Parent);
}
