//! What the child does: a JSON object a line, in and out.

use std::{
    collections::HashMap,
    error::Error,
    io::{Write as _, stdout},
    process::ExitCode,
    sync::{Arc, Mutex},
    time::Duration,
};

use btleplug::{
    api::{Central as _, CentralEvent, Characteristic, Manager as _, Peripheral as _, ScanFilter, WriteType},
    platform::{Adapter, Manager, Peripheral},
};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, stdin},
    time::timeout,
};
use uuid::Uuid;

type Answer = Result<Value, Box<dyn Error>>;

pub(crate) fn run() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(tokio::task::LocalSet::new().run_until(serve()));
    ExitCode::SUCCESS
}

#[derive(Default)]
struct State {
    manager: Mutex<Option<Manager>>,
    adapter: Mutex<Option<Adapter>>,
    toys: Mutex<HashMap<String, Peripheral>>,
}

async fn serve() {
    let state = Arc::new(State::default());
    let mut lines = BufReader::new(stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let call: Value = serde_json::from_str(&line).unwrap();
        let state = state.clone();
        tokio::task::spawn_local(async move {
            say(&match state.call(&call).await {
                Ok(value) => json!({ "id": call["id"], "ok": value }),
                Err(error) => json!({ "id": call["id"], "error": describe(error.as_ref()) }),
            });
        });
    }
}

impl State {
    async fn call(&self, call: &Value) -> Answer {
        match call["do"].as_str().unwrap() {
            "new_manager" => {
                *self.manager.lock().unwrap() = Some(Manager::new().await?);
                *self.adapter.lock().unwrap() = None;
                Ok(Value::Null)
            }
            "adapters" => {
                let mut names = Vec::new();
                for adapter in self.manager().await?.adapters().await? {
                    names.push(adapter.adapter_info().await?);
                }
                names.sort();
                Ok(json!(names))
            }
            "scan" => {
                let services = call["services"].as_array().cloned().unwrap_or_default();
                let services = services
                    .iter()
                    .map(|uuid| uuid.as_str().unwrap().parse().unwrap())
                    .collect();
                self.adapter().await?.start_scan(ScanFilter { services }).await?;
                Ok(Value::Null)
            }
            "stop_scan" => {
                self.adapter().await?.stop_scan().await?;
                Ok(Value::Null)
            }
            "peripherals" => {
                let mut known = Vec::new();
                for toy in self.adapter().await?.peripherals().await? {
                    known.push(properties(&toy).await?);
                }
                Ok(json!(known))
            }
            _ => self.call_toy(call).await,
        }
    }

    async fn call_toy(&self, call: &Value) -> Answer {
        let toy = self.toy(call["address"].as_str().unwrap()).await?;
        match call["do"].as_str().unwrap() {
            "connect" => toy.connect().await?,
            "disconnect" => toy.disconnect().await?,
            "is_connected" => return Ok(json!(toy.is_connected().await?)),
            "properties" => return properties(&toy).await,
            "rssi" => return Ok(json!(toy.read_rssi().await?)),
            "mtu" => return Ok(json!(toy.mtu())),
            "discover" => return discover(&toy).await,
            "listen" => listen(&toy).await?,
            "subscribe" => toy.subscribe(&characteristic(&toy, call)?).await?,
            "unsubscribe" => toy.unsubscribe(&characteristic(&toy, call)?).await?,
            "read" => return Ok(json!(toy.read(&characteristic(&toy, call)?).await?)),
            "write" => {
                let bytes: Vec<u8> = serde_json::from_value(call["bytes"].clone())?;
                let kind = if call["response"] == true {
                    WriteType::WithResponse
                } else {
                    WriteType::WithoutResponse
                };
                let characteristic = characteristic(&toy, call)?;
                let write = toy.write(&characteristic, &bytes, kind);
                match call["give_up_after_ms"].as_u64() {
                    Some(limit) => timeout(Duration::from_millis(limit), write).await??,
                    None => write.await?,
                }
            }
            other => panic!("{other}?"),
        }
        Ok(Value::Null)
    }

    async fn manager(&self) -> Result<Manager, Box<dyn Error>> {
        let known = self.manager.lock().unwrap().clone();
        if let Some(manager) = known {
            return Ok(manager);
        }
        let manager = Manager::new().await?;
        *self.manager.lock().unwrap() = Some(manager.clone());
        Ok(manager)
    }

    /// The first by name. Its events are told from its first use on.
    async fn adapter(&self) -> Result<Adapter, Box<dyn Error>> {
        let known = self.adapter.lock().unwrap().clone();
        if let Some(adapter) = known {
            return Ok(adapter);
        }
        let mut named = Vec::new();
        for adapter in self.manager().await?.adapters().await? {
            named.push((adapter.adapter_info().await?, adapter));
        }
        named.sort_by(|(left, _), (right, _)| left.cmp(right));
        let (_, adapter) = named.into_iter().next().ok_or("no adapter")?;
        let mut events = adapter.events().await?;
        tokio::task::spawn_local(async move {
            while let Some(event) = events.next().await {
                say(&told(&event));
            }
            say(&json!({ "event": "EventsEnded" }));
        });
        *self.adapter.lock().unwrap() = Some(adapter.clone());
        Ok(adapter)
    }

    /// By its address, and the same object each time: it remembers the services.
    async fn toy(&self, address: &str) -> Result<Peripheral, Box<dyn Error>> {
        let known = self.toys.lock().unwrap().get(address).cloned();
        if let Some(toy) = known {
            return Ok(toy);
        }
        let all = self.adapter().await?.peripherals().await?;
        let toy = all
            .into_iter()
            .find(|toy| toy.address().to_string() == address)
            .ok_or("no such toy")?;
        self.toys.lock().unwrap().insert(address.to_owned(), toy.clone());
        Ok(toy)
    }
}

async fn properties(toy: &Peripheral) -> Answer {
    let properties = toy.properties().await?.ok_or("no properties")?;
    let data: HashMap<String, Vec<u8>> = properties
        .manufacturer_data
        .into_iter()
        .map(|(company, data)| (company.to_string(), data))
        .collect();
    Ok(json!({
        "address": properties.address.to_string(),
        "name": properties.local_name,
        "advertised_name": properties.advertisement_name,
        "rssi": properties.rssi,
        "services": properties.services.iter().map(Uuid::to_string).collect::<Vec<_>>(),
        "manufacturer_data": data,
    }))
}

async fn discover(toy: &Peripheral) -> Answer {
    toy.discover_services().await?;
    let found = toy.characteristics().into_iter().map(|found| {
        json!({
            "service": found.service_uuid.to_string(),
            "uuid": found.uuid.to_string(),
            "flags": format!("{:?}", found.properties),
            "descriptors": found.descriptors.len(),
        })
    });
    Ok(found.collect())
}

async fn listen(toy: &Peripheral) -> Result<(), Box<dyn Error>> {
    let mut notifications = toy.notifications().await?;
    let address = toy.address().to_string();
    tokio::task::spawn_local(async move {
        while let Some(told) = notifications.next().await {
            let uuid = told.uuid.to_string();
            say(&json!({ "event": "Notification", "address": address, "uuid": uuid, "bytes": told.value }));
        }
    });
    Ok(())
}

fn characteristic(toy: &Peripheral, call: &Value) -> Result<Characteristic, Box<dyn Error>> {
    let uuid: Uuid = call["characteristic"].as_str().unwrap().parse()?;
    let found = toy.characteristics().into_iter().find(|known| known.uuid == uuid);
    found.ok_or_else(|| "no such characteristic".into())
}

fn told(event: &CentralEvent) -> Value {
    // Their names are what matters; `DeviceConnected(PeripheralId(…))` begins with it.
    let text = format!("{event:?}");
    let kind = text.split(['(', ' ', '{']).next().unwrap_or_default();
    let id = match event {
        CentralEvent::DeviceDiscovered(id)
        | CentralEvent::DeviceUpdated(id)
        | CentralEvent::DeviceConnected(id)
        | CentralEvent::DeviceDisconnected(id)
        | CentralEvent::RssiUpdate { id, .. }
        | CentralEvent::ServicesAdvertisement { id, .. }
        | CentralEvent::ServiceDataAdvertisement { id, .. }
        | CentralEvent::ManufacturerDataAdvertisement { id, .. } => id.to_string(),
        _ => return json!({ "event": kind, "text": text }),
    };
    let address = id
        .rsplit_once("dev_")
        .map_or("", |(_, address)| address)
        .replace('_', ":");
    json!({ "event": kind, "address": address, "text": text })
}

fn describe(error: &dyn Error) -> String {
    let mut text = format!("{error:?} / {error}");
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text} / {error:?}");
        source = error.source();
    }
    text
}

fn say(value: &Value) {
    let mut stdout = stdout().lock();
    let _ = writeln!(stdout, "{value}");
    let _ = stdout.flush();
}
