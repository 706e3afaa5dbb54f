import { describe, expect, it } from 'vitest';
import { type Facts, type Pack, type Peer, sure } from '../../../src/pack.ts';
import { renderStream } from '../../../src/render/render-stream.ts';
import { ok } from '../../../src/result.ts';

type Phase = 'alone' | 'beside';

const phase = (id: Phase) => ({ id, title: id, writes: ['disk'], reads: ['disk'], signs: [] });

/** What the rule saw, judged last. */
let seen: Peer | undefined;

/** A product that takes a port of the node, once in a Kubernetes cluster. */
const depot: Pack<Facts<Phase>> = {
  api: 1,
  name: 'depot',
  title: 'Depot',
  phases: [phase('alone'), phase('beside')],
  rules: [
    {
      id: 'port-shared',
      severity: 'error',
      needs: ['objects', 'peer'],
      summary: 'two depots have one port',
      why: 'the second is refused',
      bad: [],
      judge({ now, peer, stream }, report) {
        seen = peer;
        const portsOf = (objects: Peer['objects'] = []) =>
          objects.flatMap((one) => (one.kind === 'Service' ? (one.at('spec', 'port') ?? []) : []));
        const [own] = portsOf([...(now.objects ?? []), ...(stream?.others() ?? [])]);
        const [other] = portsOf(peer?.objects);
        if (sure(own) !== undefined && sure(own) === sure(other))
          report({ at: [own, other], what: `port ${sure(own)} is taken`, fix: 'take another' });
      },
    },
  ],
  mentions: ['depot'],
  recognise: ({ labels }) => labels.product === 'depot' && { release: 'depot' },
  readManifests: (_objects, { components }) => ({
    phase: { sure: true, value: 'beside', by: 'chart' },
    components,
  }),
  render: () => undefined,
};

const depotIn = (namespace: string, port: number, labels = '{product: depot}'): string => `---
kind: Deployment
metadata: {name: depot, namespace: ${namespace}, labels: {product: depot}}
spec: {template: {spec: {containers: [{name: depot, image: "depot:1", args: [serve]}]}}}
---
kind: Service
metadata: {name: depot, namespace: ${namespace}, labels: ${labels}}
spec: {port: ${port}}
`;

const NOTHING_ASKED = {
  settings: new Map(),
  choices: {
    correct: new Set<string>(),
    noCorrect: new Set<string>(),
    acceptLoss: false,
    acceptUnknownChart: false,
  },
};

const render = (text: string, peer?: string, pack: Pack = depot as Pack) =>
  renderStream(text, {
    packs: [pack],
    intentFor: () => ok(NOTHING_ASKED),
    values: undefined,
    ...(peer !== undefined && { peer: { text: peer, shownAs: '--peer old.yaml' } }),
  });

async function findingsOf(text: string, peer?: string, pack?: Pack) {
  const made = await render(text, peer, pack);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.releases.flatMap(({ findings }) => findings);
}

async function mistakeOf(text: string, peer: string): Promise<string> {
  const made = await render(text, peer);
  if (made.ok || made.error.kind !== 'intent') throw new Error('there is no mistake');
  return made.error.message;
}

describe('a release beside another', () => {
  it('is judged together with it', async () => {
    const [found] = await findingsOf(depotIn('new', 80), depotIn('old', 80));
    expect(found).toMatchObject({ what: 'port 80 is taken', outcome: 'refused' });
    expect(await findingsOf(depotIn('new', 80), depotIn('old', 81))).toEqual([]);
  });

  it('is not judged where nobody names another', async () => {
    seen = undefined;
    expect(await findingsOf(depotIn('new', 80))).toEqual([]);
    expect(seen).toBeUndefined();
  });

  it('is read as it stands, with every object of its stream', async () => {
    await findingsOf(
      depotIn('new', 80),
      `${depotIn('old', 81)}---\nkind: Ingress\nmetadata: {name: front}\n`,
    );
    expect(sure(seen?.state.namespace)).toBe('old');
    expect(seen?.objects.map(({ kind }) => kind)).toEqual(['Deployment', 'Service', 'Ingress']);
  });

  it('is read as kubectl prints it, too', async () => {
    const items = depotIn('old', 80)
      .split('---\n')
      .filter((one) => one !== '')
      .map((one) => `  - ${one.trimEnd().replaceAll('\n', '\n    ')}\n`);
    const [found] = await findingsOf(depotIn('new', 80), `kind: List\nitems:\n${items.join('')}`);
    expect(found?.what).toBe('port 80 is taken');
  });

  it('shows no line of the other stream as one of its own', async () => {
    const [found] = await findingsOf(depotIn('new', 80), depotIn('old', 80));
    const documents = [found?.place, ...(found?.also ?? [])].map(
      (place) => place?.in === 'manifest' && place.document,
    );
    expect(documents).toEqual([1, -2]);
  });

  it('is compared with all of its own stream, too', async () => {
    const [found] = await findingsOf(depotIn('new', 80, '{}'), depotIn('old', 80));
    expect(found?.what).toBe('port 80 is taken');
  });

  it('is compared though the pack sleeps for the other one', async () => {
    const choosy: Pack = {
      ...(depot as Pack),
      dormant: ({ namespace }) => (namespace === 'new' ? undefined : { why: 'it is old', fix: 'none' }),
    };
    expect(await findingsOf(depotIn('new', 80), depotIn('old', 80), choosy)).toHaveLength(1);
  });
});

describe('a file that nothing can be compared with', () => {
  it.each([
    ['no release', 'kind: A\n', /^phasegate: --peer old\.yaml: no release of Depot in this file; give /],
    ['nothing', '', /no release of Depot/],
    ['a Service alone', depotIn('old', 80).split('---\n')[2] ?? '', /no release of Depot/],
    [
      'two releases',
      depotIn('old', 80) + depotIn('older', 81),
      /2 releases of Depot in this file \(namespaces old, older\); give the manifests of one$/,
    ],
    [
      'broken YAML',
      `${depotIn('old', 80)}---\na: [\n`,
      /^phasegate: --peer old\.yaml: line 1\d: .*cannot be read$/s,
    ],
    ['a list', `${depotIn('old', 80)}---\n- a\n`, /the document at line 9 is not a Kubernetes object$/],
  ])('is refused: %s', async (_, peer, message) => {
    expect(await mistakeOf(depotIn('new', 80), peer)).toMatch(message);
  });

  it('is not read for a pack without such rules', async () => {
    const plain: Pack = { ...(depot as Pack), rules: [] };
    expect(await findingsOf(depotIn('new', 80), 'kind: A\n', plain)).toEqual([]);
  });
});
