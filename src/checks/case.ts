import type { Known, State } from '../pack.ts';

/** A state as if it were in another phase, such as the one to be proven; what it reads lazily stays unread. */
export function inPhase(state: State, phase: Known<string>): State {
  const parts = { ...Object.getOwnPropertyDescriptors(state), phase: { value: phase, enumerable: true } };
  return Object.create(Object.getPrototypeOf(state), parts) as State;
}
