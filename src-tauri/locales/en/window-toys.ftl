### Toys: what is here, how it is found, and what it may do.

toys = { -toys }
toys-here =
    { $count ->
        [one] { $count } toy here.
       *[other] { $count } toys here.
    }
toys-none-here = No toy here.
toys-search-hint-new = Switch the toy on, and close its own app: a toy talks to one at a time. A new toy appears here; then connect it.
toys-search-hint-all = Switch the toy on, and close its own app: a toy talks to one at a time. New toys connect automatically.
toys-none-connected = No toy is connected right now. Switch one on and look for it.
toys-title-here = Here
toys-title-away = Not here

## A toy on the screen

add-toy = Add a toy on the screen
add-toy-kind = Kind of toy
kind-vibrator = Vibrator
kind-rotator = Rotator
kind-stroker = Stroker
kind-constrictor = Constrictor
kind-vibrator-has = two motors, and a battery
kind-rotator-has = turns both ways
kind-stroker-has = goes to a position
kind-constrictor-has = tightens

## Taking over from Intiface Central

import = Import from Intiface Central…
import-about = Names, limits, outputs that are switched off, and which toys may connect. Nothing gets looser by it: of two limits the stricter holds, and names that you gave here stay.
import-file = Its file, if it is not in its usual place
import-now = Import

## A toy's card

link-never = Never connects
link-connected = Connected
link-simulated = On the screen
link-connecting = Connecting…
link-reconnecting = Lost. Trying to get it back…
link-away = Away
battery = Battery
battery-low = Battery nearly empty
toy-cannot-move = Nothing can move it now
toy-moved-by-nobody = No program moves it
toy-moved-by = Moved by { $names }
toy-moved-by-you = you
toy-stop-unconfirmed = { $name } did not confirm its stop. If it still moves, switch it off by hand.
try = Try
try-toy = Try { $name }
try-done = Done
try-done-toy = Done trying { $name }
stop = Stop
stop-toy = Stop { $name }
toy-let-connect = Let it connect
toy-let-connect-this = Let it connect: { $name }
toy-held = Stopped by you.
toy-held-sentence = No program moves it until you let it.
toy-release = Let programs move it again
toy-release-this = Let programs move { $name } again
rename = Rename
rename-toy = Rename { $name }
rename-label = Name of { $model }. Empty: the model's name.

toy-menu = { $name }: more
toy-menu-button = More for { $name }
toy-permission = Whether { -vigil } connects to it
toy-permission-default = Connect when found
toy-permission-default-sentence = when you or a program look for toys
toy-permission-denied = Never connect
toy-permission-denied-sentence = { -vigil } leaves it alone
toy-forget = Forget this toy…
toy-remove = Remove from the screen
forget-toy = Forget { $name }
forget-question = Forget { $name }?
forget-sentence = { -vigil } forgets its name, its limits and its number. If it connects again, it counts as new.
forget-yes = Forget it
forget-no = Keep it

## What a toy's outputs do

output-vibrate = Vibration
output-rotate = Rotation
output-oscillate = Oscillation
output-constrict = Tightness
output-inflate = Inflation
output-position = Position
output-temperature = Warmth
output-spray = Spray
output-led = Light
output-numbered = { $name } { $number }
value-at = at { $percent }
value-still = still
value-clockwise = { $percent } clockwise
value-counter-clockwise = { $percent } counter-clockwise
value-off = off
output-of-toy = { $output } of { $toy }
output-off-title = Off: programs do not see it
output-on-title = On: programs can move it
at-most = at most { $percent }
up-to = up to { $percent }
from-percent = from { $percent }
from-to = { $from } to { $to } %
limit-of = Limit of { $output }, { $toy }
limit-upper = Upper end of { $output }, { $toy }
limit-lower = Lower end of { $output }, { $toy }
limit-drag = Drag to set the maximum
limit-drag-upper = Drag to set the upper end
limit-drag-lower = Drag to set the lower end

## Trying a toy by hand

hand-move = Move { $output } of { $toy }
hand-all-stopped = Everything is stopped, so the sliders move nothing. Let toys move again at the top of the window first.
hand-toy-stopped = You stopped this toy, so the sliders move nothing. Let it move again below first.
hand-not-connected = { $name } is not connected right now, so the sliders move nothing.
hand-nothing = This toy has nothing that moves.
hand-all-off = Everything it can do is switched off above.
hand-hold = Hold to move: stops when you let go
hand-watched = { -vigil } watches this window like a program: if it freezes or closes, the toy stops.

## Details

details = Details
details-turned = { $output }, turned round
details-turned-label = { $output } of { $toy }, turned round
details-turned-about = A program’s lower end becomes the upper one. It holds from the program’s next movement on. Drag both ends of the bar above to choose the range.
details-gap = Time between two messages, at least (ms)
details-gap-label = Milliseconds between two messages to { $name }, at least
details-gap-ask = A whole number of milliseconds, please.
details-gap-needs = It needs { $ms } ms itself. A stop never waits for this.
details-gap-now = Now { $ms } ms, as it needs itself. A longer time spares a toy that lags behind; a stop never waits for it.
details-told = Told to it now
details-told-nothing = Nothing
details-told-one = { $output } { $value }
details-writes = How long it takes to answer
details-signal = Signal
details-unknown = Unknown
details-signal-unknown = This system has not said how strongly the toy is heard. Many do so only while { -vigil } looks for toys.
details-signal-known = The last 5 minutes. Many systems tell it only while { -vigil } looks for toys; in between, it is what was heard last.
details-signal-1 = very weak, { $dbm } dBm
details-signal-2 = weak, { $dbm } dBm
details-signal-3 = good, { $dbm } dBm
details-signal-4 = strong, { $dbm } dBm
details-address = Address
details-table = What { $name } can do
details-part = Part
details-what = What it does
details-range = Range

feature-part = Part { $number }
feature-position-timed = Position in a time
feature-rssi = Signal
feature-button = Button
feature-pressure = Pressure
feature-depth = Depth
feature-sensor = { $what } (sensor)
feature-steps =
    { $count ->
        [one] { $range }, { $count } step
       *[other] { $range }, { $count } steps
    }
feature-steps-in-time = { $steps }, { $least } to { $most }
feature-read = { $range }, when asked
feature-told = { $range }, by itself
feature-both = { $range }, asked, or by itself
writes-none = Nothing was written to it yet.
writes-one = { $last } for the last one.
writes-many = { $last } for the last one; of the last { $count }: { $median } in the middle, { $slowest } for the slowest.

## Finding toys

no-toys = No toy yet
no-toys-found = Is one of the toys below yours? Connect it.
no-toys-searching = Switch your toy on and hold it near. Close its own app: a toy talks to one at a time. It appears here; then connect it.
no-toys-ready = Switch your toy on, and let { -vigil } look for it.
no-toys-no-bluetooth = Toys need Bluetooth. Until then, try your programs with a toy on the screen: they drive it like any other.
look-for-toys = Look for toys
looking-for-toys = Looking for toys…
stop-looking = Stop looking
bluetooth-on = Switch Bluetooth on
copy-command = Copy command
copy-command-this = Copy “{ $command }”

searching-program = { $name } is looking for toys.
searching-stop = Stop the search of { $name }
searching-spares = Paused while toys move, except for a few seconds twice a minute: a radio that searches is slower to reach them.

found = Found
found-asks = Is it yours? Connect it once; from then on it connects automatically when you or a program look for toys.
found-seen = Near. A search connects it.
found-connecting = Connecting…
found-new = New here. It waits until you connect it.
found-failed = It could not be connected. { -vigil } tries again automatically.
try-now = Try now
try-now-toy = Try now: { $name }
try-now-nameless = Try now: the toy without a name
found-nameless = a toy without a name
found-newcomers =
    { $count ->
        [one] Found: { $names }. Connect it if it is yours.
       *[other] Found: { $names }. Connect those that are yours.
    }

not-known = Not known yet
not-known-sentence = { -vigil } knows no toy of this name, but some that talk in a similar way. If it is yours, try it like one of them. Hold it in your hand: it is told to stop first, but a toy of another kind may not understand that. { -vigil } keeps your choice until you forget the toy.
nameless = without a name
not-known-nameless = the one without a name
not-known-like = Try { $name } like
not-known-like-a = like a…
not-known-kind = { $model } ({ $outputs })

nearby = Seen nearby
nearby-title = Seen nearby, not a known toy { $count }
nearby-about = Phones, headphones, lamps. If your toy is among them, { -vigil } does not know its kind yet and leaves it alone.
in-brackets = ({ $count })
