### Settings.

settings = { -settings }
settings-sentence = Everything is saved at once.
settings-version = { -vigil } { $version }
settings-term = What programmers call it
list-none = None.
list-add = Add
list-remove = Remove
list-remove-this = Remove { $name }
list-there = That one is in the list already.
port-ask = A port is a whole number from 1 to 65535.

## The watch

set-watch = The watch
set-limit = Stop everything when a program is silent for
set-limit-off = Off: a program that freezes is not noticed as long as its connection stays up.
set-limit-every-toy = A program has to say "I am still here" at least every { $limit }. If it does not, every toy stops and it is disconnected.
set-limit-its-toys = A program has to say "I am still here" at least every { $limit }. If it does not, the toys it moves stop and it is disconnected.
set-policy = Programs that do not ping
set-policy-sentence = Many programs are built with a library that sends no pings at all.
set-policy-term-required = required
set-policy-term-supported = where supported
set-policy-required = Every program has to ping
set-policy-required-sentence = A program that does not ping is disconnected when the limit runs out. This is the safest choice, and what the protocol says.
set-policy-supported = Only programs that ping
set-policy-supported-sentence = A program is held to the limit once it has pinged in time twice in a row. Until then, only its connection is watched, and its card says so.
set-exempt = Programs without a limit
set-exempt-sentence = { -vigil } watches only the connection of these programs, whatever the limit. It knows a program by the name that the program gives, and a web page by its address too.
set-exempt-add = Add a program
set-exempt-placeholder = Name of a program
set-connection = A connection that does not answer counts as lost after
set-connection-term = seconds
set-connection-sentence = { -vigil } asks every connection for an answer all the time, whether or not its program pings. An answer shows that the computer and the connection work, not that the program does.
set-connection-label = Seconds until a connection that does not answer counts as lost
set-connection-ask = This limit is a whole number of seconds, from 1 to 60.
set-every-toy = A lost program stops every toy
set-every-toy-on = When one program is cut off, toys that other programs move stop too.
set-every-toy-off = When one program is cut off, only the toys that it moved stop.
set-locked = Stop everything when the screen is locked
set-locked-sentence = Also when another user takes the screen. Toys stay stopped until you let programs go on.

## Where programs connect

set-server = Where programs connect
set-port = Port
set-port-sentence = The number at the end of the address. Most programs expect 12345.
set-name = Name
set-name-sentence = The name that programs see.
set-start = Let programs connect when { -vigil } opens
set-start-sentence = If this is off, you turn the server on in Watch.
set-pages = Web pages
set-pages-sentence = { -vigil } asks you about a page that is not listed. An allowed page connects whenever it likes; one with Never is refused without a question. To allow one in advance, enter the beginning of its address, such as https://player.example.
set-hosts = Other names of this computer
set-hosts-sentence = Programs reach { -vigil } as localhost, by its address or by this computer's own name. If a reverse proxy or a container gives it another name, add that name here. Any web page that owns a name on this list gets as far as { -vigil }'s question.
set-hosts-add = Add a name
set-hosts-none = None: { -vigil } answers to this computer's own names only.

pages-none = None: { -vigil } asks you about every web page.
pages-add = Allow a web page
page-is-allowed = Allowed
page-is-never = Never
page-is-away = Turned away
page-never-this = Never let { $origin } connect
page-never-title = It is refused without a question from now on
page-allow = Allow
page-allow-this = Allow { $origin }
page-ask-again = Ask again
page-remove-title = { -vigil } asks you again when it comes
page-asked-in = { -vigil } asks about it again in { $minutes } min.
page-allowed = Allowed { $time }.
page-refused = Refused { $time }.
page-allowed-long-ago = Allowed before { -vigil } kept dates.
page-refused-long-ago = Refused before { -vigil } kept dates.
page-not-used = Not used since.
page-not-tried = It has not tried since.
page-used =
    { $count ->
        [one] Used once, last { $time }.
       *[other] Used { $count } times, last { $time }.
    }
page-tried =
    { $count ->
        [one] It tried once, last { $time }.
       *[other] It tried { $count } times, last { $time }.
    }
today = today { $time }

## Toys

set-toys = { -toys }
set-bluetooth = Bluetooth
set-bluetooth-on = { -vigil } finds toys and talks to them.
set-bluetooth-off = { -vigil } leaves Bluetooth alone; another program can have the toys.
set-adapter = Bluetooth adapter
set-adapter-sentence = The radio to use, if this computer has more than one.
set-only-known = Ask before a new toy connects
set-only-known-on = A toy that is new here waits until you click Connect, whoever looks for toys. Afterwards it connects automatically.
set-only-known-off = A search connects every toy of a kind that { -vigil } knows, even a neighbour’s, and every program can move it.
set-built = Home-built toys
set-built-term-port = Device WebSocket Server, port { $port }
set-built-off = Off. If you switch this on, such toys can connect to a port of this computer.
set-built-lan-on = They connect to port { $port } of this computer.
set-built-on = They connect to ws://127.0.0.1:{ $port }.
set-built-port = Port for home-built toys
set-built-label = Let home-built toys connect
set-lan = Let such toys connect from your network
set-lan-on = Careful: anybody in your network can connect something that poses as a toy, and nothing is encrypted. It reads what programs tell it and can report readings to them; it cannot move your other toys. Programs cannot connect from the network.
set-lan-off = Off. Only this computer reaches the port.
set-lan-label = Let home-built toys connect from your network

## Alerts

set-alerts = { -alerts }
set-notifications = Desktop notifications
set-notifications-sentence = Alerts are also shown by your system, so that you see them when the window is behind others.
set-sound = Sound
set-sound-sentence = A short, calm tone when something happened.
set-sound-listen = Listen
set-told = What you are told of
set-told-sentence = Of the rest there is no notification, no message over the window, no sound and no mark; the list of alerts has all of it. You are always told of a stop that failed, of a toy that may still move, and when something you set could not be kept.
set-told-ticked = What is ticked is told.
set-told-all = You are told of everything
set-told-some =
    { $count ->
        [one] You are not told of { $count } cause
       *[other] You are not told of { $count } causes
    }

## Vigil itself

set-window = { -vigil } itself
set-appearance = Appearance
set-appearance-sentence = Dark, light, or as your system has it.
as-system = System
dark = Dark
light = Light
set-language = Language
set-language-sentence = What { -vigil } tells you, also in notifications. The log stays in English.
set-zoom = Size of everything
set-zoom-sentence = Also with { $key } and +, − or 0, and with { $key } and the mouse wheel.
set-zoom-out = Smaller
set-zoom-in = Larger
set-zoom-usual = Usual
set-close = When the window is closed
set-close-sentence = { -vigil } can keep watching with its icon in the tray. On a desktop without a tray, it quits.
set-close-ask = Ask
set-close-keep = Keep watching
set-close-quit = Quit
set-autostart = Start when you log in
set-autostart-sentence = Your desktop starts { -vigil }, and programs can connect from then on.
set-autostart-label = Start { -vigil } when you log in
set-hidden = Start in the tray
set-hidden-sentence = Without showing the window. On a desktop without a tray, the window is shown.
set-hidden-label = Start in the tray when you log in
set-keys = Keys and help
set-keys-sentence = What the keyboard does in this window, and how to begin.
set-keys-show = Show (F1)
set-files = Where { -vigil } keeps its files
set-files-sentence = Settings and the alert history are here; the log has a folder of its own.
