/** '1 slab', '3 slabs'; `write` says how the number is written. */
export const plural = (n: number, one: string, many = `${one}s`, write: (n: number) => string = String): string => `${write(n)} ${n === 1 ? one : many}`
