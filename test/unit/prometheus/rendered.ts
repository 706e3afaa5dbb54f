import { type Ended, runInProcess } from '../../in-process.ts';

/** What render makes of a stream with settings, each by its flag; a folder without phasegate.yaml. */
export const rendered = (input: string, asked: Readonly<Record<string, string>>): Promise<Ended> =>
  runInProcess(
    [
      'render',
      ...Object.entries(asked).map(
        ([name, value]) =>
          `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}${value && '='}${value}`,
      ),
    ],
    { cwd: import.meta.dirname, input },
  );
