use serde_json::{Value, json};
use tokio::task::spawn_blocking;
use vigil_tests::window::{APPEARS, PING_OUT, Page, limited, screens, until, with_window};

use crate::program::{Habit, Program};

const PLACES: [&str; 5] = ["watch", "toys", "alerts", "settings", "log"];
const THEMES: [&str; 2] = ["dark", "light"];
const SHAPES: [(u32, u32, &str); 2] = [(1200, 850, ""), (400, 800, "-narrow")];

/// A page with nothing but a background and a word has about thirty, by the soft edges of its letters.
const COLOURS: usize = 100;

/// Every place in every theme and shape, with everything on it that can be: a program that pings, one that was cut
/// off, a toy that runs. The pictures are for people; checked is that there is something on them and that all fits.
#[tokio::test]
async fn pictures() {
    let arguments = [
        "--port",
        "0",
        "--max-ping-time",
        "2000",
        "--simulate",
        "vibrator",
        "--simulate",
        "stroker",
    ];
    with_window("pictures", &arguments, async |window| {
        let page = window.page();
        let url = page.text("server-url").await;
        let mut lively = Program::connect(&url, "Night Drive").await;
        let mut frozen = Program::connect(&url, "Slow Burn").await;
        let stage = async {
            frozen.vibrate(0, 9).await;
            frozen.ping().await;
            limited("the end of the silent program", PING_OUT, frozen.listen_to_the_end()).await
        };
        lively.while_busy(Habit::Pings, |_| {}, stage).await;
        // What the frozen program moved stopped with it, and everything else did too.
        lively.vibrate(0, 15).await;
        lively.while_busy(Habit::Pings, |_| {}, all_pictures(page)).await;
    })
    .await;
}

async fn all_pictures(page: &Page) {
    // Watch shows the alert itself, so there is no toast over it.
    page.wait_until_gone("toast").await;
    let mut faults = Vec::new();
    let mut counts = Vec::new();
    for theme in THEMES {
        page.go_to("settings").await;
        // The driver scrolls there first, and its click may come before the page has followed.
        until("the theme", APPEARS, async || {
            page.click(&format!("appearance-{theme}")).await;
            page.settle().await;
            let is_shown = "return document.documentElement.dataset.theme === arguments[0]";
            (page.run(is_shown, vec![json!(theme)]).await == true).then_some(())
        })
        .await;
        for (width, height, shape) in SHAPES {
            page.resize(width, height).await;
            for place in PLACES {
                let name = format!("{theme}-{place}{shape}");
                show(page, place).await;
                page.settle().await;
                faults.extend(too_wide(page).await.into_iter().map(|what| format!("{name}: {what}")));
                let picture = page.screenshot().await;
                picture.save(&screens().join(&name).with_extension("png"));
                // Decoding takes a while; the program has to ping meanwhile.
                counts.push((name, spawn_blocking(move || picture.colours())));
            }
        }
    }
    for (name, colours) in counts {
        let colours = colours.await.unwrap();
        println!("{name}: {colours} colours");
        if colours < COLOURS {
            faults.push(format!("{name} is blank: {colours} colours"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The place, and on it what takes the most room.
async fn show(page: &Page, place: &str) {
    page.go_to(place).await;
    match place {
        "toys" => page.wait_for_attribute("toy-0-output-0", "data-value", "15").await,
        "alerts" => {
            let unfold = r#"[data-testid^="alert-"] [aria-expanded]"#;
            page.click_css(unfold).await;
            page.find_css(&format!(r#"{unfold}[aria-expanded="true"]"#)).await;
        }
        "watch" => {
            page.wait_for_text(r#"[data-testid^="program-"]"#, "Night Drive").await;
        }
        _ => {}
    }
}

/// What sticks out sideways, unless it is meant to be scrolled to, or to be heard only.
async fn too_wide(page: &Page) -> Vec<String> {
    let found = page
        .run(
            "const faults = [];
             const scrolls = (part) => part.scrollWidth > part.clientWidth + 1;
             for (const part of [document.documentElement, document.querySelector('main')]) {
                 if (scrolls(part)) faults.push(`${part.localName} is ${part.scrollWidth} wide, shown ${part.clientWidth}`);
             }
             const isCut = (part) => {
                 for (let up = part; up && up.localName !== 'main'; up = up.parentElement) {
                     if (getComputedStyle(up).overflowX !== 'visible') return true;
                 }
                 return false;
             };
             for (const part of document.querySelectorAll('body *')) {
                 const { left, right, width } = part.getBoundingClientRect();
                 if (width > 1 && (right > innerWidth + 1 || left < -1) && !isCut(part)) {
                     faults.push(`${part.localName}.${part.className?.baseVal ?? part.className} from ${left} to ${right}`);
                 }
             }
             return faults;",
            vec![],
        )
        .await;
    let Value::Array(faults) = found else {
        panic!("a list of faults: {found}")
    };
    faults
        .iter()
        .map(|fault| fault.as_str().unwrap_or_default().to_owned())
        .collect()
}
