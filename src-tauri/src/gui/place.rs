//! Where the window is and how large, kept over a restart: never off the screen, whatever has become of the monitors.
//!
//! Tauri's own plugin for this keeps one file for all data directories, written in place, and shows a window larger than
//! the monitor as it was.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tauri::{App, WebviewWindow, WebviewWindowBuilder, WindowEvent, Wry};
use tokio::{sync::watch, time::sleep};

use crate::{
    engine::Engine,
    files::{Disk, JsonFile, Loaded, Versioned},
    timeouts,
};

type Builder<'a> = WebviewWindowBuilder<'a, Wry, App>;

/// The version written by this build.
const PLACE_VERSION: u32 = 1;

/// Smaller than this it shows nothing; of a file that was edited by hand.
const LEAST: u32 = 100;

/// What is on the disk, in pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    #[serde(default)]
    version: u32,
    /// Where it was while it did not fill the screen.
    #[serde(default)]
    frame: Option<Frame>,
    #[serde(default)]
    maximized: bool,
}

impl Versioned for Kept {
    const NEWEST: u32 = PLACE_VERSION;

    fn version(&self) -> u32 {
        self.version
    }
}

/// The place of a window, or of what a monitor has for windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Frame {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
}

impl Frame {
    fn overlap(&self, other: &Self) -> i64 {
        let along = |start: i32, length: u32, other_start: i32, other_length: u32| {
            let end = i64::from(start) + i64::from(length);
            let other_end = i64::from(other_start) + i64::from(other_length);
            (end.min(other_end) - i64::from(start.max(other_start))).max(0)
        };
        along(self.x, self.width, other.x, other.width) * along(self.y, self.height, other.y, other.height)
    }

    /// The nearest place that is wholly on one monitor; a window that is larger than the monitor becomes as large. The first
    /// monitor is the one for windows that were on none of these. `None` if nothing is known of any monitor.
    pub(super) fn on_screen(self, monitors: &[Self]) -> Option<Self> {
        let usable = || {
            monitors
                .iter()
                .filter(|monitor| monitor.width > 0 && monitor.height > 0)
        };
        let first = usable().next()?;
        let most = usable().max_by_key(|monitor| self.overlap(monitor)).unwrap_or(first);
        let monitor = if self.overlap(most) > 0 { most } else { first };
        let (width, height) = (
            self.width.max(LEAST).min(monitor.width),
            self.height.max(LEAST).min(monitor.height),
        );
        let along = |wished: i32, length: u32, start: i32, room: u32| {
            let last = i64::from(start) + i64::from(room) - i64::from(length);
            i32::try_from(i64::from(wished).clamp(start.into(), last.max(start.into()))).unwrap_or(start)
        };
        Some(Self {
            x: along(self.x, width, monitor.x, monitor.width),
            y: along(self.y, height, monitor.y, monitor.height),
            width,
            height,
        })
    }
}

/// Follows the window, and keeps its place. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct PlaceKeeper {
    file: JsonFile,
    disk: Disk,
    kept: watch::Sender<Kept>,
}

impl PlaceKeeper {
    /// Nobody is bothered with a file that cannot be read: the window then opens as it did the first time.
    pub(super) fn open((path, disk): (PathBuf, Disk)) -> Self {
        let file = JsonFile::without_copy(path).compact();
        let kept = match file.load::<Kept>() {
            Loaded::Found(kept) => kept,
            Loaded::Missing => Kept::default(),
            other => {
                log::warn!("{} could not be read: {other:?}", file.path().display());
                Kept::default()
            }
        };
        Self {
            file,
            disk,
            kept: watch::Sender::new(kept),
        }
    }

    /// A window that will open where it was.
    pub(super) fn restored<'a>(&self, app: &App, window: Builder<'a>) -> Builder<'a> {
        let kept = *self.kept.borrow();
        let window = window.maximized(kept.maximized);
        let Some(frame) = kept.frame.and_then(|frame| frame.on_screen(&monitors(app))) else {
            return window;
        };
        // A window that is not there yet is told in points.
        let at = app.monitor_from_point(frame.x.into(), frame.y.into());
        let scale = at.ok().flatten().map_or(1.0, |monitor| monitor.scale_factor());
        let points = |pixels: f64| pixels / scale;
        window
            .inner_size(points(frame.width.into()), points(frame.height.into()))
            .position(points(frame.x.into()), points(frame.y.into()))
    }

    /// From now on its place is noted, whenever it changes.
    pub(super) fn follow(&self, window: &WebviewWindow) {
        let (keeper, followed) = (self.clone(), window.clone());
        window.on_window_event(move |event| {
            if matches!(event, WindowEvent::Moved(_) | WindowEvent::Resized(_)) {
                keeper.note(&followed);
            }
        });
    }

    fn note(&self, window: &WebviewWindow) {
        // A window that cannot say it, or is not there to be seen, is no news.
        let (Ok(maximized), Ok(false), Ok(false), Ok(true)) = (
            window.is_maximized(),
            window.is_fullscreen(),
            window.is_minimized(),
            window.is_visible(),
        ) else {
            return;
        };
        let place = (window.outer_position(), window.inner_size());
        self.kept.send_if_modified(|kept| {
            let before = *kept;
            kept.maximized = maximized;
            // What it fills is the monitor's size, not its own.
            if let (Ok(place), Ok(size)) = place
                && !maximized
            {
                kept.frame = Some(Frame {
                    x: place.x,
                    y: place.y,
                    width: size.width,
                    height: size.height,
                });
            }
            *kept != before
        });
    }

    /// Keeps each new place, once the window stays there. The task ends with the sessions' runtime.
    pub(super) fn keep(&self, engine: &Engine) {
        let (keeper, mut kept) = (self.clone(), self.kept.subscribe());
        drop(engine.runtime().spawn(async move {
            while kept.changed().await.is_ok() {
                sleep(timeouts::WINDOW_STAYS).await;
                kept.mark_unchanged();
                keeper.save();
            }
        }));
    }

    /// Has the disk write it, and waits for nobody.
    pub(super) fn save(&self) {
        let kept = Kept {
            version: PLACE_VERSION,
            ..*self.kept.borrow()
        };
        if kept.frame.is_none() && !kept.maximized {
            return;
        }
        let file = self.file.clone();
        drop(self.disk.submit(move || {
            if let Err(error) = file.save(&kept) {
                log::warn!("{error}");
            }
        }));
    }
}

/// What monitors have for windows, the primary one first.
fn monitors(app: &App) -> Vec<Frame> {
    let primary = app.primary_monitor().ok().flatten();
    let others = app.available_monitors().unwrap_or_default();
    let all = primary.into_iter().chain(others);
    all.map(|monitor| {
        let area = monitor.work_area();
        Frame {
            x: area.position.x,
            y: area.position.y,
            width: area.size.width,
            height: area.size.height,
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn frame(x: i32, y: i32, width: u32, height: u32) -> Frame {
        Frame { x, y, width, height }
    }

    const LEFT: Frame = frame(0, 0, 1920, 1080);
    const RIGHT: Frame = frame(1920, 0, 2560, 1440);

    #[test]
    fn a_window_opens_where_it_was_or_on_a_monitor_that_is_there() {
        for (what, was, monitors, is) in [
            (
                "as it was",
                frame(100, 80, 900, 700),
                vec![LEFT],
                frame(100, 80, 900, 700),
            ),
            (
                "on the second",
                frame(2000, 10, 900, 700),
                vec![LEFT, RIGHT],
                frame(2000, 10, 900, 700),
            ),
            (
                "its monitor is gone",
                frame(2000, 10, 900, 700),
                vec![LEFT],
                frame(1020, 10, 900, 700),
            ),
            (
                "on none of two: the first",
                frame(9000, 10, 900, 700),
                vec![LEFT, RIGHT],
                frame(1020, 10, 900, 700),
            ),
            (
                "half beside",
                frame(-450, 900, 900, 700),
                vec![LEFT],
                frame(0, 380, 900, 700),
            ),
            (
                "on both: where more of it is",
                frame(1500, 0, 900, 700),
                vec![LEFT, RIGHT],
                frame(1920, 0, 900, 700),
            ),
            (
                "too large",
                frame(-10, -10, 4000, 3000),
                vec![LEFT],
                frame(0, 0, 1920, 1080),
            ),
            (
                "beside a bar",
                frame(0, 0, 900, 700),
                vec![frame(64, 27, 1856, 1053)],
                frame(64, 27, 900, 700),
            ),
            (
                "left of the first",
                frame(-1000, 0, 900, 700),
                vec![LEFT, frame(-1280, 0, 1280, 1024)],
                frame(-1000, 0, 900, 700),
            ),
            (
                "by hand",
                frame(i32::MAX, i32::MIN, u32::MAX, 0),
                vec![LEFT],
                frame(0, 0, 1920, 100),
            ),
        ] {
            assert_eq!(was.on_screen(&monitors), Some(is), "{what}");
        }
        assert_eq!(frame(5, 5, 900, 700).on_screen(&[]), None);
        assert_eq!(frame(5, 5, 900, 700).on_screen(&[frame(0, 0, 0, 0)]), None);
    }

    fn frames() -> impl Strategy<Value = Frame> {
        (any::<i32>(), any::<i32>(), any::<u32>(), any::<u32>()).prop_map(|(x, y, width, height)| Frame {
            x,
            y,
            width,
            height,
        })
    }

    fn monitor() -> impl Strategy<Value = Frame> {
        (-9000..9000, -9000..9000, 1_u32..6000, 1_u32..6000).prop_map(|(x, y, width, height)| Frame {
            x,
            y,
            width,
            height,
        })
    }

    proptest! {
        #[test]
        fn all_of_it_is_on_one_monitor(was in frames(), monitors in proptest::collection::vec(monitor(), 1..4)) {
            let is = was.on_screen(&monitors).unwrap();
            let area = i64::from(is.width) * i64::from(is.height);
            prop_assert!(area > 0);
            prop_assert!(monitors.iter().any(|monitor| is.overlap(monitor) == area));
            prop_assert_eq!(is.on_screen(&monitors), Some(is), "and stays there");
        }
    }

    #[tokio::test]
    async fn what_a_file_says_is_read_and_what_is_no_such_file_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("window.json");
        let disk = Disk::start().unwrap();
        let kept = || *PlaceKeeper::open((path.clone(), disk.clone())).kept.borrow();
        let keeper = PlaceKeeper::open((path.clone(), disk.clone()));
        keeper.save();
        disk.submit(|| ()).await.unwrap();
        assert!(!path.exists(), "nothing is known of a window that was never shown");
        keeper.kept.send_replace(Kept {
            version: 0,
            frame: Some(frame(1, 2, 300, 400)),
            maximized: true,
        });
        keeper.save();
        disk.submit(|| ()).await.unwrap();
        assert_eq!((kept().frame, kept().maximized), (Some(frame(1, 2, 300, 400)), true));
        std::fs::write(&path, "[]").unwrap();
        assert_eq!(kept(), Kept::default());
    }
}
