use std::{io, sync::Arc, thread, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    runtime,
    sync::{oneshot, watch},
};
use tokio_tungstenite::tungstenite::{client::IntoClientRequest as _, handshake::client::Request};

use crate::{
    backoff::Backoff,
    client::Client,
    driver::Driver,
    error::ConnectError,
    event::Events,
    machine::Settings,
    shared::{Presence, Shared},
    timeouts,
};

/// Where a stream of the program's own is said to lead: a WebSocket begins with an address.
const NO_ADDRESS: &str = "ws://localhost/";

const DEFAULT_PORT: u16 = 80;

/// How a client connects, and what it does by itself then.
#[derive(Debug, Clone)]
#[must_use = "it connects nothing by itself"]
pub struct ClientBuilder {
    settings: Settings,
    backoff: Option<Backoff>,
    /// For streams of the program's own.
    address: Option<String>,
}

impl Client {
    /// A client that introduces itself to the server by this name.
    pub fn builder(name: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            settings: Settings {
                client_name: name.into(),
                connection_limit: timeouts::CONNECTION,
                answer_limit: timeouts::ANSWER,
                loop_limit: None,
            },
            backoff: None,
            address: None,
        }
    }
}

impl ClientBuilder {
    /// Pings stop as soon as [`Client::check_in`] has not been called for this long: a program whose loop hangs is then
    /// stopped by its server, as if it were frozen. If the server expects no pings, or says nothing of a missed one for two
    /// seconds, the client itself stops all toys and ends the session, with the same event.
    ///
    /// Without it the pings show only that the process lives, whatever state the program is in. Choose it longer than the
    /// longest turn of the loop. The toys stop at the latest after this time and the server's limit together.
    ///
    /// ```no_run
    /// # async fn run() -> Result<(), vigil_client::ConnectError> {
    /// use std::time::Duration;
    /// use vigil_client::Client;
    ///
    /// let (client, _events) = Client::builder("My game")
    ///     .tied_to_loop(Duration::from_millis(500))
    ///     .connect("ws://127.0.0.1:12345")
    ///     .await?;
    /// loop {
    ///     client.check_in();
    ///     // one frame of the game
    /// #   break;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn tied_to_loop(mut self, limit: Duration) -> Self {
        self.settings.loop_limit = Some(limit);
        self
    }

    /// Connects again by itself after the server was lost. The first connection is not tried again: if it fails,
    /// [`connect`](Self::connect) says so.
    pub fn reconnect(mut self, backoff: Backoff) -> Self {
        self.backoff = Some(backoff);
        self
    }

    /// A server that answers nothing for this long is gone. It is asked by WebSocket pings, whether or not it expects
    /// Buttplug's pings. Five seconds by default, a tenth of one at least.
    pub fn connection_limit(mut self, limit: Duration) -> Self {
        self.settings.connection_limit = limit.max(timeouts::SHORTEST_CONNECTION);
        self
    }

    /// A call that is not answered for this long fails. Ten seconds by default.
    pub fn answer_limit(mut self, limit: Duration) -> Self {
        self.settings.answer_limit = limit;
        self
    }

    /// Connects to a server at an address like `ws://127.0.0.1:12345`.
    ///
    /// The connection lives on a thread of its own, so that pings go out however busy the program and its runtime are: only
    /// a process that stands still as a whole stops them. [`tied_to_loop`](Self::tied_to_loop) ties them to more.
    ///
    /// Returns once the server has told its devices. Dropping the future before that ends the connection.
    pub async fn connect(self, url: &str) -> Result<(Client, Events), ConnectError> {
        let request = request(url)?;
        let (host, port) = target(&request).ok_or_else(|| ConnectError::Address(url.to_owned()))?;
        let open = move || {
            let target = (host.clone(), port);
            async move {
                let stream = TcpStream::connect((target.0.as_str(), target.1)).await?;
                // A command must not wait for the next one.
                stream.set_nodelay(true)?;
                Ok(stream)
            }
        };
        let (driver, waiting) = self.driver(request, open);
        thread::Builder::new()
            .name("vigil-client".to_owned())
            .spawn(
                move || match runtime::Builder::new_current_thread().enable_all().build() {
                    Ok(runtime) => {
                        runtime.block_on(driver.run());
                        // A name that is still being looked up keeps nothing waiting.
                        runtime.shutdown_background();
                    }
                    Err(error) => driver.fail(ConnectError::NoThread(error.to_string())),
                },
            )
            .map_err(|error| ConnectError::NoThread(error.to_string()))?;
        waiting.await
    }

    /// What the server at the other end of [`connect_over`](Self::connect_over) is asked for, like
    /// `wss://toys.example/path`: its name is what a proxy goes by. `ws://localhost/` by default.
    pub fn address(mut self, url: impl Into<String>) -> Self {
        self.address = Some(url.into());
        self
    }

    /// Connects over streams that the program opens, such as one with TLS, or one within a test. It is asked for another
    /// one whenever the client [reconnects](Self::reconnect).
    ///
    /// The connection is a task on the present runtime, because the streams may belong to it: a runtime that is held up
    /// holds up the pings.
    pub async fn connect_over<O, F, S>(self, open: O) -> Result<(Client, Events), ConnectError>
    where
        O: FnMut() -> F + Send + 'static,
        F: Future<Output = io::Result<S>> + Send + 'static,
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let request = request(self.address.as_deref().unwrap_or(NO_ADDRESS))?;
        let (driver, waiting) = self.driver(request, open);
        tokio::spawn(driver.run());
        waiting.await
    }

    fn driver<O>(
        self,
        request: Request,
        open: O,
    ) -> (
        Driver<O>,
        impl Future<Output = Result<(Client, Events), ConnectError>> + use<O>,
    ) {
        let shared = Arc::new(Shared::new(self.settings.clone()));
        let (ready, is_ready) = oneshot::channel();
        let (running, is_running) = watch::channel(());
        let driver = Driver {
            shared: shared.clone(),
            settings: self.settings,
            backoff: self.backoff,
            request,
            open,
            ready,
            _running: running,
        };
        // From here on, and not from the first poll: dropping the future ends the connection.
        let presence = Presence(shared.clone());
        let events = Events::new(shared.clone());
        let waiting = async move {
            match is_ready.await {
                Ok(Ok(())) => Ok((Client::new(shared, presence, is_running), events)),
                Ok(Err(error)) => Err(error),
                Err(_) => Err(ConnectError::NoThread("it has ended".to_owned())),
            }
        };
        (driver, waiting)
    }
}

fn request(url: &str) -> Result<Request, ConnectError> {
    url.into_client_request()
        .map_err(|_| ConnectError::Address(url.to_owned()))
}

fn target(request: &Request) -> Option<(String, u16)> {
    let uri = request.uri();
    if uri.scheme_str() != Some("ws") {
        return None;
    }
    // An IPv6 address stands in brackets there and without them elsewhere.
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']');
    Some((host.to_owned(), uri.port_u16().unwrap_or(DEFAULT_PORT)))
}
