//! Every wait of this crate, by name.

use std::time::Duration;

/// A window that has not been moved for so long stays where it is: that is kept.
#[cfg(feature = "gui")]
pub(crate) const WINDOW_STAYS: Duration = Duration::from_secs(1);

/// A new state is made for the window at most this often.
pub(crate) const PUSH_EVERY: Duration = Duration::from_millis(50);

/// The window is told at most this often: it draws what it is told, and a person sees no more.
#[cfg(feature = "gui")]
pub(crate) const WINDOW_EVERY: Duration = Duration::from_millis(150);

/// The window says when it wants to be told; not later than this.
#[cfg(feature = "gui")]
pub(crate) const WINDOW_AT_MOST: Duration = Duration::from_secs(2);

/// After a desktop notification: what follows within this time is summed up in one more.
#[cfg(feature = "gui")]
pub(crate) const GATHER_NOTIFICATIONS: Duration = Duration::from_secs(3);

/// For the system to show a folder; one that hangs is told as one that cannot.
#[cfg(feature = "gui")]
pub(crate) const SHOW_FOLDER: Duration = Duration::from_secs(5);

/// For the system to start the process of a message box, when Vigil fails.
#[cfg(feature = "gui")]
pub(crate) const MESSAGE_OPENS: Duration = Duration::from_millis(200);

/// For the desktop to take a notification. One that is busy may take a second; one that hangs keeps the next one waiting.
#[cfg(any(feature = "gui", test))]
#[cfg_attr(not(feature = "gui"), allow(dead_code, reason = "tests have limits of their own"))]
pub(crate) const NOTIFICATION: Duration = Duration::from_secs(3);

/// A notification that the desktop did not take is tried again after [`NOTIFICATION`], then ever later, up to this. It is
/// also the longest time that such a desktop gets for one.
#[cfg(any(feature = "gui", test))]
#[cfg_attr(not(feature = "gui"), allow(dead_code, reason = "the window alone has a desktop"))]
pub(crate) const NOTIFICATION_AGAIN: Duration = Duration::from_secs(120);

/// A notification that was shown so long ago stays as it is, and the next one is a new one.
#[cfg(all(target_os = "linux", any(feature = "gui", test)))]
pub(crate) const NOTIFICATION_CHANGES: Duration = Duration::from_secs(60);

/// The window's process ended again: the first pause before it is drawn again, which doubles, and the longest one.
#[cfg(feature = "gui")]
pub(crate) const PAGE_AGAIN_FIRST: Duration = Duration::from_secs(1);
#[cfg(feature = "gui")]
pub(crate) const PAGE_AGAIN_LONGEST: Duration = Duration::from_secs(30);

/// A window that was drawn for so long was a good one; when its process ends, it is drawn again at once.
#[cfg(feature = "gui")]
pub(crate) const PAGE_PROVEN: Duration = Duration::from_secs(60);

/// The person's own search for toys ends by itself.
pub(crate) const SCAN: Duration = Duration::from_secs(60);

/// A fire drill's program: until the server has let it in, and has moved the toy.
pub(crate) const DRILL_STEP: Duration = Duration::from_secs(5);

/// Between its pings, or a quarter of its limit, if that is less. More than `core::limits::SAME_PING`.
pub(crate) const BETWEEN_DRILL_PINGS: Duration = Duration::from_millis(150);

/// After its connection was closed: until the server has told what the toy did. The ladder of a stop fits in.
pub(crate) const DRILL_REPORT: Duration = Duration::from_secs(10);

/// While another program has Vigil's port: how often to look whether it is free.
pub(crate) const SERVE_AGAIN: Duration = Duration::from_secs(3);

/// Finding out which program holds a port; without an answer the sentence does without the name.
pub(crate) const PORT_OWNER: Duration = Duration::from_secs(2);

/// Before the computer sleeps or shuts down: until every toy has confirmed its stop. The ladder of a stop fits in twice, and
/// it is well below the 5 s for which logind waits (`InhibitDelayMaxSec`).
pub(crate) const STOPS_BEFORE_SLEEP: Duration = Duration::from_secs(2);

/// Any answer of logind, and of the message bus.
#[cfg(target_os = "linux")]
pub(crate) const LOGIND_ANSWER: Duration = Duration::from_secs(2);

/// Before logind is asked again after it failed: the first pause, which doubles, and the longest one.
pub(crate) const LOGIND_AGAIN_FIRST: Duration = Duration::from_secs(1);
#[cfg(target_os = "linux")]
pub(crate) const LOGIND_AGAIN_LONGEST: Duration = Duration::from_secs(60);

/// A guardian that does not answer a message in this time hangs, and is replaced.
pub(crate) const GUARDIAN_ANSWER: Duration = Duration::from_secs(2);

/// How long after the last message a guardian is asked whether it is alive: while a toy is moved, and otherwise. It is
/// woken up for it.
pub(crate) const GUARDIAN_BEAT: Duration = Duration::from_secs(1);
pub(crate) const GUARDIAN_BEAT_AT_REST: Duration = Duration::from_secs(10);

/// From the goodbye until the guardian has left; the same once more if it has to be killed.
pub(crate) const GUARDIAN_LEAVES: Duration = Duration::from_millis(500);

/// Before another guardian is started after one was lost: the first pause, which doubles, and the longest one.
pub(crate) const GUARDIAN_AGAIN_FIRST: Duration = Duration::from_millis(100);
pub(crate) const GUARDIAN_AGAIN_LONGEST: Duration = Duration::from_secs(30);

/// A guardian that lived so long was a good one: the pauses begin anew.
pub(crate) const GUARDIAN_PROVEN: Duration = Duration::from_secs(30);

/// Bluetooth of a Vigil that was started while a guardian stops the toys of the last one: until that is done. The
/// ladder of a stop and the end of a link fit in.
pub(crate) const RADIO_TURN: Duration = Duration::from_secs(6);

/// How often to ask whether Bluetooth is free.
pub(crate) const RADIO_LOOK: Duration = Duration::from_millis(10);

/// In the guardian: for its threads to start. Its Vigil starts another that has to do without one.
pub(crate) const GUARDIAN_THREADS: Duration = Duration::from_secs(1);

/// In the guardian: how long a thread for calls that block may be idle, which is longer than any guardian lives. A hundred
/// years.
pub(crate) const GUARDIAN_LIFE: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// In the guardian: a Vigil that was killed still counts as using Bluetooth for a moment after its pipe has ended.
pub(crate) const VIGIL_VANISHES: Duration = Duration::from_millis(500);

/// In the guardian: whether a new Vigil uses Bluetooth is asked on a thread, which may hang with the disk.
pub(crate) const GUARDIAN_LOCK: Duration = Duration::from_millis(10);

/// In the guardian: writing a stop to a toy's socket that takes nothing at the moment.
#[cfg(unix)]
pub(crate) const GUARDIAN_SOCKET: Duration = Duration::from_millis(500);

/// In the guardian: for a toy to end its side of the connection after that.
#[cfg(unix)]
pub(crate) const GUARDIAN_SOCKET_CLOSE: Duration = Duration::from_secs(1);

/// In the guardian: for its record to be on the disk before a new Vigil may have Bluetooth.
pub(crate) const GUARDIAN_DISK: Duration = Duration::from_secs(2);

/// In the guardian, when everything else is done: for the disk to take what waits for it.
pub(crate) const GUARDIAN_DISK_END: Duration = Duration::from_secs(10);

/// In the guardian: what is not taken back without a scan by then is scanned for.
pub(crate) const GUARDIAN_SCANS_AFTER: Duration = Duration::from_secs(2);

/// In the guardian, while it scans: how often to look whether a new Vigil is there.
pub(crate) const GUARDIAN_YIELDS: Duration = Duration::from_millis(100);

/// In the guardian: a toy that could not be stopped by then is given up on.
pub(crate) const GUARDIAN_GIVES_UP: Duration = Duration::from_secs(20);

/// At the end: everything else has its own limit, this is for what hangs all the same.
pub(crate) const RUNTIME_SHUTDOWN: Duration = Duration::from_secs(1);

/// From whatever ends Vigil until the process leaves, whoever has not come to an end by then. With what follows it stays
/// below 3 s, and the ladder of a stop fits in.
pub(crate) const EXIT: Duration = Duration::from_millis(2_600);

/// At the very end: for stdout to take the last events; as long again for the log.
pub(crate) const LAST_WORDS: Duration = Duration::from_millis(150);

/// While the log is full at the very end: how often to try.
pub(crate) const LOG_LOOK: Duration = Duration::from_millis(5);

/// Saving what the person has changed. A disk that was asleep may take longer; then the person is told, and nothing was
/// changed.
pub(crate) const SAVE: Duration = Duration::from_secs(3);

/// A file is not replaced while another program has it open: how long to try, and how often.
#[cfg(windows)]
pub(crate) const FILE_IN_USE: Duration = Duration::from_secs(1);
#[cfg(windows)]
pub(crate) const FILE_LOOK: Duration = Duration::from_millis(20);

/// After a web page that stands in the list has come: until that is written down, with all others that come meanwhile.
pub(crate) const SAVE_PAGES: Duration = Duration::from_secs(5);

/// For the disk to take an alert before it is told. A disk that does not answer holds up nothing for longer.
pub(crate) const TELL: Duration = Duration::from_millis(250);

/// At the end: for the disk to take what is to be saved.
pub(crate) const LAST_SAVE: Duration = Duration::from_secs(1);

/// Vigil ends because it cannot stop toys any more: how long it waits for its last line in the log.
pub(crate) const LAST_LINE: Duration = Duration::from_millis(5);

/// For `vigil --stop` and the like: until the Vigil that runs has answered. Whoever asked is told then that it has not.
pub(crate) const CALL: Duration = Duration::from_secs(2);

/// Before a Vigil that cannot be reached yet is called again.
pub(crate) const CALL_AGAIN: Duration = Duration::from_millis(20);

/// For another process to say what it wants, and to take the answer.
pub(crate) const QUESTION: Duration = Duration::from_secs(1);

/// Before `vigil --stop` is answered: until every toy has confirmed its stop, and the disk has the hold. The ladder of a
/// stop fits in, and whoever asked still waits.
pub(crate) const STOPS_BEFORE_ANSWER: Duration = Duration::from_millis(1_600);

/// After a call that could not be taken.
pub(crate) const DOOR_AGAIN: Duration = Duration::from_millis(50);

/// A process that looks whether a Vigil runs may hold its data directory for a moment: how often to try, and how long to
/// wait in between.
pub(crate) const DATA_DIR_TRIES: u32 = 5;
pub(crate) const DATA_DIR_AGAIN: Duration = Duration::from_millis(10);

/// Vigil was started while the last one is ending: until that is gone. It leaves within [`EXIT`], and some.
#[cfg(feature = "gui")]
pub(crate) const LAST_ONE_ENDS: Duration = Duration::from_secs(4);

/// A Wayland desktop's answer about the stop key, unless it has to ask the person.
#[cfg(all(feature = "gui", target_os = "linux"))]
pub(crate) const STOP_KEY_ANSWER: Duration = Duration::from_secs(5);

/// Before a display or a desktop that gives no stop key is asked again.
#[cfg(all(feature = "gui", target_os = "linux"))]
pub(crate) const STOP_KEY_AGAIN: Duration = Duration::from_secs(5);

/// For the desktop's tray to answer for the first time.
#[cfg(all(feature = "gui", target_os = "linux"))]
pub(crate) const TRAY_ANSWER: Duration = Duration::from_secs(5);

/// How often the icon in the tray is brought up to date.
#[cfg(all(feature = "gui", target_os = "linux"))]
pub(crate) const TRAY_EVERY: Duration = Duration::from_secs(1);

/// A tray that went may come back, as when a panel is started again. Then the window that is away stays away.
#[cfg(feature = "gui")]
pub(crate) const TRAY_BACK: Duration = Duration::from_secs(3);
