//! Another program, as a game is one: it fills the screen, and may take pointer, keyboard or a key for itself.

use std::{cell::RefCell, sync::MutexGuard};

use x11rb::{
    COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME, NONE,
    connection::Connection,
    errors::ReplyError,
    protocol::{
        Event,
        xproto::{
            ConnectionExt as _, CreateWindowAux, EventMask, GrabMode, GrabStatus, InputFocus, ModMask, Window,
            WindowClass,
        },
    },
    rust_connection::RustConnection,
};

use super::keyboard;

/// Keys, as X numbers them.
pub mod keys {
    pub const CTRL: u32 = 0xffe3;
    pub const ALT: u32 = 0xffe9;
    pub const SHIFT: u32 = 0xffe1;
    pub const NUM_LOCK: u32 = 0xff7f;
    pub const CAPS_LOCK: u32 = 0xffe5;
    pub const PAUSE: u32 = 0xff13;

    /// F1 to F12.
    pub const fn f(number: u32) -> u32 {
        0xffbd + number
    }
}

/// Dropping it ends it. It has the display's keyboard meanwhile: tests that type wait for it.
#[derive(Debug)]
pub struct Game {
    display: RustConnection,
    window: Window,
    locked: RefCell<Vec<u32>>,
    _turn: MutexGuard<'static, ()>,
}

impl Game {
    /// Over everything, without a word to the window manager, and with the focus.
    pub fn start() -> Self {
        let turn = keyboard::take_turn();
        let (display, screen) = x11rb::connect(None).expect("there is a display");
        let screen = &display.setup().roots[screen];
        let (root, width, height) = (screen.root, screen.width_in_pixels, screen.height_in_pixels);
        let window = display.generate_id().unwrap();
        let aux = CreateWindowAux::new()
            .override_redirect(1)
            .event_mask(EventMask::KEY_PRESS | EventMask::KEY_RELEASE);
        display
            .create_window(
                COPY_DEPTH_FROM_PARENT,
                window,
                root,
                0,
                0,
                width,
                height,
                0,
                WindowClass::INPUT_OUTPUT,
                COPY_FROM_PARENT,
                &aux,
            )
            .unwrap();
        display.map_window(window).unwrap().check().expect("it can be shown");
        display
            .set_input_focus(InputFocus::PARENT, window, CURRENT_TIME)
            .unwrap()
            .check()
            .expect("it takes the focus");
        Self {
            display,
            window,
            locked: RefCell::default(),
            _turn: turn,
        }
    }

    /// So that the mouse does not leave it.
    pub fn take_pointer(&self) {
        let none = EventMask::NO_EVENT;
        let taken = self
            .display
            .grab_pointer(
                true,
                self.window,
                none,
                GrabMode::ASYNC,
                GrabMode::ASYNC,
                self.window,
                NONE,
                CURRENT_TIME,
            )
            .unwrap()
            .reply()
            .unwrap();
        assert_eq!(taken.status, GrabStatus::SUCCESS);
    }

    /// All of it, so that no other program hears a key.
    pub fn take_keyboard(&self) {
        let taken = self
            .display
            .grab_keyboard(true, self.window, CURRENT_TIME, GrabMode::ASYNC, GrabMode::ASYNC)
            .unwrap()
            .reply()
            .unwrap();
        assert_eq!(taken.status, GrabStatus::SUCCESS);
    }

    /// Presses keys on the display's own keyboard.
    pub fn press(&self, keys: &[u32]) {
        keyboard::press(&self.display, keys);
    }

    /// Switches Num Lock or Caps Lock on, until the game ends.
    pub fn lock(&self, key: u32) {
        self.press(&[key]);
        self.locked.borrow_mut().push(key);
    }

    /// Whether it has heard that key since this was asked last.
    pub fn has_heard(&self, key: u32) -> bool {
        let code = keyboard::keycode(&self.display, key);
        // Whatever was sent before this answer is here with it.
        self.display.get_input_focus().unwrap().reply().unwrap();
        let mut has_heard = false;
        while let Some(event) = self.display.poll_for_event().unwrap() {
            has_heard |= matches!(event, Event::KeyPress(press) if press.detail == code);
        }
        has_heard
    }
}

impl Drop for Game {
    fn drop(&mut self) {
        for key in self.locked.take() {
            self.press(&[key]);
        }
    }
}

/// A key that a program has for itself, wherever the focus is, until it is dropped.
#[derive(Debug)]
pub struct TakenKey(#[allow(dead_code, reason = "the key goes with it")] RustConnection);

impl TakenKey {
    /// `None` if another program has it.
    pub fn take(with: ModMask, key: u32) -> Option<Self> {
        let (display, screen) = x11rb::connect(None).expect("there is a display");
        let root = display.setup().roots[screen].root;
        let code = keyboard::keycode(&display, key);
        let taken = display
            .grab_key(false, root, with, code, GrabMode::ASYNC, GrabMode::ASYNC)
            .unwrap()
            .check();
        match taken {
            Ok(()) => Some(Self(display)),
            Err(ReplyError::X11Error(_)) => None,
            Err(error) => panic!("the display is gone: {error}"),
        }
    }
}
