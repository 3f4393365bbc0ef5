import type { Engine } from './engine.ts'

/** An engine as those see it who only ask. */
export type Submit = Pick<Engine, 'submit'>

/** The engine for one call: whatever its commands write bears the call's trace id, which the caller has with its answer. */
export const traced = (engine: Submit, traceId: string): Submit => ({
  submit: (command) => engine.submit({ ...command, traceId }),
})
