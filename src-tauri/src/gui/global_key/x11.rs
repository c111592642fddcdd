use std::{
    collections::BTreeSet,
    convert::Infallible,
    io,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use thiserror::Error;
use tokio::sync::mpsc;
use x11rb::{
    connection::{Connection, RequestConnection},
    cookie::VoidCookie,
    errors::{ConnectError, ConnectionError, ReplyError, ReplyOrIdError},
    protocol::{
        ErrorKind, Event,
        xinput::{ConnectionExt as _, Device, EventMask, KeyEventFlags, XIEventMask},
        xproto::{
            ConnectionExt as _, CreateWindowAux, GrabMode, Keycode, Mapping, ModMask, Timestamp, Window, WindowClass,
        },
    },
    rust_connection::RustConnection,
};

use super::Pressed;
use crate::{
    settings::{Modifiers, StopKey},
    view::{StopKeyFailure, StopKeyView},
};

/// Since this version of the input extension, keys are told even while another program has the keyboard to itself.
const TELLS_ALL_KEYS: (u16, u16) = (2, 1);

/// The thread that listens. Linux keeps 15 letters.
const LISTENER: &str = "vigil-key-x11";

/// What an X server has that draws on a Wayland desktop, and hears some keys only.
const XWAYLAND: &str = "XWAYLAND";

/// Both Alt keys, and those with a logo.
const ALT: [u32; 2] = [0xffe9, 0xffea];
const META: [u32; 2] = [0xffeb, 0xffec];

#[derive(Debug, Error)]
pub(super) enum NoDisplay {
    #[error(transparent)]
    NoConnection(#[from] ConnectError),
    #[error(transparent)]
    Lost(#[from] ConnectionError),
    #[error(transparent)]
    Reply(#[from] ReplyError),
    #[error(transparent)]
    NoId(#[from] ReplyOrIdError),
    #[error("it draws on a Wayland desktop, and hears some keys only")]
    Wayland,
    #[error("its input extension is older than version 2.1")]
    TooOld,
    #[error("there is no thread that listens: {0}")]
    NoThread(#[from] io::Error),
}

/// A display. Another program that takes the key, the whole keyboard or the pointer keeps Vigil from nothing: the key is
/// heard as the keyboard sends it. It is also taken from other programs, so that a game does not hear it as well.
pub(super) struct X11 {
    connection: Arc<RustConnection>,
    roots: Vec<Window>,
    /// Never shown: what the display knows this connection by when it is to end it.
    own: Window,
    sought: Arc<Mutex<Option<Sought>>>,
    taken: Vec<(Keycode, ModMask)>,
    changes: mpsc::Receiver<()>,
}

/// What is waited for.
struct Sought {
    codes: Vec<Keycode>,
    with: u16,
    /// The modifiers that count; Num Lock and Caps Lock do not.
    of: u16,
    /// The keys of each modifier.
    modifiers: Vec<Vec<Keycode>>,
}

/// How the keyboard is laid out.
struct Keyboard {
    first: Keycode,
    each: usize,
    keysyms: Vec<u32>,
    /// Of each of the eight modifiers, the keys.
    modifiers: Vec<Vec<Keycode>>,
}

impl X11 {
    pub(super) fn open(pressed: Pressed) -> Result<Self, NoDisplay> {
        let (connection, _) = x11rb::connect(None)?;
        if connection.extension_information(XWAYLAND)?.is_some() {
            return Err(NoDisplay::Wayland);
        }
        let (major, minor) = TELLS_ALL_KEYS;
        let version = connection.xinput_xi_query_version(major, minor)?.reply()?;
        if (version.major_version, version.minor_version) < TELLS_ALL_KEYS {
            return Err(NoDisplay::TooOld);
        }
        let own = connection.generate_id()?;
        let root = connection
            .setup()
            .roots
            .first()
            .map_or(x11rb::NONE, |screen| screen.root);
        let (input_only, as_its_parent) = (WindowClass::INPUT_ONLY, x11rb::COPY_FROM_PARENT);
        connection
            .create_window(
                0,
                own,
                root,
                0,
                0,
                1,
                1,
                0,
                input_only,
                as_its_parent,
                &CreateWindowAux::new(),
            )?
            .check()?;
        let connection = Arc::new(connection);
        let roots: Vec<Window> = connection.setup().roots.iter().map(|screen| screen.root).collect();
        let sought = Arc::<Mutex<Option<Sought>>>::default();
        // One says that there is something new, however much it is.
        let (tell, changes) = mpsc::channel(1);
        let ear = Ear {
            connection: connection.clone(),
            sought: sought.clone(),
            pressed,
            tell,
            down: BTreeSet::new(),
            heard: None,
            let_go: None,
        };
        thread::Builder::new().name(LISTENER.to_owned()).spawn(move || {
            let tell = ear.tell.clone();
            let Err(error) = ear.listen();
            if !tell.is_closed() {
                log::warn!("the display of the stop key is gone: {error}");
            }
        })?;
        Ok(Self {
            connection,
            roots,
            own,
            sought,
            taken: Vec::new(),
            changes,
        })
    }

    /// From now on this key alone.
    pub(super) fn set(&mut self, key: Option<StopKey>) -> Result<StopKeyView, ReplyError> {
        let keyboard = Keyboard::look(&self.connection)?;
        let sought = key.map(|key| keyboard.seek(key));
        self.hear(None)?;
        self.give_back()?;
        let Some(sought) = sought else {
            return Ok(StopKeyView::Off);
        };
        let Some(sought) = sought else {
            return Ok(StopKeyView::Fails {
                why: StopKeyFailure::NoSuchKey,
            });
        };
        let mut is_shared = false;
        for combination in sought.combinations() {
            is_shared |= !self.take(combination)?;
        }
        self.hear(Some(sought))?;
        Ok(if is_shared {
            StopKeyView::Shared
        } else {
            StopKeyView::Works
        })
    }

    /// Resolves when the keyboard is laid out anew. False if the display is gone. May be interrupted.
    pub(super) async fn changed(&mut self) -> bool {
        self.changes.recv().await.is_some()
    }

    /// While there is nothing to hear, no key that is typed wakes Vigil up.
    fn hear(&self, sought: Option<Sought>) -> Result<(), ReplyError> {
        let mask = if sought.is_some() {
            XIEventMask::RAW_KEY_PRESS | XIEventMask::RAW_KEY_RELEASE
        } else {
            XIEventMask::default()
        };
        *self.sought.lock().unwrap_or_else(PoisonError::into_inner) = sought;
        for root in &self.roots {
            let mask = EventMask {
                deviceid: Device::ALL_MASTER.into(),
                mask: vec![mask],
            };
            self.connection.xinput_xi_select_events(*root, &[mask])?.check()?;
        }
        Ok(())
    }

    /// False if another program has it.
    fn take(&mut self, (code, with): (Keycode, ModMask)) -> Result<bool, ReplyError> {
        for root in &self.roots {
            let taken = self
                .connection
                .grab_key(false, *root, with, code, GrabMode::ASYNC, GrabMode::ASYNC)?
                .check();
            match taken {
                Ok(()) => {}
                Err(ReplyError::X11Error(error)) if error.error_kind == ErrorKind::Access => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        self.taken.push((code, with));
        Ok(true)
    }

    fn give_back(&mut self) -> Result<(), ReplyError> {
        for (code, with) in self.taken.drain(..) {
            for root in &self.roots {
                self.connection.ungrab_key(code, *root, with)?.check()?;
            }
        }
        Ok(())
    }
}

impl Drop for X11 {
    fn drop(&mut self) {
        // The thread that listens waits in the connection. The display ends that, and gives back whatever it has taken.
        self.changes.close();
        let _ = self.connection.kill_client(self.own).map(VoidCookie::check);
    }
}

impl Keyboard {
    fn look(connection: &RustConnection) -> Result<Self, ReplyError> {
        let (first, last) = (connection.setup().min_keycode, connection.setup().max_keycode);
        let keys = connection
            .get_keyboard_mapping(first, (last - first).saturating_add(1))?
            .reply()?;
        let modifiers = connection.get_modifier_mapping()?.reply()?;
        let keys_each = (modifiers.keycodes.len() / 8).max(1);
        Ok(Self {
            first,
            each: usize::from(keys.keysyms_per_keycode).max(1),
            keysyms: keys.keysyms,
            modifiers: modifiers.keycodes.chunks(keys_each).map(<[u8]>::to_vec).collect(),
        })
    }

    /// `None` if it has no such key.
    fn seek(&self, key: StopKey) -> Option<Sought> {
        let symbol = key.key.keysym();
        let codes = |is_there: &dyn Fn(&[u32]) -> bool| -> Vec<Keycode> {
            let keys = self.keysyms.chunks(self.each);
            let found = (self.first..=Keycode::MAX).zip(keys).filter(|(_, key)| is_there(key));
            found.map(|(code, _)| code).collect()
        };
        // What stands on it first; else what it writes with another key.
        let mut found = codes(&|key| key.first() == Some(&symbol));
        if found.is_empty() {
            found = codes(&|key| key.contains(&symbol));
        }
        let (alt, meta) = (self.modifier(&ALT), self.modifier(&META));
        let Modifiers {
            ctrl,
            alt: with_alt,
            shift,
            meta: with_meta,
        } = key.with;
        let bits = [
            (ctrl, u16::from(ModMask::CONTROL)),
            (shift, ModMask::SHIFT.into()),
            (with_alt, alt),
            (with_meta, meta),
        ];
        // A modifier that the keyboard does not have cannot be pressed.
        let can_be_pressed = bits.iter().all(|(is_wanted, bit)| !is_wanted || *bit != 0);
        (can_be_pressed && !found.is_empty()).then(|| Sought {
            codes: found,
            with: bits
                .iter()
                .filter(|(is_wanted, _)| *is_wanted)
                .fold(0, |all, (_, bit)| all | bit),
            of: bits.iter().fold(0, |all, (_, bit)| all | bit),
            modifiers: self.modifiers.clone(),
        })
    }

    /// The bit of the modifier that one of these symbols is on; 0 if there is none.
    fn modifier(&self, symbols: &[u32]) -> u16 {
        let has = |code: &Keycode| {
            let place = usize::from(code.saturating_sub(self.first)) * self.each;
            let key = self.keysyms.get(place..place + self.each).unwrap_or_default();
            *code != 0 && key.iter().any(|symbol| symbols.contains(symbol))
        };
        let place = self.modifiers.iter().position(|keys| keys.iter().any(has));
        place.map_or(0, |place| 1 << place)
    }
}

impl Sought {
    /// Of the modifiers that this key is.
    fn bit(&self, code: Keycode) -> u16 {
        let modifiers = (0..).zip(&self.modifiers);
        modifiers
            .filter(|(_, keys)| keys.contains(&code))
            .fold(0, |all, (place, _)| all | (1 << place))
    }

    /// Of the key and everything that does not count, such as Num Lock: X gives away each combination by itself.
    fn combinations(&self) -> Vec<(Keycode, ModMask)> {
        let others = (0..8).map(|place| 1_u16 << place).filter(|bit| bit & self.of == 0);
        let withs = others.fold(vec![self.with], |withs, bit| {
            withs.iter().flat_map(|with| [*with, with | bit]).collect()
        });
        let codes = self.codes.iter();
        codes
            .flat_map(|code| withs.iter().map(|with| (*code, ModMask::from(*with))))
            .collect()
    }
}

/// Waits for keys.
struct Ear {
    connection: Arc<RustConnection>,
    sought: Arc<Mutex<Option<Sought>>>,
    pressed: Pressed,
    tell: mpsc::Sender<()>,
    /// Modifiers that are down, as far as that is known.
    down: BTreeSet<Keycode>,
    /// When the key was heard last, and when it was let go.
    heard: Option<Timestamp>,
    let_go: Option<Timestamp>,
}

impl Ear {
    fn listen(mut self) -> Result<Infallible, ReplyError> {
        loop {
            match self.connection.wait_for_event()? {
                // From the keyboard itself, before any program has it.
                Event::XinputRawKeyPress(key) if !key.flags.contains(KeyEventFlags::KEY_REPEAT) => {
                    if let Ok(code) = Keycode::try_from(key.detail) {
                        self.press(code, key.time)?;
                    }
                }
                Event::XinputRawKeyRelease(key) => {
                    if let Ok(code) = Keycode::try_from(key.detail) {
                        self.down.remove(&code);
                    }
                }
                // Because Vigil has taken it: then the display tells the rest of what is pressed in this way alone.
                Event::KeyPress(key) => {
                    if self.is_sought(key.detail, Some(key.state.into())) && self.let_go != Some(key.time) {
                        self.hear(key.time);
                    }
                    self.note(key.detail);
                }
                Event::KeyRelease(key) => {
                    self.down.remove(&key.detail);
                    // A key that is held down is let go and pressed again at the same time.
                    self.let_go = Some(key.time);
                }
                Event::MappingNotify(mapping) if mapping.request != Mapping::POINTER => {
                    // If it is full, somebody looks soon anyway.
                    let _ = self.tell.try_send(());
                }
                _ => {}
            }
        }
    }

    /// Of keys that are not the one, no more is done than to compare them.
    fn press(&mut self, code: Keycode, at: Timestamp) -> Result<(), ReplyError> {
        self.note(code);
        if !self.is_sought(code, None) {
            return Ok(());
        }
        let down = self.modifiers();
        if self.is_sought(code, Some(down)) {
            self.hear(at);
        }
        // Whatever was missed, such as while another console was in front. What is pressed only now is not taken for older.
        let keys = self.connection.query_keymap()?.reply()?.keys;
        self.down
            .retain(|code| keys[usize::from(code / 8)] & (1 << (code % 8)) != 0);
        Ok(())
    }

    /// Told in two ways, it is one press.
    fn hear(&mut self, at: Timestamp) {
        if self.heard != Some(at) {
            self.heard = Some(at);
            (self.pressed)();
        }
    }

    fn note(&mut self, code: Keycode) {
        if self.with_sought(|sought| sought.bit(code)).is_some_and(|bit| bit != 0) {
            self.down.insert(code);
        }
    }

    fn modifiers(&self) -> u16 {
        let bits = |sought: &Sought| self.down.iter().fold(0, |all, code| all | sought.bit(*code));
        self.with_sought(bits).unwrap_or_default()
    }

    fn is_sought(&self, code: Keycode, state: Option<u16>) -> bool {
        let is = |sought: &Sought| {
            sought.codes.contains(&code) && state.is_none_or(|state| state & sought.of == sought.with)
        };
        self.with_sought(is).unwrap_or_default()
    }

    fn with_sought<T>(&self, look: impl FnOnce(&Sought) -> T) -> Option<T> {
        let sought = self.sought.lock().unwrap_or_else(PoisonError::into_inner);
        sought.as_ref().map(look)
    }
}
