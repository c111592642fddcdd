import type { BluetoothView, FoundView } from './backend/bindings';

/** New toys that the person is to be asked about: a program looks for some. Pure. */
export function waitingFor(bluetooth: BluetoothView): FoundView[] {
  if (bluetooth.searching_programs.length === 0) return [];
  return bluetooth.found.filter((toy) => toy.state === 'left_alone' && !toy.put_off);
}
