import { tick } from 'svelte';
import type { AlertCause, AlertView } from '../backend/bindings';
import { newsWords } from './news';

export interface Toast {
  id: number;
  kind: 'alert' | 'problem';
  sentence: string;
  /** What an alert is about; null where there are several causes, and for problems. */
  cause: AlertCause | null;
  /** What it tells. One toast tells all that came while it is there. */
  alerts: readonly AlertView[];
}

/** The last ones that were refused; older ones make room. */
const MOST_PROBLEMS = 2;
/** Of many, only how many there are is told. */
const MOST_ALERTS = 200;

/**
 * What is told beside the places. An alert that is in view where it belongs gets no toast; whoever listens instead of
 * looking is told all the same. How long each toast stays is up to whoever draws it.
 */
export class Toasts {
  #next = 1;
  list = $state.raw<readonly Toast[]>([]);
  /** The last news, for screen readers. */
  spoken = $state('');
  /** Whether an alert can be seen where it belongs. */
  isInView: (alert: AlertView) => boolean = () => false;

  /** New alerts, oldest first. */
  alerts(alerts: readonly AlertView[]): void {
    if (alerts.length === 0) return;
    this.spoken = newsWords(alerts);
    // They are drawn where they belong first.
    void tick().then(() => {
      const unseen = alerts.filter((alert) => !this.isInView(alert));
      if (unseen.length === 0) return;
      this.#put([...(this.#alertToast()?.alerts ?? []), ...unseen].slice(-MOST_ALERTS));
    });
  }

  problem(sentence: string): void {
    this.spoken = sentence;
    // The same sentence twice says no more than once.
    const others = this.list.filter((toast) => toast.kind === 'problem' && toast.sentence !== sentence);
    const toast: Toast = { id: this.#next++, kind: 'problem', sentence, cause: null, alerts: [] };
    const alert = this.#alertToast();
    this.list = [...(alert === undefined ? [] : [alert]), ...[...others, toast].slice(-MOST_PROBLEMS)];
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** An alert that was dismissed elsewhere needs no toast any more; one that tells more by now is told as it is. */
  keepAlerts(open: readonly AlertView[]): void {
    const toast = this.#alertToast();
    if (toast === undefined) return;
    const now = new Map(open.map((alert) => [alert.id, alert]));
    const alerts = toast.alerts.flatMap((alert) => now.get(alert.id) ?? []);
    if (alerts.length !== toast.alerts.length || newsWords(alerts) !== toast.sentence) this.#put(alerts);
  }

  /** Nor does one that the person can see by now, because they went where it is. */
  look(): void {
    void tick().then(() => {
      this.#keep((alert) => !this.isInView(alert));
    });
  }

  #keep(stays: (alert: AlertView) => boolean): void {
    const toast = this.#alertToast();
    if (toast === undefined || toast.alerts.every(stays)) return;
    this.#put(toast.alerts.filter(stays));
  }

  #alertToast(): Toast | undefined {
    return this.list.find((toast) => toast.kind === 'alert');
  }

  /** The one toast for these alerts. It stays in its place, so that a hand on it stays there. */
  #put(alerts: readonly AlertView[]): void {
    const problems = this.list.filter((toast) => toast.kind === 'problem');
    if (alerts.length === 0) {
      this.list = problems;
      return;
    }
    const causes = new Set(alerts.map((alert) => alert.cause));
    const [only] = causes;
    const toast: Toast = {
      id: this.#alertToast()?.id ?? this.#next++,
      kind: 'alert',
      sentence: newsWords(alerts),
      cause: causes.size === 1 ? (only ?? null) : null,
      alerts,
    };
    this.list = [toast, ...problems];
  }
}
