//! A program that drives toys, as its author wrote it: spec v4 over a plain WebSocket.

use std::{future::Future, pin::pin, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error, Message as Frame,
        client::IntoClientRequest,
        http::{HeaderValue, StatusCode, header},
    },
};
use vigil_tests::{
    raw_client::{Message, message, messages, output},
    window::{APPEARS, limited},
};

/// Five times within the shortest limit that these tests set.
const PINGS_EVERY: Duration = Duration::from_millis(200);

/// As a program that follows a script sends them.
const VIBRATES_EVERY: Duration = Duration::from_millis(50);

/// Motors of the simulated vibrator.
pub(crate) const MOTORS: [u32; 2] = [0, 1];

#[derive(Debug)]
pub(crate) struct Program {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    last_id: u32,
}

/// What a program does all the time.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Habit {
    Pings,
    /// Sets both motors of a toy, again and again.
    Vibrates {
        toy: u32,
        value: i32,
    },
}

/// How a session ended, as the program saw it.
#[derive(Debug)]
pub(crate) struct Cut {
    /// The last message before the end, and when it arrived.
    pub(crate) last: Message,
    pub(crate) at: Instant,
    /// A Close frame came before the connection went down.
    pub(crate) closed_in_order: bool,
}

impl Program {
    /// Connects and introduces itself. Where there is a limit, pings are expected from here on.
    pub(crate) async fn connect(url: &str, name: &str) -> Self {
        let (socket, _) = limited("the server to take a connection", APPEARS, connect_async(url))
            .await
            .expect("the server takes the connection");
        Self::introduce(socket, name).await
    }

    /// The same in a web page, which may have to wait. An error is the HTTP status that it was refused with.
    pub(crate) async fn connect_from(url: &str, origin: &str) -> Result<Self, StatusCode> {
        let mut request = url.into_client_request().unwrap();
        let origin = HeaderValue::from_str(origin).unwrap();
        request.headers_mut().insert(header::ORIGIN, origin);
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self::introduce(socket, "Web Player").await),
            Err(Error::Http(response)) => Err(response.status()),
            Err(error) => panic!("neither let in nor refused: {error}"),
        }
    }

    async fn introduce(socket: WebSocketStream<MaybeTlsStream<TcpStream>>, name: &str) -> Self {
        let mut program = Self { socket, last_id: 0 };
        let version = json!({ "ClientName": name, "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 0 });
        let answer = program.ask("RequestServerInfo", version).await;
        assert_eq!(answer.kind, "ServerInfo", "{answer:?}");
        program
    }

    /// The toys, by index.
    pub(crate) async fn device_list(&mut self) -> Value {
        let mut answer = self.ask("RequestDeviceList", json!({})).await;
        answer.body["Devices"].take()
    }

    pub(crate) async fn ping(&mut self) {
        let answer = self.ask("Ping", json!({})).await;
        assert_eq!(answer.kind, "Ok", "{answer:?}");
    }

    /// Sets both motors, which has to be possible.
    pub(crate) async fn vibrate(&mut self, toy: u32, value: i32) {
        for motor in MOTORS {
            let answer = self.ask("OutputCmd", output(toy, motor, "Vibrate", value)).await;
            assert_eq!(answer.kind, "Ok", "{answer:?}");
        }
    }

    /// Wants to move a toy that is not there.
    pub(crate) async fn is_refused(&mut self, toy: u32) {
        let answer = self.ask("OutputCmd", output(toy, 0, "Vibrate", 1)).await;
        assert_eq!(answer.kind, "Error", "{answer:?}");
    }

    /// Does what it always does, and gives the answers to `heard`, for as long as `work` takes.
    pub(crate) async fn while_busy<T>(
        &mut self,
        habit: Habit,
        mut heard: impl FnMut(&Message),
        work: impl Future<Output = T>,
    ) -> T {
        let mut work = pin!(work);
        let mut beat = interval(match habit {
            Habit::Pings => PINGS_EVERY,
            Habit::Vibrates { .. } => VIBRATES_EVERY,
        });
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                // What the server said is heard before the work can look at its effect.
                biased;
                _ = beat.tick() => self.act(habit).await,
                messages = self.hear() => messages.expect("the session goes on").iter().for_each(&mut heard),
                result = &mut work => return result,
            }
        }
    }

    async fn act(&mut self, habit: Habit) {
        match habit {
            Habit::Pings => {
                self.send("Ping", json!({})).await;
            }
            Habit::Vibrates { toy, value } => {
                for motor in MOTORS {
                    self.send("OutputCmd", output(toy, motor, "Vibrate", value)).await;
                }
            }
        }
    }

    /// Says nothing any more, and listens until the connection ends.
    pub(crate) async fn listen_to_the_end(&mut self) -> Cut {
        let mut last = None;
        let mut closed_in_order = false;
        while let Some(Ok(frame)) = self.socket.next().await {
            let at = Instant::now();
            match frame {
                Frame::Text(text) => last = messages(&text).pop().map(|message| (message, at)).or(last),
                Frame::Close(_) => closed_in_order = true,
                _ => {}
            }
        }
        let (last, at) = last.expect("a session does not end without a word");
        Cut {
            last,
            at,
            closed_in_order,
        }
    }

    /// Waits for the end of the connection, whatever is said before. Gives back whether there was a Close.
    pub(crate) async fn end(&mut self) -> bool {
        limited("the end of the connection", APPEARS, async {
            let mut closed_in_order = false;
            while let Some(Ok(frame)) = self.socket.next().await {
                closed_in_order |= frame.is_close();
            }
            closed_in_order
        })
        .await
    }

    /// Sends a message and waits for its answer. What else comes meanwhile is news, and is dropped.
    async fn ask(&mut self, kind: &str, body: Value) -> Message {
        let id = self.send(kind, body).await;
        limited("the server's answer", APPEARS, async {
            loop {
                let messages = self.hear().await.expect("the server answers before it leaves");
                if let Some(answer) = messages.into_iter().find(|message| message.id() == id) {
                    return answer;
                }
            }
        })
        .await
    }

    async fn send(&mut self, kind: &str, body: Value) -> u32 {
        self.last_id += 1;
        let frame = json!([message(kind, self.last_id, body)]).to_string();
        self.socket
            .send(Frame::text(frame))
            .await
            .expect("the connection is up");
        self.last_id
    }

    /// The messages of the next frame; none when there will be no more.
    async fn hear(&mut self) -> Option<Vec<Message>> {
        loop {
            match self.socket.next().await? {
                Ok(Frame::Text(text)) => return Some(messages(&text)),
                Ok(Frame::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }
}
