//! Keys as a keyboard sends them: for a window that `WebDriver` has lost.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::process::Pid;
use x11rb::{
    COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT,
    connection::Connection,
    protocol::{
        xproto::{
            ConnectionExt as _, CreateWindowAux, GrabMode, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, Keycode,
            ModMask, WindowClass,
        },
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

use super::cross;

/// As X names the keys.
const CONTROL: u32 = 0xffe3;
const SHIFT: u32 = 0xffe1;
const RETURN: u32 = 0xff0d;

/// A display has one keyboard and one focus. Tests that run side by side share the display, so they take turns: a test
/// that moves the focus while another one types gets half of that one's letters.
static KEYBOARD: Mutex<()> = Mutex::new(());

fn take_turn() -> MutexGuard<'static, ()> {
    KEYBOARD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ctrl and a key that is written without Shift, in the window of that process.
pub(super) fn press_ctrl_and(process: Pid, key: char) {
    let _turn = take_turn();
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let root = display.setup().roots[screen].root;
    let window = cross::window_of(&display, root, process).expect("the app has a window");
    display
        .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)
        .unwrap()
        .check()
        .expect("the app's window takes the focus");
    send_ctrl_and(&display, root, key);
}

fn send_ctrl_and(display: &RustConnection, root: u32, key: char) {
    let [control, key] = [CONTROL, key.into()].map(|key| keycode(display, key));
    for (kind, code) in [
        (KEY_PRESS_EVENT, control),
        (KEY_PRESS_EVENT, key),
        (KEY_RELEASE_EVENT, key),
        (KEY_RELEASE_EVENT, control),
    ] {
        display
            .xtest_fake_input(kind, code, x11rb::CURRENT_TIME, root, 0, 0, 0)
            .unwrap()
            .check()
            .expect("the display takes keys");
    }
}

/// The same while a window of ours has the keyboard, as a game's would.
pub(super) fn press_ctrl_and_elsewhere(key: char) {
    let _turn = take_turn();
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let root = display.setup().roots[screen].root;
    let window = display.generate_id().unwrap();
    let (depth, visual, aux) = (
        COPY_DEPTH_FROM_PARENT,
        COPY_FROM_PARENT,
        CreateWindowAux::new().override_redirect(1),
    );
    display
        .create_window(
            depth,
            window,
            root,
            0,
            0,
            10,
            10,
            0,
            WindowClass::INPUT_OUTPUT,
            visual,
            &aux,
        )
        .unwrap();
    display.map_window(window).unwrap().check().expect("it can be shown");
    display
        .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)
        .unwrap()
        .check()
        .expect("a window of ours takes the focus");
    send_ctrl_and(&display, root, key);
}

/// Keys that a program has for itself, until it is dropped.
#[derive(Debug)]
pub struct TakenKeys(#[allow(dead_code, reason = "the keys go with it")] RustConnection);

/// Takes Ctrl and this key from all other programs.
pub(super) fn take_ctrl_and(key: char) -> TakenKeys {
    let (display, screen) = x11rb::connect(None).expect("there is a display");
    let root = display.setup().roots[screen].root;
    let code = keycode(&display, key.into());
    display
        .grab_key(false, root, ModMask::CONTROL, code, GrabMode::ASYNC, GrabMode::ASYNC)
        .unwrap()
        .check()
        .expect("nobody has these keys");
    TakenKeys(display)
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

fn keycode(display: &RustConnection, key: u32) -> Keycode {
    Key::find(display, key).code
}
