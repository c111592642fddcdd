//! The guide's PingTimeoutExample: what a program sees when its pings stop.

#![allow(clippy::print_stdout, reason = "an example says what happens")]

use std::{env, error::Error, time::Duration};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader, stdin},
    time::interval,
};
use vigil_client::{Client, Event, Events};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::args().nth(1).unwrap_or_else(|| "ws://127.0.0.1:12345".to_owned());
    let mut keys = BufReader::new(stdin());

    // The server dictates how often it wants to hear from us; the client pings by itself, so there is nothing to do for
    // that. Here the pings are tied to the loop below as well: if it no longer turns, they stop.
    let (client, events) = Client::builder("Example Client")
        .tied_to_loop(Duration::from_millis(500))
        .connect(&url)
        .await?;
    println!("Client connected");
    let told = tokio::spawn(tell(events));

    // As long as we check in, client and server ping each other, and nothing is printed.
    println!("Press Enter to continue.");
    let mut turns = interval(Duration::from_millis(50));
    let mut line = String::new();
    let mut key = std::pin::pin!(keys.read_line(&mut line));
    loop {
        tokio::select! {
            pressed = &mut key => { pressed?; break }
            _ = turns.tick() => client.check_in(),
        }
    }

    // Now the loop stands still, as it would if this program had locked up. Both events follow.
    println!("Stopping ping timer");
    told.await?;

    // From now on every call fails.
    if let Err(error) = client.start_scanning().await {
        println!("Command failed: {error}");
    }
    Ok(())
}

/// Prints the two events that end a session.
async fn tell(mut events: Events) {
    while let Some(event) = events.next().await {
        match event {
            Event::PingTimeout(_) => println!("Buttplug ping timeout!"),
            Event::ServerDisconnect(_) => println!("Buttplug disconnected!"),
            _ => {}
        }
    }
}
