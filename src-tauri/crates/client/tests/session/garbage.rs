use std::time::Duration;

use futures_util::SinkExt as _;
use proptest::prelude::*;
use tokio::{runtime::Builder, time::timeout};
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::server::{device, session};

#[derive(Debug, Clone)]
enum Garbage {
    Text(String),
    Binary(Vec<u8>),
    Pong(Vec<u8>),
}

fn garbage() -> impl Strategy<Value = Garbage> {
    let like_a_frame = r#"\[(\{"(Ok|Error|ServerInfo|DeviceList|InputReading|ScanningFinished)":\{("Id":[0-9]{1,10},?)?("ErrorCode":[013-9],?)?("ErrorMessage":"x",?)?("MaxPingTime":[0-9]{1,11},?)?("Devices":\{("[0-9]{1,2}":\{"DeviceName":"","DeviceIndex":0\})?\})?\}\},?){0,4}\]?"#;
    prop_oneof![
        like_a_frame.prop_map(Garbage::Text),
        any::<String>().prop_map(Garbage::Text),
        prop::collection::vec(any::<u8>(), 0..64).prop_map(Garbage::Binary),
        prop::collection::vec(any::<u8>(), 0..64).prop_map(Garbage::Pong),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a server says, every call ends, and so does the client.
    #[test]
    fn calls_end_whatever_the_server_says(garbage in prop::collection::vec(garbage(), 0..20), limit in prop_oneof![Just(0), Just(20), Just(1000), Just(u32::MAX)]) {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let (client, mut events, mut server) = session(limit).await;
            let toy = device(&client);
            let call = tokio::spawn(async move { toy.vibrate(1.0).await });
            for garbage in garbage {
                let frame = match garbage {
                    Garbage::Text(text) => Frame::text(text),
                    Garbage::Binary(bytes) => Frame::binary(bytes),
                    Garbage::Pong(bytes) => Frame::Pong(bytes.into()),
                };
                let _ = server.socket.send(frame).await;
            }
            let reads = tokio::spawn(async move { while server.next_if_any().await.is_some() {} });
            let ended = timeout(Duration::from_secs(20), call).await;
            assert!(ended.is_ok(), "the call waits on and on");
            timeout(Duration::from_secs(3), client.disconnect()).await.unwrap();
            while events.next().await.is_some() {}
            reads.await.unwrap();
        });
        prop_assert_eq!(runtime.metrics().num_alive_tasks(), 0);
    }
}
