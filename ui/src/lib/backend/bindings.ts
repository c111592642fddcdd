// Generated from src-tauri/src/view and settings/model.rs by `cargo xtask bindings`. Do not edit.

export type AppView = { 
/**
 * Counts up: of two views the one with the higher number is newer. Answers and pushes may overtake each other.
 */
revision: number, 
/**
 * When it was taken, on the clock that all moments in it are on: it began with Vigil.
 */
at_ms: number, version: string, data_dir: string, log_dir: string, server: ServerView, 
/**
 * The hold that a person has put on every toy: no program moves one until they release it.
 */
held: number | null, 
/**
 * From where a person has put it on, and when, also if that was before Vigil was started.
 */
hold_record: HoldRecord | null, 
/**
 * Why Vigil itself has put it on, for a person: it could not read what it was told to keep to.
 */
held_because: string | null, programs: Array<ProgramView>, 
/**
 * Web pages that wait to be allowed; who came first is first.
 */
asking_pages: Array<AskingPageView>, 
/**
 * Web pages that the person has decided about; the last ones that came are first.
 */
pages: Array<PageView>, bluetooth: BluetoothView, 
/**
 * Those that are here, then those that Vigil remembers.
 */
toys: Array<ToyView>, drill: DrillView, 
/**
 * What was taken over from another program at the person's last request; for a person.
 */
imported: string | null, stop_key: StopKeyView, 
/**
 * The newest ones, newest first; the window asks for earlier ones.
 */
alerts: Array<AlertView>, history: HistoryView, settings: Settings, 
/**
 * What sentences are in: the setting's, or else the system's.
 */
language: Language, };

export type Update = { "kind": "whole", view: AppView, } | { "kind": "changed", changes: Changes, };

export type Changes = { 
/**
 * They turn the view of this revision…
 */
base: number, 
/**
 * …into the view of this one.
 */
revision: number, at_ms: number, server?: ServerView, hold?: HoldChange, programs?: ListChange<ProgramView>, 
/**
 * Pings of programs that are otherwise as they were.
 */
pings?: Array<PingChange>, asking_pages?: Array<AskingPageView>, pages?: Array<PageView>, bluetooth?: BluetoothView, toys?: ListChange<ToyView>, 
/**
 * Values of toys that are otherwise as they were.
 */
values?: Array<ValueChange>, drill?: DrillView, imported?: Imported, stop_key?: StopKeyView, alerts?: ListChange<AlertView>, history?: HistoryView, settings?: Settings, language?: Language, };

export type HoldChange = { held: number | null, record: HoldRecord | null, because: string | null, };

export type HoldRecord = { version: number, from: StoppedFrom, 
/**
 * In ms since 1970; missing where the file cannot be read.
 */
at_ms: number | null, };

export type StoppedFrom = "window" | "notification" | "tray" | "stop_key" | "command" | "unknown";

export type Imported = { sentence: string | null, };

export type ListChange<T> = { 
/**
 * The numbers of all, in order; missing where they are as they were.
 */
order?: Array<number>, 
/**
 * Those that are new or have changed.
 */
items: Array<T>, };

export type PingChange = { id: number, pings_received: number, silent_since_ms: number, 
/**
 * So many of the oldest are gone.
 */
dropped: number, 
/**
 * So many of what is left stay.
 */
kept: number, 
/**
 * These follow.
 */
added: Array<PingView>, 
/**
 * What was refused by now; missing if it is as it was.
 */
refused?: RefusedView, };

export type ValueChange = { 
/**
 * The toy's index.
 */
toy: number, 
/**
 * The output's place in the toy's list.
 */
output: number, value: number, duration_ms: number | null, };

export type ServerView = { "state": "stopped" } | { "state": "running", url: string, 
/**
 * What is worth saying about it, for a person.
 */
note?: string, } | { "state": "failed", 
/**
 * What happened, for a person.
 */
sentence: string, 
/**
 * A port that was free a moment ago, when the wish was for one that is taken.
 */
suggested_port: number | null, 
/**
 * Vigil tries again by itself.
 */
tries_again: boolean, };

export type ProgramView = { id: number, name: string, 
/**
 * The far end of the connection, as `ip:port`.
 */
address: string, 
/**
 * The web page's origin, where the program is one.
 */
origin: string | null, 
/**
 * Spec version, as `4.0`.
 */
protocol: string, connected_at_ms: number, watch: WatchView, pings_received: number, 
/**
 * Its last ping, or when it came.
 */
silent_since_ms: number, 
/**
 * The pings of the last minute, oldest first.
 */
pings: Array<PingView>, 
/**
 * Names of the toys it moves right now.
 */
moves: Array<string>, 
/**
 * The limit in the settings is another one by now; it holds after a reconnect.
 */
outdated_limit: boolean, 
/**
 * Messages that were answered with an Error; `None` if there are none.
 */
refused: RefusedView | null, };

export type RefusedView = { count: number, 
/**
 * Why the last one was refused, as the program was told.
 */
last: string, };

export type ProgramFiguresView = { 
/**
 * When this was taken, on the clock of the [`AppView`](super::AppView).
 */
at_ms: number, 
/**
 * Messages from the program.
 */
from_program: number, 
/**
 * Messages to the program.
 */
to_program: number, 
/**
 * The longest silence before a ping; `None` if it never pinged.
 */
longest_gap_ms: number | null, 
/**
 * All silences before pings by their length, shortest first.
 */
gaps: Array<GapCountView>, };

export type GapCountView = { from_ms: number, to_ms: number, count: number, };

export type MessagesView = { 
/**
 * In about the order of their numbers.
 */
messages: Array<MessageView>, 
/**
 * What became of messages that waited.
 */
settled: Array<SettledView>, 
/**
 * All messages so far. Numbers that are missing up to here were not kept.
 */
counted: number, };

export type MessageView = { 
/**
 * Among all messages of the session, both ways, from 1 on.
 */
number: number, 
/**
 * Since 1970, in UTC.
 */
at_ms: number, text: string, 
/**
 * How many bytes it had, if only its beginning is told.
 */
cut_from: number | null, way: MessageWay, };

export type MessageWay = { "to": "vigil", verdict: VerdictView, 
/**
 * It came in a binary frame.
 */
binary: boolean, 
/**
 * Which message of its frame it is, from 1 on, and how many the frame has, where there are several.
 */
part: [number, number] | null, } | { "to": "program", 
/**
 * The number of the message that it answers.
 */
answers: number | null, };

export type SettledView = { number: number, verdict: VerdictView, };

export type VerdictView = { "kind": "accepted" } | { "kind": "limited", outputs: Array<LimitedView>, } | { "kind": "waits" } | { "kind": "refused", code: number, 
/**
 * The specification's name of the code.
 */
name: string, reason: string, };

export type LimitedView = { feature: number, kind: string, 
/**
 * What the program wants, and what the toy is told.
 */
wished: number, told: number, 
/**
 * The person's limit, in percent of the whole: `from_percent` is 0 for a strength.
 */
from_percent: number, to_percent: number, reversed: boolean, };

export type AskingPageView = { origin: string, 
/**
 * Any number of files, frames and apps have this origin: it can be let in for one session, and never for good.
 */
names_nobody: boolean, 
/**
 * When it is turned away without an answer.
 */
until_ms: number, };

export type PageView = { 
/**
 * For a page that was turned away together with others: its web site.
 */
origin: string, standing: PageStanding, 
/**
 * In ms since 1970; `null` if that was before Vigil kept it.
 */
decided_ms: number | null, 
/**
 * When it last connected or, if it is refused, tried to; in ms since 1970.
 */
last_ms: number | null, 
/**
 * How often it did so.
 */
times: number, };

export type PageStanding = { "is": "allowed" } | { "is": "refused" } | { "is": "turned_away", until_ms: number, };

export type WatchView = { "kind": "ping", limit_ms: number, } | { "kind": "connection_only", reason: ConnectionOnlyReason, limit_ms: number, };

export type ConnectionOnlyReason = "off" | "exempt" | "never_pinged" | "pings_rarely";

export type PingView = { at_ms: number, 
/**
 * How long the program had been silent before it.
 */
gap_ms: number, };

export type GapView = { ago_ms: number, gap_ms: number, };

export type BluetoothView = { state: BluetoothState, 
/**
 * What is wrong, and what mends it; for a person.
 */
sentence: string | null, 
/**
 * Toys are looked for right now, by whomever.
 */
scanning: boolean, 
/**
 * The person looks for toys.
 */
own_search: boolean, 
/**
 * The programs that look for toys; who began first is first.
 */
searching_programs: Array<SearchingProgramView>, 
/**
 * The radio only glances around now and then, because toys move and the search is not new.
 */
spares_toys: boolean, 
/**
 * The radios of this computer.
 */
adapters: Array<AdapterView>, 
/**
 * Toys that were heard and are not connected: on their way, or left alone. Not those that the person denied, and
 * not those that were lost and are called back; they are among the toys.
 */
found: Array<FoundView>, 
/**
 * What was heard but is no toy that Vigil knows; strongest first.
 */
nearby: Array<NearbyView>, };

export type BluetoothState = "switched_off" | "starting" | "ready" | "absent" | "off" | "no_permission" | "service_missing" | "bus_missing" | "failed";

export type AdapterView = { 
/**
 * Stable; what the setting `bluetooth.adapter` holds.
 */
id: string, name: string, 
/**
 * The one in use.
 */
in_use: boolean, };

export type FoundView = { address: string, 
/**
 * What the person calls it, where it was here before; else what it says of itself.
 */
name: string | null, 
/**
 * What its name tells of its model, such as `Lovense toy`.
 */
model: string | null, signal_dbm: number | null, state: FoundState, 
/**
 * The person has said that it may wait.
 */
put_off: boolean, 
/**
 * Why it could not be connected, and what can be done; for a person.
 */
sentence: string | null, };

export type FoundState = "seen" | "connecting" | "left_alone" | "failed";

export type NearbyView = { address: string, name: string | null, signal_dbm: number | null, 
/**
 * Why it could not be driven like the toy that it was tried like; for a person.
 */
sentence: string | null, 
/**
 * The kinds of toys that have a service in common with it: it may be a new model of one of these.
 */
kinds: Array<ToyKindView>, };

export type ToyKindView = { model: string, 
/**
 * What it can do, such as `2 × Vibrate`.
 */
outputs: string, 
/**
 * What such toys call themselves over the air.
 */
advertised: string, };

export type SearchingProgramView = { id: number, name: string, };

export type ToyView = { 
/**
 * Its own for ever.
 */
index: number, 
/**
 * What the person calls it, else the model's name.
 */
name: string, 
/**
 * The model's name.
 */
model: string, 
/**
 * Set for toys that exist on the screen only.
 */
simulated: SimulatedKind | null, link: ToyLink, address: string | null, 
/**
 * Who is let to it.
 */
permission: ToyPermission, battery_percent: number | null, 
/**
 * How strongly its radio was last heard.
 */
signal_dbm: number | null, outputs: Array<OutputView>, 
/**
 * Names of the programs that move it.
 */
moved_by: Array<string>, 
/**
 * The person moves it, from the window.
 */
tried: boolean, 
/**
 * A stop was not confirmed by the hardware.
 */
stop_unconfirmed: boolean, 
/**
 * The hold that the person has put on this toy alone: no program moves it until they release it.
 */
held: number | null, 
/**
 * Missing if it is not here.
 */
message_gap: MessageGapView | null, };

export type ToyLink = "connected" | "connecting" | "reconnecting" | "away";

export type ToyPermission = "default" | "allowed" | "denied";

export type OutputView = { feature: number, 
/**
 * The spec's name, such as `Vibrate`.
 */
kind: string, description: string, min: number, max: number, 
/**
 * After the person's limit.
 */
value: number, 
/**
 * Where the value is a position: the time the toy takes to get there, counted from when it was sent.
 */
duration_ms: number | null, 
/**
 * The person switched it off: programs do not see it.
 */
disabled: boolean, 
/**
 * What a program's most comes to, 0 to 100; the upper end of a position's range.
 */
limit_percent: number, 
/**
 * The lower end of a position's range, 0 to `limit_percent`.
 */
from_percent: number, 
/**
 * A position is turned round: a program's lower end is the toy's upper end.
 */
reversed: boolean, };

export type DrillView = { running: RunningDrillView | null, 
/**
 * The last one that came to its end, also of an earlier run.
 */
last: DrillResultView | null, };

export type RunningDrillView = { 
/**
 * The toy's index.
 */
index: number, toy: string, 
/**
 * `null` until it has fallen silent.
 */
silence: DrillSilenceView | null, };

export type DrillSilenceView = { since_ms: number, 
/**
 * Vigil is to act after that.
 */
limit_ms: number, };

export type DrillResultView = { 
/**
 * In ms since 1970.
 */
at_ms: number, toy: string, passed: boolean, 
/**
 * What happened, for a person.
 */
sentence: string, 
/**
 * What it means, and what can be done.
 */
hint: string | null, limit_ms: number, 
/**
 * After how much silence the connection was closed, and the toy stood still; only if the drill passed.
 */
closed_ms: number | null, still_ms: number | null, };

export type AlertView = { id: number, 
/**
 * Another number means that the person has to be told.
 */
news: number, times: AlertTimesView, cause: AlertCause, 
/**
 * One sentence: what happened.
 */
sentence: string, 
/**
 * What it means, and what can be done.
 */
hint: string | null, 
/**
 * The program that it is about.
 */
program: AlertProgramView | null, silence: SilenceView, toys: Array<StoppedToyView>, 
/**
 * What the person can do about it.
 */
offers: Array<OfferView>, 
/**
 * The person has read it.
 */
dismissed: boolean, };

export type HistoryView = { 
/**
 * Counts up with every change.
 */
revision: number, 
/**
 * How many there are, repeats included.
 */
alerts: number, 
/**
 * Those that the person has not read; with their repeats, each is one.
 */
unread: number, };

export type AlertTimesView = { first_at_ms: number, last_at_ms: number, count: number, };

export type AlertProgramView = { name: string, 
/**
 * The web page that it is; `None` for a native program.
 */
origin: string | null, };

export type SilenceView = { silent_ms: number | null, limit_ms: number | null, 
/**
 * How late the stop left, after the deadline.
 */
late_ms: number | null, 
/**
 * The last pings before it happened, oldest first.
 */
gaps: Array<GapView>, };

export type OfferView = { "kind": "exempt" } | { "kind": "allow_page", origin: string, } | { "kind": "stop_only_its_toys" } | { "kind": "change_limit" };

export type StoppedToyView = { index: number, name: string, 
/**
 * From the moment that called for the stop until the hardware confirmed it.
 */
still_after_ms: number | null, result: StopResultView, };

export type StopResultView = "confirmed" | "nothing_to_tell" | "unconfirmed";

export type AlertCause = "ping_timeout" | "connection_silent" | "connection_lost" | "protocol_violation" | "program_slowed" | "vigil_late" | "stop_unconfirmed" | "page_asks" | "refused" | "toy_refused" | "file_damaged" | "not_saved" | "server_failed" | "localhost_elsewhere" | "window_silent" | "window_crashed" | "toy_lost" | "vigil_killed" | "guardian_missing" | "drill_failed" | "computer_slept" | "screen_locked";

export type AlertQuery = { cause: AlertCause | null, program: AlertProgramView | null, 
/**
 * Words that the alert must have somewhere, whatever their case.
 */
text: string, };

export type AlertPageView = { 
/**
 * The history that it is of; see [`HistoryView`](super::HistoryView).
 */
revision: number, alerts: Array<AlertView>, 
/**
 * What to ask for the next page with; `None` if there is none.
 */
next: number | null, 
/**
 * How many were found, repeats included.
 */
found: number, 
/**
 * How many there are, found or not.
 */
all: number, 
/**
 * What can be asked for: every cause that there is, and the programs of most alerts.
 */
causes: Array<CauseCountView>, programs: Array<ProgramCountView>, };

export type CauseCountView = { cause: AlertCause, count: number, };

export type ProgramCountView = { program: AlertProgramView, count: number, };

export type RepeatsView = { alerts: Array<AlertView>, 
/**
 * What to ask for the next page with; `None` if there is none.
 */
next: number | null, };

export type MessageGapView = { 
/**
 * What the toy needs.
 */
own_ms: number, 
/**
 * What the person wants, if they chose anything. It holds as far as it is longer.
 */
wished_ms: number | null, };

export type ToyDetailsView = { 
/**
 * All that it can do, also what the person switched off.
 */
features: Array<FeatureView>, 
/**
 * Missing before the first write.
 */
writes: WriteTimesView | null, };

export type FeatureView = { feature: number, description: string, outputs: Array<OutputRangeView>, inputs: Array<InputRangeView>, };

export type OutputRangeView = { 
/**
 * The spec's name, such as `Vibrate`.
 */
kind: string, min: number, max: number, 
/**
 * For positions that are told a time: from, to.
 */
duration_ms: [number, number] | null, };

export type InputRangeView = { 
/**
 * The spec's name, such as `Battery`.
 */
kind: string, min: number, max: number, 
/**
 * It can be asked.
 */
reads: boolean, 
/**
 * It speaks by itself.
 */
subscribes: boolean, };

export type WriteTimesView = { 
/**
 * So many writes, the last of this connection.
 */
count: number, last_us: number, median_us: number, slowest_us: number, };

export type ExportFormat = "csv" | "json";

export type ExportedView = { path: string, alerts: number, };

export type Request = { "type": "start_server" } | { "type": "stop_server" } | { "type": "use_port", port: number, } | { "type": "save_settings", settings: Settings, } | { "type": "exempt_program", name: string, origin: string | null, } | { "type": "stop_everything" } | { "type": "release", hold: number, } | { "type": "stop_toy", index: number, } | { "type": "stop_program_toys", id: number, } | { "type": "release_toy", index: number, hold: number, } | { "type": "start_scanning" } | { "type": "stop_scanning" } | { "type": "stop_program_search", id: number, } | { "type": "connect_toy", address: string, } | { "type": "put_off_toy", address: string, } | { "type": "try_like", address: string, advertised: string, } | { "type": "import_toys", path: string | null, } | { "type": "rename_toy", index: number, name: string | null, } | { "type": "set_toy_output", index: number, feature: number, kind: string, disabled: boolean, limit_percent: number, 
/**
 * Of positions only, and so is `reversed`.
 */
from_percent: number, reversed: boolean, } | { "type": "set_toy_message_gap", index: number, gap_ms: number | null, } | { "type": "set_toy_permission", index: number, permission: ToyPermission, } | { "type": "forget_toy", index: number, } | { "type": "try_toy", index: number, feature: number, kind: string, value: number, } | { "type": "keep_trying" } | { "type": "stop_trying" } | { "type": "start_drill", index: number, } | { "type": "stop_drill" } | { "type": "add_simulated_toy", kind: SimulatedKind, } | { "type": "remove_simulated_toy", index: number, } | { "type": "disconnect_program", id: number, } | { "type": "allow_page_once", origin: string, } | { "type": "allow_page_always", origin: string, } | { "type": "set_page", origin: string, wish: PageWish, } | { "type": "turn_page_away", origin: string, } | { "type": "turn_all_pages_away" } | { "type": "reconnect_outdated" } | { "type": "dismiss_alert", id: number, } | { "type": "dismiss_all_alerts" } | { "type": "clear_alerts" };

export type PageWish = "allow" | "never" | "ask";

export type RequestError = { 
/**
 * Stable; the window acts on some of them.
 */
code: RequestErrorCode, 
/**
 * For a person.
 */
sentence: string, 
/**
 * The setting it is about, by its path, such as `ping.limit_ms`.
 */
field: string | null, };

export type RequestErrorCode = "invalid_setting" | "save_failed" | "not_found" | "refused" | "shutting_down";

export type AutostartView = { 
/**
 * Vigil knows how to do that on this system.
 */
possible: boolean, on: boolean, 
/**
 * Without showing the window.
 */
hidden: boolean, };

export type StopKeyView = { "state": "off" } | { "state": "asked" } | { "state": "works" } | { "state": "shared" } | { "state": "desktop", 
/**
 * What is to be pressed, as the desktop says it: the person can choose it there.
 */
keys: string | null, } | { "state": "fails", why: StopKeyFailure, };

export type StopKeyFailure = "taken" | "no_such_key" | "desktop_has_none" | "refused" | "broken";

export type LogLine = { 
/**
 * Counts up; a gap means that lines were dropped.
 */
seq: number, 
/**
 * Milliseconds since the Unix epoch.
 */
at_ms: number, level: LogLevel, target: string, message: string, };

export type LogLevel = "error" | "warn" | "info" | "debug" | "trace";

export type Settings = { version: number, ping: PingSettings, server: ServerSettings, 
/**
 * A lost program stops every toy, not only those it moved ("stop all devices", as the protocol guide says).
 */
lost_program_stops_every_toy: boolean, 
/**
 * Everything stops when the screen is locked, or when another user's session takes it.
 */
stop_when_locked: boolean, desktop_notifications: boolean, 
/**
 * What stops everything whatever program is in front, such as `Ctrl+Alt+.`; off where there is none.
 */
stop_key: string | null, alerts: AlertSettings, appearance: Appearance, 
/**
 * What a person reads is in this language; commands, events and the log are in English whatever it is.
 */
language: LanguageChoice, 
/**
 * How large the window shows everything: 50 to 300 %.
 */
zoom_percent: number, 
/**
 * What becomes of Vigil when its window is closed, on a desktop with a tray.
 */
on_close: OnClose, 
/**
 * The person has seen the first steps, or has skipped them. Whoever has a file of an earlier Vigil needs none.
 */
introduced: boolean, simulated_toys: Array<SimulatedToy>, bluetooth: BluetoothSettings, toys: ToySettings, };

export type ExemptProgram = { 
/**
 * As the program gives it; compared without regard to case and outer blanks.
 */
name: string, 
/**
 * The web page that it is; `None` for a native program.
 */
origin: string | null, };

export type AlertSettings = { 
/**
 * A tone for each.
 */
sound: boolean, 
/**
 * Of these the person is not told: they are kept, as read. One that this version does not know is ignored.
 */
muted: Array<AlertCause>, };

export type PingSettings = { 
/**
 * The protocol's MaxPingTime: 0 is off, else 50 to 600,000 ms.
 */
limit_ms: number, policy: PingPolicySetting, 
/**
 * Silence of a program's connection after which it counts as lost, whatever the limit is: 1,000 to 60,000 ms.
 */
connection_limit_ms: number, 
/**
 * Programs that are told MaxPingTime 0.
 */
exempt_programs: Array<ExemptProgram>, };

export type PingPolicySetting = "required" | "where_supported";

export type ServerSettings = { 
/**
 * Always loopback in this version.
 */
address: string, port: number, 
/**
 * The name programs are told.
 */
name: string, start_with_app: boolean, 
/**
 * Web pages that may connect, by origin.
 */
allowed_origins: Array<string>, 
/**
 * Web pages that may never connect, by origin. These are refused even if they are allowed, too.
 */
refused_origins: Array<string>, 
/**
 * Names that programs may use for this computer beside its own: of a reverse proxy or a container.
 */
allowed_hosts: Array<string>, };

export type Appearance = "system" | "dark" | "light";

export type LanguageChoice = "en" | "de" | "ja" | "system";

export type Language = "en" | "de" | "ja";

export type OnClose = "ask" | "keep" | "quit";

export type BluetoothSettings = { enabled: boolean, 
/**
 * The adapter to use, by its id; `None` takes the first one.
 */
adapter: string | null, };

export type ToySettings = { 
/**
 * Connect only toys that were here before, or that the person allowed; the others wait for a click. `None`: nobody has
 * chosen. Then it is so if there is a window to click in.
 */
connect_only_known: boolean | null, 
/**
 * Home-built toys connect to this port, over WebSocket. Off where there is none.
 */
device_port: number | null, 
/**
 * Machines of the whole network reach that port, not only this one.
 */
device_port_lan: boolean, };

export type SimulatedToy = { index: number, kind: SimulatedKind, };

export type SimulatedKind = "vibrator" | "rotator" | "stroker" | "constrictor";

/** Those of which a person can ask not to be told. */
export const MUTABLE_CAUSES: readonly AlertCause[] = ["ping_timeout","connection_silent","connection_lost","protocol_violation","program_slowed","vigil_late","page_asks","refused","toy_refused","server_failed","localhost_elsewhere","window_silent","window_crashed","computer_slept","screen_locked"];
