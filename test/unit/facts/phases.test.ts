import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ALL,
  COMPONENTS,
  isComponent,
  isInPhase,
  isV2Only,
  neededIn,
  partsOf,
  RINGS,
  SHARED,
  storesServedBy,
  V1_ONLY,
  writerOf,
} from '../../../src/packs/pyroscope/facts/components.ts';
import {
  hasStore,
  PHASE_FACTS,
  PHASES,
  phaseOfArchitecture,
  phaseOfOnly,
  phaseOfToggles,
  phaseOfWritePath,
  phasesWith,
  STORES,
  togglesInWords,
} from '../../../src/packs/pyroscope/facts/phases.ts';

const KEYS = readFileSync(
  resolve(import.meta.dirname, '../../../src/packs/pyroscope/chart/keys.tsv'),
  'utf8',
);

/** What the chart's own values hold for a layer. */
const inChart = (layer: string): readonly string[] =>
  [
    ...KEYS.matchAll(new RegExp(`^architecture\\.microservices\\.${layer}\\.([a-z-]+)\t@component`, 'gm')),
  ].map(([, name = '']) => name);

describe('the table of components', () => {
  it.each(STORES)('has those of the chart for %s', (store) => {
    const known = COMPONENTS.filter(({ name }) => name !== ALL && isInPhase(name, phaseOfOnly(store)));
    expect(known.map(({ name }) => name).toSorted()).toEqual(inChart(store).toSorted());
  });

  it('tells those of one store from those of both', () => {
    const names = COMPONENTS.map(({ name }) => name);
    const ofV2 = names.filter(isV2Only);
    expect([...V1_ONLY, ...ofV2, ...SHARED, ALL].toSorted()).toEqual(names.toSorted());
    expect(storesServedBy('querier')).toEqual(['v1']);
    expect(storesServedBy('distributor')).toEqual(['v1', 'v2']);
  });

  it('leaves what is not its own in every phase', () => {
    expect(isComponent('minio')).toBe(false);
    expect(PHASES.every((phase) => isInPhase('minio', phase))).toBe(true);
  });

  it('names the parts without which a store does not work, and they are needed', () => {
    expect(partsOf('dual')).toEqual([...partsOf('v1'), ...partsOf('v2')]);
    for (const phase of PHASES)
      expect(neededIn(phase, 'microservices')).toEqual(expect.arrayContaining([...partsOf(phase)]));
    expect(neededIn('v2', 'microservices')).not.toContain('admin');
    expect(neededIn('dual', 'single-binary')).toEqual([ALL]);
  });

  it.each(STORES)('lets the writer of %s join the ring that its checks ask for', (store) => {
    const writer = COMPONENTS.find(({ name }) => name === writerOf(store));
    expect(writer).toMatchObject({ part: 'writer', ring: RINGS[store], phases: phasesWith(store) });
  });
});

describe('the table of phases', () => {
  it.each(PHASES)('finds %s by its write path, architecture and toggles', (phase) => {
    const { id, writePath, architecture, values = [] } = PHASE_FACTS[phase];
    const [v1, v2] = values.map(([, value]) => value === true);
    expect([
      id,
      phaseOfWritePath(writePath),
      phaseOfArchitecture(architecture),
      phaseOfToggles(v1 ?? false, v2 ?? false),
    ]).toEqual([phase, phase, phase, phase]);
  });

  it('finds none by what names none', () => {
    expect([phaseOfWritePath(''), phaseOfArchitecture(undefined), phaseOfToggles(false, false)]).toEqual([
      undefined,
      undefined,
      'off',
    ]);
    expect([hasStore('off', 'v1'), hasStore(undefined, 'v2'), hasStore('dual', 'v2')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('says the toggles of a phase', () => {
    expect(togglesInWords('v2')).toBe('architecture.storage.v1: false and v2: true');
  });

  it('gives each phase a sign that no other phase shares', () => {
    const shown = PHASES.map((phase) =>
      PHASE_FACTS[phase].signs.filter(({ flag }) => flag === 'write-path').flatMap(({ is }) => is),
    );
    expect(new Set(shown.flat()).size).toBe(shown.flat().length);
    expect(shown.every((values) => values.length > 0)).toBe(true);
  });
});
