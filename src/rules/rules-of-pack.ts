import type { Pack, Rule } from '../pack.ts';
import { phaseUnclearAmong } from './phase-unclear.ts';
import { runningDiffersIn } from './running-differs.ts';
import { storeChangedAmong } from './store-changed.ts';
import { unknownChartAmong } from './unknown-chart.ts';
import { unreadableWorkload } from './unreadable-workload.ts';

const joined = new WeakMap<Pack, readonly Rule[]>();

/** The rules of a pack, and those about every product that it does not list itself, with examples of its own. */
export function rulesOf(pack: Pack): readonly Rule[] {
  const before = joined.get(pack);
  if (before) return before;
  const own = new Set(pack.rules.map(({ id }) => id));
  const [main, ...others] = pack.charts ?? [];
  const common = [
    ...(main ? [unknownChartAmong([main, ...others])] : []),
    ...(pack.editsContainers === false ? [] : [unreadableWorkload]),
    phaseUnclearAmong(pack.phases.map(({ id }) => id)),
    storeChangedAmong(pack.phases),
    ...(pack.readServer ? [runningDiffersIn()] : []),
  ];
  const rules = [...pack.rules, ...common.filter(({ id }) => !own.has(id))];
  joined.set(pack, rules);
  return rules;
}
