/** Our own icons: 24 by 24, drawn with a line of 1.75. */
export const ICONS = {
  watch:
    '<path d="M19.3 7.2A8.8 8.8 0 1 1 14.6 3.6"/><circle cx="12" cy="12" r="2.6" fill="currentColor" stroke="none"/>',
  toys: '<path d="M2.5 12h2.7l2.3-6.5 4 13 3.4-10 2 3.5h4.6"/>',
  alerts: '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.7h-15z"/><path d="M10 20.6a2.2 2.2 0 0 0 4 0"/>',
  settings:
    '<path d="M3.5 7h9M17.5 7h3M3.5 17h3M11.5 17h9"/><circle cx="15" cy="7" r="2.4"/><circle cx="9" cy="17" r="2.4"/>',
  log: '<path d="M4 6.5h16M4 12h10M4 17.5h13"/>',
  stop: '<rect x="6" y="6" width="12" height="12" rx="2.2" fill="currentColor" stroke="none"/>',
  play: '<path d="M8 5.5v13l10.5-6.5z" fill="currentColor" stroke-linejoin="round"/>',
  pause: '<path d="M8.5 5.5v13M15.5 5.5v13" stroke-width="2.6"/>',
  copy: '<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2.4"/><path d="M15.5 5.6A2.2 2.2 0 0 0 13.4 4H6.2A2.2 2.2 0 0 0 4 6.2v7.2a2.2 2.2 0 0 0 1.6 2.1"/>',
  check: '<path d="m5 12.6 4.6 4.6L19 7.4"/>',
  close: '<path d="m6.5 6.5 11 11m0-11-11 11"/>',
  chevron: '<path d="m9 5.5 6.5 6.5L9 18.5"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  bin: '<path d="M4.5 7h15M9.5 7V4.8h5V7M6.5 7l.9 12.4h9.2L17.5 7M10.2 10.8v5M13.8 10.8v5"/>',
  unplug:
    '<path d="M8.2 9.6 5.7 12a4.4 4.4 0 0 0 6.2 6.2l2.5-2.4M15.8 14.4l2.5-2.4A4.4 4.4 0 0 0 12 5.8L9.6 8.2M4 4l16 16"/>',
  refresh: '<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.7 3.8v3.7h-3.7"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.4 2"/>',
  link: '<path d="M10 14.2a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.5l-.9.9M14 9.8a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l.9-.9"/>',
  broken:
    '<path d="m14.4 15.8-2.5 2.4A4.4 4.4 0 0 1 5.7 12l2.5-2.4M9.6 8.2l2.4-2.4a4.4 4.4 0 0 1 6.3 6.2l-2.5 2.4M8 3.5l.8 2.2M3.5 8l2.2.8M16 20.5l-.8-2.2M20.5 16l-2.2-.8"/>',
  warning:
    '<path d="M12 4.2 21 19.5H3z"/><path d="M12 10v4.5"/><circle cx="12" cy="17" r=".6" fill="currentColor"/>',
  globe:
    '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c2.4 2.4 3.6 5.2 3.6 8.5s-1.2 6.1-3.6 8.5c-2.4-2.4-3.6-5.2-3.6-8.5s1.2-6.1 3.6-8.5z"/>',
  shield:
    '<path d="M12 3.5 19 6v5.5c0 4.2-2.9 7.4-7 9-4.1-1.6-7-4.8-7-9V6z"/><path d="m9 9.5 6 5.5m0-5.5-6 5.5"/>',
  file: '<path d="M6 3.8h8l4.5 4.5v12H6z"/><path d="M13.8 4v4.6h4.5M12 12v3.5"/><circle cx="12" cy="17.8" r=".5" fill="currentColor"/>',
  folder: '<path d="M3.5 18.5v-12h6l2 2.5h9v9.5z"/>',
  server:
    '<rect x="4" y="5" width="16" height="6" rx="1.8"/><rect x="4" y="13.5" width="16" height="6" rx="1.8"/><path d="M7.5 8h.01M7.5 16.5h.01" stroke-width="2.6"/>',
  info: '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5"/><circle cx="12" cy="8" r=".6" fill="currentColor"/>',
  battery: '<rect x="3" y="8" width="16" height="8.5" rx="2"/><path d="M21.5 11v2.5"/>',
  screen: '<rect x="3.5" y="4.5" width="17" height="11.5" rx="2"/><path d="M9 20h6M12 16v4"/>',
  vibrator:
    '<rect x="9" y="4" width="6" height="16" rx="3"/><path d="M5.6 9.5v5M18.4 9.5v5M2.8 11v2M21.2 11v2"/>',
  rotator:
    '<path d="M4.2 13.5a8 8 0 0 1 14-6.8M19.8 10.5a8 8 0 0 1-14 6.8"/><path d="M18.6 3v4h-4M5.4 21v-4h4"/>',
  stroker:
    '<rect x="8.5" y="8" width="7" height="8" rx="2.6"/><path d="M12 5.8V2.5m-2 1.8 2-1.8 2 1.8M12 18.2v3.3m-2-1.8 2 1.8 2-1.8"/>',
  constrictor:
    '<circle cx="12" cy="12" r="3.6"/><path d="M12 2.5v3.6m-1.7-1.6L12 6.1l1.7-1.6M12 21.5v-3.6m-1.7 1.6 1.7-1.6 1.7 1.6M2.5 12h3.6m-1.6-1.7L6.1 12l-1.6 1.7M21.5 12h-3.6m1.6-1.7L17.9 12l1.6 1.7"/>',
  bluetooth: '<path d="m7 8 10 8-5 4.5v-17L17 8 7 16"/>',
  bluetooth_off: '<path d="M12 9V3.5L17 8l-2.6 2.1M7 16l5-4v8.5l4.4-4M4 4l16 16"/>',
  signal_lost: '<path d="M5 18.5v-2.5M10 18.5v-5M15 18.5v-2M20 18.5V5M4 4l16 16"/>',
  dongle:
    '<rect x="7" y="9.5" width="10" height="11" rx="2.2"/><path d="M9 9.5V3.8h6v5.7M11.2 6.4v.6M12.9 6.4v.6"/>',
  lock: '<rect x="5" y="10.5" width="14" height="9.5" rx="2.2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.2v2"/>',
  terminal:
    '<rect x="3.5" y="5" width="17" height="14" rx="2.2"/><path d="m7.5 9.5 2.7 2.5-2.7 2.5M13 14.5h3.5"/>',
  power: '<path d="M12 3.5v8M7.2 6.6a7.5 7.5 0 1 0 9.6 0"/>',
  away: '<circle cx="12" cy="12" r="8" stroke-dasharray="2.6 3.1"/>',
  pencil:
    '<path d="m4.5 19.5 1-4.3L15.9 4.8a1.9 1.9 0 0 1 2.7 0l.6.6a1.9 1.9 0 0 1 0 2.7L8.8 18.5z"/><path d="m14 6.7 3.3 3.3"/>',
  more: '<g fill="currentColor" stroke="none"><circle cx="5.5" cy="12" r="1.7"/><circle cx="12" cy="12" r="1.7"/><circle cx="18.5" cy="12" r="1.7"/></g>',
  hand: '<path d="M8.3 12.6V6.2a1.6 1.6 0 0 1 3.2 0V11V4.8a1.6 1.6 0 0 1 3.2 0V11V6.6a1.6 1.6 0 0 1 3.2 0v7.6a6.4 6.4 0 0 1-6.4 6.3c-2.5 0-4.1-1-5.4-3.2L3.7 13a1.5 1.5 0 0 1 2.5-1.6z"/>',
  arrow: '<path d="M5 12h14m-5.5-5.5L19 12l-5.5 5.5"/>',
} as const;

export type IconName = keyof typeof ICONS;
