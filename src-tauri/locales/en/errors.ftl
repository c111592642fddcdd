### Why something that the person asked for was not done.

invalid-limit = The limit must be off or between { $min } and { $max } ms, not { $limit } ms.
invalid-connection-limit = The limit for connections must be between { $min } and { $max } ms, not { $limit } ms.
invalid-port = The port must be a number from 1 to 65535.
invalid-address = Other computers can reach { $address }. This version listens on this computer only, for example on 127.0.0.1.
invalid-server-name = The server needs a name of 1 to { $most } characters.
invalid-program-name = A program's name cannot be empty.
invalid-exempt-origin = “{ $origin }” is not the address of a web page, so it cannot be exempted from the limit.
invalid-origin = “{ $origin }” is not the address of a web page. Enter it like https://player.example, without anything after it.
invalid-nameless-origin = Any file or app can call itself “{ $origin }”, so it cannot always be allowed. Vigil asks you each time.
invalid-host = “{ $host }” is not the name of a computer. Enter it like toys.example, without a port.
invalid-device-port = The port for toys must be a number from 1 to 65535 and differ from the port for programs.
invalid-always-told = Vigil always tells you of a stop that failed, a toy that may still move, and what could not be kept.
invalid-zoom = The window can show everything at { $min } to { $max } % of its usual size, not at { $percent } %.
invalid-stop-key = “{ $key }” cannot be the key that stops everything.
invalid-toy-twice = Two toys on the screen cannot have the same number, { $number }.
invalid-toy-number = A toy on the screen cannot have the number { $number }; { $most } is the highest.

refused-toy-name = A toy's name has at most { $most } characters, without line breaks.
refused-toy-limit = A limit is between 0 and 100 %.
refused-toy-range = The lower end of a range is not above its upper end.
refused-no-position = Only a position has a lower end, and can be turned round.
refused-message-gap = The time between two writes is at most { $most } ms.
refused-not-saved =
    { $file ->
        [settings] Nothing was changed, because the settings could not be saved: { $error }.
       *[toys] Nothing was changed, because the list of toys could not be saved: { $error }.
    }
refused-partly-saved =
    { $file ->
        [settings] Your restriction holds now, but is lost when Vigil is closed; the rest was not changed, because the settings could not be saved: { $error }.
       *[toys] Your restriction holds now, but is lost when Vigil is closed; the rest was not changed, because the list of toys could not be saved: { $error }.
    }
refused-toy-gone = This toy is gone.
refused-toy-gone-already = This toy is gone already.
refused-toy-unknown = Vigil does not remember this toy.
refused-no-output = This toy cannot do that.
refused-toy-not-connected = This toy is not connected.
refused-toy-not-near = This toy is not near any more. Look for it again.
refused-program-gone = This program is gone already.
refused-alert-gone = This alert is gone already.
refused-server-off = No web page can connect while the server is off.
refused-drill-server-off = The fire drill needs the server. Switch it on first.
refused-drill-not-watched = Vigil does not expect pings now. Choose after how much silence it stops, then try it.
refused-drill-toy-moves = Something moves this toy now. Start the fire drill when it stands still.
refused-drill-nothing-runs = Nothing of this toy goes on moving by itself, so the fire drill would prove nothing.
refused-drill-runs = A fire drill is running already.
refused-page-nameless = This does not say which web page it is, so it cannot be allowed for good.
refused-page-left = It has left meanwhile. Start it again, and answer as soon as Vigil asks.
refused-too-many-pages = { $most } pages are allowed already, and no more fit in the list. Remove one first.
refused-held = Everything is stopped. Let programs go on first.
refused-toy-held = You stopped this toy. Let it move again first.
refused-device = The toy cannot do that: { $problem }.
refused-shutting-down = Vigil is closing.

import-no-file = Vigil finds no list of toys where Intiface Central keeps it. Say where the file is.
import-unreadable = Nothing was taken over: { $path } cannot be read: { $problem }.
import-not-understood = Nothing was taken over from { $path }: { $problem }.

export-not-written = The alerts could not be saved as { $path }: { $problem }.

log-not-saved = The log could not be saved as { $path }: { $problem }.
log-not-shown = The system shows no folders here. The files are in { $folder }.

autostart-not-here = Vigil cannot be started at login on this system.
autostart-not-written = { $file } could not be written: { $problem }.
autostart-unspeakable = Vigil's program lies at a place that no desktop can be told: { $program }.
