//! Opens the window, in the colours that it will have: a window that flashes white in the dark is seen by everybody.

use tauri::{App, WebviewWindow, WebviewWindowBuilder, window::Color};

use super::{OpenError, WINDOW, place::PlaceKeeper, zoom};
use crate::{
    language::Language,
    settings::{Appearance, Settings},
};

/// `--background` of `tokens.css`.
const DARK: Color = Color(0x0f, 0x12, 0x16, 0xff);
const LIGHT: Color = Color(0xf5, 0xf6, 0xf8, 0xff);

/// `hidden`: it is not shown yet.
pub(super) fn open(
    app: &App,
    settings: &Settings,
    language: Language,
    place: &PlaceKeeper,
    hidden: bool,
) -> Result<WebviewWindow, OpenError> {
    let windows = &app.config().app.windows;
    let config = windows.iter().find(|window| window.label == WINDOW);
    let config = config.ok_or(OpenError::NotConfigured)?;
    let appearance = settings.appearance;
    let mut window = WebviewWindowBuilder::from_config(app, config)?
        .initialization_script(first_script(appearance, language))
        .visible(!hidden);
    window = place.restored(app, window);
    if let Some(is_dark) = is_dark(appearance) {
        window = window.background_color(if is_dark { DARK } else { LIGHT });
    }
    let window = window.build()?;
    // Before the page is there: it is laid out once.
    zoom::show_at(&window, settings.zoom_percent);
    place.follow(&window);
    Ok(window)
}

/// Runs before anything of the page: it is drawn in the right colours and words from the first time on.
fn first_script(appearance: Appearance, language: Language) -> String {
    let is_dark = match appearance {
        Appearance::System => "matchMedia('(prefers-color-scheme: dark)').matches",
        Appearance::Dark => "true",
        Appearance::Light => "false",
    };
    let language = language.tag();
    format!(
        "document.documentElement.dataset.theme = {is_dark} ? 'dark' : 'light';
         document.documentElement.lang = '{language}';"
    )
}

/// `None` if only the page can tell.
fn is_dark(appearance: Appearance) -> Option<bool> {
    match appearance {
        Appearance::Dark => Some(true),
        Appearance::Light => Some(false),
        Appearance::System => system_is_dark(),
    }
}

/// As WebKit finds it out for the page.
#[cfg(target_os = "linux")]
fn system_is_dark() -> Option<bool> {
    use gtk::prelude::GtkSettingsExt;

    let settings = gtk::Settings::default()?;
    let is_dark_theme = settings
        .gtk_theme_name()
        .is_some_and(|name| name.ends_with("-dark") || name.ends_with("-Dark") || name.ends_with(":dark"));
    Some(settings.is_gtk_application_prefer_dark_theme() || is_dark_theme)
}

#[cfg(not(target_os = "linux"))]
fn system_is_dark() -> Option<bool> {
    None
}
