use std::collections::VecDeque;

use serde::Serialize;
use tokio::{sync::oneshot, time::timeout};

use crate::{
    alerts::{Alert, History, words},
    files::{DataDir, Disk, GivenUp, JsonFile, Loaded, NewerVersion, SaveError},
    guardian::{RECORD_VERSION, Record},
    settings::{self, SETTINGS_VERSION, Settings},
    timeouts,
    toys::{BOOK_VERSION, ToyBook},
    view::AlertView,
};

/// What [`Stores::progress`] tells.
#[derive(Debug)]
pub enum Progress {
    /// Or not: [`Stores::history_saved`] has to look.
    HistorySaved,
    /// What an earlier guardian has done, if that is news.
    GuardianRecord(Option<Record>),
}

/// What lies on the disk, and what of it is in memory. The disk never holds up the controller, but a person who saves
/// settings is answered only when they are safe, or when the disk has not answered for [`timeouts::SAVE`].
#[derive(Debug)]
pub struct Stores {
    disk: Disk,
    settings: Settings,
    settings_file: JsonFile,
    toys: ToyBook,
    toys_file: JsonFile,
    history: History,
    /// The history has changed since it was last handed to the disk.
    history_changed: bool,
    saving: Option<oneshot::Receiver<Result<(), SaveError>>>,
    saved: Option<Result<(), SaveError>>,
    damage: Vec<Alert>,
    record_file: JsonFile,
    /// While it is being read, once or more often.
    record_reads: VecDeque<oneshot::Receiver<Loaded<Record>>>,
    /// The guardian's record that is in the history, and whether it still lies on the disk.
    record_told: Option<(Record, bool)>,
}

impl Stores {
    /// Reads what is there; what is damaged is set aside and becomes an alert.
    pub fn load(data_dir: &DataDir, disk: Disk) -> Self {
        let settings_file = JsonFile::new(data_dir.settings());
        let mut damage = Vec::new();
        let loaded = settings_file.load(|settings: &Settings| {
            if settings.version > SETTINGS_VERSION {
                Err(NewerVersion(settings.version))
            } else {
                Ok(())
            }
        });
        let settings = match loaded {
            Loaded::Found(settings) => usable(settings, &mut damage),
            Loaded::Missing => Settings::default(),
            Loaded::Damaged { set_aside, reason } => {
                damage.push(words::damaged("settings file", set_aside.as_deref(), &reason));
                Settings::default()
            }
        };
        let toys_file = JsonFile::new(data_dir.toys());
        let toys = load_toys(&toys_file, &mut damage);
        let (history, damaged_history) = History::load(JsonFile::new(data_dir.alerts()));
        damage.extend(damaged_history);
        Self {
            disk,
            settings,
            settings_file,
            toys,
            toys_file,
            history,
            history_changed: false,
            saving: None,
            saved: None,
            damage,
            record_file: JsonFile::new(data_dir.guardian_record()),
            record_reads: VecDeque::new(),
            record_told: None,
        }
    }

    /// The thread that all of it is written by.
    pub fn disk(&self) -> Disk {
        self.disk.clone()
    }

    /// The settings as they are written.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    pub fn take_damage(&mut self) -> Vec<Alert> {
        std::mem::take(&mut self.damage)
    }

    /// The toys that Vigil remembers.
    pub fn toys(&self) -> &ToyBook {
        &self.toys
    }

    /// Reads what the guardian of an earlier Vigil left behind; the disk takes its time for it.
    pub fn look_for_guardian_record(&mut self) {
        let file = self.record_file.clone();
        self.record_reads.push_back(self.disk.submit(move || {
            file.load(|record: &Record| {
                if record.version > RECORD_VERSION {
                    Err(NewerVersion(record.version))
                } else {
                    Ok(())
                }
            })
        }));
    }

    /// What the disk has done. Never resolves if it has nothing to do.
    pub async fn progress(&mut self) -> Progress {
        let read = async {
            match self.record_reads.front_mut() {
                Some(reading) => reading.await,
                None => std::future::pending().await,
            }
        };
        let loaded = tokio::select! {
            loaded = read => loaded,
            saved = saved(self.saving.as_mut()) => {
                self.saving = None;
                self.saved = saved;
                return Progress::HistorySaved;
            }
        };
        self.record_reads.pop_front();
        Progress::GuardianRecord(self.new_record(loaded.unwrap_or(Loaded::Missing)))
    }

    /// What the guardian has done, if that was not told yet. It is removed from the disk when the history that tells of
    /// it is safe.
    fn new_record(&mut self, loaded: Loaded<Record>) -> Option<Record> {
        match loaded {
            Loaded::Found(record) => {
                let is_told = matches!(&self.record_told, Some((told, _)) if *told == record);
                self.record_told = Some((record.clone(), true));
                (!is_told).then_some(record)
            }
            Loaded::Damaged { set_aside, reason } => {
                let damage = words::damaged("guardian's record", set_aside.as_deref(), &reason);
                self.damage.push(damage);
                None
            }
            Loaded::Missing => None,
        }
    }

    /// Writes the settings; they hold only once that is done.
    pub async fn save_settings(&mut self, settings: Settings) -> Result<(), SaveError> {
        let to_write = Settings {
            version: SETTINGS_VERSION,
            ..settings
        };
        self.settings = save(&self.disk, &self.settings_file, to_write).await?;
        Ok(())
    }

    /// Writes the toys; what is new about them holds only once that is done.
    pub async fn save_toys(&mut self, mut toys: ToyBook) -> Result<(), SaveError> {
        toys.version = BOOK_VERSION;
        self.toys = save(&self.disk, &self.toys_file, toys).await?;
        Ok(())
    }

    pub fn add_alert(&mut self, alert: Alert, at_ms: u64) -> AlertView {
        self.change_history(|history| history.add(alert, at_ms))
    }

    /// Changes the history, which is then written as soon as the last write is done.
    pub fn change_history<T>(&mut self, change: impl FnOnce(&mut History) -> T) -> T {
        let result = change(&mut self.history);
        self.history_changed = true;
        self.begin_saving();
        result
    }

    /// Gives back what went wrong, and writes again where the history has changed meanwhile.
    pub fn history_saved(&mut self) -> Option<SaveError> {
        let saved = self.saved.take();
        if matches!(saved, Some(Ok(())))
            && !self.history_changed
            && let Some((_, on_disk @ true)) = &mut self.record_told
        {
            *on_disk = false;
            let file = self.record_file.clone();
            drop(self.disk.submit(move || {
                if let Err(error) = file.remove() {
                    log::error!("what the guardian left behind cannot be removed: {error}");
                }
            }));
        }
        self.begin_saving();
        saved.and_then(Result::err)
    }

    /// Waits until all is on the disk, but not for a disk that does not answer.
    pub async fn finish(&mut self) -> Option<SaveError> {
        let finished = async {
            let mut problem = None;
            while self.saving.is_some() {
                self.saved = saved(self.saving.as_mut()).await;
                self.saving = None;
                problem = self.history_saved();
            }
            // What was begun for a request that was interrupted.
            let _ = self.disk.submit(|| ()).await;
            problem
        };
        timeout(timeouts::LAST_SAVE, finished).await.unwrap_or_else(|_| {
            log::error!("the disk has not answered for {:?}", timeouts::LAST_SAVE);
            None
        })
    }

    fn begin_saving(&mut self) {
        if self.history_changed && self.saving.is_none() {
            self.history_changed = false;
            let snapshot = self.history.snapshot();
            self.saving = Some(self.disk.submit(move || snapshot.save()));
        }
    }
}

/// An error of the receiver means that the disk has not answered for long.
async fn saved(saving: Option<&mut oneshot::Receiver<Result<(), SaveError>>>) -> Option<Result<(), SaveError>> {
    match saving {
        Some(saving) => saving.await.ok(),
        None => std::future::pending().await,
    }
}

async fn save<T: Serialize + Send + 'static>(disk: &Disk, file: &JsonFile, value: T) -> Result<T, SaveError> {
    let to_write = file.clone();
    let write = move |given_up: &GivenUp| (to_write.save_unless(given_up, &value), value);
    let (result, value) = disk
        .run(timeouts::SAVE, write)
        .await
        .map_err(|no_answer| file.no_answer(no_answer))?;
    result.map(|()| value)
}

fn load_toys(file: &JsonFile, damage: &mut Vec<Alert>) -> ToyBook {
    let loaded = file.load(|toys: &ToyBook| {
        if toys.version > BOOK_VERSION {
            Err(NewerVersion(toys.version))
        } else {
            Ok(())
        }
    });
    match loaded {
        Loaded::Found(mut toys) => {
            let left_out = toys.mend();
            if left_out > 0 {
                damage.push(words::setting_replaced(&format!(
                    "{left_out} remembered toys had the number of another one and were left out"
                )));
            }
            toys
        }
        Loaded::Missing => ToyBook::default(),
        Loaded::Damaged { set_aside, reason } => {
            damage.push(words::damaged("list of toys", set_aside.as_deref(), &reason));
            ToyBook::default()
        }
    }
}

/// Somebody may have edited the file by hand: what cannot hold is replaced, with a word about it.
fn usable(mut loaded: Settings, damage: &mut Vec<Alert>) -> Settings {
    while let Err(invalid) = settings::check(&loaded) {
        let defaults = Settings::default();
        match invalid.field() {
            "ping.limit_ms" => loaded.ping.limit_ms = defaults.ping.limit_ms,
            "ping.exempt_programs" => loaded.ping.exempt_programs.retain(|program| {
                !program.name.trim().is_empty()
                    && program
                        .origin
                        .as_deref()
                        .is_none_or(|origin| vigil_server::canonical_origin(origin).is_some())
            }),
            "server.port" => loaded.server.port = defaults.server.port,
            "server.address" => loaded.server.address = defaults.server.address,
            "toys.device_port" => loaded.toys.device_port = defaults.toys.device_port,
            "server.name" => loaded.server.name = defaults.server.name,
            "server.allowed_origins" => loaded.server.allowed_origins = defaults.server.allowed_origins,
            _ => loaded.simulated_toys = defaults.simulated_toys,
        }
        damage.push(words::setting_replaced(&invalid.to_string()));
    }
    loaded
}
