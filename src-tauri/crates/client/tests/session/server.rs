//! A server that says what a test wants.

use std::{
    future::{Future, pending, ready},
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    io::{DuplexStream, duplex},
    time::timeout,
};
use tokio_tungstenite::{WebSocketStream, accept_async, tungstenite::Message as Frame};
use vigil_client::{Client, ClientBuilder, ConnectError, Device, Events};

/// What fits into the stream before its writer has to wait.
const BUFFER: usize = 64 * 1024;

/// A message from the client.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) kind: String,
    pub(crate) id: u64,
    pub(crate) body: Value,
}

#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) socket: WebSocketStream<DuplexStream>,
    waiting: Vec<Said>,
}

impl Server {
    pub(crate) async fn accept(stream: DuplexStream) -> Self {
        Self {
            socket: accept_async(stream).await.unwrap(),
            waiting: Vec::new(),
        }
    }

    /// Completes the handshake, with one device that has everything.
    pub(crate) async fn greet(&mut self, max_ping_time: u32) {
        self.greet_with(max_ping_time, json!({ "0": everything(0) })).await;
    }

    pub(crate) async fn greet_with(&mut self, max_ping_time: u32, devices: Value) {
        let hello = self.expect("RequestServerInfo").await;
        assert_eq!(hello.body["ProtocolVersionMajor"], 4);
        self.say_info(hello.id, max_ping_time).await;
        // The first ping may come before.
        loop {
            let said = self.next().await;
            match said.kind.as_str() {
                "Ping" => self.ok(said.id).await,
                "RequestDeviceList" => return self.list(said.id, devices).await,
                kind => panic!("{kind} in the handshake"),
            }
        }
    }

    pub(crate) async fn say_info(&mut self, id: u64, max_ping_time: u32) {
        self.say(
            "ServerInfo",
            json!({ "Id": id, "ServerName": "Test", "MaxPingTime": max_ping_time, "ProtocolVersionMajor": 4,
                "ProtocolVersionMinor": 0 }),
        )
        .await;
    }

    pub(crate) async fn list(&mut self, id: u64, devices: Value) {
        self.say("DeviceList", json!({ "Id": id, "Devices": devices })).await;
    }

    pub(crate) async fn ok(&mut self, id: u64) {
        self.say("Ok", json!({ "Id": id })).await;
    }

    pub(crate) async fn error(&mut self, id: u64, code: u32, message: &str) {
        self.say("Error", json!({ "Id": id, "ErrorMessage": message, "ErrorCode": code }))
            .await;
    }

    pub(crate) async fn say(&mut self, kind: &str, body: Value) {
        self.say_text(&json!([{ kind: body }]).to_string()).await;
    }

    /// What cannot be said any more is not.
    pub(crate) async fn say_text(&mut self, text: &str) {
        let _ = self.socket.send(Frame::text(text)).await;
    }

    /// The next message; `None` if the connection has ended. WebSocket pings are answered by reading.
    pub(crate) async fn next_if_any(&mut self) -> Option<Said> {
        while self.waiting.is_empty() {
            match self.socket.next().await? {
                Ok(Frame::Text(text)) => self.waiting = messages(&text),
                Ok(Frame::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
        Some(self.waiting.remove(0))
    }

    pub(crate) async fn next(&mut self) -> Said {
        soon(self.next_if_any()).await.expect("the client is connected")
    }

    /// The next message that is no ping; those are answered.
    pub(crate) async fn next_call(&mut self) -> Said {
        loop {
            let said = self.next().await;
            if said.kind != "Ping" {
                return said;
            }
            self.ok(said.id).await;
        }
    }

    pub(crate) async fn expect(&mut self, kind: &str) -> Said {
        let said = self.next_call().await;
        assert_eq!(said.kind, kind, "{said:?}");
        said
    }

    /// Answers everything with Ok until the connection ends; gives back what was said, but no pings.
    pub(crate) async fn serve(&mut self) -> Vec<Said> {
        let mut said = Vec::new();
        while let Some(message) = self.next_if_any().await {
            self.ok(message.id).await;
            if message.kind != "Ping" {
                said.push(message);
            }
        }
        said
    }
}

fn messages(text: &str) -> Vec<Said> {
    let frame: Vec<serde_json::Map<String, Value>> = serde_json::from_str(text).unwrap();
    frame
        .into_iter()
        .flatten()
        .map(|(kind, body)| Said {
            kind,
            id: body["Id"].as_u64().unwrap(),
            body,
        })
        .collect()
}

/// What has to come, within two hours of virtual time: a test that would wait for ever fails instead.
pub(crate) async fn soon<T>(coming: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(7200), coming)
        .await
        .expect("it never comes")
}

/// A device with two vibrators, a rotator, a carriage and sensors.
pub(crate) fn everything(index: u32) -> Value {
    let vibrator = |feature: u32| json!({ "FeatureIndex": feature, "FeatureDescription": "", "Output": { "Vibrate": { "Value": [0, 20] } } });
    json!({ "DeviceName": "Everything", "DeviceIndex": index, "DeviceMessageTimingGap": 0, "DeviceFeatures": {
        "0": vibrator(0),
        "1": vibrator(1),
        "2": { "FeatureIndex": 2, "FeatureDescription": "", "Output": { "Rotate": { "Value": [-20, 20] },
            "Oscillate": { "Value": [0, 8] }, "Constrict": { "Value": [0, 3] } } },
        "3": { "FeatureIndex": 3, "FeatureDescription": "", "Output": { "Position": { "Value": [0, 100] },
            "HwPositionWithDuration": { "Value": [0, 100], "Duration": [0, 10000] } } },
        "4": { "FeatureIndex": 4, "FeatureDescription": "", "Input": {
            "Battery": { "Value": [[0, 100]], "Command": ["Read"] },
            "Rssi": { "Value": [[-128, 0]], "Command": ["Read"] },
            "Pressure": { "Value": [[0, 9000]], "Command": ["Subscribe", "Unsubscribe"] } } },
    } })
}

/// A client, and the streams it opens, which arrive one after the other. Without a stream it waits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Streams(Arc<Mutex<Vec<DuplexStream>>>);

impl Streams {
    /// The end of one that the client opens next.
    pub(crate) fn add(&self) -> DuplexStream {
        let (ours, theirs) = duplex(BUFFER);
        self.0.lock().unwrap().push(theirs);
        ours
    }

    pub(crate) fn open(&self) -> impl Future<Output = io::Result<DuplexStream>> + Send + use<> {
        let mut streams = self.0.lock().unwrap();
        let stream = (!streams.is_empty()).then(|| streams.remove(0));
        async move {
            match stream {
                Some(stream) => ready(Ok(stream)).await,
                None => pending().await,
            }
        }
    }
}

pub(crate) async fn connect(builder: ClientBuilder, streams: &Streams) -> Result<(Client, Events), ConnectError> {
    let streams = streams.clone();
    builder.connect_over(move || streams.open()).await
}

/// A client of a server that expects pings within so many milliseconds; 0: none.
pub(crate) async fn session(max_ping_time: u32) -> (Client, Events, Server) {
    session_of(Client::builder("Test"), max_ping_time).await
}

pub(crate) async fn session_of(builder: ClientBuilder, max_ping_time: u32) -> (Client, Events, Server) {
    let streams = Streams::default();
    let stream = streams.add();
    let greeting = async {
        let mut server = Server::accept(stream).await;
        server.greet(max_ping_time).await;
        server
    };
    let (connected, server) = tokio::join!(connect(builder, &streams), greeting);
    let (client, events) = connected.unwrap();
    (client, events, server)
}

pub(crate) fn device(client: &Client) -> Device {
    client.devices().remove(0)
}
