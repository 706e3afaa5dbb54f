import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What pachctl stores for a user, so that it reports nothing to its maker: it would wait ten seconds where it cannot. */
export async function writePachctlConfig(home: string): Promise<void> {
  const folder = join(home, '.pachyderm');
  await mkdir(folder);
  const v2 = { active_context: 'default', contexts: { default: {} }, metrics: false };
  await writeFile(join(folder, 'config.json'), JSON.stringify({ user_id: 'e2e', v2 }));
}
