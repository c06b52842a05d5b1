/** How a contract is written: one entry per request, its input checked at run time, its output known to the compiler. */
import type { z } from 'zod'

export interface CallSpec<I extends z.ZodType, O> {
  readonly kind: 'call'
  readonly input: I
  /** never set: carries the output type only */
  readonly output?: O
}
export interface StreamSpec<I extends z.ZodType, O> {
  readonly kind: 'stream'
  readonly input: I
  readonly output?: O
}
export type Spec = CallSpec<z.ZodType, unknown> | StreamSpec<z.ZodType, unknown>
export type Contract = Readonly<Record<string, Spec>>

/** `call(z.object({...})).returns<Answer>()` */
export const call = <I extends z.ZodType>(input: I): { returns: <O>() => CallSpec<I, O> } => ({ returns: () => ({ kind: 'call', input }) })
/** `stream(z.object({...})).yields<Item>()` */
export const stream = <I extends z.ZodType>(input: I): { yields: <O>() => StreamSpec<I, O> } => ({ yields: () => ({ kind: 'stream', input }) })

type Arguments<I extends z.ZodType> = z.input<I> extends void ? [] : [input: z.input<I>]

/** What the caller holds. */
export type Client<C extends Contract> = {
  readonly [K in keyof C]: C[K] extends StreamSpec<infer I, infer O>
    ? (...input: Arguments<I>) => AsyncGenerator<O, void>
    : C[K] extends CallSpec<infer I, infer O>
      ? (...input: Arguments<I>) => Promise<O>
      : never
}

/** What the server writes. `signal` fires when the caller cancels or goes away. */
export type Handlers<C extends Contract> = {
  readonly [K in keyof C]: C[K] extends StreamSpec<infer I, infer O>
    ? (input: z.output<I>, signal: AbortSignal) => AsyncIterable<O>
    : C[K] extends CallSpec<infer I, infer O>
      ? (input: z.output<I>, signal: AbortSignal) => O | Promise<O>
      : never
}
