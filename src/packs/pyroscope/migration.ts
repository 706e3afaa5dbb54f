import type { TextPatch } from '../../manifest/line-edit.ts';
import { describeObject, type ManifestObject } from '../../manifest/object.ts';
import { at, entryOf } from '../../manifest/query.ts';
import type { StreamEdits } from '../../manifest/stream-edits.ts';
import type { Finding, FindingArgs, Rule } from '../../step/finding.ts';
import type { Choices, EditRecord } from '../../step/pack.ts';
import type { Phase } from './facts/phases.ts';
import type { PhaseReading } from './read-phase.ts';
import type { Release } from './release.ts';
import type { Settings } from './settings.ts';
import type { Workload } from './workload.ts';

/** One release on its way to a phase: what is known of it, and the edits made so far. */
export class Migration {
  readonly records: EditRecord[] = [];
  private readonly dropped = new Set<ManifestObject>();
  private readonly patches: { object: ManifestObject; patch: TextPatch }[] = [];

  constructor(
    readonly release: Release,
    readonly present: PhaseReading,
    readonly target: Phase,
    readonly settings: Settings,
    readonly choices: Choices,
    /** Objects of the stream that are not the release's and may have to do with it. */
    readonly others: () => readonly ManifestObject[] = () => [],
  ) {}

  /** Workloads that stay. */
  get workloads(): readonly Workload[] {
    return this.release.workloads.filter((workload) => !this.dropped.has(workload.object));
  }

  /** Objects that stay. */
  get objects(): readonly ManifestObject[] {
    return this.release.objects.filter((object) => !this.dropped.has(object));
  }

  get droppedObjects(): readonly ManifestObject[] {
    return [...this.dropped];
  }

  /** Whether a correction that is on by default may be made. */
  corrects(rule: Rule): boolean {
    return !this.names(this.choices.noCorrect, rule);
  }

  /** Whether a correction was asked for by name. */
  asksFor(rule: Rule): boolean {
    return this.names(this.choices.correct, rule);
  }

  private names(ids: ReadonlySet<string>, rule: Rule): boolean {
    return ids.has(rule.id) || (rule.auditId !== undefined && ids.has(rule.auditId));
  }

  drop(object: ManifestObject, reason: string): void {
    this.dropped.add(object);
    this.record(object, { reason, action: 'drop', what: describeObject(object) });
  }

  setFlag(workload: Workload, name: string, value: string, reason: string): boolean {
    const before = workload.flags.value(name);
    if (before === value) return false;
    workload.flags.set(name, value);
    const what = `-${name}=${value}`;
    const change =
      before === undefined
        ? ({ action: 'add', what } as const)
        : ({ action: 'set', what, before: `-${name}=${before}` } as const);
    this.record(workload.object, { reason, ...change });
    return true;
  }

  removeFlag(workload: Workload, name: string, reason: string): boolean {
    const before = workload.flags.value(name);
    if (before === undefined) return false;
    workload.flags.remove(name);
    this.record(workload.object, { reason, action: 'remove', what: `-${name}=${before}` });
    return true;
  }

  /** Patches an object at a place that no draft covers. */
  patch(object: ManifestObject, patch: TextPatch, record: Omit<EditRecord, 'object' | 'document'>): void {
    this.patches.push({ object, patch });
    this.record(object, record);
  }

  record(object: ManifestObject, record: Omit<EditRecord, 'object' | 'document'>): void {
    this.records.push({ ...record, object: describeObject(object), document: object.document.index });
  }

  /** Hands all edits to the stream's. */
  commit(edits: StreamEdits): void {
    for (const object of this.dropped) edits.drop(object);
    for (const workload of this.workloads) {
      const { flags, environment, ports, mounts, object } = workload;
      for (const draft of [flags, environment, ports, mounts]) edits.patch(object.document, draft.patches());
    }
    const kept = this.patches.filter(({ object }) => !this.dropped.has(object));
    for (const { object, patch } of kept) edits.patch(object.document, [patch]);
  }
}

/** A finding of a rule; where it is about an object, at the given offset in its document or at its name. */

export function finding(rule: Rule, args: FindingArgs, object?: ManifestObject, offset?: number): Finding {
  const { id: ruleId, severity } = rule;
  if (object === undefined) return { ruleId, severity, args };
  return {
    ruleId,
    severity,
    args,
    where: { document: object.document.index, offset: offset ?? nameOffset(object) },
  };
}

/** An object is shown by its name's line. */
function nameOffset({ node }: ManifestObject): number {
  return entryOf(at(node, 'metadata'), 'name')?.keyStart ?? node.start;
}
