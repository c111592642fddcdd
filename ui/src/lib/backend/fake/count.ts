/** `1 toy`, `2 toys`: the simulation's core speaks English. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
