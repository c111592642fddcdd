### What Bluetooth lacks, what mends it, and toys that were found.

bluetooth-starting = Bluetooth is starting. You can look for toys in a moment.
bluetooth-ready = Bluetooth is ready.
bluetooth-switched-off = Bluetooth is off in Vigil. Switch it on in Vigil to find toys.
bluetooth-absent = This computer has no Bluetooth that Vigil can see. Plug in a Bluetooth adapter; Vigil notices it automatically.
bluetooth-off = Bluetooth is switched off. Switch it on in the system's settings; flight mode switches it off, too. Vigil notices automatically.
bluetooth-no-permission = The system does not let Vigil use Bluetooth. Allow it in the system's privacy settings; on Linux, add yourself to the group bluetooth and log in again.
bluetooth-service-missing = The system's Bluetooth service does not run. Start it with: sudo systemctl start bluetooth. Vigil notices automatically.
bluetooth-bus-missing = Vigil cannot reach Bluetooth, because this system's message bus (D-Bus) does not run. Start it with: sudo systemctl start dbus. In a container, share /run/dbus with it. Vigil notices automatically; toys on the screen and toys over WebSocket work without it.
bluetooth-failed = Bluetooth does not answer. Switch it off and on again in the system's settings; if that does not help, restart the computer. Vigil keeps trying.
bluetooth-system-says = (The system says: { $detail })
bluetooth-not-ready = Bluetooth is not ready yet. Try again in a moment.
scan-refused = The Bluetooth adapter does not start looking for toys. Vigil keeps asking it; if nothing changes, switch Bluetooth off and on again in the system's settings. (The system says: { $reason })

toy-not-alike = It could not be driven like that: { $reason }. Try another kind.
toy-not-connected = The toy { $name } is near, but could not be connected. Vigil tries again automatically; if it does not connect, switch the toy off and on, and close every other app that may be using it. (What went wrong: { $reason })
toy-not-connected-nameless = The toy without a name is near, but could not be connected. Vigil tries again automatically; if it does not connect, switch the toy off and on, and close every other app that may be using it. (What went wrong: { $reason })
toy-nameless = one without a name
toys-wait =
    { $searching ->
        [one] { $programs } is looking for toys.
       *[other] { $programs } are looking for toys.
    } { $new ->
        [one] A new one is here: { $toys }. Connect it in Vigil's window if it is yours.
       *[other] New ones are here: { $toys }. Connect yours in Vigil's window.
    }
# A model of which only the make is known.
toy-of-make = { $make } toy
