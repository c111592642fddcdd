import type { BluetoothState, RequestError } from '../bindings';

// Generated from controller/refused.rs and alerts/words in src-tauri/src by `cargo xtask bindings`. Do not edit.

/** What the core answers when it refuses. */
export const REFUSALS = {
  "address": {
    "code": "invalid_setting",
    "field": "server.address",
    "sentence": "Other computers can reach 0.0.0.0. This version listens on this computer only, for example on 127.0.0.1."
  },
  "alert_gone": {
    "code": "not_found",
    "field": null,
    "sentence": "This alert is gone already."
  },
  "allowed_origin": {
    "code": "invalid_setting",
    "field": "server.allowed_origins",
    "sentence": "“player” is not the address of a web page. Enter it like https://player.example, without anything after it."
  },
  "bluetooth_not_ready": {
    "code": "refused",
    "field": null,
    "sentence": "Bluetooth is not ready yet. Try again in a moment."
  },
  "connection_limit": {
    "code": "invalid_setting",
    "field": "ping.connection_limit_ms",
    "sentence": "The limit for connections must be between 1000 and 60000 ms, not 20 ms."
  },
  "device_port": {
    "code": "invalid_setting",
    "field": "toys.device_port",
    "sentence": "The port for toys must be a number from 1 to 65535 and differ from the port for programs."
  },
  "drill_not_watched": {
    "code": "refused",
    "field": null,
    "sentence": "Vigil does not expect pings now. Choose after how much silence it stops, then try it."
  },
  "drill_toy_moves": {
    "code": "refused",
    "field": null,
    "sentence": "Something moves this toy now. Start the fire drill when it stands still."
  },
  "exempt_program": {
    "code": "invalid_setting",
    "field": "ping.exempt_programs",
    "sentence": "A program's name cannot be empty."
  },
  "held": {
    "code": "refused",
    "field": null,
    "sentence": "Everything is stopped. Let programs go on first."
  },
  "import_no_file": {
    "code": "not_found",
    "field": null,
    "sentence": "Vigil finds no list of toys where Intiface Central keeps it. Say where the file is."
  },
  "limit": {
    "code": "invalid_setting",
    "field": "ping.limit_ms",
    "sentence": "The limit must be off or between 50 and 600000 ms, not 20 ms."
  },
  "port": {
    "code": "invalid_setting",
    "field": "server.port",
    "sentence": "The port must be a number from 1 to 65535."
  },
  "program_gone": {
    "code": "not_found",
    "field": null,
    "sentence": "This program is gone already."
  },
  "server_name": {
    "code": "invalid_setting",
    "field": "server.name",
    "sentence": "The server needs a name of 1 to 64 characters."
  },
  "shutting_down": {
    "code": "shutting_down",
    "field": null,
    "sentence": "Vigil is closing."
  },
  "toy_gone": {
    "code": "not_found",
    "field": null,
    "sentence": "This toy is gone."
  },
  "toy_gone_already": {
    "code": "not_found",
    "field": null,
    "sentence": "This toy is gone already."
  },
  "toy_held": {
    "code": "refused",
    "field": null,
    "sentence": "You stopped this toy. Let it move again first."
  },
  "toy_message_gap": {
    "code": "invalid_setting",
    "field": null,
    "sentence": "The time between two writes is at most 1000 ms."
  },
  "toy_name": {
    "code": "invalid_setting",
    "field": null,
    "sentence": "A toy's name has at most 64 characters, without line breaks."
  },
  "toy_not_connected": {
    "code": "not_found",
    "field": null,
    "sentence": "This toy is not connected."
  },
  "toy_not_near": {
    "code": "not_found",
    "field": null,
    "sentence": "This toy is not near any more. Look for it again."
  }
} satisfies Record<string, RequestError>;

/** What the core says of Bluetooth that is not ready. */
export const BLUETOOTH: Partial<Record<BluetoothState, string>> = {
  "absent": "This computer has no Bluetooth that Vigil can see. Plug in a Bluetooth adapter; Vigil notices it automatically.",
  "bus_missing": "Vigil cannot reach Bluetooth, because this system's message bus (D-Bus) does not run. Start it with: sudo systemctl start dbus. In a container, share /run/dbus with it. Vigil notices automatically; toys on the screen and toys over WebSocket work without it.",
  "failed": "Bluetooth does not answer. Switch it off and on again in the system's settings; if that does not help, restart the computer. Vigil keeps trying. (The system says: org.bluez.Error.Failed)",
  "no_permission": "The system does not let Vigil use Bluetooth. Allow it in the system's privacy settings; on Linux, add yourself to the group bluetooth and log in again.",
  "off": "Bluetooth is switched off. Switch it on in the system's settings; flight mode switches it off, too. Vigil notices automatically.",
  "service_missing": "The system's Bluetooth service does not run. Start it with: sudo systemctl start bluetooth. Vigil notices automatically.",
  "starting": "Bluetooth is starting. You can look for toys in a moment.",
  "switched_off": "Bluetooth is off in Vigil. Switch it on in Vigil to find toys."
};
