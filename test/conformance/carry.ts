import { known, type Pack } from '../../src/pack.ts';
import { renderStream } from '../../src/render/render-stream.ts';
import { ok } from '../../src/result.ts';

interface Asked {
  readonly phase: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Manifests of what stands beside it. */
  readonly peer?: string;
}

/** A stream on its way to a phase by one pack, and what is said of it. @throws Error where nothing is rendered */
export async function carry(pack: Pack, stream: string, { phase, settings, peer }: Asked) {
  const stated = (value: string) => ({ value, source: { kind: 'flag' as const, flag: 'stated' } });
  const own = pack.withSettings?.((name) => {
    const word = settings[name];
    return word === undefined ? undefined : known(word, 'person');
  });
  const made = await renderStream(stream, {
    packs: [own ?? pack],
    intentFor: () =>
      ok({
        phase: stated(phase),
        settings: new Map(Object.entries(settings).map(([name, value]) => [name, stated(value)])),
        choices: { correct: new Set(), noCorrect: new Set(), acceptUnknownChart: false, acceptLoss: false },
      }),
    values: undefined,
    ...(peer !== undefined && { peer: { text: peer, shownAs: '--peer' } }),
  });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  const findings = made.value.releases.flatMap((release) => release.findings);
  return {
    text: made.value.texts.join(''),
    findings,
    refused: findings.filter(({ outcome }) => outcome === 'refused'),
  };
}
