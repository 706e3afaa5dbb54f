import {
  type Candidate,
  COPY_ALONE,
  type Form,
  migrator,
  OWN,
  phasegate,
  type Task,
  vmctl,
} from './candidates.ts';
import { program } from './programs.ts';
import { type Aim, type Size, side } from './side.ts';
import type { Fresh, Store } from './stores.ts';

const MOST_MEBIBYTES = 110;

/** The copy alone by each form of phasegate. */
const copies = (forms: readonly Form[], task: Task, ...flags: string[]): Candidate[] =>
  forms.map((form) => ({
    name: nameOf(form),
    command: (from, to) => phasegate(form, task, [from, to], [...COPY_ALONE, ...flags]),
  }));

const nameOf = ({ name }: Form): string => `copy alone, ${name}`;

/** What each form of phasegate is to keep beside other programs. @param most of the CPU time of each */
const aimsOf = (forms: readonly Form[], most: Readonly<Record<string, number>>): Aim[] =>
  forms.flatMap((form) => [
    ...Object.entries(most).flatMap(([beside, cpu]): Aim[] => [
      { of: nameOf(form), beside, what: 'cpu', most: cpu },
      { of: nameOf(form), beside, what: 'wall', most: 1 },
    ]),
    { of: nameOf(form), what: 'mebibytes', most: MOST_MEBIBYTES },
  ]);

/** The time and memory of a copy by each form of phasegate beside other programs, and what comparing adds to it. */
export async function speed(
  forms: readonly Form[],
  task: Task,
  source: Store,
  size: Size,
  fresh: Fresh,
): Promise<void> {
  const [migrates, controls] = [program('prom-migrator'), program('vmctl')];
  const own = forms.find(({ node }) => node === OWN.words[0]);
  const beside = own && nameOf(own);
  const compared = (name: string, ...flags: string[]): Candidate => ({
    name,
    command: (from, to) => phasegate(OWN, task, [from, to], flags),
  });
  const added = (...names: string[]): Aim[] =>
    beside === undefined ? [] : names.map((of) => ({ of, beside, what: 'cpu', most: 2 }));
  for (const { name, node } of forms) if (node !== undefined) console.log(`${name}: ${node}`);
  if (fresh.prometheus)
    await side(
      'Prometheus → Prometheus',
      task,
      source,
      fresh.prometheus,
      [
        ...copies(forms, task),
        compared('compared once', '--no-wait'),
        compared('compared twice', '--settle=0s'),
        ...(migrates ? [migrator(migrates, task)] : []),
      ],
      size,
      [...aimsOf(forms, { 'prom-migrator': 1 }), ...added('compared once', 'compared twice')],
    );
  if (fresh.victoriaMetrics)
    await side(
      'Prometheus → VictoriaMetrics',
      task,
      source,
      fresh.victoriaMetrics,
      [
        ...copies(forms, task, '--max-read-duration=2h'),
        compared('compared'),
        ...(migrates ? [migrator(migrates, task)] : []),
        ...(controls ? [vmctl(controls, task)] : []),
      ],
      size,
      [...aimsOf(forms, { 'prom-migrator': 1, vmctl: 0.65 }), ...added('compared')],
    );
}
