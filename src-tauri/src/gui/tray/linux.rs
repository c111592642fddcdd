use std::{io, sync::Arc, thread};

use ksni::{
    Category, Icon, MenuItem, OfflineReason, Status, ToolTip, Tray, TrayMethods,
    menu::{CheckmarkItem, StandardItem, SubMenu},
};
use tokio::{
    runtime::Builder,
    sync::watch,
    time::{sleep, timeout},
};

use super::{
    Orders,
    picture::icons,
    standing::{Shown, Sign},
};
use crate::{
    language::say,
    outputs::Outputs,
    timeouts,
    view::{AppView, Request},
};

/// On a thread and a runtime of its own: a desktop that hangs holds up nobody else.
pub(super) fn start(orders: Orders, outputs: Outputs, hosted: watch::Sender<Option<bool>>) {
    let hosted = Arc::new(hosted);
    let run = {
        let hosted = hosted.clone();
        move || -> io::Result<()> {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(show(orders, outputs, &hosted));
            Ok(())
        }
    };
    let started = thread::Builder::new().name("vigil-tray".to_owned()).spawn(move || {
        if let Err(error) = run() {
            log::error!("there is no icon in the tray: {error}");
        }
        hosted.send_replace(Some(false));
    });
    if let Err(error) = started {
        log::error!("there is no thread for the icon in the tray: {error}");
    }
}

/// Until the process ends, or there is no message bus.
async fn show(orders: Orders, outputs: Outputs, hosted: &Arc<watch::Sender<Option<bool>>>) {
    let item = Item {
        orders,
        shown: Shown::nothing(*outputs.language.borrow()),
        hosted: hosted.clone(),
    };
    // A desktop may offer its tray later than Vigil starts, or again.
    let spawned = timeout(timeouts::TRAY_ANSWER, item.assume_sni_available(true).spawn()).await;
    let handle = match spawned {
        Ok(Ok(handle)) => handle,
        Ok(Err(error)) => return log::info!("the desktop shows no icon in a tray: {error}"),
        Err(_) => return log::warn!("the desktop's tray does not answer"),
    };
    // Without a tray it has been told otherwise by now.
    hosted.send_if_modified(|hosted| hosted.is_none() && hosted.replace(true).is_none());
    let mut last = Shown::nothing(*outputs.language.borrow());
    while !handle.is_closed() {
        if let Some(view) = newest(&outputs).await {
            let shown = Shown::of(&view);
            if shown != last {
                last = shown.clone();
                // Nothing comes back from an icon that is gone.
                let _ = handle.update(|item| item.shown = shown).await;
            }
        }
        sleep(timeouts::TRAY_EVERY).await;
    }
}

/// While somebody receives, views are made: this does so for a moment only.
async fn newest(outputs: &Outputs) -> Option<Arc<AppView>> {
    let mut view = outputs.view.subscribe();
    outputs.view_wanted.notify_one();
    // What is not stale is not made again.
    drop(timeout(timeouts::PUSH_EVERY * 2, view.changed()).await);
    view.borrow().clone()
}

struct Item {
    orders: Orders,
    shown: Shown,
    hosted: Arc<watch::Sender<Option<bool>>>,
}

impl Tray for Item {
    fn id(&self) -> String {
        "vigil".to_owned()
    }

    fn category(&self) -> Category {
        Category::ApplicationStatus
    }

    fn title(&self) -> String {
        "Vigil".to_owned()
    }

    fn status(&self) -> Status {
        match self.shown.sign {
            Sign::Alert => Status::NeedsAttention,
            _ => Status::Active,
        }
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        icons(self.shown.sign)
    }

    fn attention_icon_pixmap(&self) -> Vec<Icon> {
        icons(self.shown.sign)
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: "Vigil".to_owned(),
            description: self.shown.sentence.clone(),
            ..ToolTip::default()
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.orders.show(ksni::current_xdg_activation_token());
    }

    fn watcher_online(&self) {
        self.hosted.send_replace(Some(true));
    }

    fn watcher_offline(&self, reason: OfflineReason) -> bool {
        log::info!("the desktop has no tray at the moment: {reason:?}");
        self.hosted.send_replace(Some(false));
        // It may come back.
        true
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let Shown {
            language,
            sentence,
            programs,
            toys,
            hold,
            must_look,
            is_on,
            ..
        } = &self.shown;
        let language = *language;
        let mut menu = vec![
            words(sentence),
            MenuItem::Separator,
            click(say!(language, "tray-show"), |item| {
                item.orders.show(ksni::current_xdg_activation_token());
            }),
            list(
                say!(language, "tray-programs"),
                &say!(language, "tray-no-program"),
                programs,
            ),
            list(say!(language, "tray-toys"), &say!(language, "tray-no-toy"), toys),
            MenuItem::Separator,
            click(say!(language, "tray-stop"), |item| item.orders.stop_everything()),
        ];
        match *hold {
            Some(_) if *must_look => menu.push(click(say!(language, "tray-look"), |item| item.orders.show(None))),
            // The hold that the menu was made for: a newer stop is not undone.
            Some(hold) => menu.push(click(say!(language, "tray-release"), move |item| {
                item.orders.ask(Request::Release { hold });
            })),
            None => {}
        }
        let is_on = *is_on;
        menu.extend([
            MenuItem::from(CheckmarkItem {
                label: say!(language, "tray-connect"),
                checked: is_on,
                activate: Box::new(move |item: &mut Self| {
                    item.orders.ask(if is_on {
                        Request::StopServer
                    } else {
                        Request::StartServer
                    });
                }),
                ..CheckmarkItem::default()
            }),
            MenuItem::Separator,
            click(say!(language, "tray-quit"), |item| item.orders.quit()),
        ]);
        menu
    }
}

/// What stands there, and does nothing.
fn words(text: &str) -> MenuItem<Item> {
    StandardItem {
        label: label(text),
        enabled: false,
        ..StandardItem::default()
    }
    .into()
}

fn click(text: String, done: impl Fn(&mut Item) + Send + 'static) -> MenuItem<Item> {
    StandardItem {
        label: text,
        activate: Box::new(done),
        ..StandardItem::default()
    }
    .into()
}

fn list(title: String, without: &str, items: &[String]) -> MenuItem<Item> {
    let submenu = if items.is_empty() {
        vec![words(without)]
    } else {
        items.iter().map(|item| words(item)).collect()
    };
    SubMenu {
        label: title,
        submenu,
        ..SubMenu::default()
    }
    .into()
}

/// A line below a letter marks a key in a menu; names that programs choose have none.
fn label(text: &str) -> String {
    text.replace('_', "__")
}
