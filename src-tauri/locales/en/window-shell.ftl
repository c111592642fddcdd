### What stands around every place: header, rail, bands that ask, toasts, help.

skip-to-place = Skip to the place
window-starting = One moment
window-starting-sentence = { -vigil } is starting.
window-unreachable = { -vigil }'s window cannot reach its core
window-retry = Retry
place-failed = This place could not be drawn
place-failed-sentence = { -vigil } goes on watching, and Stop everything works. The other places may work too.
try-again = Try again
window-failed = { -vigil }'s window ran into a fault
window-failed-sentence = The watch itself runs apart from the window and goes on. Stop everything works.
window-show-again = Show the window again
all-stopped-now = Everything is stopped. Programs stay connected but move nothing.
failed-unknown = That did not work, and { -vigil } does not know why. The log may say more.
failed-detail = That did not work. The log may say more. ({ $detail })

## Header

stop-everything = { -stop-everything }
stop-everything-keys = { -stop-everything } ({ $keys })
copy-this-address = Copy the address { $address }
status-off = Off
status-failed = Not running
status-watching = Watching
status-no-limit = No limit set
status-no-limit-title = Only connections are watched: a program that freezes is not noticed.
status-some = Watching { $watched } of { $all }
status-some-title = Only the connection is watched of { $names }.

## Rail

places = Places
place-watch = { -watch }
place-toys = { -toys }
place-alerts = { -alerts }
place-settings = { -settings }
place-log = { -log }
toy-count =
    { $count ->
        [one] { $count } toy
       *[other] { $count } toys
    }
not-read-count = { $count } not read

## Web pages that ask

asking-pages = Web pages that ask
asking-file = A file on this computer, or an app, wants to move your toys. It calls itself { $origin }.
asking-file-careful = Careful: any file, any app and hidden frames of web pages can call themselves so. Let it in only if you have just opened it yourself; it asks again the next time.
asking-page = The web page { $origin } wants to move your toys.
asking-page-careful = Allow only a page that you know and trust.
asking-waits = It waits for another { $time }.
asking-answer = Answer to { $origin }
asking-file-once = Let it in this once
asking-page-once = Allow once
asking-always = Always allow
asking-turn-away = Turn away
asking-never = Never
asking-file-never-title = Whatever calls itself { $origin } is refused without a question. Settings can change that.
asking-page-never-title = It is refused without a question from now on. Settings can change that.
asking-more =
    { $count ->
        [one] { $count } more web page asks.
       *[other] { $count } more web pages ask.
    }
asking-turn-all-away = Turn all { $count } away

## Before the window closes, before Vigil quits

close-question = Before the window closes
close-question-title = Keep watching without the window?
close-question-sentence = Programs stay connected, and the icon in the tray brings the window back. Or stop every toy and quit. { -vigil } remembers what you choose; Settings can change it.
close-keep = Keep watching
close-quit = Stop and quit
close-stay = Leave it open
quit-question = Before { -vigil } quits
quit-vigil = Quit { -vigil }
quit = Quit
quit-stay = Stay

## Everything is stopped

held = Everything is stopped
held-title = Everything is stopped.
held-sentence = Programs stay connected but move nothing.
held-release = Let programs move toys again
held-release-looked = I have looked, let programs go on
stopped-from-window = Stopped in this window.
stopped-from-notification = Stopped from a notification.
stopped-from-tray = Stopped from the tray.
stopped-from-stop-key = Stopped by the stop key.
stopped-from-command = Stopped by vigil --stop.
stopped-from-window-at = Stopped in this window: { $time }.
stopped-from-notification-at = Stopped from a notification: { $time }.
stopped-from-tray-at = Stopped from the tray: { $time }.
stopped-from-stop-key-at = Stopped by the stop key: { $time }.
stopped-from-command-at = Stopped by vigil --stop: { $time }.
stopped-at = Stopped: { $time }.

## Toasts

messages = Messages
close-message = Close this message
see-all-alerts = See all alerts
what-happened = What happened
news-alerts = { $count } new alerts.
news-one-program = { $name } was cut off { $count } times.
news-some-program = A program was cut off { $count } times.
news-went-away = { $count } programs went away.
news-went-silent = { $count } programs stopped answering.
news-cut-off = { $count } programs were cut off.

## New toys

waiting-toys = New toys
waiting-searching =
    { $count ->
        [one] { $names } is looking for toys.
       *[other] { $names } are looking for toys.
    }
waiting-question =
    { $count ->
        [one] A new one is here: is it yours?
       *[other] New ones are here: are they yours?
    }
toy-without-name = A toy without a name
connect = Connect
connect-toy = Connect { $name }
connect-nameless = Connect the toy without a name
not-now = Not now
not-now-toy = Not now: { $name }
not-now-nameless = Not now: the toy without a name
waiting-more =
    { $count ->
        [one] { $count } more new toy in Toys
       *[other] { $count } more new toys in Toys
    }

## Help

help-title = Keys and help
close = Close
key-ctrl = Ctrl
key-alt = Alt
key-esc = Esc
key-or = or
key-to = to
key-stop = Stop everything, wherever you are in the window
key-places = Watch, Toys, Alerts, Settings, Log, in this order
key-settings = Settings
key-search = Search, in Alerts and Log
key-zoom = Everything larger or smaller; { $key } and the mouse wheel do the same
key-zoom-reset = Everything in its usual size
key-escape = Close what is open, or leave a field as it was
key-help = Show or close this page
key-quit = Stop every toy and quit
help-how = How it works
help-how-sentence = A program (a game, a player, a script) connects to the address at the top of the window and moves your toys. When it freezes, crashes or goes away, { -vigil } stops them. Many programs say again and again that they are still here: that is a ping, and its absence is how { -vigil } notices one that froze.
help-begin = To begin
help-begin-limit = On Watch, choose how long a program may be silent. { $limit } is right for most.
help-begin-toy = In Toys, look for your toy, or add one on the screen to try everything without one.
help-begin-address = Copy the address into the program. If another server is open, such as Intiface Central, close it first: both want the same address, and the same toys.
help-introduce = Show me the first steps
help-moving = If a toy goes on moving
help-moving-sentence = Press "Stop everything". If it still moves, switch it off by hand, and look at Alerts.
