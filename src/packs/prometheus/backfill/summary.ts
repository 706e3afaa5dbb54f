/** One line for the overview, which must not load the command. */
export const SUMMARY = 'copy a metrics history to another store, and prove it by reading back';
