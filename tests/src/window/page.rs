use std::sync::atomic::{AtomicU32, Ordering};

use fantoccini::{
    Client, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
    error::{CmdError, ErrorStatus},
    key::Key,
};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{
    patience::{APPEARS, OPENS, until},
    picture::Picture,
};

/// What is on the screen. Things are named by their `data-testid`.
#[derive(Debug)]
pub struct Page {
    client: Client,
    /// What a person does with the mouse, or with a key that takes its place.
    clicks: AtomicU32,
}

impl Page {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            clicks: AtomicU32::new(0),
        }
    }

    /// The frame is there before the state is; with the state come the places.
    pub(super) async fn wait_until_drawn(&self) {
        until("the window's first state", OPENS, async || {
            self.try_find(&named("nav-watch")).await
        })
        .await;
    }

    /// Waits until it is there.
    pub async fn find(&self, name: &str) -> Element {
        self.find_css(&named(name)).await
    }

    pub async fn find_css(&self, css: &str) -> Element {
        until(&format!("{css} on the page"), APPEARS, async || {
            self.try_find(css).await
        })
        .await
    }

    /// A click with the mouse, where a person sees the thing: what lies in front of it gets the click.
    ///
    /// It waits until the thing is enabled and stands still. A click on a button that is still disabled, or on the place
    /// that it has just left, is lost without an error.
    pub async fn click(&self, name: &str) {
        self.click_css(&named(name)).await;
    }

    pub async fn click_css(&self, css: &str) {
        let mut place = None;
        until(&format!("{css} to take a click"), APPEARS, async || {
            let element = self.try_find(css).await?;
            let before = place.take();
            place = self.place_of_enabled(&element).await;
            if place.is_none() || place != before {
                return None;
            }
            match element.click().await {
                Ok(()) => {
                    self.clicks.fetch_add(1, Ordering::Relaxed);
                    Some(())
                }
                Err(error) if is_for_now(&error) => None,
                Err(error) => panic!("{css} takes no click: {error}"),
            }
        })
        .await;
    }

    /// Opens a place and waits for its heading.
    pub async fn go_to(&self, place: &str) {
        self.click(&format!("nav-{place}")).await;
        self.find_css(&format!(r#"[data-testid="nav-{place}"][aria-current="page"]"#))
            .await;
        self.find_css("main h1").await;
    }

    /// Types as a person does.
    pub async fn type_into(&self, name: &str, text: &str) {
        self.find(name)
            .await
            .send_keys(text)
            .await
            .expect("the field takes keys");
    }

    pub async fn press_enter_in(&self, name: &str) {
        self.type_into(name, &char::from(Key::Enter).to_string()).await;
    }

    /// Presses a key in this field and holds it down, until [`let_keys_go`](Self::let_keys_go).
    pub async fn hold_key_in(&self, name: &str, key: Key) {
        self.find(name).await;
        let focus = "document.querySelector(arguments[0]).focus()";
        self.run(focus, vec![json!(named(name))]).await;
        self.clicks.fetch_add(1, Ordering::Relaxed);
        let down = KeyAction::Down { value: char::from(key) };
        let keys = KeyActions::new("keyboard".into()).then(down);
        self.client.perform_actions(keys).await.expect("the window takes keys");
    }

    /// How often something was clicked, or held down, since it was asked last.
    pub fn take_clicks(&self) -> u32 {
        self.clicks.swap(0, Ordering::Relaxed)
    }

    pub async fn let_keys_go(&self) {
        self.client.release_actions().await.expect("the window takes keys");
    }

    /// A key, wherever the focus is.
    pub async fn press(&self, key: Key) {
        let value = char::from(key);
        let keys = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.client.perform_actions(keys).await.expect("the window takes keys");
    }

    /// Ctrl and a key, wherever the focus is.
    pub async fn press_ctrl_and(&self, key: char) {
        let control = char::from(Key::Control);
        let keys = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: control });
        self.client.perform_actions(keys).await.expect("the window takes keys");
    }

    pub async fn text(&self, name: &str) -> String {
        self.find(name).await.text().await.expect("the element is still there")
    }

    /// The attribute's present value, or none where the element or the attribute is missing.
    pub async fn attribute(&self, name: &str, attribute: &str) -> Option<String> {
        let answer = self
            .run(
                "return document.querySelector(arguments[0])?.getAttribute(arguments[1])",
                vec![json!(named(name)), json!(attribute)],
            )
            .await;
        answer.as_str().map(str::to_owned)
    }

    pub async fn wait_for_attribute(&self, name: &str, attribute: &str, value: &str) {
        self.find_css(&format!(r#"[data-testid="{name}"][{attribute}="{value}"]"#))
            .await;
    }

    pub async fn wait_for_text(&self, css: &str, part: &str) -> String {
        until(&format!("“{part}” in {css}"), APPEARS, async || {
            let text = self.try_find(css).await?.text().await.ok()?;
            text.contains(part).then_some(text)
        })
        .await
    }

    /// The same for what stands in the document, whatever of it is in sight.
    pub async fn wait_for_content(&self, css: &str, part: &str) {
        until(&format!("“{part}” in {css}"), APPEARS, async || {
            let script = "return [...document.querySelectorAll(arguments[0])].some((one) => one.textContent.includes(arguments[1]))";
            (self.run(script, vec![json!(css), json!(part)]).await == true).then_some(())
        })
        .await;
    }

    pub async fn wait_until_gone(&self, name: &str) {
        let css = named(name);
        until(&format!("{css} to go"), APPEARS, async || {
            self.try_find(&css).await.is_none().then_some(())
        })
        .await;
    }

    /// What a script in the page returns.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.expect("the script runs")
    }

    /// What a script gives to the function that is its last argument.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client
            .execute_async(script, arguments)
            .await
            .expect("the script runs")
    }

    /// Asks the core as the page does. The answer is in `done`, a refusal in `refused`.
    pub async fn invoke(&self, command: &str) -> Value {
        self.run_async(
            "const done = arguments[arguments.length - 1];
             window.__TAURI_INTERNALS__.invoke(arguments[0], { afterMs: 0 }).then(
                 (answer) => done({ done: answer ?? null }),
                 (error) => done({ refused: String(error) }),
             );",
            vec![json!(command)],
        )
        .await
    }

    /// Gives the window's content this size.
    pub async fn resize(&self, width: u32, height: u32) {
        self.client
            .set_window_size(width, height)
            .await
            .expect("the window can be resized");
        until(&format!("a window of {width} x {height}"), APPEARS, async || {
            let size = self.run("return [innerWidth, innerHeight]", vec![]).await;
            (size == json!([width, height])).then_some(())
        })
        .await;
    }

    /// Waits until what fades and slides has arrived. The heartbeat goes on for ever.
    pub async fn settle(&self) {
        until("the page to settle", APPEARS, async || {
            let moving = "return document.getAnimations().some((moving) => moving instanceof CSSTransition)";
            (self.run(moving, vec![]).await == false).then_some(())
        })
        .await;
    }

    pub async fn screenshot(&self) -> Picture {
        Picture::new(self.client.screenshot().await.expect("the window can be pictured"))
    }

    pub(super) async fn try_screenshot(&self) -> Option<Vec<u8>> {
        timeout(APPEARS, self.client.screenshot()).await.ok()?.ok()
    }

    /// Where it stands (x, y, width, height), if it is enabled.
    async fn place_of_enabled(&self, element: &Element) -> Option<(f64, f64, f64, f64)> {
        if element.is_enabled().await.ok()? {
            element.rectangle().await.ok()
        } else {
            None
        }
    }

    async fn try_find(&self, css: &str) -> Option<Element> {
        match self.client.find(Locator::Css(css)).await {
            Ok(element) => Some(element),
            Err(error) if is_for_now(&error) => None,
            Err(error) => panic!("the page cannot be searched for {css}: {error}"),
        }
    }
}

fn named(name: &str) -> String {
    format!(r#"[data-testid="{name}"]"#)
}

/// The page is drawn anew all the time: a thing that is not there, or not any more, may be there the next moment.
/// The driver's words if a part of the page was drawn anew while it looked at it.
const GONE_MEANWHILE: &str = "Could not parse element info";

fn is_for_now(error: &CmdError) -> bool {
    let CmdError::Standard(error) = error else {
        return false;
    };
    matches!(
        error.error,
        ErrorStatus::NoSuchElement
            | ErrorStatus::StaleElementReference
            | ErrorStatus::ElementNotInteractable
            | ErrorStatus::ElementClickIntercepted
    ) || error.message.contains(GONE_MEANWHILE)
}
