import type { AlertCause, AlertView } from '../backend/bindings';

export interface Toast {
  id: number;
  kind: 'alert' | 'problem';
  sentence: string;
  cause: AlertCause | null;
  alertId: number | null;
}

/** More than these at once would cover the window; the oldest make room. All alerts stay in their place. */
const MOST = 3;

/** What pops up over the window. How long each stays is up to whoever draws it. */
export class Toasts {
  #next = 1;
  list = $state.raw<readonly Toast[]>([]);

  alert(alert: AlertView): void {
    this.#add({ kind: 'alert', sentence: alert.sentence, cause: alert.cause, alertId: alert.id });
  }

  problem(sentence: string): void {
    // The same sentence twice says no more than once.
    this.list = this.list.filter((toast) => toast.kind !== 'problem' || toast.sentence !== sentence);
    this.#add({ kind: 'problem', sentence, cause: null, alertId: null });
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** An alert that was dismissed elsewhere needs no toast any more. */
  keepAlerts(open: ReadonlySet<number>): void {
    if (this.list.every((toast) => toast.alertId === null || open.has(toast.alertId))) return;
    this.list = this.list.filter((toast) => toast.alertId === null || open.has(toast.alertId));
  }

  #add(toast: Omit<Toast, 'id'>): void {
    this.list = [...this.list, { ...toast, id: this.#next++ }].slice(-MOST);
  }
}
