import type { StreamEdits } from '../manifest/stream-edits.ts';
import {
  type Case,
  type Finding,
  type Known,
  known,
  type Pack,
  type Peer,
  type Rule,
  type State,
} from '../pack.ts';
import { redactAddresses } from '../redaction.ts';
import { DraftEditor, ReleaseDraft } from '../release/draft.ts';
import { phaseShown, type Release, stateOfManifests } from '../release/from-manifests.ts';
import { askedKnown, type Decision, type ReleaseOutcome, type StatedIntent } from '../release/intent.ts';
import { judgeRender, type Permissions } from '../rules/judge.ts';
import { objectView } from '../rules/objects.ts';
import { rulesOf } from '../rules/rules-of-pack.ts';
import { valuesTree } from '../rules/trees.ts';
import { describeSource, type Sourced } from '../step/source.ts';
import { printed } from '../values/printed.ts';
import { describeOrigin, lookup, type ValueNode } from '../values/tree.ts';
import type { Others } from './stream-objects.ts';

/** What one release is rendered with. */
export interface RenderInput {
  readonly stated: StatedIntent;
  /** The user's values of all -f and --set, merged; undefined when none were given. */
  readonly values: ValueNode | undefined;
  readonly others: Others;
  readonly edits: StreamEdits;
  /** What stands beside the release. */
  readonly peer?: Peer;
}

/** What somebody asked for, by name: `phase`, and the settings. */
type Asked = ReadonlyMap<string, Sourced<string>>;

const scalarText = (node: ValueNode): string => (node.kind === 'scalar' ? printed(node) : `a ${node.kind}`);

const fromValues = (value: string, node: ValueNode): Sourced<string> => ({
  value,
  source: { kind: 'values', origin: describeOrigin(node.origin) },
});

function phaseInValues(pack: Pack, values: ValueNode, chart: string): Sourced<string> | undefined {
  const asked = phaseAsked(pack, values, chart);
  const node = asked?.place?.in === 'values' ? asked.place.node : undefined;
  return asked?.sure ? fromValues(asked.value, node ?? values) : undefined;
}

/** By the pack, or by the values that a phase asks its chart with. */
function phaseAsked(pack: Pack, values: ValueNode, chart: string): Known<string> | undefined {
  const tree = valuesTree(values);
  if (pack.phaseAsked) return pack.phaseAsked(tree, chart);
  const meant = pack.phases.find(
    ({ values: own = [] }) =>
      own.length > 0 &&
      own.every(([path, value]) => {
        const said = tree.at(...path);
        return said?.sure && said.value === String(value);
      }),
  );
  const path = meant?.values?.[0]?.[0];
  return meant && path && known(meant.id, 'person', tree.at(...path)?.place);
}

/** Flags, environment and config go before values. */
function askedOf({ pack, chart }: Release, { stated, values }: RenderInput): Asked {
  const asked = new Map<string, Sourced<string>>();
  const phase = stated.phase ?? (values && phaseInValues(pack, values, chart.value));
  if (phase) asked.set('phase', phase);
  for (const { name, key } of pack.settings ?? []) {
    const node = values && key && lookup(values, key.map(String));
    const setting = stated.settings.get(name) ?? (node && fromValues(scalarText(node), node));
    if (setting) asked.set(name, setting);
  }
  return asked;
}

const decided = (about: string, { value, source }: Sourced<string>): Decision => ({
  about,
  value: redactAddresses(value),
  source: describeSource(source),
});

/** `ingesterWeight` as `ingester weight`. */
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Servers by version, each once. */
function serverDecisions({ workloads }: Release): Decision[] {
  const byVersion = new Map(
    workloads.flatMap(({ server }) => (server ? [[server.value, server] as const] : [])).reverse(),
  );
  return [...byVersion.values()].reverse().map((server) => decided('server version', server));
}

/** Every decision about a release, with where it came from. */
function decisionsOf(release: Release, rendered: State, asked: Asked, target: string): readonly Decision[] {
  const phase = asked.get('phase');
  const { layout } = rendered;
  return [
    phase ? decided('phase', phase) : { about: 'phase', value: target, source: 'the manifests' },
    { about: 'phase before', value: phaseShown(rendered), source: 'the manifests' },
    decided('chart version', release.chart),
    ...serverDecisions(release),
    ...(layout?.sure ? [{ about: 'layout', value: layout.value, source: 'the manifests' }] : []),
    ...[...asked].flatMap(([name, one]) => (name === 'phase' ? [] : [decided(words(name), one)])),
  ];
}

/** Ids as a pack's rules have them: an id may be written with the pack's name in front. */
const idsWithin = (pack: string, ids: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...ids].map((id) => (id.startsWith(`${pack}/`) ? id.slice(pack.length + 1) : id)));

const isRefused = (findings: readonly Finding[]): boolean =>
  findings.some(({ outcome }) => outcome === 'refused');

/** A release on its way to a phase; the phase is the one that it is in where none can be told. */
class Rendering {
  readonly rendered: State;
  private readonly draft: ReleaseDraft;
  private read: { readonly target: string; readonly edits: number; readonly state: State } | undefined;

  constructor(
    private readonly release: Release,
    private readonly input: RenderInput,
    private readonly asked: Asked,
  ) {
    this.draft = new ReleaseDraft(release);
    this.rendered = stateOfManifests(this.draft);
  }

  /** On the way to a phase; read anew only after an edit. */
  private stateTo(target: string): State {
    const { draft, rendered, asked, read } = this;
    const edits = draft.records.length;
    if (read?.target === target && read.edits === edits) return read.state;
    const phase = known(target, asked.has('phase') ? 'person' : 'chart');
    const state = stateOfManifests(draft, { phase, rendered });
    this.read = { target, edits, state };
    return state;
  }

  /** What a rule looks at: the release as the edits so far leave it. */
  private caseTo(target: string | undefined): Case {
    const { draft, rendered, asked } = this;
    return {
      now: target === undefined ? rendered : this.stateTo(target),
      asked: (name) => {
        const found = asked.get(name);
        return found && askedKnown(found);
      },
      options: {},
      clock: Date.now(),
      rendered,
      stream: {
        get dropped() {
          return draft.droppedObjects.map(objectView);
        },
        ...this.input.others,
      },
      ...(this.input.peer && { peer: this.input.peer }),
    };
  }

  private judge(rules: readonly Rule[], target: string | undefined, endsAtRefusal = false) {
    const { correct, noCorrect, ...choices } = this.input.stated.choices;
    const { name } = this.release.pack;
    const permissions: Permissions = {
      ...choices,
      correct: idsWithin(name, correct),
      noCorrect: idsWithin(name, noCorrect),
      acceptDataLoss: false,
    };
    return judgeRender(
      rules,
      this.caseTo(target),
      {
        permissions,
        editor: (rule) => new DraftEditor(this.draft, rule),
        readAnew: () => this.caseTo(target),
        endsAtRefusal,
      },
      (id) => `${name}/${id}`,
    );
  }

  /**
   * The rules that come first. Where one refuses, nothing is edited, and what is wrong besides is told along with it: it would
   * be refused in the next run.
   */
  private first(target: string | undefined): readonly Finding[] {
    const { pack } = this.release;
    const rules = rulesOf(pack);
    const found = this.judge(
      rules.filter(({ isFirst }) => isFirst),
      target,
      true,
    );
    if (!isRefused(found)) return found;
    const told = new Set(found.map(({ rule }) => rule));
    const others = rules.filter(({ id, isIndependent }) => isIndependent && !told.has(`${pack.name}/${id}`));
    return [...found, ...this.judge(others, target).filter(({ outcome }) => outcome === 'refused')];
  }

  /** Where there is no phase to go to, only the rules that come first are judged, and nothing is edited. */
  withoutPhase(): readonly Finding[] {
    return this.first(undefined).filter(({ outcome }) => outcome === 'refused');
  }

  to(target: string): readonly Finding[] {
    const { pack, objects } = this.release;
    for (const object of objects)
      if (pack.drops?.(objectView(object), target)) this.draft.drop(object, 'phase');
    const first = this.first(target);
    if (isRefused(first)) return first;
    pack.render(this.caseTo(target), target, new DraftEditor(this.draft, 'phase'));
    const others = rulesOf(pack).filter(({ isFirst }) => !isFirst);
    return [...first, ...this.judge(others, target)];
  }

  /** Hands the edits to the stream's. */
  commit(): ReleaseOutcome['edits'] {
    this.draft.commit(this.input.edits);
    return this.draft.records;
  }
}

/**
 * Takes one release to the phase that was asked for, or keeps it in the one that it is in.
 * @throws LibraryNeeded
 */
export function renderRelease(release: Release, input: RenderInput): ReleaseOutcome {
  const { pack, name, namespace, chartName, chart } = release;
  const asked = askedOf(release, input);
  const rendering = new Rendering(release, input, asked);
  const { rendered } = rendering;
  const known = {
    ...{ pack: pack.name, name, namespace, chartName, chartVersion: chart.value },
    from: phaseShown(rendered),
  };
  const wanted = asked.get('phase')?.value ?? (rendered.phase.sure ? rendered.phase.value : undefined);
  if (wanted === undefined || !pack.phases.some(({ id }) => id === wanted)) {
    const findings = rendering.withoutPhase();
    return { ...known, to: wanted ?? 'unclear', decisions: [], findings, edits: [] };
  }
  const findings = rendering.to(wanted);
  return {
    ...known,
    to: wanted,
    decisions: decisionsOf(release, rendered, asked, wanted),
    findings,
    edits: isRefused(findings) ? [] : rendering.commit(),
  };
}
