//! Keys as a keyboard sends them: for a window that `WebDriver` has lost.

use rustix::process::Pid;
use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{ConnectionExt as _, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, Keycode},
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

use super::cross;

/// As X names the keys.
const CONTROL: u32 = 0xffe3;
const PERIOD: u32 = 0x2e;

/// Ctrl and the full stop, in the window of that process.
pub(super) fn press_ctrl_and_period(process: Pid) {
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let root = display.setup().roots[screen].root;
    let window = cross::window_of(&display, root, process).expect("the app has a window");
    display
        .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)
        .unwrap();
    let [control, period] = [CONTROL, PERIOD].map(|key| keycode(&display, key));
    for (kind, key) in [
        (KEY_PRESS_EVENT, control),
        (KEY_PRESS_EVENT, period),
        (KEY_RELEASE_EVENT, period),
        (KEY_RELEASE_EVENT, control),
    ] {
        display
            .xtest_fake_input(kind, key, x11rb::CURRENT_TIME, root, 0, 0, 0)
            .unwrap()
            .check()
            .expect("the display takes keys");
    }
}

fn keycode(display: &RustConnection, key: u32) -> Keycode {
    let (first, last) = (display.setup().min_keycode, display.setup().max_keycode);
    let mapping = display
        .get_keyboard_mapping(first, last - first + 1)
        .unwrap()
        .reply()
        .unwrap();
    let each = usize::from(mapping.keysyms_per_keycode);
    let place = mapping.keysyms.chunks(each).position(|keys| keys.contains(&key));
    first + u8::try_from(place.expect("the keyboard has this key")).unwrap()
}
