//! The display: what is on it, and what a person or a desktop does with a window.

use std::collections::BTreeSet;

use rustix::process::Pid;
use x11rb::{
    COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME,
    connection::Connection,
    protocol::{
        xproto::{
            AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, CreateWindowAux, ImageFormat,
            MOTION_NOTIFY_EVENT, MapState, Window, WindowClass,
        },
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

/// Where the rail is: it comes with the first state, and its letters have soft edges.
const RAIL: Area = Area {
    x: 10,
    y: 80,
    width: 180,
    height: 300,
};
/// Where nothing is but the background.
const GROUND: Area = Area {
    x: 400,
    y: 780,
    width: 8,
    height: 8,
};
/// Colours that the rail has at least.
const COLOURS: usize = 20;

#[derive(Debug)]
pub struct Screen {
    display: RustConnection,
    root: Window,
    process: Pid,
    window: Option<Window>,
    cover: Option<Window>,
}

/// What is on the window.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    pub has_content: bool,
    pub ground: Ground,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    Dark,
    Light,
    /// Not drawn yet, for one.
    Neither,
}

#[derive(Debug, Clone, Copy)]
struct Area {
    x: i16,
    y: i16,
    width: u16,
    height: u16,
}

impl Screen {
    pub fn of(process: Pid) -> Self {
        Self::on(None, process)
    }

    /// On the display of that name, such as `:7`.
    pub fn on(name: Option<&str>, process: Pid) -> Self {
        let (display, screen) = x11rb::connect(name).expect("there is a display");
        let root = display.setup().roots[screen].root;
        Self {
            display,
            root,
            process,
            window: None,
            cover: None,
        }
    }

    /// None while there is no window.
    pub fn look(&mut self) -> Option<Sight> {
        let window = match self.window {
            Some(window) => window,
            None => *self.window.insert(self.find()?),
        };
        let colours: BTreeSet<[u8; 3]> = self.picture(window, RAIL)?.into_iter().collect();
        let ground = self.picture(window, GROUND)?;
        let [blue, green, red] = ground[0].map(u32::from);
        Some(Sight {
            has_content: colours.len() >= COLOURS,
            ground: match (red + green + blue) / 3 {
                8..64 => Ground::Dark,
                200.. => Ground::Light,
                _ => Ground::Neither,
            },
        })
    }

    /// Clicks at that place of the window.
    pub fn click(&self, x: i16, y: i16) {
        for (kind, detail) in [
            (MOTION_NOTIFY_EVENT, 0),
            (BUTTON_PRESS_EVENT, 1),
            (BUTTON_RELEASE_EVENT, 1),
            (MOTION_NOTIFY_EVENT, 0),
        ] {
            self.display
                .xtest_fake_input(kind, detail, CURRENT_TIME, self.root, x, y, 0)
                .unwrap()
                .check()
                .expect("the display takes clicks");
        }
    }

    /// As a desktop does that minimises a window.
    pub fn minimise(&self) {
        let window = self.window.expect("it is open");
        self.display.unmap_window(window).unwrap().check().unwrap();
    }

    /// Lays another window over all of it.
    pub fn cover(&mut self) {
        let cover = self.display.generate_id().unwrap();
        let screen = &self.display.setup().roots[0];
        self.display
            .create_window(
                COPY_DEPTH_FROM_PARENT,
                cover,
                self.root,
                0,
                0,
                screen.width_in_pixels,
                screen.height_in_pixels,
                0,
                WindowClass::INPUT_OUTPUT,
                COPY_FROM_PARENT,
                &CreateWindowAux::new()
                    .override_redirect(1)
                    .background_pixel(0x0040_4040),
            )
            .unwrap();
        self.display.map_window(cover).unwrap().check().unwrap();
        self.cover = Some(cover);
    }

    pub fn uncover(&mut self) {
        if let Some(cover) = self.cover.take() {
            self.display.destroy_window(cover).unwrap().check().unwrap();
        }
    }

    fn find(&self) -> Option<Window> {
        let owner = self
            .display
            .intern_atom(false, b"_NET_WM_PID")
            .unwrap()
            .reply()
            .ok()?
            .atom;
        let process = u32::try_from(self.process.as_raw_nonzero().get()).unwrap();
        let windows = self.display.query_tree(self.root).unwrap().reply().ok()?.children;
        windows.into_iter().find(|window| {
            let attributes = self.display.get_window_attributes(*window).unwrap().reply();
            let its = self
                .display
                .get_property(false, *window, owner, AtomEnum::CARDINAL, 0, 1)
                .unwrap()
                .reply();
            attributes.is_ok_and(|attributes| attributes.map_state == MapState::VIEWABLE)
                && its.is_ok_and(|its| its.value32().is_some_and(|mut ids| ids.next() == Some(process)))
                && self
                    .size(*window)
                    .is_some_and(|(width, height)| width >= 400 && height >= 400)
        })
    }

    fn size(&self, window: Window) -> Option<(u16, u16)> {
        let geometry = self.display.get_geometry(window).unwrap().reply().ok()?;
        Some((geometry.width, geometry.height))
    }

    /// Its colours, each as blue, green and red.
    fn picture(&self, window: Window, area: Area) -> Option<Vec<[u8; 3]>> {
        let Area { x, y, width, height } = area;
        let image = self
            .display
            .get_image(ImageFormat::Z_PIXMAP, window, x, y, width, height, u32::MAX)
            .unwrap()
            .reply()
            .ok()?;
        let pixels = image.data.as_chunks::<4>().0.iter();
        Some(pixels.map(|&[blue, green, red, _]| [blue, green, red]).collect())
    }
}
