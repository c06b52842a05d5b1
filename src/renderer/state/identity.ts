const numbers = new WeakMap<object, number>()
let next = 1

/** A number for an immutable object: the same object, the same number. For keys that must change when it does. */
export function identity(object: object): number {
  const known = numbers.get(object)
  if (known !== undefined) return known
  numbers.set(object, next)
  return next++
}
