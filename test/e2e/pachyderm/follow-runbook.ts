import { until } from '../kubernetes/until.ts';
import { cloneStore, deploy, deployArguments, fill } from './cluster.ts';
import type { Ground } from './pachyderm-test.ts';
import type { Served } from './programs.ts';
import { partsOf } from './runbook.ts';

/** Asks as the runbook says: again, where the answer is that something is on its way. */
export async function pass({ operator }: Ground, gate: string): Promise<void> {
  let last = '';
  const ask = async (): Promise<true | undefined> => {
    const { status, said } = await operator.tries(gate);
    last = said;
    if (status === 0) return true;
    if (!/ask again/.test(said)) throw new Error(`exit ${status}: ${gate}\n${said}`);
    return undefined;
  };
  await until(`exit 0: ${gate}`, ask, { lastSeen: () => last });
}

/** Fills a cluster and takes it to another version as the runbook prints it, to its end. Rejects where a command or a gate fails. */
export async function followRunbook(ground: Ground, from: Served, to: Served): Promise<void> {
  const { operator, start } = ground;
  const old = await deploy(ground, from, 'pach-old');
  await fill(old, from);
  const flags = '--namespace pach-old --new-namespace pach-new --context e2e';
  const printed = await operator.bash(`phasegate pachyderm runbook --from ${from} --to ${to} ${flags}`);
  for (const { title, before, blocks, gates } of partsOf(printed)) {
    for (const gate of before) await pass(ground, gate);
    if (title === 'Clone the bucket') await cloneStore(ground, old, from, 'pach-new');
    for (const block of blocks) {
      const [first = '', second] = block.split(/(?<=rollout status .*\n)/);
      await operator.bash(`DEPLOY_ARGUMENTS="${deployArguments(ground, 'pach-new')}"\n${first}`);
      if (second === undefined) continue;
      await start(to, 'pach-new');
      await operator.bash(second);
    }
    for (const gate of gates) await pass(ground, gate);
  }
}
