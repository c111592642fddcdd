import type { BluetoothState, BluetoothView } from '../../../lib/backend/bindings';
import type { IconName } from '../../../lib/icons/paths';

/** What is said of Bluetooth where not all is well. Pure. */
export interface Lack {
  icon: IconName;
  /** What is wrong. */
  title: string;
  /** What mends it. */
  step: string;
}

const ICONS: Record<BluetoothState, IconName> = {
  ready: 'warning',
  switched_off: 'bluetooth_off',
  starting: 'bluetooth',
  absent: 'dongle',
  off: 'power',
  no_permission: 'lock',
  service_missing: 'terminal',
  bus_missing: 'terminal',
  failed: 'warning',
};

/** Why toys cannot be looked for. */
export function lackOf(bluetooth: BluetoothView): Lack | null {
  return bluetooth.state === 'ready' ? null : noteOf(bluetooth);
}

/** What there is to say of Bluetooth, also where it works on the whole. The words are the core's. */
export function noteOf(bluetooth: BluetoothView): Lack | null {
  if (bluetooth.sentence === null) return null;
  const [what = '', ...step] = bluetooth.sentence.split(/(?<=\.)\s/);
  return { icon: ICONS[bluetooth.state], title: what.replace(/\.$/, ''), step: step.join(' ') };
}

/** What starts the service, to be copied into a terminal. */
export const START_SERVICE = 'sudo systemctl start bluetooth';
export const LINUX = /Linux|X11/.test(navigator.userAgent) && !navigator.userAgent.includes('Android');
