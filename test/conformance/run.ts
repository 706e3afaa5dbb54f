import { pyroscope } from '../../src/packs/pyroscope/index.ts';
import { renderStream } from '../../src/render/render-stream.ts';
import { ok } from '../../src/result.ts';
import type { Sourced } from '../../src/step/source.ts';

const flag = (value: string): Sourced<string> => ({ value, source: { kind: 'flag', flag: 'test' } });

export interface Rendered {
  readonly text: string;
  readonly refusals: readonly string[];
  readonly corrections: readonly string[];
}

/** Takes a render to a phase, or with none to the one it stands in. */
export async function carry(
  stream: string,
  phase?: string,
  settings: Record<string, string> = {},
): Promise<Rendered> {
  const intent = {
    ...(phase === undefined ? {} : { phase: flag(phase) }),
    settings: new Map(Object.entries(settings).map(([key, value]) => [key, flag(value)])),
    choices: {
      correct: new Set<string>(),
      noCorrect: new Set<string>(),
      acceptLoss: false,
      acceptUnknownChart: false,
    },
  };
  const rendered = await renderStream(stream, {
    packs: [pyroscope],
    intentFor: () => ok(intent),
    values: undefined,
  });
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  const findings = rendered.value.releases.flatMap((release) => release.findings);
  const ids = (outcome: string): string[] =>
    findings.filter((one) => one.outcome === outcome).map(({ rule }) => rule.replace('pyroscope/', ''));
  return { text: rendered.value.texts.join(''), refusals: ids('refused'), corrections: ids('corrected') };
}
