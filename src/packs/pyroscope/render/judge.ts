import { insertEntryAfter, removeEntry } from '../../../manifest/entry-edit.ts';
import { asMap, entryOf, follow } from '../../../manifest/query.ts';
import {
  type Known,
  known,
  type ManifestEditor,
  type ManifestObject,
  type Path,
  unsure,
} from '../../../pack.ts';
import type { Finding as Judged } from '../../../rules/case.ts';
import { judge, judgeRender, NOTHING_PERMITTED, type Permissions } from '../../../rules/judge.ts';
import { objectBehind, objectView } from '../../../rules/objects.ts';
import { nodeAt } from '../../../rules/trees.ts';
import type { Finding, Rule as ReportedRule } from '../../../step/finding.ts';
import type { Phase } from '../facts/phases.ts';
import type { Migration } from '../migration.ts';
import type { PyroscopeCase, PyroscopeFacts, PyroscopeRule, PyroscopeState } from '../read/facts.ts';
import { stateOfManifests } from '../read/manifests.ts';
import { knownPhase, type PhaseReading } from '../read-phase.ts';
import type { Release } from '../release.ts';
import { bothLayersOff } from '../rules/both-layers-off.ts';
import { CORRECTING, OBSERVING, OF_THE_RENDER, REFUSING } from '../rules/in-render.ts';
import { phaseUnclear } from '../rules/phase-unclear.ts';
import type { Workload } from '../workload.ts';

/** A text that YAML reads as itself stands without quotes, as the chart writes it. */
const plainOrQuoted = (text: string): string =>
  /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);

/** Edits of one rule, laid on the drafts of a migration. */
class MigrationEditor implements ManifestEditor {
  constructor(
    private readonly migration: Migration,
    private readonly rule: string,
  ) {}

  private workload(component: string): Workload {
    const found = this.migration.workloads.find((one) => one.component === component);
    if (found === undefined) throw new Error(`no workload ${component}`);
    return found;
  }

  flag(component: string, name: string, value: string | undefined): void {
    const workload = this.workload(component);
    if (value === undefined) this.migration.removeFlag(workload, name, this.rule);
    else this.migration.setFlag(workload, name, value, this.rule);
  }

  variable(component: string, name: string, value: string | undefined): void {
    const { environment, object } = this.workload(component);
    if (value === undefined) {
      this.migration.record(object, { reason: this.rule, action: 'remove', what: `env ${name}` });
      environment.removeNamed(name);
      return;
    }
    this.migration.record(object, { reason: this.rule, action: 'set', what: `env ${name}=${value}` });
    if (!environment.setNamedValue(name, value)) environment.append({ name, value }, ['value']);
  }

  mount(component: string, path: string, subPath: string): void {
    const { mounts, object } = this.workload(component);
    if (mounts.append({ name: 'data', mountPath: path, subPath }))
      this.migration.record(object, { reason: this.rule, action: 'add', what: `volume mount ${path}` });
  }

  removeItem(): boolean {
    throw new Error('not yet');
  }

  /** The map that holds the last key of a path. */
  private mapAt(view: ManifestObject, path: Path) {
    const object = objectBehind(view);
    const map = asMap(nodeAt(object.node, path.slice(0, -1)));
    if (map === undefined) throw new Error(`${path.join('.')} of ${view.kind}/${view.name} is not in a map`);
    const key = String(path.at(-1));
    return { object, map, key, entry: entryOf(map, key), text: object.document.text };
  }

  set(view: ManifestObject, path: Path, value: unknown, after?: string): void {
    const { object, map, key, entry, text } = this.mapAt(view, path);
    const flow = JSON.stringify(value);
    const change = { reason: this.rule, what: `${key}: ${flow}` } as const;
    if (value === undefined) {
      if (!entry) return;
      this.migration.patch(object, removeEntry(text, map, entry), { ...change, action: 'remove', what: key });
      return;
    }
    if (entry) {
      const node = follow(entry.value) ?? entry.value;
      this.migration.patch(
        object,
        { start: node.start, end: node.end, text: flow },
        { ...change, action: 'set' },
      );
      return;
    }
    const last = (after === undefined ? undefined : entryOf(map, after)) ?? map.entries.at(-1);
    if (!last) throw new Error(`the map of ${path.join('.')} in ${view.kind}/${view.name} is empty`);
    const form = {
      lines: [`${key}: ${typeof value === 'string' ? plainOrQuoted(value) : flow}`],
      flow: `${JSON.stringify(key)}: ${flow}`,
    };
    this.migration.patch(object, insertEntryAfter(text, map, last, form), { ...change, action: 'add' });
  }

  replace(view: ManifestObject, path: Path, key: string, value: unknown): void {
    const { object, map, entry, key: before } = this.mapAt(view, path);
    if (!entry) return;
    const flow = JSON.stringify(value);
    const patch = {
      start: entry.keyStart,
      end: entry.value.end,
      text: `${map.flow ? JSON.stringify(key) : key}: ${flow}`,
    };
    this.migration.patch(object, patch, {
      reason: this.rule,
      action: 'set',
      what: `${key}: ${flow}`,
      before,
    });
  }

  drop(view: ManifestObject): void {
    this.migration.drop(objectBehind(view), this.rule);
  }
}

const asRendered = new WeakMap<Migration, PyroscopeState>();

/** The render as it came: read when the first rule looks, which is before the first edit. */
function renderedOf(migration: Migration): PyroscopeState {
  const { release, present } = migration;
  const read = asRendered.get(migration);
  if (read) return read;
  const phase = present.phase
    ? known(present.phase, 'chart')
    : unsure<Phase>('the manifests do not agree on a phase');
  const state = stateOfManifests({
    release,
    workloads: release.workloads,
    objects: release.objects,
    phase,
  });
  asRendered.set(migration, state);
  return state;
}

/** What a rule looks at in render: the release as the edits so far leave it. */
export function caseOf(migration: Migration): PyroscopeCase {
  const { release, target, settings } = migration;
  const phase = known(target, settings.phase ? 'person' : 'chart');
  const asked = (name: string): Known<string> | undefined => {
    if (name === 'phase') return settings.phase && known(settings.phase.value, 'person');
    const found = settings[name as keyof typeof settings];
    return found && known(found.value, 'person');
  };
  return {
    now: stateOfManifests({ release, workloads: migration.workloads, objects: migration.objects, phase }),
    asked,
    options: {},
    clock: Date.now(),
    rendered: renderedOf(migration),
    get stream() {
      return {
        dropped: migration.droppedObjects.map(objectView),
        others: () => migration.others().map(objectView),
      };
    },
  };
}

const SEVERITIES = { error: 'warning', warning: 'warning', info: 'note' } as const;

function severityOf({ outcome, severity }: Judged): Finding['severity'] {
  if (outcome === 'refused') return 'refusal';
  return outcome === 'corrected' ? 'correction' : SEVERITIES[severity];
}

function findingOf(judged: Judged): Finding {
  const { rule, what, why, fix, place } = judged;
  return {
    ruleId: rule,
    severity: severityOf(judged),
    args: {},
    message: { what, why, remedy: fix },
    ...(place?.in === 'manifest' && { where: { document: place.document, offset: place.start } }),
  };
}

/** Judges rules about a release whose phase is not known, so that nothing can be edited. @param asked what somebody asked for */
export function judgeWithoutPhase(
  rules: readonly PyroscopeRule[],
  release: Release,
  reading: PhaseReading,
  asked?: string,
): readonly Finding[] {
  const { workloads, objects } = release;
  const of: PyroscopeCase = {
    now: stateOfManifests({ release, workloads, objects, phase: knownPhase(reading) }),
    asked: (name) => (name === 'phase' && asked !== undefined ? known(asked, 'person') : undefined),
    options: {},
    clock: Date.now(),
  };
  return judge(rules, of, NOTHING_PERMITTED, true).map(findingOf);
}

/**
 * Judges rules in their order; a correction is made on the migration's drafts.
 * @param endsAtRefusal whether the first rule that refuses is the last one judged
 */
export function judgeMigration(
  rules: readonly PyroscopeRule[],
  migration: Migration,
  endsAtRefusal = false,
): readonly Finding[] {
  const { correct, noCorrect, acceptLoss } = migration.choices;
  const permissions: Permissions = { correct, noCorrect, acceptLoss, acceptDataLoss: false };
  const judged = judgeRender<PyroscopeFacts>(rules, caseOf(migration), {
    permissions,
    editor: (rule) => new MigrationEditor(migration, rule),
    readAnew: () => caseOf(migration),
    endsAtRefusal,
  });
  return judged.filter(({ by }) => by !== '--no-correct' && by !== '--accept-loss').map(findingOf);
}

/** Whether a correction is made only when --correct names it. */
const isAskedFor = ({ inRender, severity }: PyroscopeRule): boolean =>
  inRender === undefined ? severity !== 'error' : inRender === 'pass';

/** A rule as the reports of render know it. */
function reportedRule(rule: PyroscopeRule, severity: ReportedRule['severity']): ReportedRule {
  const { id, audit = [], formerly = [], summary } = rule;
  return {
    id,
    ...(audit[0] !== undefined && { auditId: audit[0] }),
    aliases: [...audit.slice(1), ...formerly],
    severity,
    ...(severity === 'correction' && isAskedFor(rule) && { askedFor: true }),
    summary,
    message: () => ({ what: summary, why: rule.why, remedy: '' }),
  };
}

/** Every rule that render judges; those that may correct are named by --correct and --no-correct. */
export const REPORTED_RULES: readonly ReportedRule[] = [
  ...[...OF_THE_RENDER, phaseUnclear, bothLayersOff, ...REFUSING].map((rule) =>
    reportedRule(rule, 'refusal'),
  ),
  ...CORRECTING.map((rule) => reportedRule(rule, 'correction')),
  ...OBSERVING.map((rule) => reportedRule(rule, rule.severity === 'info' ? 'note' : 'warning')),
];
