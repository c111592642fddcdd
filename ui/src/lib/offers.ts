import type { AlertView, OfferView } from './backend/bindings';

/** Whether the person can do this about an alert. Pure. */
export function offers(alert: AlertView, kind: OfferView['kind']): boolean {
  return alert.offers.some((offer) => offer.kind === kind);
}

/** The web page that can be allowed because of this alert. */
export function pageOf(alert: AlertView): string | null {
  const offer = alert.offers.find((offer) => offer.kind === 'allow_page');
  return offer === undefined ? null : offer.origin;
}
