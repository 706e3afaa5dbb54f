/** One part of a runbook, as it was printed. */
export interface PrintedPart {
  readonly title: string;
  /** What it says beside commands. */
  readonly text: string;
  /** Commands that must exit with 0 before it begins, and before the next one. */
  readonly before: readonly string[];
  readonly gates: readonly string[];
  readonly blocks: readonly string[];
}

const FENCE =
  /^(Begin only if this exits with 0:\n\n|Go on only if this exits with 0:\n\n)?```sh\n([\s\S]*?)^```$/gm;

/** The parts of a runbook, by what was printed. */
export function partsOf(runbook: string): readonly PrintedPart[] {
  return runbook
    .split(/^## \d+\. /m)
    .slice(1)
    .map(partOf);
}

function partOf(printed: string): PrintedPart {
  const [title = ''] = printed.split('\n', 1);
  const fences = [...printed.matchAll(FENCE)].map(([, when = '', commands = '']) => ({ when, commands }));
  const of = (word: string): readonly string[] =>
    fences.filter(({ when }) => when.startsWith(word)).flatMap(({ commands }) => commandsOf(commands));
  return {
    title,
    text: printed.replace(FENCE, ''),
    before: of('Begin'),
    gates: of('Go on'),
    blocks: fences.filter(({ when }) => when === '').map(({ commands }) => commands),
  };
}

/** Gates are joined by `&&`, so that one exit code stands for all. */
const commandsOf = (joined: string): readonly string[] => joined.trimEnd().split(/ &&\n/);
