use rustix::process::Pid;
use x11rb::{
    connection::Connection,
    protocol::xproto::{Atom, AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window},
    rust_connection::RustConnection,
};

/// More than any of the lists asked for here holds.
const LENGTH: u32 = 64;

/// Whether that process shows a window of this title.
pub(super) fn is_shown(process: Pid, title: &str) -> bool {
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let [owner, name, utf8] = ["_NET_WM_PID", "_NET_WM_NAME", "UTF8_STRING"].map(|name| atom(&display, name));
    let process = u32::try_from(process.as_raw_nonzero().get()).expect("no process has a negative number");
    let windows = display.query_tree(display.setup().roots[screen].root).unwrap().reply();
    windows.unwrap().children.into_iter().any(|window| {
        let its_title = display
            .get_property(false, window, name, utf8, 0, LENGTH)
            .unwrap()
            .reply();
        is_visible(&display, window)
            && numbers(&display, window, owner, AtomEnum::CARDINAL).contains(&process)
            && its_title.is_ok_and(|its| its.value == title.as_bytes())
    })
}

/// Tells the window of that process what the desktop tells it when a person clicks the cross.
pub(super) fn click(process: Pid) {
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let [protocols, delete] = ["WM_PROTOCOLS", "WM_DELETE_WINDOW"].map(|name| atom(&display, name));
    let root = display.setup().roots[screen].root;
    let window = window_of(&display, root, process).expect("the app has a window that can be closed");
    let event = ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
    display
        .send_event(false, window, EventMask::NO_EVENT, event)
        .unwrap()
        .check()
        .expect("the window is told");
}

/// The window of that process which a person can close.
pub(super) fn window_of(display: &RustConnection, root: Window, process: Pid) -> Option<Window> {
    let [protocols, delete, owner] =
        ["WM_PROTOCOLS", "WM_DELETE_WINDOW", "_NET_WM_PID"].map(|name| atom(display, name));
    let process = u32::try_from(process.as_raw_nonzero().get()).expect("no process has a negative number");
    let windows = display.query_tree(root).unwrap().reply().unwrap().children;
    windows.into_iter().find(|window| {
        is_visible(display, *window)
            && numbers(display, *window, owner, AtomEnum::CARDINAL).contains(&process)
            && numbers(display, *window, protocols, AtomEnum::ATOM).contains(&delete)
    })
}

fn atom(display: &RustConnection, name: &str) -> Atom {
    display
        .intern_atom(false, name.as_bytes())
        .unwrap()
        .reply()
        .unwrap()
        .atom
}

/// A window may go while we look; then it is none of ours.
fn is_visible(display: &RustConnection, window: Window) -> bool {
    let attributes = display.get_window_attributes(window).unwrap().reply();
    attributes.is_ok_and(|attributes| attributes.map_state == MapState::VIEWABLE)
}

fn numbers(display: &RustConnection, window: Window, property: Atom, kind: AtomEnum) -> Vec<u32> {
    let property = display
        .get_property(false, window, property, kind, 0, LENGTH)
        .unwrap()
        .reply();
    let property = property.ok();
    property
        .as_ref()
        .and_then(|property| property.value32())
        .into_iter()
        .flatten()
        .collect()
}
