/**
 * Ends a command before it has done its work: for help, for a mistake in the call, and for an input that cannot be used.
 * The message is the whole text for standard error (for help: standard output).
 */
export class EarlyExit extends Error {
  readonly ending: 'done' | 'unusable input';

  constructor(message: string, ending: EarlyExit['ending'] = 'unusable input') {
    super(message.endsWith('\n') ? message : `${message}\n`);
    this.ending = ending;
  }
}
