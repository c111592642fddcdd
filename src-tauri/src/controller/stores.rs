use std::collections::VecDeque;

use serde::Serialize;
use tokio::{sync::oneshot, time::timeout};

use crate::{
    alerts::{
        Alert, History, Opened,
        words::{self, OwnFile},
    },
    files::{DataDir, Disk, GivenUp, JsonFile, SaveError, Standing},
    guardian::{RECORD_VERSION, Record},
    settings::{self, SETTINGS_VERSION, Settings},
    timeouts,
    toys::{BOOK_VERSION, ToyBook},
    view::AlertView,
};

/// What [`Stores::progress`] tells.
#[derive(Debug)]
pub(crate) enum Progress {
    /// Or not: [`Stores::history_saved`] has to look.
    HistorySaved,
    /// What an earlier guardian has done, if that is news.
    GuardianRecord(Option<Record>),
}

/// What lies on the disk, and what of it is in memory. The disk never holds up the controller, but a person who saves
/// settings is answered only when they are safe, or when the disk has not answered for [`timeouts::SAVE`].
#[derive(Debug)]
pub(crate) struct Stores {
    disk: Disk,
    settings: Settings,
    settings_file: JsonFile,
    settings_standing: Standing,
    toys: ToyBook,
    toys_file: JsonFile,
    toys_standing: Standing,
    history: History,
    /// The history has changed since it was last handed to the disk.
    history_changed: bool,
    saving: Option<oneshot::Receiver<Result<(), SaveError>>>,
    saved: Option<Result<(), SaveError>>,
    damage: Vec<Alert>,
    /// Why toys are to stand still until the person has looked, one sentence for each file.
    unlooked: Vec<String>,
    record_file: JsonFile,
    /// While it is being read, once or more often.
    record_reads: VecDeque<oneshot::Receiver<Opened<Record>>>,
    /// The guardian's record that is in the history, and whether it still lies on the disk.
    record_told: Option<(Record, bool)>,
}

impl Stores {
    /// Reads what is there. What cannot be read becomes an alert; where it is not known what the person wanted, toys are
    /// to be held.
    pub(crate) fn load(data_dir: &DataDir, disk: Disk) -> Self {
        let mut damage = Vec::new();
        let mut unlooked = Vec::new();

        let settings_file = JsonFile::new(data_dir.settings());
        let opened = Opened::of(
            OwnFile::Settings,
            &settings_file,
            SETTINGS_VERSION,
            |settings: &Settings| settings.version,
        );
        damage.extend(opened.damage);
        unlooked.extend(opened.held);
        let settings_standing = opened.standing;
        let mut settings = opened.value.unwrap_or_default();
        let wrong = settings::mend(&mut settings);
        if !wrong.is_empty() {
            let wrong: Vec<_> = wrong.iter().map(ToString::to_string).collect();
            damage.push(words::mended(OwnFile::Settings, &wrong.join(" ")));
        }
        if opened.as_found && wrong.is_empty() {
            keep_copy(&settings_file, &settings);
        }

        let toys_file = JsonFile::new(data_dir.toys());
        let opened = Opened::of(OwnFile::Toys, &toys_file, BOOK_VERSION, |toys: &ToyBook| toys.version);
        damage.extend(opened.damage);
        unlooked.extend(opened.held);
        let toys_standing = opened.standing;
        let mut toys = opened.value.unwrap_or_default();
        let mended = toys.mend();
        if let Some(what) = mended.words() {
            damage.push(words::mended(OwnFile::Toys, &what));
        } else if opened.as_found {
            keep_copy(&toys_file, &toys);
        }

        let (history, damaged_history) = History::load(JsonFile::new(data_dir.alerts()));
        damage.extend(damaged_history);
        Self {
            disk,
            settings,
            settings_file,
            settings_standing,
            toys,
            toys_file,
            toys_standing,
            history,
            history_changed: false,
            saving: None,
            saved: None,
            damage,
            unlooked,
            record_file: JsonFile::without_copy(data_dir.guardian_record()),
            record_reads: VecDeque::new(),
            record_told: None,
        }
    }

    /// The thread that all of it is written by.
    pub(crate) fn disk(&self) -> Disk {
        self.disk.clone()
    }

    /// The settings as they are written.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn history(&self) -> &History {
        &self.history
    }

    pub(crate) fn take_damage(&mut self) -> Vec<Alert> {
        std::mem::take(&mut self.damage)
    }

    /// The toys that Vigil remembers.
    pub(crate) fn toys(&self) -> &ToyBook {
        &self.toys
    }

    /// Why every toy is to stand still until the person has looked: nobody knows what they had set. For a person.
    pub(crate) fn held_because(&self) -> Option<String> {
        (!self.unlooked.is_empty()).then(|| self.unlooked.join(" "))
    }

    /// The person has looked, and takes things as they are now: what is damaged is set aside, and may be written again.
    pub(crate) async fn looked(&mut self) {
        self.unlooked.clear();
        for (file, standing) in [
            (&self.settings_file, &mut self.settings_standing),
            (&self.toys_file, &mut self.toys_standing),
        ] {
            if *standing != Standing::Damaged {
                continue;
            }
            let file = file.clone();
            let aside = self.disk.run(timeouts::SAVE, move |_| file.set_aside()).await;
            if matches!(aside, Ok(Some(_))) {
                *standing = Standing::Good;
            }
        }
    }

    /// Reads what the guardian of an earlier Vigil left behind; the disk takes its time for it.
    pub(crate) fn look_for_guardian_record(&mut self) {
        let file = self.record_file.clone();
        self.record_reads.push_back(self.disk.submit(move || {
            Opened::of(OwnFile::GuardianRecord, &file, RECORD_VERSION, |record: &Record| {
                record.version
            })
        }));
    }

    /// What the disk has done. Never resolves if it has nothing to do.
    pub(crate) async fn progress(&mut self) -> Progress {
        let read = async {
            match self.record_reads.front_mut() {
                Some(reading) => reading.await,
                None => std::future::pending().await,
            }
        };
        let opened = tokio::select! {
            opened = read => opened,
            saved = saved(self.saving.as_mut()) => {
                self.saving = None;
                self.saved = saved;
                return Progress::HistorySaved;
            }
        };
        self.record_reads.pop_front();
        // An error means that the disk has not answered for long; it is asked again at the next occasion.
        Progress::GuardianRecord(opened.ok().and_then(|opened| self.new_record(opened)))
    }

    /// What the guardian has done, if that was not told yet. It is removed from the disk when the history that tells of
    /// it is safe.
    fn new_record(&mut self, opened: Opened<Record>) -> Option<Record> {
        self.damage.extend(opened.damage);
        let record = opened.value?;
        let is_told = matches!(&self.record_told, Some((told, _)) if *told == record);
        self.record_told = Some((record.clone(), true));
        (!is_told).then_some(record)
    }

    /// These settings hold, whether or not they are saved: they only restrict.
    pub(crate) fn hold_settings(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// What is known of toys holds, whether or not it is saved: it only restricts.
    pub(crate) fn hold_toys(&mut self, toys: ToyBook) {
        self.toys = toys;
    }

    /// Writes the settings; they hold only once that is done.
    pub(crate) async fn save_settings(&mut self, settings: Settings) -> Result<(), SaveError> {
        let to_write = Settings {
            version: SETTINGS_VERSION,
            ..settings
        };
        self.settings_file.refuse(self.settings_standing)?;
        self.settings = save(&self.disk, &self.settings_file, to_write).await?;
        Ok(())
    }

    /// Writes the toys; what is new about them holds only once that is done.
    pub(crate) async fn save_toys(&mut self, mut toys: ToyBook) -> Result<(), SaveError> {
        toys.version = BOOK_VERSION;
        self.toys_file.refuse(self.toys_standing)?;
        self.toys = save(&self.disk, &self.toys_file, toys).await?;
        Ok(())
    }

    pub(crate) fn add_alert(&mut self, alert: Alert, at_ms: u64) -> AlertView {
        self.change_history(|history| history.add(alert, at_ms))
    }

    /// Changes the history, which is then written as soon as the last write is done.
    pub(crate) fn change_history<T>(&mut self, change: impl FnOnce(&mut History) -> T) -> T {
        let result = change(&mut self.history);
        self.history_changed = true;
        self.begin_saving();
        result
    }

    /// Gives back what went wrong, and writes again where the history has changed meanwhile.
    pub(crate) fn history_saved(&mut self) -> Option<SaveError> {
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
    pub(crate) async fn finish(&mut self) -> Option<SaveError> {
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

fn keep_copy<T: Serialize>(file: &JsonFile, value: &T) {
    if let Err(error) = file.keep_copy(value) {
        log::warn!("no copy is kept: {error}");
    }
}
