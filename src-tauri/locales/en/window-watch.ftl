### Watch: who is connected, and how each of them is watched.

watch = The watch
watch-limit = Stops everything when a program is silent for
watch-programs = Programs
watch-more-cut-off =
    { $count ->
        [one] { $count } more program was cut off. { $link }
       *[other] { $count } more programs were cut off. { $link }
    }

## The server

server-connect = Let programs connect
server-switch-off = Switch off
server-cannot-connect = No program can connect.
server-tries-again = { -vigil } looks every few seconds whether the port is free, and then takes it.
server-other-port = If you use port { $port }, tell your programs the new address: ws://127.0.0.1:{ $port }. Most of them expect 12345.
server-use-port = Use port { $port } instead

no-program-yet = no program yet
server-off = off
no-program = No program is connected
no-program-sentence = Start your game, player or script. Where it asks for a server (some call it Intiface or Buttplug), give it this address.
copy-the-address = Copy the address
copy-address = Copy address
no-program-off = No program can connect
no-program-off-sentence = The server is off. Turn it on, then start your game.
turn-on = Turn on

watch-off = The watch is off
watch-off-title = The watch is off.
watch-off-sentence = Only connections are watched: a game that freezes keeps its connection, and your toys would go on.
watch-off-cannot-ping = Some programs never send a ping. With a limit those are cut off each time, and { -vigil } then offers to watch only their connection.
watch-off-use = Watch with { $limit }

## A program's card

dismiss-returned = Dismiss that { $name } was cut off
program-from = from { $address }
program-meta = { $from } · protocol { $protocol } · connected for { $time }
pings-awaited = waiting for its first ping
pings-never = never pings
pings-received =
    { $count ->
       *[other] { $count } received
    }
pings-every =
    { $count ->
       *[other] pings every { $gap } · { $count } received
    }
moves-nothing = moves nothing right now
moves-toys = moves { $toys }
refused-one = 1 message refused: { $last }
refused-many = { $count } messages refused, the last: { $last }
held-to-limit = Stops if it is silent for { $limit }.
held-off = The ping limit is off. Only its connection is watched: stops if that does not answer for { $limit }. A program that hangs can go unnoticed.
held-exempt = You exempted it from the ping limit. Only its connection is watched: stops if that does not answer for { $limit }. A program that hangs can go unnoticed.
held-never-pinged = It has never sent a ping. Only its connection is watched: stops if that does not answer for { $limit }. A program that hangs can go unnoticed.
held-pings-rarely = It does not ping often enough to be held to the limit. Only its connection is watched: stops if that does not answer for { $limit }. A program that hangs can go unnoticed.
held-later = The new settings hold once it connects again.

disconnect-asks = { $name } moves { $toys }. What it moves stops; it may connect again.
disconnect-asks-paused = { $name } moved toys a moment ago. What it moves stops; it may connect again.
switch-off-nobody = No program is connected any more.
switch-off-one = { $name } is connected. It is disconnected, and what it moves stops.
switch-off-one-moves = { $name } is connected and moves { $toys }. It is disconnected, and what it moves stops.
switch-off-many = { $count } programs are connected. They are disconnected, and what they move stops.
switch-off-many-move = { $count } programs are connected and move { $toys }. They are disconnected, and what they move stops.

## Cut off

stopped = Stopped
a-program = A program
cut-off-at = At { $time }.
cut-off-times = Cut off { $count } times, last { $time }.
watch-only-connection = Watch only its connection
dismiss = Dismiss
dismiss-program = Dismiss { $name }
dismiss-this-program = Dismiss this program
returned = Was cut off { $time }
returned-times = Was cut off { $count } times, last { $time }
doubt-unconfirmed = { $names } did not confirm that it stopped. If it still moves, switch it off by hand.
doubt-untold = Nothing could be told to { $names }, because its position is not known. If it moves, switch it off by hand.

last-alert-none = No alert so far.
last-alert = Last alert { $time }
last-alert-unread = Last alert { $time } · not read

## Fire drill

drill = { -fire-drill }
drill-moves = A test program moves { $toy } a little…
drill-silent = The test program is silent now. Within { $limit } { -vigil } stops { $toy } and closes the connection.
drill-sentence = A test program moves a toy at 20 % and then falls silent, like a game that freezes. You see and feel whether { -vigil } stops it.
drill-stop = Stop the drill
drill-toy = Toy for the drill
drill-start = Start the drill
drill-start-with = Start with { $toy }
drill-last = Last drill { $time }.
drill-not-held = Everything is stopped. Let toys move again first.
drill-not-off = It needs the server, which is off.
drill-not-limit = Choose above after how much silence { -vigil } stops, then try it here.
drill-not-moved = Your toys are moved now. Start it when one of them stands still.
drill-not-toys = It needs a toy: a real one, or one on the screen.
go-to-toys = Go to Toys
