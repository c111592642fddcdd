### What a person has to know: what happened, then what it means and what can be done.

## How toys stand

no-toy-moved = No toy was moving.
still-at-once =
    { $confirmed ->
        [one] { $toy } stood still at once.
        [both] Both toys stood still at once.
        [all] All { $count } toys stood still at once.
       *[some] { $count } toys stood still at once.
    }
still-later =
    { $confirmed ->
        [one] { $toy } stood still { $after } later.
        [both] Both toys stood still { $after } later.
        [all] All { $count } toys stood still { $after } later.
       *[some] { $count } toys stood still { $after } later.
    }
stop-not-confirmed = { $toys } did not confirm its stop.
stop-not-told = Nothing could be told to { $toys }, because its position is not known.

others-yours = The toys that you moved yourself were stopped too.
others-of-programs = The toys of { $programs } were stopped too.
others-of-programs-and-yours = The toys of { $programs } and those that you moved yourself were stopped too.
others-hint = A lost program stops every toy, as you set it. You can have it stop only its own toys instead.

# Toys in a file that is saved.
saved-still-after = { $toy }: still after { $after } ms
saved-still = { $toy }: stands still
saved-not-told = { $toy }: nothing could be told to it
saved-not-confirmed = { $toy }: did not confirm that it stopped

## Sessions that ended, or nearly did

session-silent = { $program } stopped answering for { $silent }.
session-silent-hint = It was disconnected and may connect again. If this happens while the program works well, raise the limit.
session-silent-page-hint = It was disconnected and may connect again. It runs in a web page: browsers slow a page down while its tab is hidden, so keep the tab in sight, or raise the limit.
session-never-pinged = { $program } never sent a ping and was disconnected when the limit of { $limit } ran out.
session-never-pinged-hint = Its library may not be able to ping. With the limit on, it will be cut off each time. Vigil can watch only its connection instead.
session-connection-silent = The connection to { $program } did not respond for { $silent }.
session-connection-silent-hint = The program, its computer or the network between them froze. It may connect again.
session-lost = { $program } went away without a goodbye.
session-lost-hint = It crashed, was ended, or lost its connection. It may connect again.
session-violation = { $program } sent something it must not, and was disconnected.
session-not-reading = { $program } did not read its messages, so Vigil disconnected it.
session-not-reading-hint = It may be frozen. It may connect again.
session-vigil-late = Vigil was not responding for { $late }, so it disconnected { $program } to be safe.
session-vigil-late-hint = This computer may be overloaded. The program did nothing wrong.
session-internal = Vigil failed while serving { $program } and disconnected it.
session-internal-hint = The program did nothing wrong. The log says more.
session-read-late = Vigil could not read from { $program } in time and stopped the toys to be safe.
session-read-late-hint = This computer may be overloaded. The program did nothing wrong and stays connected.
session-slowed = { $program } connects again and again, or is cut off again and again. Vigil now lets it in ever more slowly, up to one connection in 10 s.
session-slowed-hint = No other program has to wait for it. If it does not settle, close it; once it has behaved for a few minutes, it comes in at once again. Until then Vigil counts what happens to it and does not tell you each time.

violation-binary = A binary frame that holds no text; the protocol is text.
violation-large = A frame of more than 1 MiB.
violation-utf8 = A text frame that is not UTF-8.
violation-websocket = A frame that breaks the WebSocket protocol.

## Toys

toy-stop-unconfirmed = { $toy } did not confirm that it stopped. Its connection was cut.
toy-by-hand = If it still moves, switch it off by hand.
toy-lost = The connection to { $toy } was lost while it was moving. If it still moves, switch it off by hand.
toy-lost-hint = Vigil tries to get it back, and stops it first thing when it does. A weak battery, distance, other radios, and Bluetooth that was switched off or pulled out are the usual causes.
toy-lost-back = The connection to { $toy } was lost while it was moving. It was back after { $after }, and was stopped first.
toy-lost-back-hint = A weak battery, distance, other radios, and Bluetooth that was switched off or pulled out are the usual causes.

toy-refused-here = Something on this computer that connected as a toy was turned away: { $why }.
toy-refused-there = Something at { $peer } that connected as a toy was turned away: { $why }.
toy-refused-page = it is the web page { $page }, and no toy is one
toy-refused-silent = it did not say what it is
toy-refused-unreadable = its introduction cannot be read: { $reason }
toy-refused-version = it speaks version { $version } of the toys' protocol, and Vigil knows version 0
toy-refused-identifier = its identifier is empty or too long
toy-refused-address = its address is too long
toy-refused-unknown = Vigil knows no toy with the identifier { $identifier }
toy-refused-unidentified = it did not answer like a toy of its kind: { $reason }
toy-refused-denied = the person does not let it connect
toy-refused-already-here = a toy with its address is connected already
toy-refused-full = too many toys are connected
toy-refused-page-hint = If you did not mean a web page to be your toy, close that page.
toy-refused-full-hint = Disconnect a toy that you do not need.
toy-refused-unidentified-hint = Its program has to answer like the toy that it names; or give it another identifier.
toy-refused-hint = A home-built toy first says which toy it is like, for example { $example }. Change that in the toy's own program; it may connect again.

toy-port-failed = Toys cannot connect over WebSocket: port { $port } could not be opened.
toy-port-failed-hint = { $problem }. Choose another port for toys in Settings.

## Vigil's own window

window-silent = Vigil's window did not answer for { $silent }, so the toy you moved with it was stopped.
window-silent-hint = The rest of Vigil kept watch all the time. If it happens often, the computer is very busy.
window-crashed = Vigil's window crashed and was drawn again. The rest of Vigil kept watch all the time.
window-crashed-hint = A toy that you moved with the window was stopped. If it happens often, the graphics driver may be the cause, or the computer is short of memory.
window-crashed-again = Vigil's window crashes again and again, so everything was stopped: without it you could not have stopped a toy.
window-crashed-again-hint = Everything stays stopped until you let programs go on. The graphics driver may be the cause, or the computer is short of memory.

## Web pages

page-asks = The web page { $page } wants to move your toys.
page-asks-hint = It waits a minute for your answer. After that, allow it here and reload the page. Your browser may ask you, too, before the page can connect. Allow only a page that you know and trust.
page-asks-nameless = A file on this computer, or an app, wants to move your toys. It calls itself { $page }.
page-asks-nameless-hint = Any file, any app, and hidden frames of web pages can call themselves so: Vigil cannot tell which one it is. Let it in only if you have just opened it yourself. It comes in for this one session, and asks again the next time.

page-refused = The web page { $page } wanted to move your toys and was turned away.
page-refused-nameless = A web page without a name wanted to move your toys and was turned away.
page-not-allowed-hint = If you know this page and trust it, start Vigil with --allow-origin { $page }.
page-not-allowed-nameless-hint = It does not say where it comes from, so you cannot allow it.
page-too-many-hint = Too many pages were already waiting, so Vigil refused this one without asking you. If you know it and trust it, allow it here and reload the page.
page-nameless-hint = It does not say which page, file or app it is: any other could say the same. In Vigil's window, a file or an app can be let in for one session; without the window, open the page by its own address, not as a file and not inside another page.

page-host = The web page { $page } called this computer “{ $host }” and was turned away.
program-host = A program or a web page called this computer “{ $host }” and was turned away.
host-hint = If you gave this computer that name, for a reverse proxy or a container, add it under “Other names of this computer” in Settings, or start Vigil with --allow-host { $host }. Otherwise leave it: harmful web pages use such names to connect without your permission.
page-no-host = The web page { $page } called this computer by a name that is not its own, and was turned away.
nameless-no-host = A web page without a name called this computer by a name that is not its own, and was turned away.
no-host-hint = Harmful web pages do this to connect without your permission. If it was a program of yours, give it the address that Vigil shows.

settled-once = { $page } wanted to move your toys, and you let it in once.
settled-allowed = { $page } wanted to move your toys, and you allowed it.
settled-turned-away = { $page } wanted to move your toys, and you turned it away.
settled-never = { $page } wanted to move your toys, and you said that it may never connect.
decided-once = You allowed it once.
decided-never = You said that it may never connect. You can change that in the list in Settings.
decided-next = You allowed it once: reload the page within { $minutes } minutes.
decided-allowed = You allowed it. It may connect whenever it likes, until you take it out of the list in Settings.
decided-turned-away = You turned it away. Vigil does not ask you about it again for { $minutes } minutes.
decided-all-turned-away = You turned away every page that asked. Vigil does not ask you about it again for { $minutes } minutes.

## Files

own-file =
    { $file ->
        [settings] settings
        [toys] list of toys
        [alerts] alert history
       *[guardian] guardian's record
    }
file-restored = Your { own-file } could not be read, so Vigil took the last good copy.
file-restored-of = Your { own-file } could not be read, so Vigil took the last good copy of { $date }.
file-restored-hint = Check that everything is as you want it: changes made after that copy are lost. What was wrong: { $reason }.
file-kept-as = The damaged file is kept as { $path }.
file-kept = The damaged file is kept where it is.
file-wrong = What was wrong: { $reason }.
file-damaged = Your { own-file } could not be read, so Vigil started without that file.
file-partly-read = A part of your { own-file } could not be read. Vigil kept the rest.
file-unreadable = The system does not let Vigil read your { own-file }.
file-unreadable-hint = Vigil leaves the file { $path } as it is and does not write to it. Restore its permissions, or repair the disk that it is on, and start Vigil again. (The system says: { $reason })
file-invalid = Something in your { own-file } was invalid, and Vigil uses the nearest valid value instead.
held-damaged =
    Vigil could not read your { own-file }. { $file ->
        [settings] The time limit for programs and everything else that you had set are not known
        [toys] The limits of your toys, what you had switched off, and the toys that you had denied are not known
       *[other] What was in it is not known
    }. Look through them before you let programs go on; the damaged file is kept, next to { $path }. (What was wrong: { $reason })
held-unreadable =
    The system does not let Vigil read your { own-file }. { $file ->
        [settings] The time limit for programs and everything else that you had set are not known
        [toys] The limits of your toys, what you had switched off, and the toys that you had denied are not known
       *[other] What was in it is not known
    }. Best restore the permissions of { $path } and start Vigil again; if you let programs go on now, none of that holds. (The system says: { $reason })
not-saved = Your restriction holds now, but could not be saved: it is lost when Vigil is closed.
not-saved-hint = Usually the disk is full or cannot be written. Free some space and set it once more. (What went wrong: { $problem })

## The computer, or its screen

left-sleep =
    { $stopped ->
        [yes] The computer went to sleep; toys were stopped first.
       *[no] The computer went to sleep; toys were told to stop first.
    }
left-shut-down =
    { $stopped ->
        [yes] The computer was about to shut down; toys were stopped first.
       *[no] The computer was about to shut down; toys were told to stop first.
    }
left-locked =
    { $stopped ->
        [yes] The screen was locked, so everything was stopped, as you set it.
       *[no] The screen was locked, so everything was told to stop, as you set it.
    }
left-user-switched =
    { $stopped ->
        [yes] Another user took the screen, so everything was stopped, as you set it.
       *[no] Another user took the screen, so everything was told to stop, as you set it.
    }
left-by-hand-hint = If a toy still moves, switch it off by hand.
left-held-hint = Everything stays stopped until you let programs go on.
left-hint = Programs may move toys again.
screen-unseen = This system does not tell Vigil when the screen is locked, so toys do not stop then.
screen-unseen-hint = Stop everything yourself before you leave. On Linux, Vigil learns from logind that the screen is locked, for the session in which it was started.

## Vigil itself

guardian-handed-over = Vigil was closed before every toy had confirmed its stop.
guardian-killed = Vigil was ended from outside while toys were moving.
guardian-stopped =
    { $confirmed ->
        [one] { $toy } was stopped { $after } later.
        [both] Both toys were stopped { $after } later.
        [all] All { $count } toys were stopped { $after } later.
       *[some] { $count } toys were stopped { $after } later.
    }
guardian-not-told = Nothing could be told to { $toy }.
guardian-not-confirmed = { $toy } did not confirm its stop.
guardian-not-reached = { $toy } could not be reached.
guardian-killed-hint = It was killed, or it crashed.
guardian-hint = Its guardian, a second process that watches over it, stopped what was moving.
guardian-by-hand-hint = Switch off by hand whatever still moves; or let Vigil find it again, which stops it first thing.
guardian-missing = Vigil's guardian cannot be started. Everything else works, but if Vigil itself is killed, toys go on moving.
guardian-missing-hint = The guardian is a second process of Vigil's own. Security software may block it, or the computer may be short of memory. The log says more; Vigil keeps trying.

sessions-stood-still = Vigil itself did not respond for { $lasted }, so every toy was stopped to be safe.
sessions-stood-still-hint = No program did anything wrong, and none was disconnected for it. The computer may be overloaded.
toys-stood-still = Vigil itself could not drive its toys for { $lasted }, and ended so that its guardian stops them.
toys-stood-still-hint = This is a fault in Vigil itself, or the computer is overloaded. Start Vigil again.
no-toys-stood-still = Vigil itself could not drive its toys for { $lasted }. None was moving.
no-toys-stood-still-hint = If it does not recover, close Vigil and start it again.
everything-stood-still = Vigil, or the whole computer, stood still for { $lasted }, so every toy was stopped to be safe.
everything-stood-still-hint = This happens when the computer sleeps while toys are moving.
watchdog-failed = The part of Vigil that watches over programs failed, so every toy was stopped to be safe. It is watching again.
watchdog-failed-hint = This is a fault in Vigil itself. No program did anything wrong. The log says more.
controller-failed = Vigil failed, stopped every toy and ended. Start it again.
controller-failed-hint = This is a fault in Vigil itself. Its log says what happened; please report it.

port-of-another-vigil = Another Vigil is open, and programs connect to it at port { $port }. Use that one, or close it.
port-taken-by = Port { $port } is taken by another program ({ $program }).
port-taken = Port { $port } is taken by another program.
port-forbidden = The system does not let Vigil use port { $port }.
cannot-serve = Programs cannot connect to Vigil: { $problem }.
port-free-again = Port { $port } became free, and programs can connect to Vigil there.
localhost-elsewhere = Programs that connect to localhost may reach another program: { $elsewhere } is not Vigil's.
localhost-elsewhere-hint = Give your programs the address ws://{ $own }, or choose another port in Settings.
