//! Keys as a keyboard sends them: for a window that `WebDriver` has lost.

use std::sync::{Mutex, MutexGuard, PoisonError};

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
const SHIFT: u32 = 0xffe1;
const RETURN: u32 = 0xff0d;

/// A display has one keyboard and one focus. Tests that run side by side share the display, so they take turns: a test
/// that moves the focus while another one types gets half of that one's letters.
static KEYBOARD: Mutex<()> = Mutex::new(());

pub(super) fn take_turn() -> MutexGuard<'static, ()> {
    KEYBOARD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// In the window of that process.
pub(super) fn press_in(process: Pid, keys: &[u32]) {
    let _turn = take_turn();
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let root = display.setup().roots[screen].root;
    let window = cross::window_of(&display, root, process).expect("the app has a window");
    display
        .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)
        .unwrap()
        .check()
        .expect("the app's window takes the focus");
    press(&display, keys);
}

/// The last of them while the others are down.
pub(super) fn press(display: &RustConnection, keys: &[u32]) {
    let codes: Vec<Keycode> = keys.iter().map(|key| keycode(display, *key)).collect();
    let down = codes.iter().map(|code| (KEY_PRESS_EVENT, *code));
    let up = codes.iter().rev().map(|code| (KEY_RELEASE_EVENT, *code));
    for (kind, code) in down.chain(up) {
        display
            .xtest_fake_input(kind, code, x11rb::CURRENT_TIME, x11rb::NONE, 0, 0, 0)
            .unwrap()
            .check()
            .expect("the display takes keys");
    }
}

/// Types into the window of that process with that title, as soon as it is there; `None` if it is not.
pub(super) fn type_into(process: Pid, title: &str, text: &str) -> Option<()> {
    let _turn = take_turn();
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let window = cross::titled(&display, display.setup().roots[screen].root, process, title)?;
    display
        .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)
        .unwrap()
        .check()
        .ok()?;
    let shift = Key::find(&display, SHIFT);
    for letter in text.chars() {
        let key = Key::find(&display, if letter == '\n' { RETURN } else { letter.into() });
        let presses: &[(u8, Keycode)] = if key.is_shifted {
            &[
                (KEY_PRESS_EVENT, shift.code),
                (KEY_PRESS_EVENT, key.code),
                (KEY_RELEASE_EVENT, key.code),
                (KEY_RELEASE_EVENT, shift.code),
            ]
        } else {
            &[(KEY_PRESS_EVENT, key.code), (KEY_RELEASE_EVENT, key.code)]
        };
        for (kind, code) in presses {
            display
                .xtest_fake_input(*kind, *code, x11rb::CURRENT_TIME, x11rb::NONE, 0, 0, 0)
                .unwrap()
                .check()
                .expect("the display takes keys");
        }
    }
    Some(())
}

/// A key of the keyboard, and whether it takes Shift to write what it is asked for.
struct Key {
    code: Keycode,
    is_shifted: bool,
}

impl Key {
    fn find(display: &RustConnection, symbol: u32) -> Self {
        let (first, last) = (display.setup().min_keycode, display.setup().max_keycode);
        let mapping = display
            .get_keyboard_mapping(first, last - first + 1)
            .unwrap()
            .reply()
            .unwrap();
        let each = usize::from(mapping.keysyms_per_keycode);
        let mut keys = mapping.keysyms.chunks(each).enumerate();
        let found = keys.find_map(|(place, symbols)| {
            let column = symbols.iter().take(2).position(|one| *one == symbol)?;
            Some((place, column == 1))
        });
        let (place, is_shifted) = found.expect("the keyboard has this key");
        Self {
            code: first + u8::try_from(place).unwrap(),
            is_shifted,
        }
    }
}

pub(super) fn keycode(display: &RustConnection, key: u32) -> Keycode {
    Key::find(display, key).code
}
