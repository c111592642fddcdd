use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use rustix::process::Pid;
use x11rb::{
    COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT,
    connection::Connection,
    protocol::xproto::{
        Atom, AtomEnum, ClientMessageEvent, ConfigureWindowAux, ConnectionExt, CreateWindowAux, EventMask, MapState,
        Window, WindowClass,
    },
    rust_connection::RustConnection,
};

/// Places for windows, on the display that `cargo xtask test` opens.
const COLUMNS: i32 = 4;
const ROWS: i32 = 4;
const WIDTH: i32 = 1_500;
const HEIGHT: i32 = 1_000;

/// More than any of the lists asked for here holds.
const LENGTH: u32 = 64;

/// Whether that process shows a window of this title.
pub(super) fn is_shown(process: Pid, title: &str) -> bool {
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    titled(&display, display.setup().roots[screen].root, process, title).is_some()
}

/// Whether the window of that process lies above all others that are shown.
pub(super) fn is_in_front(process: Pid) -> bool {
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let root = display.setup().roots[screen].root;
    let window = window_of(&display, root, process);
    // From the lowest to the topmost.
    let windows = display.query_tree(root).unwrap().reply().unwrap().children;
    let topmost = windows.into_iter().rfind(|window| is_visible(&display, *window));
    window.is_some() && window == topmost
}

/// The window of that process with this title, if it is shown.
pub(super) fn titled(display: &RustConnection, root: Window, process: Pid, title: &str) -> Option<Window> {
    let [owner, name, utf8] = ["_NET_WM_PID", "_NET_WM_NAME", "UTF8_STRING"].map(|name| atom(display, name));
    let process = u32::try_from(process.as_raw_nonzero().get()).expect("no process has a negative number");
    let windows = display.query_tree(root).unwrap().reply();
    windows.unwrap().children.into_iter().find(|window| {
        let its_title = display
            .get_property(false, *window, name, utf8, 0, LENGTH)
            .unwrap()
            .reply();
        is_visible(display, *window)
            && numbers(display, *window, owner, AtomEnum::CARDINAL).contains(&process)
            && its_title.is_ok_and(|its| its.value == title.as_bytes())
    })
}

/// A window over the whole screen, until it is dropped.
#[derive(Debug)]
pub struct Cover(#[allow(dead_code, reason = "the window goes with it")] RustConnection);

pub(super) fn cover() -> Cover {
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let screen = &display.setup().roots[screen];
    let (window, root) = (display.generate_id().unwrap(), screen.root);
    let (width, height) = (screen.width_in_pixels, screen.height_in_pixels);
    let over_all = CreateWindowAux::new().override_redirect(1).background_pixel(0);
    let class = WindowClass::INPUT_OUTPUT;
    let depth = COPY_DEPTH_FROM_PARENT;
    display
        .create_window(
            depth,
            window,
            root,
            0,
            0,
            width,
            height,
            0,
            class,
            COPY_FROM_PARENT,
            &over_all,
        )
        .unwrap();
    display.map_window(window).unwrap().check().expect("it can be shown");
    Cover(display)
}

/// Moves the window of that process to a place of its own: one that lies under another one is told nothing.
pub(super) fn move_apart(process: Pid) {
    static NEXT: AtomicI32 = AtomicI32::new(0);
    let place = NEXT.fetch_add(1, Relaxed) % (COLUMNS * ROWS);
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let root = display.setup().roots[screen].root;
    let window = window_of(&display, root, process).expect("the app has a window");
    let (x, y) = (place % COLUMNS * WIDTH, place / COLUMNS * HEIGHT);
    display
        .configure_window(window, &ConfigureWindowAux::new().x(x).y(y))
        .unwrap()
        .check()
        .expect("the window can be moved");
}

pub(super) fn resize(process: Pid, width: u32, height: u32) {
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let root = display.setup().roots[screen].root;
    let window = window_of(&display, root, process).expect("the app has a window");
    display
        .configure_window(window, &ConfigureWindowAux::new().width(width).height(height))
        .unwrap()
        .check()
        .expect("the window can be resized");
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
