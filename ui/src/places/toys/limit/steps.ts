/** What a key does to a limit: null where it does nothing. */
export function stepped(key: string, percent: number, fine: boolean): number | null {
  const step = fine ? 1 : 5;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.floor(percent / step) * step + step;
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.ceil(percent / step) * step - step;
    case 'PageUp':
      return percent + 20;
    case 'PageDown':
      return percent - 20;
    case 'Home':
      return 0;
    case 'End':
      return 100;
    default:
      return null;
  }
}
