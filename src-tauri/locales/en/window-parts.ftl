### Parts that stand in several places: the limit, signals, the pictures of pings and of movement.

on = On
off = Off
saved = Saved
copied = Copied
not-copied = Not copied
copied-told = Copied.
not-copied-told = The system did not allow copying.
keep = Keep
disconnect = Disconnect
disconnect-program = Disconnect { $name }
connection-only = connection only

## The adapter

adapter = Bluetooth adapter
adapter-automatic = Automatic (first available)
adapter-in-use = { $name } (in use)
adapter-missing = { $name } (not plugged in)

## The limit

limit-other = Other
limit-other-label = Other limit, in milliseconds or as 1.5 s
limit-unit = ms
limit-ask = Write the limit in milliseconds as a whole number, such as 1500, or in seconds, such as 1.5 s.
limit-line = limit { $limit }
ring-of = of { $limit }

reconnect-note = A changed limit
reconnect-programs =
    { $count ->
        [one] { $count } program
       *[other] { $count } programs
    }
reconnect-no-limit =
    { $count ->
        [one] Reconnect { $who } so that no limit holds for it any more?
       *[other] Reconnect { $who } so that no limit holds for them any more?
    }
reconnect-limit = Reconnect { $who } so that { $limit } holds?
reconnect-settings = Reconnect { $who } so that the new settings hold?
reconnect-why = A program learns its limit when it connects. Most programs connect again by themselves.
reconnect-why-stops = A program learns its limit when it connects. It stops { $toys } first. Most programs connect again by themselves.
reconnect-it = Reconnect it
reconnect-many = Reconnect { $count } programs

## Signals

signal-unknown = Signal unknown
signal-1 = very weak signal
signal-2 = weak signal
signal-3 = good signal
signal-4 = strong signal
signal-1-dbm = Signal very weak, { $dbm } dBm
signal-2-dbm = Signal weak, { $dbm } dBm
signal-3-dbm = Signal good, { $dbm } dBm
signal-4-dbm = Signal strong, { $dbm } dBm
signals-none = In the last 5 minutes no signal was told.
signals-same = In the last 5 minutes: { $dbm } dBm.
signals-between = In the last 5 minutes: between { $weakest } and { $strongest } dBm.

## The pings of the last minute

strip-last-minute = last minute
strip-gap = { $gap } between pings, { $ago }
strip-none = No pings in the last minute.
strip-words =
    { $count ->
        [one] { $count } ping in the last minute, usually { $usual } apart, at most { $longest }.
       *[other] { $count } pings in the last minute, usually { $usual } apart, at most { $longest }.
    }
strip-words-limit =
    { $count ->
        [one] { $count } ping in the last minute, usually { $usual } apart, at most { $longest }. The limit is { $limit }.
       *[other] { $count } pings in the last minute, usually { $usual } apart, at most { $longest }. The limit is { $limit }.
    }

## What an output did

trace-title = The last 20 seconds
trace-stayed = In the last 20 seconds: stayed where it is.
trace-between = In the last 20 seconds: between { $least } and { $most }.
trace-still = In the last 20 seconds: still.
trace-up-to = In the last 20 seconds: up to { $most }.

## What an alert is about

cause-ping-timeout = Program went silent
cause-connection-silent = Connection went silent
cause-connection-lost = Connection lost
cause-protocol-violation = Program broke the rules of the protocol
cause-program-slowed = Program slowed down
cause-vigil-late = { -vigil } was late
cause-stop-unconfirmed = Stop not confirmed
cause-page-asks = Web page asks
cause-refused = Turned away
cause-toy-refused = Toy turned away
cause-file-damaged = File unreadable
cause-not-saved = Not saved
cause-server-failed = Server not running
cause-localhost-elsewhere = localhost leads elsewhere
cause-window-silent = { -vigil }'s window went silent
cause-window-crashed = { -vigil }'s window crashed
cause-toy-lost = Toy lost
cause-vigil-killed = { -vigil } was ended from outside
cause-guardian-missing = No guardian
cause-drill-failed = { -fire-drill } failed
cause-computer-slept = Computer slept
cause-screen-locked = Screen locked
