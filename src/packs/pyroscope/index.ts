import type { ManifestObject } from '../../manifest/object.ts';
import { ok, type Result } from '../../result.ts';
import type { Finding } from '../../step/finding.ts';
import type { Choices, Pack, PackInput, ReleaseOutcome, StatedIntent } from '../../step/pack.ts';
import { decisionsOf } from './decisions.ts';
import { PHASES, type Phase } from './facts/phases.ts';
import { groupReleases, readRelease } from './find-releases.ts';
import { Migration } from './migration.ts';
import { REFERRING_KINDS } from './read/references.ts';
import { type PhaseReading, readPhase } from './read-phase.ts';
import type { Release } from './release.ts';
import { dropComponents, transform } from './render/index.ts';
import { judgeMigration, judgeWithoutPhase, REPORTED_RULES } from './render/judge.ts';
import { bothLayersOff } from './rules/both-layers-off.ts';
import { CORRECTING, OBSERVING, OF_THE_RENDER, REFUSING } from './rules/in-render.ts';
import { legacyComponentsLayout } from './rules/legacy-components-layout.ts';
import { phaseUnclear } from './rules/phase-unclear.ts';
import { resolveSettings, type Settings } from './settings.ts';
import { isWorkload } from './workload.ts';

const CHART_LABEL = /helm\.sh\/chart["']?\s*:\s*["']?pyroscope-\d/;

const isRefusal = ({ severity }: Finding): boolean => severity === 'refusal';

function migrate(migration: Migration): readonly Finding[] {
  dropComponents(migration);
  const ofRender = judgeMigration(OF_THE_RENDER, migration, true);
  if (ofRender.some(isRefusal)) return ofRender;
  transform(migration);
  const corrected = judgeMigration(CORRECTING, migration);
  const left = judgeMigration([...REFUSING, ...OBSERVING], migration);
  const [refused, observed] = [left.filter(isRefusal), left.filter((one) => !isRefusal(one))];
  return [...ofRender, ...refused, ...corrected, ...observed];
}

interface Prepared {
  readonly release: Release;
  readonly reading: PhaseReading;
  readonly settings: Settings;
  readonly choices: Choices;
}

/** Where parts are missing that is the news, and not that the rest does not agree. */
function unresolved({ release, reading, settings, choices }: Prepared): ReleaseOutcome {
  const guess = reading.phaseOfFlags;
  const lacking = guess
    ? judgeMigration([legacyComponentsLayout], new Migration(release, reading, guess, settings, choices))
    : [];
  const findings = lacking.length > 0 ? lacking : judgeWithoutPhase([phaseUnclear], release, reading);
  return {
    name: release.name,
    namespace: release.namespace,
    from: 'unclear',
    to: 'unclear',
    decisions: [],
    findings,
    edits: [],
  };
}

/** Nothing to decide on: a stream of a release's parts without a workload, such as hooks alone. */
const isPartial = (release: Release): boolean =>
  release.workloads.length === 0 &&
  release.objects.every((one) => one.kind !== undefined && !isWorkload(one));

/** Kinds of objects outside a release that rules look at, for a cheap look at a document's text. */
const CONCERNED = new RegExp(`${REFERRING_KINDS.source}|\\b(?:Cluster)?RoleBinding\\b`);

function othersIn({ documents, readObjects }: PackInput, release: Release): () => readonly ManifestObject[] {
  let read: readonly ManifestObject[] | undefined;
  const own = new Set(release.objects.map(({ document }) => document.index));
  return () => {
    read ??= documents
      .filter(({ index, text }) => !own.has(index) && CONCERNED.test(text))
      .flatMap(readObjects);
    return read;
  };
}

function resolved(prepared: Prepared, target: Phase, input: PackInput): ReleaseOutcome {
  const { release, reading, settings, choices } = prepared;
  const migration = new Migration(release, reading, target, settings, choices, othersIn(input, release));
  const findings = migrate(migration);
  const refused = findings.some(isRefusal);
  if (!refused) migration.commit(input.edits);
  const edits = refused ? [] : migration.records;
  const decisions = decisionsOf(release, reading, settings, target);
  return {
    name: release.name,
    namespace: release.namespace,
    from: reading.phase ?? 'unclear',
    to: target,
    decisions,
    findings,
    edits,
  };
}

function renderRelease(release: Release, stated: StatedIntent, input: PackInput): ReleaseOutcome[] {
  if (isPartial(release)) return [];
  const reading = readPhase(release);
  const settings = resolveSettings(stated, input.values, release.chart.value);
  if (settings === 'both-layers-off') {
    const { name, namespace } = release;
    const findings = judgeWithoutPhase([bothLayersOff], release, reading, 'off');
    return [
      { name, namespace, from: reading.phase ?? 'unclear', to: 'off', decisions: [], findings, edits: [] },
    ];
  }
  const prepared = { release, reading, settings, choices: stated.choices };
  const target = settings.phase?.value ?? reading.phase;
  return [target === undefined ? unresolved(prepared) : resolved(prepared, target, input)];
}

function render(input: PackInput): Result<readonly ReleaseOutcome[], string> {
  const outcomes: ReleaseOutcome[] = [];
  for (const group of groupReleases(input.objects)) {
    const stated = input.intentFor(group);
    if (!stated.ok) return stated;
    const release = readRelease(group, stated.value, input.readText);
    outcomes.push(...renderRelease(release, stated.value, input));
  }
  return ok(outcomes);
}

/** Grafana Pyroscope: v1 to v2 storage, charts 1.15.1 to 2.2.1. */
export const pyroscope: Pack = {
  name: 'pyroscope',
  phases: PHASES,
  rules: REPORTED_RULES,
  mayConcern: (text) => text.includes('helm.sh/chart') && CHART_LABEL.test(text),
  render,
};
