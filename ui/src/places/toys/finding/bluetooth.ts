import type { BluetoothState, BluetoothView } from '../../../lib/backend/bindings';
import type { IconName } from '../../../lib/icons/paths';

/** What is said of Bluetooth where it is not ready. Pure. */
export interface Lack {
  icon: IconName;
  /** What is wrong. */
  title: string;
  /** What mends it. */
  step: string;
}

/** Words of our own, for where the core has none. */
const LACKS: Record<Exclude<BluetoothState, 'ready'>, Lack> = {
  switched_off: {
    icon: 'bluetooth_off',
    title: 'Bluetooth is off in Vigil',
    step: 'Vigil leaves Bluetooth alone. Switch it on here to find toys.',
  },
  starting: {
    icon: 'bluetooth',
    title: 'Bluetooth is starting',
    step: 'In a moment toys can be looked for.',
  },
  absent: {
    icon: 'dongle',
    title: 'No Bluetooth adapter',
    step: 'Plug in a Bluetooth adapter. Vigil finds it by itself.',
  },
  off: {
    icon: 'power',
    title: 'Bluetooth is switched off',
    step: "Switch it on in the system's settings. Vigil notices by itself.",
  },
  no_permission: {
    icon: 'lock',
    title: 'Vigil may not use Bluetooth',
    step: "Allow it in the system's privacy settings.",
  },
  service_missing: {
    icon: 'terminal',
    title: 'The Bluetooth service does not run',
    step: "Start the system's Bluetooth service. Vigil notices by itself.",
  },
  failed: {
    icon: 'warning',
    title: 'Bluetooth does not work',
    step: 'Switch Bluetooth off and on again. Vigil goes on trying.',
  },
};

export function lackOf(bluetooth: BluetoothView): Lack | null {
  if (bluetooth.state === 'ready') return null;
  const lack = LACKS[bluetooth.state];
  // What the core's sentence sends people to Settings for is done by the button beside this one.
  if (bluetooth.state === 'switched_off' || bluetooth.sentence === null) return lack;
  const [what = '', ...step] = bluetooth.sentence.split(/(?<=\.)\s/);
  return {
    icon: lack.icon,
    title: what.replace(/\.$/, ''),
    step: step.length === 0 ? lack.step : step.join(' '),
  };
}

/** What starts the service, to be copied into a terminal. */
export const START_SERVICE = 'sudo systemctl start bluetooth';
export const LINUX = /Linux|X11/.test(navigator.userAgent) && !navigator.userAgent.includes('Android');
