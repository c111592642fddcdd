/** The same things, each where it was listed first. `places` remembers that. */
export function inOrder<T extends { address: string }>(places: Map<string, number>, all: readonly T[]): T[] {
  for (const { address } of all) if (!places.has(address)) places.set(address, places.size);
  return all.toSorted((a, b) => (places.get(a.address) ?? 0) - (places.get(b.address) ?? 0));
}
