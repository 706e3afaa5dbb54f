/**
 * The same texts at every run, so that a change is judged by what it changed; PROPERTY_SEED tries others. fast-check
 * prints the seed of a failure.
 */
export const runs = (numRuns: number): { readonly numRuns: number; readonly seed: number } => ({
  numRuns,
  seed: Number(process.env.PROPERTY_SEED ?? 20_261),
});
