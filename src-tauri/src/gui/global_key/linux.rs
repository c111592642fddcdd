use std::{env, io, thread};

use tokio::runtime::Builder;

use super::{
    Pressed, Wished, portal,
    x11::{NoDisplay, X11},
};
use crate::view::{StopKeyFailure, StopKeyView};

/// On a thread and a runtime of its own: a display or a desktop that hangs holds up nobody else.
pub(super) fn start(wished: Wished, pressed: Pressed) {
    let told = wished.told.clone();
    let started = thread::Builder::new().name("vigil-stop-key".to_owned()).spawn(move || {
        let told = wished.told.clone();
        let listened = || -> io::Result<()> {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            // A library that panics ends this task alone.
            let listens = runtime.spawn(listen(wished, pressed));
            runtime.block_on(listens).map_err(io::Error::other)
        };
        if let Err(error) = listened() {
            told.fails(StopKeyFailure::Broken, &error);
        }
    });
    if let Err(error) = started {
        told.fails(StopKeyFailure::Broken, &error);
    }
}

/// Until nobody wishes for a key any more.
async fn listen(mut wished: Wished, pressed: Pressed) {
    let mut goes_on = true;
    while goes_on {
        goes_on = if wished.now().is_none() {
            // Nothing is asked of anybody while nobody wants a key.
            wished.told.say(StopKeyView::Off);
            wished.changed().await
        } else if is_wayland() {
            portal::listen(&mut wished, &pressed).await
        } else {
            on_display(&mut wished, &pressed).await
        };
    }
}

/// A program sees only those keys of a Wayland session that are meant for it, through X as well.
fn is_wayland() -> bool {
    let says = |name, value: fn(&str) -> bool| env::var(name).is_ok_and(|text| value(&text));
    says("XDG_SESSION_TYPE", |kind| kind == "wayland") || says("WAYLAND_DISPLAY", |display| !display.is_empty())
}

/// As long as there is a key. False if nobody will wish for one any more.
async fn on_display(wished: &mut Wished, pressed: &Pressed) -> bool {
    let mut display = match X11::open(pressed.clone()) {
        Ok(display) => display,
        Err(error) => {
            let why = match error {
                NoDisplay::Wayland => StopKeyFailure::DesktopHasNone,
                _ => StopKeyFailure::Broken,
            };
            wished.told.fails(why, &error);
            return wished.again().await;
        }
    };
    while let Some(key) = wished.now() {
        match display.set(Some(key)) {
            Ok(state) => {
                wished.told.say(state);
            }
            Err(error) => {
                wished.told.fails(StopKeyFailure::Broken, &error);
                return wished.again().await;
            }
        }
        tokio::select! {
            goes_on = wished.changed() => if !goes_on { return false },
            // Its keys lie elsewhere now, or it is gone.
            is_there = display.changed() => if !is_there {
                wished.told.fails(StopKeyFailure::Broken, &"the display is gone");
                return wished.again().await;
            },
        }
    }
    true
}
