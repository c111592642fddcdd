/** A short, calm tone for an alert: two soft notes, a fifth apart. */

const NOTES = [
  { hertz: 523.25, at: 0 },
  { hertz: 783.99, at: 0.16 },
] as const;
const LOUD = 0.12;
const RISES_S = 0.03;
const FALLS_S = 0.7;

let context: AudioContext | null = null;

/** Where there is no sound, nothing is heard. */
export async function playTone(): Promise<void> {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  if (context.state === 'suspended') await context.resume();
  const begin = context.currentTime;
  for (const { hertz, at } of NOTES) {
    const note = context.createOscillator();
    const level = context.createGain();
    note.frequency.value = hertz;
    level.gain.setValueAtTime(0, begin + at);
    level.gain.linearRampToValueAtTime(LOUD, begin + at + RISES_S);
    level.gain.exponentialRampToValueAtTime(0.0001, begin + at + FALLS_S);
    note.connect(level).connect(context.destination);
    note.start(begin + at);
    note.stop(begin + at + FALLS_S);
  }
}
