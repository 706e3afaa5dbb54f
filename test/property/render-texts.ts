import { pyroscope } from '../../src/packs/pyroscope/index.ts';
import { renderStream } from '../../src/render/render-stream.ts';
import type { Sourced } from '../../src/step/source.ts';

/** What is asked of a run, as flags would ask it. */
export interface Asked {
  readonly phase?: string;
  readonly ingesterWeight?: string;
  readonly segmentWriterWeight?: string;
  readonly queryBackendFrom?: string;
}

export interface Rendered {
  readonly refused: readonly string[];
  readonly texts: readonly string[];
  readonly stream: string;
}

const flagged = (value: string): Sourced<string> => ({ value, source: { kind: 'flag', flag: '--some' } });

/** Takes a stream through the Pyroscope pack. @throws where a document is broken or the intent cannot be used */
export async function renderTexts(stream: string, { phase, ...tuning }: Asked): Promise<Rendered> {
  const settings = new Map(
    Object.entries(tuning).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, flagged(value)] as const],
    ),
  );
  const choices = {
    correct: new Set<string>(),
    noCorrect: new Set<string>(),
    acceptLoss: true,
    acceptUnknownChart: false,
  };
  const intent = { ...(phase && { phase: flagged(phase) }), settings, choices };
  const rendered = await renderStream(stream, {
    packs: [pyroscope],
    intentFor: () => ({ ok: true, value: intent }),
    values: undefined,
  });
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  const { texts, releases } = rendered.value;
  const findings = releases.flatMap((release) => release.findings);
  const refused = findings
    .filter(({ outcome }) => outcome === 'refused')
    .map(({ rule }) => rule.replace('pyroscope/', ''));
  return { refused, texts, stream: texts.join('') };
}
