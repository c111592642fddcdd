//! What Vigil keeps on the disk.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | all files together |
//! | `kept` | a file that says what the person wants: settings, toys |
//! | `kept_drill` | the last fire drill |
//! | `kept_history` | the alerts |
//! | `kept_pages` | when web pages came |
//! | `record` | what the guardian of an earlier Vigil left behind |

mod kept;
mod kept_drill;
mod kept_history;
mod kept_pages;
mod record;

use tokio::time::timeout;
use vigil_devices::UserDeviceConfig;

use self::{
    kept::Kept, kept_drill::KeptDrill, kept_history::KeptHistory, kept_pages::KeptPages, record::GuardianRecord,
};
use crate::{
    alerts::{
        Alert, History,
        alert::{HeldBecause, OwnFile},
        words,
    },
    drill::LastDrill,
    files::{DataDir, Disk, SaveError},
    guardian::Record,
    language::Language,
    pages::PageBook,
    settings::{self, SETTINGS_VERSION, Settings},
    timeouts,
    toys::{BOOK_VERSION, Imported, ToyBook, import},
};

/// What [`Storage::progress`] tells.
#[derive(Debug)]
pub(crate) enum Progress {
    /// The disk is done with the history, for better or worse. [`Storage::history_saved`] takes the result, which is
    /// `None` if the disk has not answered for long.
    HistorySaved(Option<Result<(), SaveError>>),
    /// What an earlier guardian has done, if that is news.
    GuardianRecord(Option<Record>),
}

/// What Vigil keeps on the disk, and what of it is in memory. The disk never holds up the controller, but a person who
/// saves settings is answered only when they are safe, or when the disk has not answered for [`timeouts::SAVE`].
#[derive(Debug)]
pub(crate) struct Storage {
    disk: Disk,
    settings: Kept<Settings>,
    toys: Kept<ToyBook>,
    history: KeptHistory,
    pages: KeptPages,
    drill: KeptDrill,
    record: GuardianRecord,
    findings: Findings,
}

/// What was wrong with the files.
#[derive(Debug, Default)]
struct Findings {
    damage: Vec<Alert>,
    /// Why toys are to stand still until the person has looked, for each file.
    unlooked: Vec<HeldBecause>,
}

impl Storage {
    /// Reads what is there. What cannot be read becomes an alert; if that leaves unknown what the person wanted, toys are
    /// to be held.
    pub(crate) fn load(data_dir: &DataDir, disk: Disk) -> Self {
        let mut findings = Findings::default();
        let is_new = data_dir.is_new();
        let mut settings = Kept::open(
            OwnFile::Settings,
            data_dir.settings(),
            |settings: &mut Settings| {
                let wrong = settings::mend(settings);
                let wrong: Vec<_> = wrong.iter().map(ToString::to_string).collect();
                (!wrong.is_empty()).then(|| wrong.join(" "))
            },
            &mut findings,
        );
        if !settings.was_read() && !is_new {
            // Whoever has lost the file needs no first steps.
            let introduced = true;
            settings.hold(Settings {
                introduced,
                ..settings.value().clone()
            });
        }
        let toys = Kept::open(
            OwnFile::Toys,
            data_dir.toys(),
            |toys: &mut ToyBook| toys.mend().words(),
            &mut findings,
        );
        let mut history = KeptHistory::open(data_dir, &mut findings);
        history.gather(&disk);
        Self {
            disk,
            settings,
            toys,
            history,
            pages: KeptPages::open(data_dir.pages()),
            drill: KeptDrill::open(data_dir.drill()),
            record: GuardianRecord::new(data_dir.guardian_record()),
            findings,
        }
    }

    /// The thread that writes everything.
    pub(crate) fn disk(&self) -> Disk {
        self.disk.clone()
    }

    /// The settings as they are written.
    pub(crate) fn settings(&self) -> &Settings {
        self.settings.value()
    }

    /// The toys that Vigil remembers.
    pub(crate) fn toys(&self) -> &ToyBook {
        self.toys.value()
    }

    pub(crate) fn history(&self) -> &History {
        self.history.history()
    }

    /// What is remembered of web pages.
    pub(crate) fn pages(&self) -> &PageBook {
        self.pages.book()
    }

    /// It is written a while later.
    pub(crate) fn change_pages(&mut self, change: impl FnOnce(&mut PageBook)) {
        self.pages.change(change);
    }

    pub(crate) const fn last_drill(&self) -> &LastDrill {
        self.drill.last()
    }

    pub(crate) fn keep_drill(&mut self, drill: LastDrill) {
        self.drill.replace(drill, &self.disk);
    }

    pub(crate) fn take_damage(&mut self) -> Vec<Alert> {
        std::mem::take(&mut self.findings.damage)
    }

    /// Every toy is to stand still until the person has looked: nobody knows what they had set.
    pub(crate) const fn must_be_looked_at(&self) -> bool {
        !self.findings.unlooked.is_empty()
    }

    /// Why, for a person.
    pub(crate) fn held_because(&self, language: Language) -> Option<String> {
        let unlooked = self.findings.unlooked.iter();
        self.must_be_looked_at()
            .then(|| language.sentences(unlooked.map(|because| words::held(language, because))))
    }

    /// The person has looked, and takes things as they are now: what is damaged is set aside, and may be written again.
    pub(crate) async fn looked(&mut self) {
        self.findings.unlooked.clear();
        self.settings.set_damaged_aside(&self.disk).await;
        self.toys.set_damaged_aside(&self.disk).await;
    }

    /// These settings hold, whether or not they are saved: they only restrict.
    pub(crate) fn hold_settings(&mut self, settings: Settings) {
        self.settings.hold(settings);
    }

    /// What is known of toys holds, whether or not it is saved: it only restricts.
    pub(crate) fn hold_toys(&mut self, toys: ToyBook) {
        self.toys.hold(toys);
    }

    /// What another program was told about toys holds from the start, before the first of them can come.
    pub(crate) fn take_over(&mut self, config: &UserDeviceConfig) -> Imported {
        let mut book = self.toys().clone();
        let imported = import::take_in(&mut book, config, 0);
        self.hold_toys(book);
        imported
    }

    /// Writes the settings; they hold only once that is done.
    pub(crate) async fn save_settings(&mut self, mut settings: Settings) -> Result<(), SaveError> {
        settings.version = SETTINGS_VERSION;
        self.settings.save(&self.disk, settings).await
    }

    /// Writes the toys; what is new about them holds only once that is done.
    pub(crate) async fn save_toys(&mut self, mut toys: ToyBook) -> Result<(), SaveError> {
        toys.version = BOOK_VERSION;
        self.toys.save(&self.disk, toys).await
    }

    /// Changes the history, which is then written as soon as the last write is done.
    pub(crate) fn change_history<T>(&mut self, change: impl FnOnce(&mut History) -> T) -> T {
        self.history.change(&self.disk, change)
    }

    /// How far the disk is done with the history, for better or worse, as [`History::revision`] counts.
    pub(crate) const fn history_done_up_to(&self) -> u64 {
        self.history.done_up_to()
    }

    /// Reads what the guardian of an earlier Vigil left behind; the disk takes its time for it.
    pub(crate) fn look_for_guardian_record(&mut self) {
        self.record.look(&self.disk);
    }

    /// What the disk has done. Never resolves if it has nothing to do.
    pub(crate) async fn progress(&mut self) -> Progress {
        loop {
            tokio::select! {
                opened = self.record.read() => {
                    return Progress::GuardianRecord(self.record.news(opened, &mut self.findings));
                }
                saved = self.history.saved() => return Progress::HistorySaved(saved),
                () = self.pages.due() => self.pages.write(&self.disk),
            }
        }
    }

    /// Takes the result of a write, and writes again if the history has changed meanwhile.
    pub(crate) fn history_saved(&mut self, saved: Option<Result<(), SaveError>>) {
        if matches!(saved, Some(Ok(()))) && self.history.is_written() {
            self.record.is_safe(&self.disk);
        }
        self.history.write(&self.disk);
        if let Some(Err(problem)) = saved {
            // Not into the history: that is what cannot be written.
            log::error!("{problem}");
        }
    }

    /// Waits until all is on the disk, but not for a disk that does not answer.
    pub(crate) async fn finish(&mut self) {
        self.pages.write(&self.disk);
        let finished = async {
            while self.history.is_saving() {
                let saved = self.history.saved().await;
                self.history_saved(saved);
            }
            // What was begun for a request that was interrupted.
            let _ = self.disk.submit(|| ()).await;
        };
        if timeout(timeouts::LAST_SAVE, finished).await.is_err() {
            log::error!("the disk has not answered for {:?}", timeouts::LAST_SAVE);
        }
    }
}
